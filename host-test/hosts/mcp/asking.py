"""The official Python client, with a person who is asked before something is deleted.

    python asking.py ERA [URL | COMMAND ARGUMENT…]

The server has GORGIAS_CONFIRM=destructive. ERA as in `client.py`. That nobody answers for ten minutes is
tested beside the server, with a clock.
"""

import asyncio
import sys

from mcp import Client, MCPError, StdioServerParameters
from mcp.types import ElicitResult

DELETE, GET = "gorgias_customers_delete_customer", "gorgias_customers_get_customer"
ADA = {"id": 700101}


async def main(era, target):
    is_http = target[0].startswith("http://")
    server = target[0] if is_http else StdioServerParameters(command=target[0], args=target[1:])
    mode = "legacy" if era == "legacy" else "auto"
    refused = era == "legacy" and is_http

    async def delete(action):
        """Tries it with a person who answers so, or with a client that cannot ask; and looks again."""
        questions = []

        async def answer(_, params):
            questions.append(params.message)
            return ElicitResult(action=action, content={} if action == "accept" else None)

        callback = {"elicitation_callback": answer} if action else {}
        async with Client(server, mode=mode, **callback) as client:
            try:
                result = await client.call_tool(DELETE, ADA)
                words = result.content[0].text
            except MCPError as error:
                words = str(error)
            is_gone = (await client.call_tool(GET, ADA)).is_error
        return questions, words, is_gone

    questions, words, is_gone = await delete(None)
    assert (questions, is_gone) == ([], False), (questions, words)
    wanted = "over HTTP a client can ask from version 2026-07-28" if refused else "did not say"
    assert wanted in words, words
    for action in [] if refused else ["decline", "cancel", "accept"]:
        questions, words, is_gone = await delete(action)
        assert len(questions) == 1 and "Ada Mae Byron" in questions[0], questions
        assert is_gone == (action == "accept"), (action, words)
        assert is_gone or "did not agree" in words, words
    if era == "modern":
        await states(server, is_http)
    print(f"{era}: asked, or refused")


async def states(server, is_http):
    """A yes is for one request; and over a stream it is good once."""
    nina, other = {"id": 700140}, {"id": 700104}

    async def answer(_, params):
        return ElicitResult(action="decline")

    async with Client(server, elicitation_callback=answer) as client:

        async def call(arguments, state=None):
            responses = {"confirm": ElicitResult(action="accept", content={})} if state else None
            return await client.session.call_tool(
                DELETE, arguments, input_responses=responses, request_state=state, allow_input_required=True
            )

        state = (await call(nina)).request_state
        # Of another request, and one that nobody gave out: it asks again.
        assert (await call(other, state)).request_state
        assert (await call(nina, state[::-1])).request_state
        state = (await call(nina)).request_state
        assert not (await call(nina, state)).is_error
        again = await call(nina, state)
        # Without a stream nothing is kept, so the same yes is good for the same request: it is gone.
        assert again.is_error if is_http else getattr(again, "request_state", None), again
        assert not (await client.call_tool(GET, other)).is_error


asyncio.run(main(sys.argv[1], sys.argv[2:]))
