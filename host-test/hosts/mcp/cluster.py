"""Runs wasmCloud hosts, tells them through NATS what to run, and calls them through a balancer.

    python cluster.py WASH NATS IMAGE WORKLOAD ALLOWED DIRECTORY URL NAME=ADDRESS…

The last host is added while the others run; the first is killed under load. Fails when anything is lost
but what was on its way to that host, or when anything is done twice. With BENCH in the environment it measures
calls a second by two hosts and by one, with an API that takes 50 ms.
"""

import asyncio
import json
import os
import pathlib
import signal
import socket
import subprocess
import sys
import threading
import time
import urllib.error
import urllib.request
from concurrent.futures import ThreadPoolExecutor

import nats

HERE = pathlib.Path(__file__).parent
CALLERS = 8

wash, nats_url, image, workload, allowed, work, url, *addresses = sys.argv[1:]
hosts = dict(address.split("=") for address in addresses)
running = {}


async def start(client, name):
    """Starts a host, waits until it announces itself, and has it run the workload."""
    home = pathlib.Path(work, name)
    home.mkdir()
    command = [wash, "host", "--non-interactive", "--scheduler-nats-url", nats_url, "--data-nats-url", nats_url]
    command += ["--http-addr", hosts[name], "--host-name", name, "--allow-insecure-registries"]
    announced = asyncio.get_running_loop().create_future()

    async def hear(message):
        heartbeat = json.loads(message.data)
        if heartbeat["hostname"] == name and not announced.done():
            announced.set_result(heartbeat["id"])

    heard = await client.subscribe("runtime.operator.heartbeat.>", cb=hear)
    log = open(home / "log", "w")
    environment = os.environ | {"HOME": str(home)}
    running[name] = subprocess.Popen(command, cwd=home, env=environment, stdout=log, stderr=log)
    host = await asyncio.wait_for(announced, 60)
    await heard.unsubscribe()

    arguments = [sys.executable, HERE / "workload.py", "host", workload, image, allowed, f"gorgias-{name}"]
    message = subprocess.run(arguments, check=True, stdout=subprocess.PIPE).stdout
    answer = await client.request(f"runtime.host.{host}.workload.start", message, timeout=120)
    question = json.dumps({"workloadId": f"gorgias-{name}"}).encode()
    for _ in range(300):
        status = await client.request(f"runtime.host.{host}.workload.status", question, timeout=10)
        if b"RUNNING" in status.data.upper():
            return
        await asyncio.sleep(0.2)
    raise AssertionError(f"{name} does not run it: {answer.data} {status.data}")


def balancer(command):
    """What the balancer answers to a command."""
    with socket.socket(socket.AF_UNIX) as stats:
        stats.connect(f"{work}/haproxy.sock")
        stats.sendall(f"{command}\n".encode())
        return stats.makefile().read()


def served():
    """How many requests the balancer gave to each host, and which are up."""
    text = balancer("show stat")
    rows = [line.split(",") for line in text.lstrip("# ").splitlines() if line]
    keys = rows[0]
    servers = [dict(zip(keys, row)) for row in rows[1:] if row[0] == "hosts" and row[1] in hosts]
    return {it["svname"]: int(it["stot"]) for it in servers}, {it["svname"] for it in servers if it["status"] == "UP"}


def up(*names):
    """Waits until the balancer knows that these hosts are up and no others."""
    for _ in range(300):
        if served()[1] == set(names):
            return
        time.sleep(0.1)
    raise AssertionError(f"up: {served()[1]}")


def call(tool, arguments):
    """The result of a call. Raises what the way there raises."""
    params = {"name": f"gorgias_customers_{tool}", "arguments": arguments}
    message = json.dumps({"jsonrpc": "2.0", "id": 1, "method": "tools/call", "params": params})
    headers = {"Content-Type": "application/json", "Authorization": f"Bearer {os.environ['GORGIAS_MCP_TOKEN']}"}
    request = urllib.request.Request(url, message.encode(), headers)
    result = json.load(urllib.request.urlopen(request, timeout=60))["result"]
    assert not result.get("isError"), result
    return result["structuredContent"]


class Load:
    """Callers who make one customer after the other, each with a name of its own, and note what was lost."""

    def __init__(self):
        self.made, self.lost, self.ends = [], [], threading.Event()
        self.pool = ThreadPoolExecutor(CALLERS)
        self.callers = [self.pool.submit(self.run, number) for number in range(CALLERS)]

    def run(self, caller):
        number = 0
        while not self.ends.is_set():
            number += 1
            email = f"load-{id(self)}-{caller}-{number}@shop.test"
            channels = [{"type": "email", "address": email}]
            try:
                call("create_customer", {"email": email, "channels": channels})
                self.made.append(email)
            except (OSError, urllib.error.HTTPError) as error:
                self.lost.append((email, time.monotonic(), error))

    def end(self):
        self.ends.set()
        for caller in self.callers:
            caller.result()

    def check(self):
        """What was answered was done once, what was lost at most once."""
        for email in self.made:
            assert len(call("list_customers", {"email": email, "fields": ["id"]})["items"]) == 1, email
        for email, _, _ in self.lost:
            assert len(call("list_customers", {"email": email, "fields": ["id"]})["items"]) <= 1, email


async def slow_api(reader, writer):
    """Answers each request of a connection after 50 ms."""
    try:
        while await reader.readuntil(b"\r\n\r\n"):
            await asyncio.sleep(0.05)
            writer.write(b"HTTP/1.1 200 OK\r\ncontent-type: application/json\r\ncontent-length: 8\r\n\r\n{\"id\":1}")
    except (OSError, asyncio.IncompleteReadError, asyncio.CancelledError):
        writer.close()


def calls_a_second(seconds=10, callers=16):
    ends = time.monotonic() + seconds

    def run(_):
        count = 0
        while time.monotonic() < ends:
            call("get_customer", {"id": 1})
            count += 1
        return count

    with ThreadPoolExecutor(callers) as pool:
        return sum(pool.map(run, range(callers))) / seconds


async def bench():
    global allowed
    api = await asyncio.start_server(slow_api, "127.0.0.1", 0)
    allowed = "127.0.0.1:%d" % api.sockets[0].getsockname()[1]
    os.environ["GORGIAS_BASE_URL"] = f"http://{allowed}"
    client = await nats.connect(nats_url)
    first, second, _ = hosts
    await asyncio.gather(start(client, first), start(client, second))
    up(first, second)
    await asyncio.to_thread(calls_a_second, 2)
    two = await asyncio.to_thread(calls_a_second)
    balancer(f"set server hosts/{first} state maint")
    one = await asyncio.to_thread(calls_a_second)
    print(f"16 callers, an API that takes 50 ms: {one:.0f} calls a second by one host, {two:.0f} by two")
    await client.close()


async def main():
    client = await nats.connect(nats_url)
    first, second, third = hosts
    await asyncio.gather(start(client, first), start(client, second))
    up(first, second)
    environment = os.environ | {"TOKEN": os.environ["GORGIAS_MCP_TOKEN"]}
    subprocess.run([sys.executable, HERE / "client.py", "modern", url], check=True, env=environment)
    before, _ = served()
    assert min(before[first], before[second]) > 5, before

    load = Load()
    await asyncio.sleep(2)
    running[first].send_signal(signal.SIGKILL)
    killed = time.monotonic()
    await asyncio.sleep(3)
    load.end()
    up(second)
    load.check()
    # Each caller had at most one request on its way.
    assert len(load.lost) <= CALLERS, load.lost
    assert all(moment - killed < 2 for _, moment, _ in load.lost), load.lost
    assert len(load.made) > 2 * CALLERS, load.made

    await start(client, third)
    up(second, third)
    before, _ = served()
    again = Load()
    await asyncio.sleep(2)
    again.end()
    again.check()
    after, _ = served()
    share = (after[third] - before[third]) / (after[third] + after[second] - before[third] - before[second])
    assert not again.lost, again.lost
    assert 0.3 < share < 0.7, share
    print(
        f"{len(load.made)} calls by two hosts, {len(load.lost)} lost with one of them; "
        f"{len(again.made)} by the other and a new one, which had {share:.0%}"
    )
    await client.close()


try:
    asyncio.run(bench() if "BENCH" in os.environ else main())
finally:
    for process in running.values():
        process.kill()
        process.wait()
