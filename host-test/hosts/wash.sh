#!/usr/bin/env bash
# wasmCloud's host, `wash dev`, with the MCP server as it ships: a call through HTTP, and the same
# call where the platform allows another host only.
set -euo pipefail
here=$(cd "$(dirname "${BASH_SOURCE[0]}")" && pwd)
source "$here/lib.sh"
wash=$1

work=$programs/wash-data
token=token-of-the-test

# Runs the server where it may reach the host given, and puts its answer to a call into $answer.
call() { # allowed host
  rm -rf "$work"
  mkdir -p "$work/.wash"
  cp "$mcp_component" "$work/"
  local port
  port=$(free_port)
  cat >"$work/.wash/config.yaml" <<END
build: { command: "true", component_path: gorgias_customers_mcp.wasm }
dev: { address: "127.0.0.1:$port" }
workload:
  allowedHosts: ["$1"]
  environment:
    config:
      GORGIAS_BASE_URL: "$GORGIAS_BASE_URL"
      GORGIAS_EMAIL: "$GORGIAS_EMAIL"
      GORGIAS_API_KEY: "$GORGIAS_API_KEY"
      GORGIAS_MCP_TOKEN: "$token"
END
  start 'listening for HTTP requests' env -C "$work" HOME="$work" "$wash" dev --non-interactive
  answer=$(python3 "$here/mcp/call.py" "http://127.0.0.1:$port/gorgias-customers" "$token")
}

expect() { # text
  if [[ $answer != *"$1"* ]]; then
    say "expected $1, got: $answer"
    cat "$output"
    exit 1
  fi
}

start_mock
call "${GORGIAS_BASE_URL#http://}"
expect '"name":"Ada Mae Byron"'
stop
start_mock
call elsewhere.example
expect '"isError":true'
expect 'Grant it network access to 127.0.0.1'
say "a call, and one that the platform refused"
