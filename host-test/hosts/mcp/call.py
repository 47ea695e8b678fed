"""One call of get-customer without a client: prints it, or with a URL sends it and prints the answer.

    python call.py [URL [TOKEN]]
"""

import json
import sys
import urllib.request

call = {"name": "gorgias_customers_get_customer", "arguments": {"id": 700101}}
message = json.dumps({"jsonrpc": "2.0", "id": 1, "method": "tools/call", "params": call})
if len(sys.argv) == 1:
    print(message)
else:
    url, *token = sys.argv[1:]
    headers = {"Content-Type": "application/json"} | {"Authorization": f"Bearer {word}" for word in token}
    request = urllib.request.Request(url, message.encode(), headers)
    print(urllib.request.urlopen(request, timeout=60).read().decode())
