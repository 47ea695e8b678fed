#!/usr/bin/env node
// Runs the MCP server over standard input and output. The component gets the GORGIAS_* variables,
// and none of what else the shim would give it: the other variables, arguments, the directory.

import { allow } from "./gate.js";
import { _setArgs, _setCwd, _setEnv } from "./shim/nodejs/cli.js";

const settings = Object.fromEntries(
  Object.entries(process.env).filter(([name]) => name.startsWith("GORGIAS_")),
);
_setEnv(settings);
_setArgs([]);
_setCwd(undefined);
allow(settings);

// Otherwise Node keeps what does not fit into the pipe for later, and while the component waits for
// the next message there is no later: the client would never see the end of a long answer.
process.stdout._handle?.setBlocking?.(true);

const { run } = await import("./gorgias_customers_mcp.js");
run.run();
