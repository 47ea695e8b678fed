#!/usr/bin/env bash
# jco reads, optimizes and transpiles the component, and Node runs both results.
set -euo pipefail
here=$(cd "$(dirname "${BASH_SOURCE[0]}")" && pwd)
source "$here/lib.sh"
jco=$1
work=$programs/node

"$jco" wit "$component" >"$work/component.wit"
grep -q '/// \[destructive\] Merge one customer into another' "$work/component.wit"
test "$(grep -c 'export gorgias-customers-' "$work/component.wit")" = 25
"$jco" print "$component" >"$work/component.wat"
"$jco" metadata-show "$component" >"$work/metadata.txt"

in_node() { # component directory
  "$jco" transpile --quiet "$1" --name gorgias_customers -o "$work/$2"
  start_mock
  # Node looks for the packages above the module that asks for them.
  cp "$here/node/calls.mjs" "$work/calls.mjs"
  node --test-reporter=spec "$work/calls.mjs" "$work/$2/gorgias_customers.js"
  stop
}

in_node "$component" shipped
# What jco gives to wasm-opt by itself, and an instruction of WebAssembly 2.0 that rustc uses.
"$jco" opt --quiet "$component" -o "$work/optimized.wasm" -- \
  -Oz --low-memory-unused --enable-bulk-memory --enable-nontrapping-float-to-int --strip-debug
in_node "$work/optimized.wasm" optimized

# The MCP server, over stdio and over HTTP.
start_mock
python3 "$here/mcp/call.py" | "$jco" run "$mcp_component" >"$work/run.json"
port=$(free_port)
GORGIAS_MCP_TOKEN=off start '^Server listening' "$jco" serve --host 127.0.0.1 --port "$port" \
  --isolate-worker-pool-size 1 "$mcp_component"
python3 "$here/mcp/call.py" "http://127.0.0.1:$port/gorgias-customers" >"$work/serve.json"
for answer in "$work/run.json" "$work/serve.json"; do
  grep -qF '"name":"Ada Mae Byron"' "$answer" || { cat "$answer"; exit 1; }
done
stop

say "$(wc -c <"$component") bytes as shipped, $(wc -c <"$work/optimized.wasm") after jco opt"
