"""Many calls at once over stdio: prints what they took, and fails where one waits for another.

    python at_once.py LATENCY COMMAND ARGUMENT…

LATENCY is how long the API takes for each answer, in milliseconds. What is checked is the order of
answers, and that none comes too early: machines are slow at times.
"""

import sys
import time

from compare import Server

# As many are on the way at once; more wait for their turn.
PLACES, CALLS = 16, 20


def begin(command):
    server = Server(command, {})
    server.begin()
    return server


def call(server, id):
    server.send("tools/call", {"name": "gorgias_customers_get_customer", "arguments": {"id": 700101}}, id=id)


def together(command, count):
    """Seconds to each answer by its id: of so many calls, and of a ping beside them."""
    server = begin(command)
    times = {}
    began = time.perf_counter()
    for id in range(count):
        call(server, id)
    server.send("ping", {}, id="ping")
    for _ in range(count + 1):
        answer = server.read()
        assert answer["id"] not in times and not answer["result"].get("isError"), answer
        times[answer["id"]] = time.perf_counter() - began
    assert finish(server) == []
    assert min(times, key=times.get) == "ping", f"a call was answered before the ping: {times}"
    return times


def finish(server):
    """The ids of what is answered after the end of input."""
    server.process.stdin.close()
    ids = []
    while answer := server.read():
        assert not answer["result"].get("isError"), answer
        ids.append(answer["id"])
    assert server.process.wait() == 0
    return sorted(ids)


def cancelled(command):
    """A cancelled call is not answered, and the end of input waits for the rest."""
    server = begin(command)
    for id in "abc":
        call(server, id)
    server.send("notifications/cancelled", {"requestId": "b", "reason": "enough"})
    assert finish(server) == ["a", "c"]


def unread(command):
    """Nobody reads any more: the server ends although its input is open."""
    server = begin(command)
    call(server, "unread")
    server.process.stdout.close()
    server.send("ping", {}, id="ping")
    server.process.wait(timeout=20)
    server.process.stdin.close()


def main(latency, command):
    cancelled(command)
    unread(command)
    latency = int(latency) / 1000
    for count in PLACES, CALLS:
        times = together(command, count)
        early = [id for id in range(PLACES, count) if times[id] < 2 * latency]
        assert not early, f"more than {PLACES} calls were on the way: {times}"
        print(f"{count} in {max(times.values()):.2f} s, a ping beside them in {times['ping']:.3f} s", end="; ")
    print(f"each call takes the API {latency} s")


main(sys.argv[1], sys.argv[2:])
