"""What `wasmtime serve` with the MCP server answers to requests that no MCP client sends.

    python http_rules.py WASMTIME COMPONENT

In place of Gorgias stands a server that takes a second for each answer.
"""

import http.client
import http.server
import json
import socket
import subprocess
import sys
import threading
import time
from concurrent.futures import ThreadPoolExecutor


class Slow(http.server.BaseHTTPRequestHandler):
    def do_GET(self):
        time.sleep(1)
        self.send_response(200)
        self.send_header("Content-Type", "application/json")
        self.end_headers()
        self.wfile.write(b'{"id":1}')

    def log_message(self, *_):
        pass


class Gorgias(http.server.ThreadingHTTPServer):
    # 32 callers connect at once.
    request_queue_size = 64


PATH = "/gorgias-customers"
TOKEN = "token-of-the-test"
LIST = b'{"jsonrpc":"2.0","id":1,"method":"tools/list"}'
CALL = json.dumps(
    {
        "jsonrpc": "2.0",
        "id": 1,
        "method": "tools/call",
        "params": {"name": "gorgias_customers_get_customer", "arguments": {"id": 1}},
    }
).encode()


def main(wasmtime, component):
    gorgias = Gorgias(("127.0.0.1", 0), Slow)
    threading.Thread(target=gorgias.serve_forever, daemon=True).start()
    settings = {
        "GORGIAS_BASE_URL": f"http://127.0.0.1:{gorgias.server_port}",
        "GORGIAS_EMAIL": "agent@acme.test",
        "GORGIAS_API_KEY": "key-of-the-test",
        "GORGIAS_MCP_ORIGINS": "https://desk.example",
    }
    with Served(wasmtime, component, settings | {"GORGIAS_MCP_TOKEN": TOKEN}) as port, ThreadPoolExecutor(1) as beside:
        dripping = beside.submit(drips, port)
        refusals(port)
        many_at_once(port)
        caller_goes_away(port)
        dripping.result()
    with Served(wasmtime, component, settings) as port:
        assert request(port)[0] == 503, "without a token it serves nobody"
    print("refusals, 32 slow calls at once, callers that go away or drip")


class Served:
    """`wasmtime serve` on a free port, until the end of the block."""

    def __init__(self, wasmtime, component, settings):
        environment = [word for name, value in settings.items() for word in ("--env", f"{name}={value}")]
        command = [wasmtime, "serve", "-S", "cli", "--addr", "127.0.0.1:0", *environment, component]
        self.process = subprocess.Popen(command, stderr=subprocess.PIPE, text=True)

    def __enter__(self):
        line = self.process.stderr.readline()
        assert line.startswith("Serving HTTP on http://127.0.0.1:"), line
        # What it prints later must not block it.
        threading.Thread(target=self.process.stderr.read, daemon=True).start()
        return int(line.strip().rstrip("/").rpartition(":")[2])

    def __exit__(self, *_):
        self.process.terminate()
        self.process.wait()


def request(port, body=LIST, method="POST", path=PATH, token=TOKEN, **headers):
    """Status, headers and the JSON of the answer."""
    headers = {"Content-Type": "application/json"} | {name.replace("_", "-"): value for name, value in headers.items()}
    if token:
        headers["Authorization"] = f"Bearer {token}"
    connection = http.client.HTTPConnection("127.0.0.1", port, timeout=60)
    try:
        connection.request(method, path, body, headers)
    except (BrokenPipeError, ConnectionResetError):
        pass  # Refused before all of the body was read; the answer is there all the same.
    answer = connection.getresponse()
    text = answer.read()
    connection.close()
    return answer.status, answer.headers, json.loads(text) if text else None


def refusals(port):
    """What a runtime could hand on wrongly; each rule is tested beside its source."""

    def status(*arguments, **options):
        return request(port, *arguments, **options)[0]

    assert status() == 200
    assert status(token=TOKEN + "x") == 401
    assert status(path=PATH + "x") == 404
    assert status(method="DELETE") == 405
    assert status(Content_Type="text/plain") == 415
    assert status(Origin="https://evil.example") == 403
    code, headers, _ = request(port, Origin="https://desk.example")
    assert (code, headers["Access-Control-Allow-Origin"]) == (200, "https://desk.example"), headers
    too_large = 33 << 20
    assert status(b" " * too_large) == 413
    # In chunks, so that the length is not known before.
    assert status(iter([b" " * (1 << 20)] * 33)) == 413
    for garbage in [b"", b"{", b"\xff\xfe", b"[" * 100_000, b'"text"']:
        code, _, answer = request(port, garbage)
        assert code == 400 and answer["error"]["code"] in (-32700, -32600), (garbage[:9], code, answer)


def many_at_once(port):
    began = time.monotonic()
    with ThreadPoolExecutor(32) as pool:
        answers = list(pool.map(lambda _: request(port, CALL), range(32)))
    took = time.monotonic() - began
    wrong = [result for *_, result in answers if result["result"].get("structuredContent") != {"id": 1}]
    assert not wrong, (len(wrong), wrong[0])
    assert took < 8, f"32 calls of a second each took {took:.1f} s"


HEAD = (
    f"POST {PATH} HTTP/1.1\r\nHost: x\r\nAuthorization: Bearer {TOKEN}\r\nContent-Type: application/json\r\n"
    f"Content-Length: {len(CALL)}\r\n\r\n"
).encode()


def caller_goes_away(port):
    for sent in [CALL, CALL[:20]]:
        with socket.create_connection(("127.0.0.1", port)) as connection:
            connection.sendall(HEAD + sent)
            time.sleep(0.2)
    assert request(port)[0] == 200


def drips(port):
    """A body that comes byte by byte holds its instance for a minute."""
    began = time.monotonic()
    with socket.create_connection(("127.0.0.1", port)) as connection:
        connection.sendall(HEAD)
        connection.settimeout(1)
        for byte in CALL:
            connection.sendall(bytes([byte]))
            try:
                status = connection.recv(12)
                break
            except TimeoutError:
                pass
    assert status == b"HTTP/1.1 408", status
    assert 55 < time.monotonic() - began < 80


main(*sys.argv[1:])
