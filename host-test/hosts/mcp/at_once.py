"""Many calls at once over stdio: prints what they took, and fails where one waits for another.

    python at_once.py LATENCY COMMAND ARGUMENT…

LATENCY is how long the API takes for each answer, in milliseconds. What is checked is the order of
answers, not a time: a ping overtakes the calls, a cancelled call is never answered, and the end of input
lets the others finish.
"""

import json
import subprocess
import sys
import time

CALLS = 20


class Lines:
    """A server that is spoken to by lines."""

    def __init__(self, command):
        self.process = subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL)
        version = {"protocolVersion": "2025-06-18", "capabilities": {}, "clientInfo": {"name": "at-once", "version": "1"}}
        self.send({"id": "init", "method": "initialize", "params": version})
        self.read()
        self.send({"method": "notifications/initialized"})

    def send(self, message):
        self.process.stdin.write(json.dumps({"jsonrpc": "2.0", **message}).encode() + b"\n")
        self.process.stdin.flush()

    def call(self, id, tool="get_customer", **arguments):
        params = {"name": "gorgias_customers_" + tool, "arguments": arguments or {"id": 700101}}
        self.send({"id": id, "method": "tools/call", "params": params})

    def read(self):
        line = self.process.stdout.readline()
        return json.loads(line) if line else None

    def end(self):
        """All that still comes after the end of input, and the exit code."""
        self.process.stdin.close()
        rest = []
        while answer := self.read():
            rest.append(answer)
        return rest, self.process.wait()


def is_good(answer):
    return "result" in answer and not answer["result"].get("isError")


def together(command):
    """Seconds for all calls, and for a ping beside them."""
    server = Lines(command)
    began = time.perf_counter()
    for id in range(CALLS):
        server.call(id)
    server.send({"id": "ping", "method": "ping"})
    first = server.read()
    ping = time.perf_counter() - began
    assert first["id"] == "ping", f"a call was answered before the ping: {first}"
    answers = [server.read() for _ in range(CALLS)]
    took = time.perf_counter() - began
    assert sorted(it["id"] for it in answers) == list(range(CALLS)) and all(map(is_good, answers)), answers
    rest, code = server.end()
    assert (rest, code) == ([], 0), (rest, code)
    return took, ping


def cancelled(command):
    """A cancelled call is not answered, and the end of input waits for the rest."""
    server = Lines(command)
    for id in "abc":
        server.call(id)
    server.send({"method": "notifications/cancelled", "params": {"requestId": "b", "reason": "enough"}})
    rest, code = server.end()
    assert sorted(it["id"] for it in rest) == ["a", "c"] and all(map(is_good, rest)), rest
    assert code == 0, code


def main(latency, command):
    cancelled(command)
    took, ping = together(command)
    print(f"{CALLS} calls of {latency} ms at once: {took * 1000:.0f} ms; a ping beside them: {ping * 1000:.0f} ms")


main(sys.argv[1], sys.argv[2:])
