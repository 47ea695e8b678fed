"""The time from the start of an MCP server to its answer to tools/list, beside an empty Node process.

    python start.py COMMAND ARGUMENT…

Fails when it is more than four times as long.
"""

import subprocess
import sys

from compare import STARTS, Server, milliseconds


def start():
    running = Server(sys.argv[1:], {})
    assert running.ask("tools/list", {})["tools"]
    running.end()


empty = milliseconds(lambda: subprocess.run(["node", "-e", "0"], check=True), STARTS)
listed = milliseconds(start, STARTS)
print(f"{listed:.0f} ms to tools/list, {listed / empty:.1f} times an empty Node process ({empty:.0f} ms)")
sys.exit(listed > 4 * empty)
