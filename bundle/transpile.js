// Writes the component as a JavaScript module, with the files of the WASI shim that it runs on:
//
//     node transpile.js COMPONENT DIRECTORY

import { cpSync, mkdirSync, writeFileSync } from "node:fs";
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
cpSync(join(shim, "LICENSE"), join(directory, "shim/LICENSE"));
