#!/usr/bin/env bash
# wassette loads the component, lists its tools with their descriptions, and calls them within
# what it was granted. All that it keeps goes to a scratch directory.
set -euo pipefail
here=$(cd "$(dirname "${BASH_SOURCE[0]}")" && pwd)
source "$here/lib.sh"
wassette=$1
id=gorgias_customers

work=$programs/wassette-data
rm -rf "$work"
mkdir -p "$work"
export HOME=$work XDG_CONFIG_HOME=$work/config XDG_DATA_HOME=$work/data XDG_STATE_HOME=$work/state
export XDG_CACHE_HOME=$work/cache

expect() { # text file
  if ! grep -qF -- "$1" "$2"; then
    say "expected $1, got:"
    cat "$2"
    exit 1
  fi
}

call() { # tool arguments
  "$wassette" tool invoke "gorgias-customers-$1" --args "$2" >"$work/answer.json"
}

start_mock
"$wassette" component load "file://$component" >"$work/loaded.json"
test "$(grep -c '"gorgias-customers-' "$work/loaded.json")" = "$(grep -c '^  export ' "$root/wit/gorgias.wit")"
"$wassette" tool list >"$work/tools.json"
expect '"[destructive] Merge one customer into another' "$work/tools.json"

# The policy that packing writes, before any secret: without a policy a component gets every variable
# that wassette has.
components=$XDG_DATA_HOME/wassette/components
cp "$programs/dist/gorgias_customers.policy.yaml" "$components/"
"$wassette" policy get "$id" >"$work/policy.json"
expect '"policy found"' "$work/policy.json"
# The mock is no account at Gorgias, so it has to be granted on top.
"$wassette" permission grant environment-variable "$id" GORGIAS_BASE_URL >"$work/grant.json"
"$wassette" secret set "$id" GORGIAS_BASE_URL="$GORGIAS_BASE_URL" GORGIAS_EMAIL="$GORGIAS_EMAIL" \
  GORGIAS_API_KEY="$GORGIAS_API_KEY" GORGIAS_ACCESS="$GORGIAS_ACCESS" >"$work/grant.json"

call get-customer '{"id": 700101, "relationships": null}'
expect '"kind": "blocked-by-policy"' "$work/answer.json"
expect 'Grant it network access to 127.0.0.1' "$work/answer.json"

"$wassette" permission grant network "$id" 127.0.0.1 >"$work/grant.json"
expect 'host: uploads.gorgias.io' "$components/gorgias_customers.policy.yaml"
call get-customer '{"id": 700101, "relationships": null}'
expect 'ada@shop.test' "$work/answer.json"
call get-customer '{"id": 1, "relationships": null}'
expect '"kind": "not-found"' "$work/answer.json"
call post-api-upload '{"files": [{"name": "bytes.bin", "content": "AP/+gMMoAQ==", "encoding": "base64", "content-type": null}], "type": null}'
expect '"size": 7' "$work/answer.json"
name=$(grep -o 'bytes-[0-9a-f-]*\.bin' "$work/answer.json")
call download-file "{\"file-type\": \"attachment\", \"domain-hash\": \"Hna8kldnmlal\", \"resource-name\": \"$name\"}"
expect '"content": "AP/+gMMoAQ=="' "$work/answer.json"
call delete-customer '{"id": 700104}'
expect '"ok": null' "$work/answer.json"
say "all tools, 5 calls"
