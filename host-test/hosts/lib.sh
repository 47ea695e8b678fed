# Shared by the scripts beside it. Each of them starts with set -euo pipefail.

root=$(cd "$(dirname "${BASH_SOURCE[0]}")/../.." && pwd)
target=${CARGO_TARGET_DIR:-$root/target}
# Where everything of these tests lies: programs, the packed components, what they make of them.
programs=$target/hosts
outputs=$programs/outputs
host_test=$target/debug/host-test
packing=$target/debug/packing
program=$target/debug/gorgias-customers
component=$programs/dist/gorgias_customers.wasm
mcp_component=$programs/dist/gorgias_customers_mcp.wasm

# Compiling wasmtime takes minutes, so it is kept for all checkouts.
wasmtime_version=48.0.8
wasmtime_root=${XDG_CACHE_HOME:-$HOME/.cache}/gorgias-customers/wasmtime-$wasmtime_version

mkdir -p "$outputs"

say() { printf '%s\n' "$*"; }

started=()

# Starts a program in the background, and waits until a line that it prints matches the pattern.
# What it prints goes to the file $output.
start() { # pattern program argument…
  local pattern=$1
  shift
  output=$(mktemp "$outputs/XXXXXX")
  # With job control on, it and what it starts in turn are one group, which ends as one.
  set -m
  "$@" >"$output" 2>&1 &
  set +m
  started+=($!)
  trap stop EXIT
  for _ in $(seq 300); do
    if grep -q "$pattern" "$output"; then return; fi
    kill -0 $! 2>/dev/null || break
    sleep 0.1
  done
  say "$1 did not start:"
  cat "$output"
  return 1
}

# Stops what was started.
stop() {
  trap - EXIT
  local pid
  for pid in "${started[@]}"; do kill -- "-$pid" 2>/dev/null || true; done
  wait "${started[@]}" 2>/dev/null || true
  started=()
}

# Starts the mock Gorgias, and puts its settings into the environment, into $variables and, as options
# of wasmtime, into $settings; the address of its files is $files. It is fresh each time, so that ids
# and times in its answers are always the same.
start_mock() { # option…
  start '^Stop it' "$host_test" mock --listen 127.0.0.1:0 --no-rate-limit "$@"
  # Lines such as `  export GORGIAS_EMAIL=agent@acme.test`.
  eval "$(grep '^  export GORGIAS_' "$output")"
  files=$(sed -n 's/^Downloads are redirected to //p' "$output")
  variables=()
  settings=()
  for name in $(sed -n 's/^  export \(GORGIAS_[A-Z_]*\)=.*/\1/p' "$output"); do
    variables+=("$name=${!name}")
    settings+=(--env "$name=${!name}")
  done
}

# A port that is free now, for programs that take no 0.
free_port() {
  python3 -c 'import socket; s = socket.socket(); s.bind(("127.0.0.1", 0)); print(s.getsockname()[1])'
}

jobs_begun=()
# With more at once, clients run out of patience.
most_jobs=$((4 * $(nproc)))

# Runs a command beside others. `join` shows what it printed.
begin() { # name command…
  local name=$1
  shift
  while [ "$(jobs -rp | wc -l)" -ge "$most_jobs" ]; do sleep 0.1; done
  (
    started=()
    "$@"
  ) >"$outputs/$name" 2>&1 &
  jobs_begun+=("$! $name")
}

# Waits for what was begun, and fails if any of it failed. Their names are in $failed then.
join() {
  failed=()
  local job name
  for job in "${jobs_begun[@]}"; do
    name=${job#* }
    if wait "${job%% *}"; then
      say "ok $name: $(tail -n 1 "$outputs/$name")"
    else
      say "FAILED $name:"
      cat "$outputs/$name"
      failed+=("$name")
    fi
  done
  jobs_begun=()
  [ ${#failed[@]} = 0 ]
}
