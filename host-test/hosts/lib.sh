# Shared by the scripts beside it. Each of them starts with set -euo pipefail.

root=$(cd "$(dirname "${BASH_SOURCE[0]}")/../.." && pwd)
target=${CARGO_TARGET_DIR:-$root/target}
# Where everything of these tests lies: programs, the packed component, what they make of it.
programs=$target/hosts
host_test=$target/debug/host-test
component=$programs/dist/gorgias_customers.wasm

say() { printf '%s\n' "$*"; }

# Starts the mock Gorgias and puts its settings into the environment. It is fresh each time, so
# that ids and times in its answers are always the same.
start_mock() {
  local out=$programs/mock.out
  "$host_test" mock --listen 127.0.0.1:0 >"$out" &
  mock=$!
  trap stop_mock EXIT
  for _ in $(seq 100); do
    if grep -q '^Stop it' "$out"; then
      # Lines such as `  export GORGIAS_EMAIL=agent@acme.test`.
      eval "$(grep '^  export GORGIAS_' "$out")"
      return
    fi
    kill -0 "$mock" 2>/dev/null || break
    sleep 0.1
  done
  say "The mock did not start:"
  cat "$out"
  return 1
}

stop_mock() {
  trap - EXIT
  kill "$mock" 2>/dev/null || true
  wait "$mock" 2>/dev/null || true
}
