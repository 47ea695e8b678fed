"""Requests that no MCP client sends, to the MCP server in `wasmtime serve`. Each rule is tested beside its
source; here is what a runtime could hand on wrongly.

    python http_rules.py URL

The API takes a second for each answer.
"""

import http.client
import json
import socket
import sys
import time
import urllib.parse
from concurrent.futures import ThreadPoolExecutor

URL = urllib.parse.urlsplit(sys.argv[1])
ADDRESS = (URL.hostname, URL.port)
HEADERS = {"Content-Type": "application/json"}
MIB = b" " * (1 << 20)
CALL = json.dumps(
    {
        "jsonrpc": "2.0",
        "id": 1,
        "method": "tools/call",
        "params": {"name": "gorgias_customers_get_customer", "arguments": {"id": 700101}},
    }
).encode()


def post(body):
    """Status and JSON of the answer."""
    connection = http.client.HTTPConnection(*ADDRESS, timeout=60)
    try:
        connection.request("POST", URL.path, body, HEADERS)
    except (BrokenPipeError, ConnectionResetError):
        pass  # Refused before all of the body was read; the answer is there all the same.
    answer = connection.getresponse()
    text = answer.read()
    connection.close()
    return answer.status, json.loads(text) if text else None


def refusals():
    assert post(b"\xff\xfe")[0] == 400
    assert post(MIB * 33)[0] == 413
    # In chunks, so that the length is not known before.
    assert post(iter([MIB] * 33))[0] == 413


def many_at_once():
    began = time.monotonic()
    with ThreadPoolExecutor(32) as pool:
        answers = list(pool.map(post, [CALL] * 32))
    took = time.monotonic() - began
    wrong = [answer for _, answer in answers if answer["result"]["structuredContent"]["id"] != 700101]
    assert not wrong, (len(wrong), wrong[0])
    assert took < 8, f"32 calls of a second each took {took:.1f} s"


HEAD = (
    f"POST {URL.path} HTTP/1.1\r\nHost: {URL.netloc}\r\nContent-Type: application/json\r\nContent-Length: {len(CALL)}\r\n\r\n"
).encode()


def caller_goes_away():
    for sent in [CALL, CALL[:20]]:
        with socket.create_connection(ADDRESS) as connection:
            connection.sendall(HEAD + sent)
            time.sleep(0.2)
    assert post(CALL)[0] == 200


def drips():
    """A body that comes byte by byte holds its instance for a minute."""
    began = time.monotonic()
    with socket.create_connection(ADDRESS) as connection:
        connection.sendall(HEAD)
        connection.settimeout(1)
        for byte in CALL:
            connection.sendall(bytes([byte]))
            try:
                status = connection.recv(12)
                break
            except TimeoutError:
                pass
    assert status == b"HTTP/1.1 408", status
    assert 55 < time.monotonic() - began < 80


with ThreadPoolExecutor(1) as beside:
    dripping = beside.submit(drips)
    refusals()
    many_at_once()
    caller_goes_away()
    dripping.result()
print("refusals, 32 slow calls at once, callers that go away or drip")
