"""The official Python client with calls at once, and with one that it gives up.

    python patience.py COMMAND ARGUMENT…

The API takes a second for each answer.
"""

import asyncio
import sys
import tempfile
import time

from mcp import Client, MCPError, StdioServerParameters
from mcp.client.stdio import stdio_client

# One after the other they would take ten seconds.
CALLS, PATIENCE = 10, 8


async def session(target, log):
    server = stdio_client(StdioServerParameters(command=target[0], args=target[1:]), errlog=log)
    async with Client(server) as client:

        def call(patience=PATIENCE):
            return client.call_tool("gorgias_customers_get_customer", {"id": 700101}, read_timeout_seconds=patience)

        began = time.perf_counter()
        answers = await asyncio.gather(*(call() for _ in range(CALLS)))
        took = time.perf_counter() - began
        assert not any(answer.is_error for answer in answers), answers

        given_up, *others = await asyncio.gather(call(0.3), *(call() for _ in range(CALLS)), return_exceptions=True)
        assert isinstance(given_up, MCPError) and "timed out" in str(given_up).lower(), repr(given_up)
        assert not any(isinstance(answer, Exception) or answer.is_error for answer in others), others
    return took


def main(target):
    with tempfile.TemporaryFile("w+") as log:
        took = asyncio.run(session(target, log))
        log.seek(0)
        outcomes = [line.partition("outcome=")[2].split()[0] for line in log if "outcome=" in line]
    assert sorted(outcomes) == ["cancelled"] + ["ok"] * 2 * CALLS, outcomes
    print(f"{CALLS} calls of a second in {took:.2f} s; one given up beside {CALLS} others, and dropped")


main(sys.argv[1:])
