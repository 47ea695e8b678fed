"""A page in Chromium calls the MCP server, from an origin that is allowed and from one that is not.

    python browser.py CHROMIUM URL TOKEN ALLOWED

ALLOWED is the port of http://desk.example, which the server lets in; http://evil.example has the same.
Both names are this machine for the browser. A page tells its own server what it got.
"""

import http.server
import json
import subprocess
import sys
import tempfile
import threading

PAGE = """<!doctype html><script type="module">
const call = async (method, params, headers) => {
  const id = 1, version = "2025-11-25"
  const answer = await fetch(%(url)s, {
    method: "POST",
    headers: {"content-type": "application/json", "mcp-protocol-version": version, ...headers},
    body: JSON.stringify({jsonrpc: "2.0", id, method, params}),
  })
  return {status: answer.status, text: await answer.text()}
}
const outcomes = []
const arguments_ = {type: "customer", query: "ada"}
for (const [method, params, headers] of [
  ["tools/list", {}, {authorization: "Bearer " + %(token)s}],
  ["tools/call", {name: "gorgias_customers_search", arguments: arguments_}, {authorization: "Bearer " + %(token)s}],
  ["tools/list", {}, {}],
]) {
  outcomes.push(await call(method, params, headers).catch((error) => ({error: String(error)})))
}
await fetch("/outcomes", {method: "POST", body: JSON.stringify(outcomes)})
</script>"""


def main(chromium, url, token, port):
    outcomes = {}
    told = threading.Event()

    class Pages(http.server.BaseHTTPRequestHandler):
        def do_GET(self):
            page = PAGE % {"url": json.dumps(url), "token": json.dumps(token)}
            self.send_response(200)
            self.send_header("Content-Type", "text/html")
            self.end_headers()
            self.wfile.write(page.encode())

        def do_POST(self):
            body = self.rfile.read(int(self.headers["Content-Length"]))
            outcomes[self.headers["Origin"]] = json.loads(body)
            self.send_response(204)
            self.end_headers()
            told.set()

        def log_message(self, *_):
            pass

    server = http.server.ThreadingHTTPServer(("127.0.0.1", int(port)), Pages)
    threading.Thread(target=server.serve_forever, daemon=True).start()

    def visit(origin):
        told.clear()
        with tempfile.TemporaryDirectory() as profile:
            # The sandbox needs a user other than root, and pages here are this test's own.
            browser = subprocess.Popen(
                [chromium, "--headless", "--no-sandbox", "--disable-gpu", "--disable-dev-shm-usage"]
                + [f"--user-data-dir={profile}", "--host-resolver-rules=MAP *.example 127.0.0.1"]
                + ["--remote-debugging-port=0", origin],
                stdout=subprocess.DEVNULL,
                stderr=subprocess.PIPE,
            )
            try:
                assert told.wait(60), f"the page at {origin} says nothing"
            finally:
                browser.terminate()
                words = browser.communicate()[1].decode(errors="replace")
        assert origin in outcomes, words
        return outcomes[origin]

    listed, called, stranger = visit(f"http://desk.example:{port}")
    assert listed["status"] == 200 and "gorgias_customers_search" in listed["text"], listed
    assert called["status"] == 200 and "ada@shop.test" in called["text"], called
    # A page may read why it is refused.
    assert stranger["status"] == 401, stranger
    # From another origin the browser does not even send it.
    for outcome in visit(f"http://evil.example:{port}"):
        assert outcome == {"error": "TypeError: Failed to fetch"}, outcome
    print("a page of an allowed origin called, one of another was kept from it")


main(*sys.argv[1:])
