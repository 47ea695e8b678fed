// The component in Node, as `jco transpile` makes it: JavaScript objects in, JavaScript objects
// out, and the error record of a tool as a thrown error.
//
// Run by `host-test/hosts/run`, which sets the GORGIAS_* variables of a mock and names the
// transpiled module as the argument.

import assert from "node:assert/strict";
import { resolve } from "node:path";
import { test } from "node:test";
import { pathToFileURL } from "node:url";
import { Worker } from "node:worker_threads";
import { _setEnv } from "@bytecodealliance/preview2-shim/cli";

// What the plugin may see. Without this call it would see all of this process' environment.
const settings = Object.fromEntries(
  Object.entries(process.env).filter(([name]) => name.startsWith("GORGIAS_")),
);
_setEnv(settings);

const gorgias = await import(pathToFileURL(resolve(process.argv[2])));

/** The error record that a call throws. */
function errorOf(call) {
  try {
    call();
  } catch (thrown) {
    assert.ok(thrown instanceof Error, "tools throw Error objects");
    assert.ok(thrown.payload, `no error of the tool: ${thrown.stack}`);
    return thrown.payload;
  }
  assert.fail("the call should have thrown");
}

test("the module exports tools and nothing else", () => {
  // jco adds `_util` for itself.
  const names = Object.keys(gorgias).filter((name) => !name.startsWith("_"));
  assert.ok(names.length > 0 && names.every((name) => name.startsWith("gorgiasCustomers")));
});

test("GET: an id is a bigint, an option may be left out, the answer is JSON text", () => {
  const customer = JSON.parse(gorgias.gorgiasCustomersGetCustomer(700101n));
  assert.equal(customer.email, "ada@shop.test");
  assert.deepEqual(customer.custom_fields["4411"], { id: 4411, value: "VIP" });
});

test("GET: a page, and the next one by its cursor", () => {
  const first = gorgias.gorgiasCustomersListCustomers({ limit: 2, orderBy: "created-datetime-asc" });
  const second = gorgias.gorgiasCustomersListCustomers({
    limit: 2,
    orderBy: "created-datetime-asc",
    cursor: first.nextCursor,
  });
  const ids = [first, second].flatMap((page) => JSON.parse(page.items).map((item) => item.id));
  assert.deepEqual(ids, [700101, 700102, 700103, 700104]);
  assert.equal(typeof first.nextCursor, "string");
  assert.equal(first.prevCursor, undefined);
});

test("POST: records and lists are objects and arrays", () => {
  const made = JSON.parse(
    gorgias.gorgiasCustomersCreateCustomer({
      channels: [{ type: "email", address: "zoe@shop.test", preferred: true }],
      email: "zoe@shop.test",
      name: "Zoë Miller",
    }),
  );
  assert.equal(made.lastname, "Miller");
  assert.equal(made.channels[0].address, "zoe@shop.test");
  const found = JSON.parse(gorgias.gorgiasCustomersSearch("customer", "zoë"));
  assert.deepEqual(found.map((record) => record.id), [made.id]);
});

test("PUT: absent stays, clear sets to null, a variant is {tag, val}", () => {
  const changed = JSON.parse(
    gorgias.gorgiasCustomersUpdateCustomer(700103n, { name: "Chloé Martin", clear: ["language"] }),
  );
  assert.equal(changed.name, "Chloé Martin");
  assert.equal(changed.language, null);
  assert.equal(changed.timezone, "Europe/Paris");
  const value = gorgias.gorgiasCustomersUpdateCustomerCustomFieldValue(700103n, 4412n, {
    tag: "number",
    val: 42,
  });
  assert.equal(JSON.parse(value).value, 42);
});

test("merge: the source becomes the target, and says so from then on", () => {
  const target = JSON.parse(gorgias.gorgiasCustomersMergeCustomers(700103n, 700101n));
  assert.equal(target.id, 700101);
  const error = errorOf(() => gorgias.gorgiasCustomersGetCustomer(700103n));
  assert.equal(error.kind, "merged");
  assert.deepEqual(JSON.parse(error.details), { location: "/api/customers/700101" });
});

test("DELETE: nothing comes back; what is gone is a thrown error with the tool's record", () => {
  assert.equal(gorgias.gorgiasCustomersDeleteCustomer(700104n), undefined);
  const error = errorOf(() => gorgias.gorgiasCustomersGetCustomer(700104n));
  assert.equal(error.kind, "not-found");
  assert.equal(error.status, 404);
  assert.equal(error.requestSent, true);
  assert.match(error.message, /404 to GET \/api\/customers\/700104/);
});

test("upload and download: every byte of a binary", () => {
  // All byte values, no valid UTF-8, more than one read of the stream.
  const bytes = Buffer.from(Uint8Array.from({ length: 300_000 }, (_, index) => (index * 7919) >> 3));
  const [stored] = gorgias.gorgiasCustomersPostApiUpload(
    [{ name: "scan.bin", content: bytes.toString("base64"), encoding: "base64" }],
    "attachment",
  );
  assert.equal(stored.size, 300_000n);
  const name = new URL(stored.url).pathname.split("/").at(-1);
  const file = gorgias.gorgiasCustomersDownloadFile("attachment", "Hna8kldnmlal", name);
  assert.equal(file.encoding, "base64");
  assert.equal(file.size, 300_000n);
  assert.ok(Buffer.from(file.content, "base64").equals(bytes));
});

test("nobody listens: no connection, nothing sent", () => {
  withSettings({ GORGIAS_BASE_URL: "http://127.0.0.1:1" }, () => {
    const error = errorOf(() => gorgias.gorgiasCustomersGetEvent(1n));
    assert.equal(error.kind, "network");
    assert.equal(error.requestSent, false);
  });
});

test("a server that accepts and stays silent: the deadline ends the call", async () => {
  await withServer("() => {}", (port) => {
    withSettings(served(port, 1), () => {
      const started = performance.now();
      const error = errorOf(() => gorgias.gorgiasCustomersDeleteCustomer(700110n));
      assert.equal(error.kind, "timeout");
      assert.equal(error.requestSent, true);
      assert.ok(performance.now() - started < 2_000, "the deadline was not kept");
    });
  });
});

test("a server that is slow within the deadline: one request, and its answer", async () => {
  const body = '{"id":1}';
  const answer = `HTTP/1.1 201 Created\r\nconnection: close\r\ncontent-length: ${body.length}\r\n\r\n${body}`;
  const slow = `(socket) => socket.once("data", () => {
    setTimeout(() => socket.end(${JSON.stringify(answer)}), 2500);
  })`;
  const connections = await withServer(slow, (port) => {
    withSettings(served(port, 4), () => {
      assert.equal(gorgias.gorgiasCustomersCreateCustomer({ channels: [] }), body);
    });
  });
  assert.equal(connections, 1);
});

/** Runs `body` with a TCP server's port; gives the number of connections that the server had. */
async function withServer(connected, body) {
  // Calls block this thread, so the server has one of its own.
  const server = new Worker(
    `const { parentPort } = require("node:worker_threads");
     let connections = 0;
     const server = require("node:net").createServer((socket) => {
       connections += 1;
       socket.on("error", () => {});
       (${connected})(socket);
     });
     parentPort.on("message", () => parentPort.postMessage(connections));
     server.listen(0, "127.0.0.1", () => parentPort.postMessage(server.address().port));`,
    { eval: true },
  );
  try {
    body(await new Promise((done) => server.once("message", done)));
    server.postMessage("how many?");
    return await new Promise((done) => server.once("message", done));
  } finally {
    await server.terminate();
  }
}

function served(port, seconds) {
  return { GORGIAS_BASE_URL: `http://127.0.0.1:${port}`, GORGIAS_TIMEOUT_SECONDS: `${seconds}` };
}

/** The plugin reads its settings once a call, so they can change between calls. */
function withSettings(changes, body) {
  _setEnv({ ...settings, ...changes });
  try {
    body();
  } finally {
    _setEnv(settings);
  }
}
