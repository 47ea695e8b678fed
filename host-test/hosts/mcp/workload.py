"""What workload.yaml says, for programs that take it in another form, with the mock in the place of Gorgias.

    python workload.py dev  WORKLOAD ADDRESS HOST,HOST     .wash/config.yaml of `wash dev`
    python workload.py host WORKLOAD IMAGE   HOST,HOST ID  what the operator sends to a host, as JSON

The secrets come from this process' environment.
"""

import json
import os
import sys

import yaml

SECRETS = ["GORGIAS_EMAIL", "GORGIAS_API_KEY", "GORGIAS_MCP_TOKEN"]

form, path, place, allowed, *rest = sys.argv[1:]
deployment = yaml.safe_load(open(path))
spec = deployment["spec"]["template"]["spec"]
[component] = spec["components"]
resources = component["localResources"]
names = [source["name"] for source in resources["environment"]["secretFrom"]]
variables = resources["environment"]["config"]
# The account's own address would leave this machine; the agent of the tests may write.
del variables["GORGIAS_DOMAIN"]
variables |= {name: os.environ[name] for name in ("GORGIAS_BASE_URL", "GORGIAS_ACCESS")}
resources["allowedHosts"] = allowed.split(",")

if form == "dev":
    resources["environment"]["secretFrom"] = names
    config = {
        "build": {"command": "true", "component_path": "gorgias_customers_mcp.wasm"},
        "dev": {"address": place},
        "workload": resources,
        "secrets": {name: {"fromEnv": SECRETS} for name in names},
    }
    print(json.dumps(config, indent=1))
else:
    component["image"] = place
    resources["environment"] = variables | {name: os.environ[name] for name in SECRETS}
    world = {"components": [component], "hostInterfaces": spec["hostInterfaces"]}
    workload = {"namespace": "default", "name": deployment["metadata"]["name"], "witWorld": world}
    print(json.dumps({"workloadId": rest[0], "workload": workload}))
