// What is the bundle's own, beside the tools: what it may reach, and that neither a silent server nor
// a client that reads slowly holds it up.
//
//     node --test bundle.mjs, with BUNDLE as the path of its manifest

import assert from "node:assert/strict";
import { spawn } from "node:child_process";
import { once } from "node:events";
import { readFileSync } from "node:fs";
import { createServer } from "node:net";
import { dirname, join } from "node:path";
import { createInterface } from "node:readline";
import { test } from "node:test";
import { setTimeout } from "node:timers/promises";
import { installed } from "./desktop.mjs";

const { command, args, env } = await installed(process.env.BUNDLE);
const file = {
  file_type: "attachment",
  domain_hash: "Hna8kldnmlal",
  resource_name: "care-guide-3f9c1d2e-5b7a-4c8d-9e0f-1a2b3c4d5e6f.txt",
};

/** Starts the server with other variables, runs the calls, and gives their results. */
async function run(variables, calls, read = async () => {}) {
  const { PATH } = process.env;
  const child = spawn(command, args, {
    env: { PATH, ...env, ...variables },
    stdio: ["pipe", "pipe", "inherit"],
    timeout: 30_000,
  });
  const lines = createInterface({ input: child.stdout })[Symbol.asyncIterator]();
  const results = [];
  for (const [tool, argument] of calls) {
    const params = { name: `gorgias_customers_${tool}`, arguments: argument(results) };
    child.stdin.write(`${JSON.stringify({ jsonrpc: "2.0", id: 1, method: "tools/call", params })}\n`);
    await read(child.stdout);
    const { value, done } = await lines.next();
    assert.ok(!done, "the server ended");
    results.push(JSON.parse(value).result);
  }
  child.stdin.end();
  const [code] = await once(child, "exit");
  assert.equal(code, 0);
  return results;
}

/** A failed call's message and record. */
async function failure(variables, tool, argument) {
  const [result] = await run(variables, [[tool, () => argument]]);
  assert.ok(result.isError, JSON.stringify(result));
  const lines = result.content[0].text.split("\n");
  return { text: lines[0], ...JSON.parse(lines.at(-1)) };
}

test("an answer of megabytes reaches a client that reads slowly", async () => {
  const [, downloaded] = await run(
    {},
    [
      ["post_api_upload", () => ({ file: "x".repeat(3_000_000), name: "long.txt" })],
      [
        "download_file",
        ([uploaded]) => {
          const resource_name = uploaded.structuredContent.items[0].url.split("/").at(-1);
          return { ...file, resource_name };
        },
      ],
    ],
    async (stdout) => {
      stdout.pause();
      await setTimeout(500);
      stdout.resume();
    },
  );
  assert.equal(downloaded.structuredContent.size, 3_000_000);
});

test("a host that was not named is refused, and the message names it", async () => {
  const { kind, text } = await failure({ GORGIAS_FILE_HOST: "" }, "download_file", file);
  assert.equal(kind, "blocked-by-policy", text);
  assert.ok(text.includes(new URL(env.GORGIAS_FILE_HOST).host), text);
});

test("the settings open their hosts, whatever the spelling, and no others", async () => {
  const { allow, handle } = await import(join(dirname(process.env.BUNDLE), "server/gate.js"));
  allow({
    GORGIAS_DOMAIN: " https://Acme.gorgias.com/ ",
    GORGIAS_DOMAIN__shop: "shop",
    GORGIAS_DOMAIN__bad: "evil.test/#",
    GORGIAS_DOMAIN__none: "",
    GORGIAS_FILE_HOST: "",
  });
  const refused = (scheme, authority) => {
    try {
      handle({ scheme: () => ({ tag: scheme }), authority: () => authority });
    } catch (error) {
      // What is let through fails as well, since this is no request of the shim's.
      return error.tag === "HTTP-request-denied";
    }
  };
  // Without a setting, the same as the manifest's default.
  const { user_config: asked } = JSON.parse(readFileSync(process.env.BUNDLE));
  const files = asked.file_host.default;
  for (const host of ["acme.gorgias.com", "shop.gorgias.com", "acme.gorgias.com:443", files]) {
    assert.ok(!refused("HTTPS", host), host);
    assert.ok(refused("HTTP", host), host);
  }
  const others = ["evil.test", "gorgias.com", "other.gorgias.com", "acme.gorgias.com:8443"];
  for (const host of [...others, "acme.gorgias.com@evil.test", "127.0.0.1", ""]) {
    assert.ok(refused("HTTPS", host), host);
  }
  assert.ok(refused("HTTPS", undefined));
});

test("people are asked for an access, and get the strictest when they do not choose", async () => {
  delete process.env.GORGIAS_ACCESS;
  const { env: untouched } = await installed(process.env.BUNDLE);
  assert.equal(untouched.GORGIAS_ACCESS, "read-only");
  const { kind } = await failure(untouched, "delete_customer", { id: 700101 });
  assert.equal(kind, "blocked-by-policy");
});

test("a silent server ends in a timeout at the deadline, a closed port in an error at once", async () => {
  const silent = createServer((socket) => socket.resume()).listen(0, "127.0.0.1");
  await once(silent, "listening");
  const base = `http://127.0.0.1:${silent.address().port}`;
  const variables = { GORGIAS_BASE_URL: base, GORGIAS_TIMEOUT_SECONDS: "2" };
  const began = performance.now();
  assert.equal((await failure(variables, "get_customer", { id: 1 })).kind, "timeout");
  assert.ok(performance.now() - began < 6_000);
  silent.close();
  await once(silent, "close");
  assert.equal((await failure(variables, "get_customer", { id: 1 })).kind, "network");
});
