"""Time and memory of MCP servers over stdio. Prints a table.

    python compare.py WASMTIME PRECOMPILED PEER
"""

import json
import os
import pathlib
import statistics
import subprocess
import sys
import time

HERE = pathlib.Path(__file__).parent
STARTS, TIMED, CALLS = 20, 300, 2000


class Server:
    """A server process, spoken to by lines."""

    def __init__(self, command, environment):
        self.process = subprocess.Popen(
            command, env=os.environ | environment, stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL
        )

    def send(self, method, params, **id):
        message = {"jsonrpc": "2.0", **id, "method": method, "params": params}
        self.process.stdin.write(json.dumps(message).encode() + b"\n")
        self.process.stdin.flush()

    def read(self):
        """The next message; none at the end."""
        line = self.process.stdout.readline()
        return json.loads(line) if line else None

    def ask(self, method, params):
        self.send(method, params, id=1)
        return self.read()["result"]

    def begin(self):
        client = {"name": "compare", "version": "1"}
        self.ask("initialize", {"protocolVersion": "2025-06-18", "capabilities": {}, "clientInfo": client})
        self.send("notifications/initialized", {})
        return self.ask("tools/list", {})["tools"]

    def call(self, tool, arguments):
        result = self.ask("tools/call", {"name": tool, "arguments": arguments})
        assert not result.get("isError"), result

    def resident(self):
        """MiB in memory now, of the process alone; none of these starts another."""
        status = pathlib.Path(f"/proc/{self.process.pid}/status").read_text()
        return int(status.partition("VmRSS:")[2].split()[0]) / 1024

    def end(self):
        self.process.stdin.close()
        self.process.terminate()
        self.process.wait()


def milliseconds(action, times):
    taken = []
    for _ in range(times):
        began = time.perf_counter()
        action()
        taken.append((time.perf_counter() - began) * 1000)
    return statistics.median(taken)


def start(server):
    def action():
        running = Server(*server)
        assert running.begin()
        running.end()

    return milliseconds(action, STARTS)


def measured(server, prefix):
    """Milliseconds to tools/list, of get-customer, of a list of 30; MiB after start, and more later."""
    to_list = start(server)
    running = Server(*server)
    running.begin()
    first = running.resident()
    get = lambda: running.call(prefix + "get_customer", {"id": 700101})
    some = lambda: running.call(prefix + "list_customers", {"limit": 30})
    milliseconds(get, 50)  # Warm: Node compiles what it runs often.
    row = to_list, milliseconds(get, TIMED), milliseconds(some, TIMED), first
    milliseconds(get, CALLS - TIMED - TIMED - 50)
    more = running.resident() - first
    running.end()
    return *row, more


def main(wasmtime, precompiled, peer):
    names = ["GORGIAS_BASE_URL", "GORGIAS_EMAIL", "GORGIAS_API_KEY", "GORGIAS_ACCESS"]
    passed = [word for name in names for word in ("--env", name)]
    ours = [wasmtime, "run", "--allow-precompiled", "-S", "http", *passed, precompiled], {}
    redirected = ["node", "--import", str(HERE / "to-mock.mjs"), peer], {"GORGIAS_DOMAIN": "acme", "GORGIAS_ACCESS_LEVEL": "admin"}
    empty = milliseconds(lambda: subprocess.run(["node", "-e", "0"], check=True), STARTS)
    print(f"{'':24}{'start':>9}{'get':>9}{'list 30':>9}{'memory':>9}{f'{CALLS} calls':>12}")
    print(f"{'node -e 0':24}{empty:6.0f} ms")
    for name, server, prefix in [
        ("this one in wasmtime", ours, "gorgias_customers_"),
        ("gorgias-mcp-server", redirected, "gorgias_"),
    ]:
        to_list, get, some, first, more = measured(server, prefix)
        print(f"{name:24}{to_list:6.1f} ms{get:6.2f} ms{some:6.2f} ms{first:5.0f} MiB{more:+8.1f} MiB")


if __name__ == "__main__":
    main(*sys.argv[1:])
