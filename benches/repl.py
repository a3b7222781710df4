"""What the REPL costs: `benches/repl.py [BARO]`, for a quiet machine, with a release build.

It prints a table: the time from the start to the prompt, with a history of 10,000 lines and a database of 10,000
conversations, beside the same without either; the memory after an answer of 20,000 tokens without code, and after one with
code in four languages; how long such an answer takes beside curl in the same terminal; what a token of one long line takes beside
one of paragraphs; and how late the first token is seen after it was sent. The terminal is a pseudo-terminal, the model a fake in this
program that answers as fast as it is read. The exit code is 1 when a target is missed. On a busy machine
`chrt -f 20 benches/repl.py` takes the processor ahead of all else.
"""

import argparse
import contextlib
import fcntl
import functools
import http.server
import json
import os
import pty
import re
import select
import signal
import sqlite3
import statistics
import struct
import subprocess
import sys
import tempfile
import termios
import threading
import time
from pathlib import Path

REPOSITORY = Path(__file__).parent.parent
N_STARTS, N_LINES, N_CONVERSATIONS, N_TOKENS, N_ANSWERS = 40, 10_000, 10_000, 20_000, 9
N_TOKENS_OF_LINE = 4_000
PATIENCE_S = 120

CODE = {
    "rust": "fn sum(values: &[u64]) -> u64 {\n    // one after the other\n    values.iter().map(|value| value + 1).sum()\n}\n",
    "python": "def total(values: list[int]) -> int:\n    # one after the other\n    return sum(value + 1 for value in values)\n",
    "sql": "SELECT name, count(*) AS n FROM visits -- of today\nWHERE day = '2026-11-01' GROUP BY name;\n",
    "typescript": "export const total = (values: number[]): number =>\n  // one after the other\n  values.reduce((a, b) => a + b, 0);\n",
}


def prose(number: int) -> str:
    return (f"## Section {number}\n\nThis is a paragraph of a **long** answer, 한글도 있고 `code` too, and it goes on so that it "
            f"wraps in the window.\n\n- one\n- two\n\n| a | b |\n|---|---|\n| {number} | 값 |\n\n")


def answer(kind: str) -> list[str]:
    """So many pieces of some four characters each, as models send them."""
    if kind in ("line", "paragraphs"):
        # The same words, with and without an end of the line behind each thirty.
        end = "\n\n" if kind == "paragraphs" else "  "
        words = [f"word{n} 낱말{end if n % 30 == 29 else ' '}" for n in range(N_TOKENS_OF_LINE)]
        text = "".join(words)[:4 * N_TOKENS_OF_LINE]
        return [text[at:at + 4] for at in range(0, len(text), 4)] + ["\n\nthe end"]
    sections, n_characters, number = [], 0, 0
    languages = list(CODE)
    while n_characters < 4 * N_TOKENS:
        section = prose(number)
        if kind == "code":
            language = languages[number % len(languages)]
            section += f"```{language}\n{CODE[language]}```\n\n"
        sections.append(section)
        n_characters += len(section)
        number += 1
    text = "".join(sections)
    return [text[at:at + 4] for at in range(0, 4 * N_TOKENS, 4)] + ["\n\nthe end"]


def event(delta: dict, finish: str | None = None, **more: object) -> bytes:
    choice = {"index": 0, "delta": delta, "finish_reason": finish}
    value = {"id": "1", "object": "chat.completion.chunk", "created": 1, "model": "m1", "choices": [choice], **more}
    return b"data: " + json.dumps(value, ensure_ascii=False).encode() + b"\n\n"


def last(n_pieces: int) -> bytes:
    usage = {"prompt_tokens": 10, "completion_tokens": n_pieces, "total_tokens": 10 + n_pieces}
    return event({}, "stop", usage=usage) + b"data: [DONE]\n\n"


@functools.cache
def stream(kind: str) -> bytes:
    """Made once: what this program takes for it is none of what is measured."""
    pieces = answer(kind)
    return b"".join(event({"content": piece}) for piece in pieces) + last(len(pieces))


class Model(http.server.BaseHTTPRequestHandler):
    """Answers with the kind of text that the message names."""

    protocol_version = "HTTP/1.1"
    first_sent = 0.0

    def handle(self) -> None:
        # A run that is ended at the prompt waits for no list.
        with contextlib.suppress(ConnectionError):
            super().handle()

    def do_GET(self) -> None:  # noqa: N802
        # The list of its models, which baro asks a server of one's own for.
        body = b'{"data": []}'
        self.send_response(200)
        self.send_header("content-length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def do_POST(self) -> None:  # noqa: N802
        request = json.loads(self.rfile.read(int(self.headers["content-length"])))
        words = request["messages"][-1]["content"]
        words = words if isinstance(words, str) else words[-1]["text"]
        self.send_response(200)
        self.send_header("content-type", "text/event-stream")
        self.send_header("connection", "close")
        self.end_headers()
        if "first token" in words:
            # As after some thinking: who waits has drawn a spinner.
            time.sleep(0.3)
            Model.first_sent = time.perf_counter()
            self.wfile.write(event({"content": "Begun"}))
            time.sleep(0.1)
            self.wfile.write(event({"content": " and ended."}) + last(2))
        elif "answer" in words:
            kind = words.split()[-1]
            if kind in ("line", "paragraphs"):
                self.at_a_models_pace(kind)
            else:
                self.wfile.write(stream(kind))
        else:
            self.wfile.write(event({"content": "ok"}) + last(1))
        self.close_connection = True

    def at_a_models_pace(self, kind: str) -> None:
        """So that what is begun is drawn again and again: 2,000 tokens a second."""
        events = stream(kind).split(b"\n\n")
        for at in range(0, len(events), 20):
            self.wfile.write(b"\n\n".join(events[at:at + 20]) + b"\n\n")
            time.sleep(0.01)

    def log_message(self, *_: object) -> None:
        pass


class Home:
    """A home whose one provider is the fake."""

    def __init__(self, folder: Path, url: str, baro: str) -> None:
        self.folder, self.baro = folder, baro
        settings = folder / ".config/baro/config.toml"
        settings.parent.mkdir(parents=True)
        routes = "".join(f'[routes.{route}]\nmodels = ["fake:m1"]\n'
                         for route in ("code", "think", "long", "fast", "design", "general"))
        settings.write_text(f'[providers.fake]\nwire = "openai"\nbase_url = "{url}/v1"\n{routes}')
        self.env = {"HOME": str(folder), "PATH": "/usr/bin:/bin", "LANG": "en_US.UTF-8", "TERM": "xterm-256color"}

    def fill(self) -> None:
        """Lines that were typed, and conversations with an answer each."""
        subprocess.run([self.baro, "ask", "first"], cwd=self.folder, env=self.env, stdin=subprocess.DEVNULL,
                       capture_output=True, check=True)
        data = self.folder / ".local/share/baro"
        (data / "history").write_text("".join(f"a line that was typed, number {n}, 한글 {n}\n" for n in range(N_LINES)))
        database = sqlite3.connect(data / "baro.db")
        at, now = 1_700_000_000_000, int(time.time() * 1000)
        for n in range(N_CONVERSATIONS):
            place = database.execute(
                "INSERT INTO conversation (public_id, title, surface, folder, n_turns, n_questions, created_at, updated_at) "
                "VALUES (?, ?, 'repl', ?, 2, 1, ?, ?)",
                (f"c_{n:026d}", f"conversation {n}", str(self.folder), at + n, at + n)).lastrowid
            asked = database.execute(
                "INSERT INTO turn (conversation, role, state, created_at, text) VALUES (?, 'user', 'complete', ?, ?)",
                (place, at + n, f"question number {n} about a parser")).lastrowid
            said = database.execute(
                "INSERT INTO turn (conversation, parent, role, state, route, source, confidence, model, finish, created_at, text) "
                "VALUES (?, ?, 'assistant', 'complete', 'code', 'auto', 0.9, 'fake:m1', 'stop', ?, ?)",
                (place, asked, at + n, f"answer number {n} " * 10)).lastrowid
            database.execute("UPDATE conversation SET head = ? WHERE id = ?", (said, place))
            database.execute(
                "INSERT INTO attempt (at, model, route, surface, outcome, input, output, reasoning, cached, cache_written, "
                "estimated, cost, free, total_ms, conversation, turn) "
                "VALUES (?, 'fake:m1', 'code', 'repl', 'answered', 10, 20, 0, 0, 0, 0, 1, 0, 900, ?, ?)",
                (now - n * 60_000, place, said))
        database.commit()
        database.close()


class Talk:
    """baro in a pseudo-terminal of 100 columns and 30 rows."""

    def __init__(self, home: Home) -> None:
        self.seen = b""
        self.began = time.perf_counter()
        self.pid, self.terminal = pty.fork()
        if self.pid == 0:
            fcntl.ioctl(0, termios.TIOCSWINSZ, struct.pack("HHHH", 30, 100, 0, 0))
            os.chdir(home.folder)
            os.execve(home.baro, [home.baro], home.env)

    def wait(self, text: str) -> float:
        """Seconds since the start until the text was written."""
        wanted, deadline = text.encode(), time.perf_counter() + PATIENCE_S
        while wanted not in self.seen:
            left = deadline - time.perf_counter()
            ready = select.select([self.terminal], [], [], max(left, 0))[0]
            assert ready, f"never saw {text!r}: {self.seen[-400:]!r}"
            self.seen += os.read(self.terminal, 1 << 16)
        took = time.perf_counter() - self.began
        self.seen = self.seen.split(wanted, 1)[1]
        return took

    def type(self, text: str) -> None:
        os.write(self.terminal, text.encode())

    def memory(self) -> tuple[float, float]:
        """MiB that are resident now, and at the most."""
        status = Path(f"/proc/{self.pid}/status").read_text()
        resident, most = (int(re.search(rf"{name}:\s+(\d+) kB", status)[1]) / 1024 for name in ("VmRSS", "VmHWM"))
        return resident, most

    def processor(self) -> float:
        """Seconds of the processor that it took so far, by the clock of another process (`clock_getcpuclockid`)."""
        return time.clock_gettime(~self.pid << 3 | 2)

    def end(self) -> None:
        os.kill(self.pid, signal.SIGKILL)
        os.close(self.terminal)
        os.waitpid(self.pid, 0)


def curl(url: str) -> float:
    """Seconds that curl takes for the prose in a terminal of the same size."""
    request = json.dumps({"model": "m1", "stream": True, "messages": [{"role": "user", "content": "an answer of prose"}]})
    began = time.perf_counter()
    pid, terminal = pty.fork()
    if pid == 0:
        fcntl.ioctl(0, termios.TIOCSWINSZ, struct.pack("HHHH", 30, 100, 0, 0))
        os.execvp("curl", ["curl", "-sN", "-H", "content-type: application/json", "-d", request, f"{url}/v1/chat/completions"])
    while True:
        try:
            if not os.read(terminal, 1 << 16):
                break
        except OSError:
            break
    os.waitpid(pid, 0)
    os.close(terminal)
    return time.perf_counter() - began


def answers(home: Home) -> float:
    """Seconds from Enter to the end of the prose, as a rule."""
    took = []
    for _ in range(N_ANSWERS):
        talk = Talk(home)
        talk.wait("› ")
        sent = time.perf_counter() - talk.began
        talk.type("an answer of prose\r")
        took.append(talk.wait("the end") - sent)
        talk.end()
    return statistics.median(took)


def processor_of_answers(home: Home, kind: str) -> float:
    """Milliseconds of the processor that such an answer takes, at the least: what else runs makes it more, and nothing less."""
    took = []
    for _ in range(N_ANSWERS):
        talk = Talk(home)
        talk.wait("› ")
        before = talk.processor()
        talk.type(f"an answer of {kind}\r")
        talk.wait("the end")
        talk.wait("└")
        took.append((talk.processor() - before) * 1000)
        talk.end()
    return min(took)


def first_tokens(home: Home) -> float:
    """Milliseconds from when the first token was sent until it was written, as a rule."""
    late = []
    talk = Talk(home)
    for _ in range(N_ANSWERS):
        talk.wait("› ")
        talk.type("first token\r")
        seen = talk.wait("Begun") + talk.began
        late.append((seen - Model.first_sent) * 1000)
        talk.wait("└")
    talk.end()
    return statistics.median(late)


def starts(home: Home) -> list[float]:
    took = []
    for _ in range(N_STARTS):
        talk = Talk(home)
        took.append(talk.wait("› ") * 1000)
        talk.end()
    return sorted(took)


def main() -> None:
    arguments = argparse.ArgumentParser(description=__doc__.split("\n\n", maxsplit=1)[0])
    arguments.add_argument("baro", nargs="?", default=str(REPOSITORY / "target/release/baro"))
    asked = arguments.parse_args()
    missed = []

    def row(what: str, figure: float, target: float | None, unit: str, more: str = "") -> None:
        is_missed = target is not None and figure > target
        if is_missed:
            missed.append(what)
        aim = "" if target is None else f"(target {target:g})"
        print(f"{what:<56} {figure:8.2f} {unit:<3} {aim}{'  MISSED' if is_missed else ''}  {more}", flush=True)

    server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), Model)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    url = f"http://127.0.0.1:{server.server_address[1]}"
    with tempfile.TemporaryDirectory() as place:
        baro = str(Path(asked.baro).resolve())
        print(f"binary {Path(baro).stat().st_size / 2**20:.1f} MiB, load {os.getloadavg()[0]:.1f}")
        empty = Home(Path(place) / "empty", url, baro)
        took = starts(empty)
        row("start to the prompt with nothing kept, p50", statistics.median(took), None, "ms",
            f"min {took[0]:.2f}, max {took[-1]:.2f}")
        full = Home(Path(place) / "full", url, baro)
        full.fill()
        took = starts(full)
        row(f"with {N_LINES:,} lines and {N_CONVERSATIONS:,} conversations, p50", statistics.median(took), 15, "ms",
            f"min {took[0]:.2f}, max {took[-1]:.2f}")
        for kind, target in (("prose", 25), ("code", 64)):
            talk = Talk(full)
            talk.wait("› ")
            idle, _ = talk.memory()
            sent = time.perf_counter() - talk.began
            talk.type(f"an answer of {kind}\r")
            seconds = talk.wait("the end") - sent
            talk.wait("└")
            talk.wait("› ")
            resident, most = talk.memory()
            what = "without code" if kind == "prose" else f"with code in {len(CODE)} languages"
            row(f"memory after {N_TOKENS:,} tokens {what}", resident, target, "MiB",
                f"at the prompt {idle:.1f}, at the most {most:.1f}, {seconds * 1000:.0f} ms")
            talk.end()
        row("first token seen after it was sent, p50", first_tokens(full), 3, "ms")
        of_baro, of_curl = answers(full), statistics.median(curl(url) for _ in range(N_ANSWERS))
        row(f"{N_TOKENS:,} tokens in a terminal, times curl's wall", of_baro / of_curl, 4, "x",
            f"{of_baro * 1000:.0f} ms, curl {of_curl * 1000:.0f} ms")
        of_line, of_paragraphs = (processor_of_answers(empty, kind) for kind in ("line", "paragraphs"))
        # No dearer: two measures of the same differ by a fifth.
        row(f"one line of {N_TOKENS_OF_LINE:,} tokens, times paragraphs' processor", of_line / of_paragraphs, 1.2, "x",
            f"{of_line:.0f} ms, paragraphs {of_paragraphs:.0f} ms")
    sys.exit(1 if missed else 0)


main()
