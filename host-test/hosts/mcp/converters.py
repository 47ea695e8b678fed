"""What frameworks make of the tool list, and what a model that has to fill every property asks for.

    python converters.py COMMAND ARGUMENT…

The converters of google-genai, openai-agents (its strict form, and what it falls back to for objects of
any form) and LangChain (for OpenAI and for Gemini) each get every tool, and lose no property of one;
jsonschema takes all schemas. Then the server is called through the strict form, every property filled
with what models fill in: what reaches the mock, recorded by a proxy before it, is what was meant.
"""

import asyncio
import copy
import json
import sys
import threading
import urllib.error
import urllib.request
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

from agents.mcp import MCPServerStdio
from agents.mcp.util import MCPUtil
from agents.strict_schema import ensure_strict_json_schema
from google.genai._mcp_utils import mcp_to_gemini_tools
from jsonschema import Draft202012Validator
from langchain_core.tools import StructuredTool
from langchain_core.utils.function_calling import convert_to_openai_tool
from langchain_google_genai._function_utils import convert_to_genai_function_declarations
from mcp import Client, StdioServerParameters

BASE = "GORGIAS_BASE_URL="
PREFIX = "gorgias_customers_"

# A tool, what is asked of it, and the requests that this is.
MEANT = [
    (
        "update_customer",
        {"id": 700102, "name": "Bruno C. Costa"},
        [("PUT", "/api/customers/700102", {"name": "Bruno C. Costa"})],
    ),
    (
        "merge_customers",
        {"source_id": 700139, "target_id": 700101},
        [("PUT", "/api/customers/merge?source_id=700139&target_id=700101", {})],
    ),
    ("list_customers", {"limit": 3}, [("GET", "/api/customers?limit=3", None)]),
    # Nothing is asked: in a strict form `{}` is all that can be said of an object of any form.
    ("update_customer_data", {"customer_id": 700102}, []),
]
# What models fill in by the type of a property; no number means nothing.
FILLINGS = {
    "null": lambda _: None,
    "empty": {"string": "", "array": [], "object": {}, "boolean": False}.get,
}


def recorder(origin, seen):
    """A proxy before the mock, on a port of its own."""

    class Proxy(BaseHTTPRequestHandler):
        protocol_version = "HTTP/1.1"

        def do_GET(self):
            body = self.rfile.read(int(self.headers.get("content-length", 0)))
            seen.append((self.command, self.path, json.loads(body) if body else None))
            headers = {name: value for name, value in self.headers.items() if name.lower() != "host"}
            request = urllib.request.Request(origin + self.path, body or None, headers, method=self.command)
            try:
                response = urllib.request.urlopen(request)
            except urllib.error.HTTPError as error:
                response = error
            with response:
                answer = response.read()
                self.send_response(response.status)
                self.send_header("content-type", response.headers["content-type"] or "application/json")
                self.send_header("content-length", str(len(answer)))
                self.end_headers()
                self.wfile.write(answer)

        do_POST = do_PUT = do_DELETE = do_GET

        def log_message(self, *_):
            pass

    server = ThreadingHTTPServer(("127.0.0.1", 0), Proxy)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    return f"http://127.0.0.1:{server.server_port}"


def names(schema):
    """The properties of a schema, as a dict or as an object of google-genai."""
    properties = schema.get("properties") if isinstance(schema, dict) else schema.properties
    return set(properties)


def strict(tool):
    return ensure_strict_json_schema(copy.deepcopy(tool.input_schema))


def check_converters(tools):
    for tool in tools:
        for schema in (tool.input_schema, tool.output_schema or {}):
            Draft202012Validator.check_schema(schema)
    base = [
        StructuredTool(name=it.name, description=it.description, args_schema=it.input_schema, func=print) for it in tools
    ]
    gemini = [it.function_declarations[0] for it in mcp_to_gemini_tools(tools)]
    langchain = [it.function_declarations[0] for tool in base for it in convert_to_genai_function_declarations([tool])]
    openai = [convert_to_openai_tool(tool, strict=True)["function"] for tool in base]
    agents_server = MCPServerStdio({"command": "none"})
    converted = {
        "google-genai": [(it.name, it.parameters) for it in gemini],
        "LangChain for Gemini": [(it.name, it.parameters) for it in langchain],
        "LangChain for OpenAI": [(it["name"], it["parameters"]) for it in openai],
        "openai-agents, strict": [(it.name, strict(it)) for it in tools],
        "openai-agents": [
            (it.name, MCPUtil.to_function_tool(it, agents_server, convert_schemas_to_strict=True).params_json_schema)
            for it in tools
        ],
    }
    for converter, results in converted.items():
        assert len(results) == 25, (converter, len(results))
        for tool, (name, parameters) in zip(tools, results, strict=True):
            assert (name, names(parameters)) == (tool.name, names(tool.input_schema)), (converter, name)
        print(f"{converter}: {len(results)} of 25")


async def main(command):
    seen = []
    place = next(at for at, argument in enumerate(command) if argument.startswith(BASE))
    command[place] = BASE + recorder(command[place].removeprefix(BASE), seen)
    async with Client(StdioServerParameters(command=command[0], args=command[1:])) as client:
        tools = (await client.list_tools()).tools
        check_converters(tools)
        by_name = {tool.name: tool for tool in tools}
        for filling, fill in FILLINGS.items():
            for tool, arguments, wanted in MEANT:
                schema = strict(by_name[PREFIX + tool])
                filled = {name: fill(schema["properties"][name].get("type")) for name in schema["required"]}
                assert len(filled) == len(schema["properties"]) > len(arguments)
                if tool == "merge_customers" and filling == "empty":
                    # The first is gone.
                    arguments = {"source_id": 700140, "target_id": 700101}
                    wanted = [("PUT", "/api/customers/merge?source_id=700140&target_id=700101", {})]
                seen.clear()
                result = await client.call_tool(PREFIX + tool, filled | arguments)
                assert result.is_error == (not wanted), (filling, tool, result)
                assert seen == wanted, (filling, tool, seen)
        # Nothing else of the customer changed.
        customer = (await client.call_tool(PREFIX + "get_customer", {"id": 700102})).structured_content
        channels = [(it["type"], it["address"]) for it in customer["channels"]]
        assert channels == [("email", "bruno.costa@shop.test"), ("phone", "+15550100001")], channels
        assert (customer["email"], customer["external_id"]) == ("bruno.costa@shop.test", "shop-1001"), customer
    print(f"strict calls: {len(FILLINGS) * len(MEANT)} ask for what was meant")


asyncio.run(main(sys.argv[1:]))
