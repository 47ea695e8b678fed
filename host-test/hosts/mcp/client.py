"""The official Python client against the MCP server: every tool once, and what fails.

    python client.py ERA [URL | COMMAND ARGUMENT…]

ERA is `legacy` (the handshake of 2025) or `modern` (2026-07-28). The client checks structured
content against the tools' output schemas itself.
"""

import asyncio
import json
import pathlib
import sys

from mcp import Client, StdioServerParameters

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
    url = target[0].startswith("http://")
    server = target[0] if url else StdioServerParameters(command=target[0], args=target[1:])
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
                assert holds(result.structured_content, wanted), (tool, text)
        print(f"{client.protocol_version}: {len(listed)} tools, {len(CALLS)} calls")


asyncio.run(main(sys.argv[1], sys.argv[2:]))
