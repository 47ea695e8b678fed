#!/usr/bin/env bash
# Pages in Chromium call the MCP server: in `serve` and in `wasmtime serve`.
set -euo pipefail
here=$(cd "$(dirname "${BASH_SOURCE[0]}")" && pwd)
source "$here/lib.sh"
wasmtime=$1
export GORGIAS_MCP_TOKEN=token-of-the-test

visit() {
  local url
  url=$(sed -n "s,^.*\(http://[0-9.:]*\).*$,\1/gorgias-customers,p" "$output" | head -n 1)
  python3 "$here/mcp/browser.py" chromium "$url" "$GORGIAS_MCP_TOKEN" "$port"
}

port=$(free_port)
export GORGIAS_MCP_ORIGINS=http://desk.example:$port
start 'listening on' "$host_test" serve --listen 127.0.0.1:0
visit
stop
start_mock
start '^Serving' "$wasmtime" serve -S cli --addr 127.0.0.1:0 "${settings[@]}" \
  --env GORGIAS_MCP_TOKEN --env GORGIAS_MCP_ORIGINS "$mcp_component"
visit
