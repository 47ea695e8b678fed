#!/usr/bin/env bash
# A cluster on this machine: two wasmCloud hosts that are told through NATS what to run, a registry with
# the image of a release, and HAProxy in front. The official client calls through it; one host is killed
# under load, another one is added.
#
# With BENCH=1, instead: calls a second by one host and by two, with an API that takes 50 ms.
set -euo pipefail
here=$(cd "$(dirname "${BASH_SOURCE[0]}")" && pwd)
source "$here/lib.sh"
wash=$1

work=$programs/cluster
rm -rf "$work"
mkdir -p "$work"
export GORGIAS_MCP_TOKEN=token-of-the-test
nats=nats://127.0.0.1:$(free_port)
registry=127.0.0.1:$(free_port)
balancer=127.0.0.1:$(free_port)
image=$registry/gorgias/customers-mcp:0.1.0

start_mock
start 'Server is ready' nats-server --addr 127.0.0.1 --port "${nats##*:}"
cat >"$work/registry.yml" <<END
version: 0.1
storage: { filesystem: { rootdirectory: "$work/registry" } }
http: { addr: "$registry" }
END
start 'listening on' docker-registry serve "$work/registry.yml"
"$root/.ci/image" "$mcp_component" "$work/image" 0.1.0
skopeo --insecure-policy copy --quiet --preserve-digests --dest-tls-verify=false \
  "oci:$work/image:0.1.0" "docker://$image"

# The third host comes later; until then the balancer finds nobody there.
hosts=()
for name in one two three; do hosts+=("$name=127.0.0.1:$(free_port)"); done
cat >"$work/haproxy.cfg" <<END
global
  stats socket $work/haproxy.sock level admin
defaults
  mode http
  timeout connect 2s
  timeout client 60s
  timeout server 60s
  # Only a request that no host has taken is given to another one: a POST is never sent twice.
  retry-on conn-failure
  retries 2
  option redispatch 1
frontend clients
  bind $balancer
  default_backend hosts
backend hosts
  balance roundrobin
  # By this name hosts tell their workloads apart.
  http-request set-header Host gorgias-customers.example.com
  default-server check inter 200ms fall 1 rise 1
$(for host in "${hosts[@]}"; do echo "  server ${host%%=*} ${host#*=}"; done)
END
start 'New worker' haproxy -W -f "$work/haproxy.cfg"

PYTHONPATH=$programs/python python3 "$here/mcp/cluster.py" \
  "$wash" "$nats" "$image" "$programs/dist/workload.yaml" \
  "${GORGIAS_BASE_URL#http://},${files#http://}" "$work" "http://$balancer/gorgias-customers" "${hosts[@]}"
stop
