#!/usr/bin/env bash
# The MCP server in a stock wasmtime, over stdio and over HTTP, seen by the official clients in both
# eras of the protocol, by converters of frameworks, by the inspector, by the conformance suite, by
# callers with many calls at once (in the program too), and by callers who break the rules of HTTP.
# Each has a mock of its own, and they run at once.
set -euo pipefail
here=$(cd "$(dirname "${BASH_SOURCE[0]}")" && pwd)
source "$here/lib.sh"
wasmtime=$1

npm=$programs/node
# Node looks for packages above the file that asks for them.
cp "$here/mcp/"{client,asking,desktop,converters}.mjs "$here/mcp/calls.json" "$npm/"
# The inspector wants a newer Node than many systems have.
export PATH=$npm/node_modules/.bin:$PATH

# Further settings of the server, as options of wasmtime, and options of the mock.
more=()
delay=()

over_stdio() { # client argument…
  start_mock "${delay[@]}"
  "$@" "$wasmtime" run -S http "${settings[@]}" "${more[@]}" "$mcp_component"
}

# The official client hands on no variable that it is not told to.
in_program() { # client argument…
  start_mock "${delay[@]}"
  "$@" env "${variables[@]}" "$program" mcp
}

over_http() { # client argument…
  start_mock "${delay[@]}"
  start '^Serving' "$wasmtime" serve -S cli --addr 127.0.0.1:0 "${settings[@]}" "${more[@]}" \
    --env GORGIAS_MCP_TOKEN=off "$mcp_component"
  local origin
  origin=$(sed -n 's,^Serving HTTP on \(http://[0-9.:]*\).*,\1,p' "$output")
  "$@" "$origin/gorgias-customers"
}

in_python() { # script argument…
  PYTHONPATH=$programs/python python3 "$here/mcp/$1.py" "${@:2}"
}

in_node() { # script argument…
  node "$npm/$1.mjs" "${@:2}"
}

# With an API that takes a second for each answer.
slowly() { # command…
  delay=(--delay 1000)
  "$@"
}

# A person is asked before something is deleted.
asking() { # command…
  more=(--env GORGIAS_CONFIRM=destructive)
  "$@"
}

# A person at the inspector: the list, with its report on schemas that not every client takes, and
# a call with words as arguments.
inspector() { # era target…
  local era=$1 answer
  shift
  local inspect=(mcp-inspector --cli)
  if [[ $1 == http://* ]]; then
    inspect+=(--transport http --server-url "$1")
  else
    inspect+=("$@")
  fi
  inspect+=(--protocol-era "$era" --format json --quiet)
  HOME=$npm "${inspect[@]}" --method tools/list --strict >"$output.list"
  answer=$(HOME=$npm "${inspect[@]}" --method tools/call \
    --tool-name gorgias_customers_search --tool-arg type=customer query=ada)
  grep -qF '"email":"ada@shop.test"' <<<"$answer" || { say "$answer"; return 1; }
  say "$era: $(grep -o '"gorgias_customers_[a-z_]*"' "$output.list" | sort -u | wc -l) tools, a call"
}

# As the README has it, word for word; what npx would fetch is there already, with its checksums.
readme() {
  local block answer
  npx() {
    while [ "$1" != -- ]; do shift; done
    "${@:2}"
  }
  block=$(sed -n '/^npx .*inspector/,/^```$/p' "$root/README.md" | sed '$d')
  answer=$(cd "$root" && eval "$block")
  grep -qF '"email": "ada@shop.test"' <<<"$answer" || { say "$answer"; return 1; }
  say "a tool's answer in the inspector"
}

suite() { # url
  local conformance=(conformance server --url "$1" --expected-failures "$here/mcp/conformance.yaml")
  local revision
  for revision in 2025-11-25 2026-07-28; do
    "${conformance[@]}" --requirements "$revision"
  done
  # The suite runs it with the second set, but does not count it.
  "${conformance[@]}" --scenario http-header-validation
}

for era in legacy modern; do
  for way in stdio http; do
    begin "python-$way-$era" "over_$way" in_python client "$era"
    begin "node-$way-$era" "over_$way" in_node client "$era"
    begin "python-asking-$way-$era" asking "over_$way" in_python asking "$era"
    begin "node-asking-$way-$era" asking "over_$way" in_node asking "$era"
    begin "inspector-$way-$era" "over_$way" inspector "$era"
  done
done
for way in over_stdio in_program; do
  begin "at-once-$way" slowly "$way" in_python at_once 1000
  begin "patience-$way" slowly "$way" in_python patience
done
begin converters-python over_stdio in_python converters
begin converters-node over_stdio in_node converters
begin readme readme
begin conformance over_http suite
begin http-rules slowly over_http in_python http_rules
join
say "the official clients, converters, the inspector, the conformance suite: all as expected"
