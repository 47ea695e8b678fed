// What validators in JavaScript make of the tool list: Ajv in strict mode takes all schemas, zod makes
// types of them, and both take the calls that `calls.json` makes of them.
//
//     node converters.mjs COMMAND ARGUMENT…
//
// Node looks for packages above this file, so `mcp.sh` runs a copy.

import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { Client } from "@modelcontextprotocol/client";
import { StdioClientTransport } from "@modelcontextprotocol/client/stdio";
import { Ajv } from "ajv";
import { z } from "zod";

const [command, ...args] = process.argv.slice(2);
const client = new Client({ name: "test", version: "1" });
await client.connect(new StdioClientTransport({ command, args }));
const { tools } = await client.listTools();
await client.close();
assert.equal(tools.length, 25);

// Refusals, and numbers as text, which the server reads and no schema allows.
const plain = ([, args, wanted]) => typeof wanted !== "string" && typeof args.id !== "string";
const calls = JSON.parse(readFileSync(new URL("calls.json", import.meta.url))).filter(plain);
const ajv = new Ajv({ strict: true });
for (const { name, inputSchema, outputSchema } of tools) {
  const valid = ajv.compile(inputSchema);
  if (outputSchema) ajv.compile(outputSchema);
  const type = z.fromJSONSchema(inputSchema);
  assert.deepEqual(Object.keys(type.shape), Object.keys(inputSchema.properties), name);
  for (const [, args] of calls.filter(([tool]) => name.endsWith(`gorgias_customers_${tool}`))) {
    assert.ok(valid(args), `${name}: ${ajv.errorsText(valid.errors)}`);
    type.parse(args);
  }
}
console.log(`Ajv and zod: ${tools.length} of 25, ${calls.length} calls`);
