#!/usr/bin/env bash
# The bundle for desktop clients and the npm package: made twice and the same, valid, small, quick to
# start; every tool through the official client, started as a desktop client does and by npx.
set -euo pipefail
here=$(cd "$(dirname "${BASH_SOURCE[0]}")" && pwd)
source "$here/lib.sh"
mcpb=$1

work=$programs/bundle
npm=$programs/node
cp "$here"/mcp/{client,desktop,bundle}.mjs "$here/mcp/calls.json" "$npm/"
rm -rf "$work"
url=https://github.com/acme/tools/releases/download/v1.2.3/gorgias-customers.mcpb
for directory in once again; do
  "$packing" --bundle --bundle-url "$url" --out "$work/$directory" >/dev/null
done
diff -r "$work/once" "$work/again"
(cd "$work/once" && sha256sum --check --quiet SHA256SUMS)
grep -qF "$(sha256sum <"$work/once/gorgias-customers.mcpb" | cut -d' ' -f1)" "$work/once/server.json"

"$mcpb" unpack "$work/once/gorgias-customers.mcpb" "$work/installed" >/dev/null
"$mcpb" validate "$work/installed/manifest.json" >/dev/null
diff -r "$work/installed" "$work/once/npm"
size=$(find "$work/installed" -type f -exec cat {} + | wc -c)
test "$size" -le 2000000

# The client wants a newer Node than many systems have. The server runs in both.
newer=$npm/node_modules/.bin
export npm_config_cache=$work/cache
in_node() { # PATH for the server, era, target…
  PATH=$1 GORGIAS_FILE_HOST=$files "$newer/node" "$npm/client.mjs" "${@:2}"
}
for path in "$PATH" "$newer:$PATH"; do
  start_mock
  in_node "$path" legacy "$work/installed/manifest.json"
  stop
  start_mock
  # The client hands on no variable that it is not told to.
  in_node "$path" modern env "GORGIAS_FILE_HOST=$files" "${variables[@]}" npx --yes "$work/once/npm"
  stop
done

start_mock
GORGIAS_FILE_HOST=$files BUNDLE=$work/installed/manifest.json node --test --test-reporter=spec "$npm/bundle.mjs"
quick=$(python3 "$here/mcp/start.py" node "$work/installed/server/main.js")
stop
start_mock --delay 1000
say "$(python3 "$here/mcp/at_once.py" 1000 node "$work/installed/server/main.js")"
stop
say "$size bytes unpacked, $(wc -c <"$work/once/gorgias-customers.mcpb") packed; $quick"
