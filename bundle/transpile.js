// Writes the component as a JavaScript module, with the files of the WASI shim that it runs on:
//
//     node transpile.js COMPONENT DIRECTORY

import { cpSync, mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import { transpile } from "@bytecodealliance/jco-transpile";

const [component, directory] = process.argv.slice(2);

const { files } = await transpile(component, {
  emitTypescriptDeclarations: false,
  // Each interface that the component imports. Any other would be an import of a package that is
  // not in the bundle, and nothing would start.
  wasiShim: false,
  map: {
    "wasi:cli/*": "./shim/nodejs/cli.js#*",
    "wasi:clocks/*": "./shim/nodejs/clocks.js#*",
    "wasi:http/types": "./shim/nodejs/http.js#types",
    "wasi:http/outgoing-handler": "./gate.js",
    "wasi:io/*": "./shim/nodejs/io.js#*",
  },
});
for (const [name, content] of Object.entries(files)) {
  const path = join(directory, name);
  mkdirSync(dirname(path), { recursive: true });
  writeFileSync(path, content);
}

// What these modules load in turn, and no module for files or sockets.
const shim = fileURLToPath(new URL("node_modules/@bytecodealliance/preview2-shim/", import.meta.url));
for (const name of [
  "nodejs/cli.js",
  "nodejs/clocks.js",
  "nodejs/http.js",
  "nodejs/io.js",
  "io/calls.js",
  "io/worker-io.js",
  "io/worker-thread.bundle.js",
  "synckit/index.js",
]) {
  cpSync(join(shim, "dist", name), join(directory, "shim", name));
}
// The shim's thread forgets the answers that are dropped, and their connections stay open for ever: those
// whose end was not asked for, which is all of them, and those that come when nobody wants them any more.
const thread = join(directory, "shim/io/worker-thread.bundle.js");
let text = readFileSync(thread, "utf8");
for (const [place, mended] of [
  [
    `verifyPollsDroppedForDrop(stream.pollState, "input stream");`,
    `verifyPollsDroppedForDrop(stream.pollState, "input stream");
\t\t\tstream.stream.complete ? stream.stream.resume() : stream.stream.destroy();`,
  ],
  [
    `future.val = value;\n\t}, (value)`,
    `future.val = value;\n\t\tif (!futures.has(futureId)) streams.get(value?.bodyStreamId)?.stream.destroy();\n\t}, (value)`,
  ],
]) {
  if (text.split(place).length !== 2) throw new Error(`the shim is another one: ${place}`);
  text = text.replace(place, () => mended);
}
writeFileSync(thread, text);
cpSync(join(shim, "LICENSE"), join(directory, "shim/LICENSE"));
