// The official JavaScript client, with a person who is asked before something is deleted.
//
//     node asking.mjs ERA [URL | COMMAND ARGUMENT…]
//
// As `asking.py`; the states of a modern call are in its hands alone.

import assert from "node:assert/strict";
import { Client, StreamableHTTPClientTransport } from "@modelcontextprotocol/client";
import { StdioClientTransport } from "@modelcontextprotocol/client/stdio";

const [era, first, ...rest] = process.argv.slice(2);
const isHttp = first.startsWith("http://");
const isRefused = era === "legacy" && isHttp;
const ada = { id: 700101 };

// Tries to delete with a person who answers so, or with a client that cannot ask; and looks again.
async function remove(action) {
  const questions = [];
  const client = new Client(
    { name: "test", version: "1" },
    {
      versionNegotiation: { mode: era === "modern" ? "auto" : "legacy" },
      capabilities: action ? { elicitation: {} } : {},
    },
  );
  if (action) {
    client.setRequestHandler("elicitation/create", ({ params }) => {
      questions.push(params.message);
      return action === "accept" ? { action, content: {} } : { action };
    });
  }
  await client.connect(
    isHttp
      ? new StreamableHTTPClientTransport(new URL(first))
      : new StdioClientTransport({ command: first, args: rest }),
  );
  const call = (tool) => client.callTool({ name: `gorgias_customers_${tool}`, arguments: ada });
  const words = await call("delete_customer").then(
    (result) => result.content[0].text,
    (error) => error.message,
  );
  const isGone = Boolean((await call("get_customer")).isError);
  await client.close();
  return { questions, words, isGone };
}

const { questions, words, isGone } = await remove(undefined);
assert.deepEqual([questions, isGone], [[], false], words);
assert.match(words, isRefused ? /over HTTP a client can ask from version 2026-07-28/ : /did not say/);
for (const action of isRefused ? [] : ["decline", "cancel", "accept"]) {
  const { questions, words, isGone } = await remove(action);
  assert.ok(questions.length === 1 && questions[0].includes("Ada Mae Byron"), `${questions} ${words}`);
  assert.equal(isGone, action === "accept", words);
  if (!isGone) assert.match(words, /did not agree/);
}
console.log(`${era}: asked, or refused`);
