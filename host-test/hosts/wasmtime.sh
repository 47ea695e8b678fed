#!/usr/bin/env bash
# `wasmtime run --invoke`, a process a call: what it prints is compared with transcript.txt.
set -euo pipefail
here=$(cd "$(dirname "${BASH_SOURCE[0]}")" && pwd)
source "$here/lib.sh"
wasmtime=$1

invoke() { # call
  "$wasmtime" run -S http "${settings[@]}" --invoke "gorgias-customers-$1" "$component" 2>&1
}

start_mock
printed=$programs/transcript.txt
grep '^[>#]' "$here/transcript.txt" | while IFS= read -r line; do
  printf '%s\n' "$line"
  case $line in
    '> '*)
      # The mock's ports are others each time.
      invoke "${line#> }" | sed "s,$GORGIAS_BASE_URL,http://mock,g; s,$files,http://files,g"
      ;;
  esac
done >"$printed"
if ! diff -u "$here/transcript.txt" "$printed"; then
  say "If this is as it should be: cp $printed $here/transcript.txt"
  exit 1
fi
say "$(grep -c '^>' "$printed") calls, each printed as expected"
