// The official JavaScript client against the MCP server: every tool once, and what fails.
//
//     node client.mjs ERA [URL | COMMAND ARGUMENT… | BUNDLE/manifest.json]
//
// ERA is `legacy` (the handshake of 2025) or `modern` (2026-07-28). A bundle is started as
// `desktop.mjs` says. The client checks structured
// content against the tools' output schemas itself. Node looks for its package above this file, so
// `mcp.sh` runs a copy.

import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { Client, StreamableHTTPClientTransport } from "@modelcontextprotocol/client";
import { StdioClientTransport } from "@modelcontextprotocol/client/stdio";
import { installed } from "./desktop.mjs";

const [era, ...target] = process.argv.slice(2);
const calls = JSON.parse(readFileSync(new URL("calls.json", import.meta.url)));
// The bundle asks for short names.
const prefix = target[0].endsWith("/manifest.json") ? "" : "gorgias_customers_";

async function transport([first, ...rest]) {
  if (first.startsWith("http://")) return new StreamableHTTPClientTransport(new URL(first));
  if (first.endsWith("/manifest.json")) return new StdioClientTransport(await installed(first));
  return new StdioClientTransport({ command: first, args: rest });
}

const client = new Client(
  { name: "test", version: "1" },
  { versionNegotiation: { mode: era === "modern" ? "auto" : "legacy" } },
);
await client.connect(await transport(target));
const version = client.getNegotiatedProtocolVersion();
assert.equal(version === "2026-07-28", era === "modern", version);
assert.equal(client.getServerVersion().name, "gorgias-customers");
assert.ok(client.getInstructions());

const listed = new Set((await client.listTools()).tools.map((tool) => tool.name));
assert.deepEqual(listed, new Set(calls.map(([tool]) => prefix + tool)));
for (const [tool, args, wanted] of calls) {
  const result = await client.callTool({ name: prefix + tool, arguments: args });
  const { text } = result.content[0];
  if (typeof wanted === "string") {
    assert.ok(result.isError && text.includes(wanted), `${tool}: ${text}`);
    assert.ok(JSON.parse(text.split("\n").at(-1)).kind);
  } else {
    assert.ok(!result.isError, `${tool}: ${text}`);
    // Of a file there is only text: what it is, and what it holds.
    assert.partialDeepStrictEqual(result.structuredContent ?? JSON.parse(text), wanted, `${tool}: ${text}`);
  }
}
await client.close();
console.log(`${version}: ${listed.size} tools, ${calls.length} calls`);
