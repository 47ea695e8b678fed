"""The time from the start of an MCP server to its answer to tools/list, beside an empty Node process.

    python start.py COMMAND ARGUMENT…

Prints the best of several starts, since other tests run at the same time. Fails when the server's is
more than four times as long.
"""

import subprocess
import sys

from compare import STARTS, Server, milliseconds


def start():
    running = Server(sys.argv[1:], {})
    assert running.ask("tools/list", {})["tools"]
    running.end()


def empty():
    subprocess.run(["node", "-e", "0"], check=True)


pairs = [(milliseconds(empty, 1), milliseconds(start, 1)) for _ in range(STARTS)]
least, listed = map(min, zip(*pairs))
print(f"{listed:.0f} ms to tools/list, {listed / least:.1f} times an empty Node process ({least:.0f} ms)")
sys.exit(listed > 4 * least)
