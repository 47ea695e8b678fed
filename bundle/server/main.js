#!/usr/bin/env node
// Runs the MCP server over standard input and output. The component gets the GORGIAS_* variables,
// and none of what else the shim would give it: the other variables, arguments, the directory.

// Before any import: the shim's worker, which makes the connections, gets a copy of the environment.
if (process.env.NODE_TLS_REJECT_UNAUTHORIZED !== undefined) {
  delete process.env.NODE_TLS_REJECT_UNAUTHORIZED;
  console.error("NODE_TLS_REJECT_UNAUTHORIZED is passed over: certificates are checked. See NODE_EXTRA_CA_CERTS.");
}
const { allow } = await import("./gate.js");
const { _setArgs, _setCwd, _setEnv, stdout } = await import("./shim/nodejs/cli.js");

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
// Otherwise the shim asks again and again whether there is input, which keeps a core busy.
process.stdin._handle?.setBlocking?.(true);

// Otherwise nobody hears that the client reads no more: Node would say it later, as above. Only a signal
// ends a process one of whose threads waits for input.
const answers = stdout.getStdout();
answers.write = (bytes) => {
  process.stdout.write(bytes);
  if (process.stdout.errored) process.kill(process.pid, "SIGTERM");
};

const { run } = await import("./gorgias_customers_mcp.js");
run.run();
