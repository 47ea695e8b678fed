"""The official Python client against the MCP server: every tool once, and what fails.

    python client.py ERA [URL | COMMAND ARGUMENT…]

ERA is `legacy` (the handshake of 2025) or `modern` (2026-07-28). TOKEN in the environment is shown to a URL. The client checks structured
content against the tools' output schemas itself.
"""

import asyncio
import json
import os
import pathlib
import sys

import httpx2
from mcp import Client, StdioServerParameters
from mcp.client.streamable_http import streamable_http_client

CALLS = json.loads(pathlib.Path(__file__).with_name("calls.json").read_text())
PREFIX = "gorgias_customers_"


def holds(answer, wanted):
    """Whether the answer has all that is wanted; it may have more keys."""
    if isinstance(wanted, dict):
        return isinstance(answer, dict) and all(
            key in answer and holds(answer[key], value) for key, value in wanted.items()
        )
    if isinstance(wanted, list):
        return len(answer) == len(wanted) and all(map(holds, answer, wanted))
    return answer == wanted


async def main(era, target):
    if target[0].startswith("http://"):
        headers = {"Authorization": f"Bearer {os.environ['TOKEN']}"} if "TOKEN" in os.environ else {}
        server = streamable_http_client(target[0], http_client=httpx2.AsyncClient(headers=headers))
    else:
        server = StdioServerParameters(command=target[0], args=target[1:])
    async with Client(server, mode="legacy" if era == "legacy" else "auto") as client:
        assert (client.protocol_version == "2026-07-28") == (era == "modern"), client.protocol_version
        assert client.server_info.name == "gorgias-customers"
        assert client.instructions
        listed = {tool.name for tool in (await client.list_tools()).tools}
        assert listed == {PREFIX + tool for tool, _, _ in CALLS}, listed
        for tool, arguments, wanted in CALLS:
            result = await client.call_tool(PREFIX + tool, arguments)
            text = result.content[0].text
            if isinstance(wanted, str):
                assert result.is_error and wanted in text, (tool, arguments, result)
                assert "kind" in json.loads(text.splitlines()[-1])
            else:
                assert not result.is_error, (tool, text)
                # Of a file there is only text: what it is, and what it holds.
                answer = result.structured_content or json.loads(text)
                assert holds(answer, wanted), (tool, text)
        print(f"{client.protocol_version}: {len(listed)} tools, {len(CALLS)} calls")


asyncio.run(main(sys.argv[1], sys.argv[2:]))
