#!/usr/bin/env bash
# wasmCloud's host, `wash dev`, with the MCP server and the workload as they ship: a call through HTTP, and
# the same call where the platform allows another host only.
set -euo pipefail
here=$(cd "$(dirname "${BASH_SOURCE[0]}")" && pwd)
source "$here/lib.sh"
wash=$1

work=$programs/wash-data
token=token-of-the-test

# Runs the server where it may reach the host given, and puts its answer to a call into $answer. What it
# runs with is what workload.yaml says, but for this host and the mock's settings.
call() { # allowed host
  rm -rf "$work"
  mkdir -p "$work/.wash"
  cp "$mcp_component" "$work/"
  local port
  port=$(free_port)
  PYTHONPATH=$programs/python python3 "$here/mcp/workload.py" dev "$programs/dist/workload.yaml" \
    "127.0.0.1:$port" "$1" >"$work/.wash/config.yaml"
  start 'listening for HTTP requests' env -C "$work" HOME="$work" GORGIAS_MCP_TOKEN="$token" \
    "$wash" dev --non-interactive
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
