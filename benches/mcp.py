"""What the MCP server costs: `benches/mcp.py [BARO]`, for a quiet machine, with a release build.

It prints a table: the time from the start to the first reply, the bytes of the tools, what a call costs beside its model,
over standard streams and HTTP, the memory of an idle server, and 100 calls at once. The model is a fake that answers at
once (`tests/mcp/upstream.py`); what a call to it costs without baro is measured too and shown beside. `--memory` shows what
the memory consists of. The exit code is 1 when a target is missed. On a busy machine `chrt -f 20 benches/mcp.py` takes the
processor ahead of all else, so that what is seen is the server and not its neighbours.
"""

import argparse
import json
import os
import re
import socket
import statistics
import subprocess
import sys
import tempfile
import time
from pathlib import Path

REPOSITORY = Path(__file__).parent.parent
N_STARTS, N_CALLS, N_AT_ONCE = 40, 1000, 100
META = {"io.modelcontextprotocol/protocolVersion": "2026-07-28", "io.modelcontextprotocol/clientCapabilities": {}}


def ms(seconds: list[float], part: float) -> float:
    return sorted(seconds)[min(len(seconds) - 1, int(len(seconds) * part))] * 1000


class Home:
    """A home whose one provider is the fake."""

    def __init__(self, folder: Path, upstream: str) -> None:
        self.folder = folder
        settings = folder / ".config/baro/config.toml"
        settings.parent.mkdir(parents=True)
        routes = "".join(f'[routes.{route}]\nmodels = ["fake:m1"]\n'
                         for route in ("code", "think", "long", "fast", "design", "general"))
        settings.write_text(f'[providers.fake]\nwire = "openai"\nbase_url = "{upstream}/v1"\n{routes}')

    def start(self, baro: str, *flags: str) -> subprocess.Popen:
        return subprocess.Popen([baro, "mcp", "serve", *flags], cwd=self.folder, env={"HOME": str(self.folder)}, bufsize=0,
                                stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.PIPE)


def request(number: int, method: str, **params: object) -> dict:
    return {"jsonrpc": "2.0", "id": number, "method": method, "params": {**params, "_meta": META}}


def ask(number: int, prompt: str) -> dict:
    return request(number, "tools/call", name="ask", arguments={"prompt": prompt})


class Lines:
    """Messages over standard streams."""

    def __init__(self, child: subprocess.Popen) -> None:
        self.child, self.rest = child, b""

    def send(self, message: dict) -> None:
        self.child.stdin.write(json.dumps(message).encode() + b"\n")

    def receive(self) -> dict:
        while b"\n" not in self.rest:
            piece = os.read(self.child.stdout.fileno(), 1 << 20)
            assert piece, "the server ended"
            self.rest += piece
        line, self.rest = self.rest.split(b"\n", 1)
        return json.loads(line)


def first_reply(home: Home, baro: str, greeting: dict) -> list[float]:
    took = []
    for _ in range(N_STARTS):
        began = time.perf_counter()
        child = home.start(baro)
        lines = Lines(child)
        lines.send(greeting)
        assert "result" in lines.receive()
        took.append(time.perf_counter() - began)
        child.stdin.close()
        child.wait()
    return took


def stdio_calls(lines: Lines) -> list[float]:
    took = []
    for number in range(N_CALLS + 50):
        began = time.perf_counter()
        lines.send(ask(number, "hi"))
        answer = lines.receive()
        took.append(time.perf_counter() - began)
        assert answer["result"]["content"][0]["text"].endswith("echo: hi"), answer
    return took[50:]


def http_message(connection: socket.socket, head: str, body: bytes, end: bytes) -> bytes:
    connection.sendall(f"{head}content-length: {len(body)}\r\n\r\n".encode() + body)
    answer = b""
    while not answer.endswith(end):
        piece = connection.recv(1 << 20)
        assert piece, answer
        answer += piece
    return answer


def http_calls(home: Home, baro: str) -> list[float]:
    child = home.start(baro, "--http", "127.0.0.1:0", "--no-token")
    said = b""
    while b"/mcp" not in said:
        said += os.read(child.stderr.fileno(), 4096)
    host, port = re.search(rb"http://([\d.]+):(\d+)/mcp", said).groups()
    connection = socket.create_connection((host.decode(), int(port)))
    connection.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
    head = (f"POST /mcp HTTP/1.1\r\nhost: {host.decode()}:{port.decode()}\r\ncontent-type: application/json\r\n"
            "accept: application/json, text/event-stream\r\nmcp-protocol-version: 2026-07-28\r\n"
            "mcp-method: tools/call\r\nmcp-name: ask\r\n")
    took = []
    for number in range(N_CALLS + 50):
        began = time.perf_counter()
        answer = http_message(connection, head, json.dumps(ask(number, "hi")).encode(), b"0\r\n\r\n")
        took.append(time.perf_counter() - began)
        assert b"echo: hi" in answer, answer
    child.terminate()
    child.wait()
    return took[50:]


def bare_calls(upstream: str) -> list[float]:
    """The same calls of the fake without baro."""
    host, port = upstream.removeprefix("http://").split(":")
    connection = socket.create_connection((host, int(port)))
    connection.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
    head = f"POST /v1/chat/completions HTTP/1.1\r\nhost: {host}\r\n"
    body = json.dumps({"model": "m1", "stream": True, "messages": [{"role": "user", "content": "hi"}]}).encode()
    took = []
    for _ in range(N_CALLS):
        began = time.perf_counter()
        http_message(connection, head, body, b"data: [DONE]\n\n")
        took.append(time.perf_counter() - began)
    return took


def at_once(home: Home, baro: str) -> tuple[float, int]:
    """How long 100 calls at once take, and how many got their own answer."""
    child = home.start(baro)
    lines = Lines(child)
    began = time.perf_counter()
    for number in range(N_AT_ONCE):
        lines.send(ask(number, f"number {number}"))
    answers = [lines.receive() for _ in range(N_AT_ONCE)]
    took = time.perf_counter() - began
    child.stdin.close()
    child.wait()
    own = [answer for answer in answers
           if "result" in answer and answer["result"]["content"][0]["text"].endswith(f"echo: number {answer['id']}")]
    return took, len(own)


def memory(process: int) -> tuple[float, dict[str, float]]:
    """Resident MiB, and what they are: by mapping, its private and its shared part apart."""
    parts: dict[str, float] = {}
    name = ""
    for line in Path(f"/proc/{process}/smaps").read_text().splitlines():
        if re.match(r"^[0-9a-f]+-[0-9a-f]+ ", line):
            columns = line.split(maxsplit=5)
            name = Path(columns[5]).name if len(columns) > 5 else "anonymous"
            name = f"{name} {columns[1]}"
        elif match := re.match(r"^(Private_Dirty|Private_Clean|Shared_Clean|Shared_Dirty): +(\d+)", line):
            parts[f"{name} {match[1]}"] = parts.get(f"{name} {match[1]}", 0) + int(match[2]) / 1024
    return sum(parts.values()), parts


def main() -> None:
    asked = argparse.ArgumentParser()
    asked.add_argument("baro", nargs="?", default=str(REPOSITORY / "target/release/baro"))
    asked.add_argument("--memory", action="store_true")
    asked = asked.parse_args()
    missed = []

    def row(what: str, figure: float, target: float, unit: str, more: str = "") -> None:
        if figure > target:
            missed.append(what)
        mark = "" if figure <= target else "  MISSED"
        print(f"{what:<52} {figure:8.2f} {unit:<3} (target {target:g}){mark}  {more}", flush=True)

    upstream = subprocess.Popen([sys.executable, REPOSITORY / "tests/mcp/upstream.py"], stdout=subprocess.PIPE, text=True)
    try:
        url = upstream.stdout.readline().strip()
        with tempfile.TemporaryDirectory() as place:
            home = Home(Path(place), url)
            print(f"binary {Path(asked.baro).stat().st_size / 2**20:.1f} MiB, load {os.getloadavg()[0]:.1f}")
            hello = {"protocolVersion": "2025-11-25", "capabilities": {}, "clientInfo": {"name": "t", "version": "1"}}
            for era, greeting in (("server/discover", request(1, "server/discover")),
                                  ("initialize", {"jsonrpc": "2.0", "id": 1, "method": "initialize", "params": hello})):
                took = first_reply(home, asked.baro, greeting)
                row(f"start to the reply to {era}, p50", statistics.median(took) * 1000, 5, "ms",
                    f"min {min(took) * 1000:.2f}, p99 {ms(took, 0.99):.2f}")

            child = home.start(asked.baro)
            lines = Lines(child)
            lines.send(request(1, "tools/list"))
            tools = json.dumps(lines.receive()["result"]["tools"], separators=(",", ":"), ensure_ascii=False).encode()
            row("six tools, bytes", len(tools), 5500, "")
            resident, parts = memory(child.pid)
            row("idle, resident", resident, 12, "MiB")
            if asked.memory:
                for name, size in sorted(parts.items(), key=lambda part: -part[1])[:16]:
                    print(f"    {size:7.2f} MiB  {name}")
            bare = bare_calls(url)
            bare_p50 = statistics.median(bare) * 1000
            print(f"{'the fake alone, p50 and p99':<52} {bare_p50:8.2f} ms  {ms(bare, 0.99):.2f} ms")
            took = stdio_calls(lines)
            row("a call over standard streams less that, p50", statistics.median(took) * 1000 - bare_p50, 1, "ms",
                f"in all {statistics.median(took) * 1000:.2f}, min {min(took) * 1000:.2f}")
            row("a call over standard streams less that, p99", ms(took, 0.99) - bare_p50, 5, "ms")
            print(f"{'after these calls, resident':<52} {memory(child.pid)[0]:8.2f} MiB")
            child.stdin.close()
            child.wait()
            took = http_calls(home, asked.baro)
            row("a call over HTTP less that, p50", statistics.median(took) * 1000 - bare_p50, 2, "ms",
                f"in all {statistics.median(took) * 1000:.2f}, min {min(took) * 1000:.2f}")
            row("a call over HTTP less that, p99", ms(took, 0.99) - bare_p50, 10, "ms")
            seconds, n_own = at_once(home, asked.baro)
            row("100 calls at once, without their own answer", N_AT_ONCE - n_own, 0, "", f"in {seconds * 1000:.0f} ms")
    finally:
        upstream.terminate()
    sys.exit(1 if missed else 0)


main()
