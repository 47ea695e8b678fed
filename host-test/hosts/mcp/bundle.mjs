// What is the bundle's own, beside the tools: what it may reach, and that neither a silent server nor
// a client that reads slowly holds it up.
//
//     node --test bundle.mjs, with BUNDLE as the path of its manifest

import assert from "node:assert/strict";
import { execFileSync, spawn } from "node:child_process";
import { once } from "node:events";
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { createServer as createHttpServer } from "node:http";
import { createServer as createHttpsServer } from "node:https";
import { createServer } from "node:net";
import { tmpdir } from "node:os";
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
  assert.equal(JSON.parse(downloaded.content[0].text).size, 3_000_000);
});

test("the manifest names the tools as the server lists them, short enough for every client", async () => {
  const { name, tools } = JSON.parse(readFileSync(process.env.BUNDLE));
  const child = spawn(command, args, { env: { PATH: process.env.PATH, ...env }, stdio: ["pipe", "pipe", "inherit"] });
  child.stdin.end(`${JSON.stringify({ jsonrpc: "2.0", id: 1, method: "tools/list" })}\n`);
  const [line] = await once(createInterface({ input: child.stdout }), "line");
  const listed = JSON.parse(line).result.tools.map((tool) => tool.name);
  assert.deepEqual(tools.map((tool) => tool.name), listed);
  // As Cursor and Claude count.
  for (const tool of listed) assert.ok(`${name}${tool}`.length <= 60 && `mcp__${name}__${tool}`.length <= 64, tool);
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
  const refused = (tag, authority, val) => {
    try {
      handle({ scheme: () => tag && { tag, val }, authority: () => authority });
    } catch (error) {
      // What is let through fails as well, since this is no request of the shim's.
      return error.tag === "HTTP-request-denied";
    }
  };
  // Without a setting, the same as the manifest's default.
  const { user_config: asked } = JSON.parse(readFileSync(process.env.BUNDLE));
  const files = asked.file_host.default;
  for (const host of ["acme.gorgias.com", "ACME.gorgias.com", "shop.gorgias.com", "acme.gorgias.com:443", files]) {
    for (const [tag, val] of [["HTTPS"], [undefined], ["other", "https"]]) assert.ok(!refused(tag, host, val), host);
    assert.ok(refused("HTTP", host), host);
    assert.ok(refused("other", host, "file"), host);
  }
  const others = ["evil.test", "gorgias.com", "other.gorgias.com", "acme.gorgias.com:8443"];
  for (const host of [...others, "acme.gorgias.com@evil.test", "evil.test#acme.gorgias.com", "127.0.0.1", ""]) {
    assert.ok(refused("HTTPS", host), host);
  }
  assert.ok(refused("HTTPS", undefined));
});

test("a setting that is no address of the web opens nothing", async () => {
  const { allow, handle } = await import(`${join(dirname(process.env.BUNDLE), "server/gate.js")}?again`);
  allow({ GORGIAS_FILE_HOST: "file:///etc", GORGIAS_BASE_URL: "data:text/plain,x", GORGIAS_BASE_URL__a: "blob:x://y" });
  for (const [tag, val] of [["HTTPS"], ["HTTP"], ["other", "file"], ["other", "data"], ["other", "blob"]]) {
    for (const host of ["evil.test", "null", ""]) {
      const request = { scheme: () => ({ tag, val }), authority: () => host };
      assert.throws(() => handle(request), { tag: "HTTP-request-denied" });
    }
  }
});

test("certificates are checked whatever the environment says, and a company's own can be added", async () => {
  const directory = mkdtempSync(join(tmpdir(), "bundle-"));
  const path = (name) => join(directory, name);
  const host = "acme.gorgias.com";
  const subject = ["-subj", `/CN=${host}`, "-addext", `subjectAltName=DNS:${host}`];
  const files = ["-keyout", path("key.pem"), "-out", path("cert.pem")];
  const request = ["req", "-x509", "-newkey", "rsa:2048", "-nodes", "-days", "2", ...files, ...subject];
  execFileSync("openssl", request, { stdio: "ignore" });
  let asked = 0;
  const tls = { key: readFileSync(path("key.pem")), cert: readFileSync(path("cert.pem")) };
  const server = createHttpsServer(tls, (_, response) => {
    asked += 1;
    response.setHeader("content-type", "application/json");
    response.end('{"id":1}');
  }).listen(0, "127.0.0.1");
  await once(server, "listening");
  // The account is on this machine.
  const connect = `const tls = require("node:tls");
    const { connect } = tls;
    tls.connect = (options) => connect({ ...options, host: "127.0.0.1", port: ${server.address().port} });`;
  writeFileSync(path("connect.cjs"), connect);
  const variables = {
    GORGIAS_BASE_URL: "",
    GORGIAS_DOMAIN: "acme",
    NODE_OPTIONS: `--require=${path("connect.cjs")}`,
  };
  try {
    const careless = { ...variables, NODE_TLS_REJECT_UNAUTHORIZED: "0" };
    const { kind, text } = await failure(careless, "get_customer", { id: 1 });
    assert.equal(kind, "network", text);
    assert.equal(asked, 0);
    const trusting = { ...variables, NODE_EXTRA_CA_CERTS: path("cert.pem") };
    const [result] = await run(trusting, [["get_customer", () => ({ id: 1 })]]);
    assert.deepEqual(result.structuredContent, { id: 1 });
    assert.equal(asked, 1);
  } finally {
    server.close();
    rmSync(directory, { recursive: true });
  }
});

test("people are asked for an access, and get the strictest when they do not choose", async () => {
  delete process.env.GORGIAS_ACCESS;
  const { env: untouched } = await installed(process.env.BUNDLE);
  assert.equal(untouched.GORGIAS_ACCESS, "read-only");
  const { kind } = await failure(untouched, "delete_customer", { id: 700101 });
  assert.equal(kind, "blocked-by-policy");
});

test("calls one after the other use their connections again", async () => {
  let connections = 0;
  const server = createHttpServer((_, response) => {
    response.setHeader("content-type", "application/json");
    response.end('{"id":1}');
  }).listen(0, "127.0.0.1");
  server.on("connection", () => (connections += 1));
  await once(server, "listening");
  const variables = { GORGIAS_BASE_URL: `http://127.0.0.1:${server.address().port}` };
  const calls = [
    ["get_customer", () => ({ id: 1 })],
    ["update_customer", () => ({ id: 1, name: "x" })],
    ["delete_customer", () => ({ id: 1 })],
  ];
  await run(variables, [...calls, ...calls]);
  server.close();
  // The first may not be free yet when the next call begins.
  assert.ok(connections <= 2, `${connections}`);
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
