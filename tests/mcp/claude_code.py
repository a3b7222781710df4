"""Real Claude Code before the real server: `claude_code.py CLAUDE BARO URL`, with URL's token in BARO_MCP_TOKEN.

Its model is a fake on loopback, which this file is: it calls the tools that the user's text tells it to, and says what
they answered. So nobody is asked and no key is needed, and what is judged is what a model behind Claude Code would see.
Claude Code gets a home of its own and nothing of whoever runs this.
"""

import json
import os
import subprocess
import sys
import tempfile
import threading
import urllib.request
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

LIMIT_S = 120


class Model:
    """The fake model, and every request that it has had."""

    def __init__(self) -> None:
        self.requests: list[dict] = []
        model = self

        class Handler(BaseHTTPRequestHandler):
            protocol_version = "HTTP/1.1"

            def log_message(self, *_args: object) -> None:
                pass

            def answer(self, kind: str, body: bytes) -> None:
                self.send_response(200)
                self.send_header("content-type", kind)
                self.send_header("content-length", str(len(body)))
                self.end_headers()
                if self.command != "HEAD":
                    self.wfile.write(body)

            def do_GET(self) -> None:
                self.answer("application/json", b"{}")

            do_HEAD = do_GET

            def do_POST(self) -> None:
                request = json.loads(self.rfile.read(int(self.headers.get("content-length", 0))) or b"{}")
                path = self.path.split("?")[0]
                if path.endswith("/count_tokens"):
                    n_tokens = len(json.dumps(request)) // 4
                    self.answer("application/json", json.dumps({"input_tokens": n_tokens}).encode())
                elif path.endswith("/messages"):
                    model.requests.append(request)
                    message = {"id": "msg_1", "type": "message", "role": "assistant", "model": request["model"],
                               "stop_sequence": None, "usage": {"input_tokens": 1, "output_tokens": 1}, **model.turn(request)}
                    if request.get("stream"):
                        self.answer("text/event-stream", stream(message))
                    else:
                        self.answer("application/json", json.dumps(message).encode())
                else:
                    self.answer("application/json", b"{}")

        self.server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        threading.Thread(target=self.server.serve_forever, daemon=True).start()
        self.url = f"http://127.0.0.1:{self.server.server_address[1]}"

    def turn(self, request: dict) -> dict:
        """The next call of those that the user's text names, or the end."""
        calls = [call for text in texts(request, "user") for call in calls_of(text)]
        if not request.get("tools") or not calls:
            return {"content": [{"type": "text", "text": "ok"}], "stop_reason": "end_turn"}
        n_done = len(results(request))
        if n_done < len(calls):
            name, arguments = calls[n_done]
            use = {"type": "tool_use", "id": f"toolu_{n_done}", "name": name, "input": arguments}
            return {"content": [use], "stop_reason": "tool_use"}
        return {"content": [{"type": "text", "text": "all called"}], "stop_reason": "end_turn"}


def stream(message: dict) -> bytes:
    block = message["content"][0]
    if block["type"] == "text":
        begun, delta = {**block, "text": ""}, {"type": "text_delta", "text": block["text"]}
    else:
        begun, delta = {**block, "input": {}}, {"type": "input_json_delta", "partial_json": json.dumps(block["input"])}
    events = [
        {"type": "message_start", "message": {**message, "content": [], "stop_reason": None}},
        {"type": "content_block_start", "index": 0, "content_block": begun},
        {"type": "content_block_delta", "index": 0, "delta": delta},
        {"type": "content_block_stop", "index": 0},
        {"type": "message_delta", "delta": {"stop_reason": message["stop_reason"], "stop_sequence": None},
         "usage": {"output_tokens": 1}},
        {"type": "message_stop"},
    ]
    return "".join(f"event: {event['type']}\ndata: {json.dumps(event)}\n\n" for event in events).encode()


def blocks(request: dict, role: str) -> list[dict]:
    found = []
    for message in request["messages"]:
        if message["role"] == role:
            content = message["content"]
            found += [{"type": "text", "text": content}] if isinstance(content, str) else content
    return found


def texts(request: dict, role: str) -> list[str]:
    return [block["text"] for block in blocks(request, role) if block["type"] == "text"]


def calls_of(text: str) -> list[list]:
    return json.loads(text.split("CALL ", 1)[1].splitlines()[0]) if text.startswith("CALL ") else []


def results(request: dict) -> list[dict]:
    """What the tools answered, as the model sees it."""
    found = []
    for block in blocks(request, "user"):
        if block["type"] == "tool_result":
            content = block.get("content", "")
            text = content if isinstance(content, str) else "".join(part.get("text", "") for part in content)
            found.append({"text": text, "is_error": bool(block.get("is_error"))})
    return found


class Claude:
    """Claude Code in a home of its own."""

    def __init__(self, program: str, model: Model, home: Path) -> None:
        self.program, self.model, self.home = program, model, home

    def run(self, prompt: str, server: dict, **variables: str) -> tuple[dict, list[dict], dict]:
        """Says `prompt`; returns what Claude Code said it began with, the last tools' results, and its first request."""
        self.model.requests.clear()
        config = self.home / "servers.json"
        config.write_text(json.dumps({"mcpServers": {"baro": server}}))
        environment = {
            "PATH": os.environ["PATH"], "HOME": str(self.home), "ANTHROPIC_API_KEY": "dummy",
            "ANTHROPIC_BASE_URL": self.model.url, "DISABLE_TELEMETRY": "1", "DISABLE_AUTOUPDATER": "1",
            "CLAUDE_CODE_DISABLE_NONESSENTIAL_TRAFFIC": "1", "NO_PROXY": "127.0.0.1", **variables,
        }
        command = [self.program, "-p", prompt, "--mcp-config", str(config), "--strict-mcp-config",
                   "--output-format", "stream-json", "--verbose", "--allowedTools", "mcp__baro"]
        ran = subprocess.run(command, env=environment, cwd=self.home / "work", stdin=subprocess.DEVNULL,
                             capture_output=True, text=True, timeout=LIMIT_S)
        said = [json.loads(line) for line in ran.stdout.splitlines() if line.startswith("{")]
        assert ran.returncode == 0, f"{ran.returncode}: {ran.stdout[-2000:]}{ran.stderr[-2000:]}"
        begun = next(line for line in said if line.get("subtype") == "init")
        talks = [request for request in self.model.requests if request.get("tools")]
        assert talks, self.model.requests
        return begun, results(talks[-1]), talks[0]


def call(*calls: list) -> str:
    return "CALL " + json.dumps(calls, ensure_ascii=False)


def n_left() -> int:
    with urllib.request.urlopen(os.environ["BARO_TEST_UPSTREAM"] + "/seen") as seen:
        return json.load(seen)["n_left"]


def the_answer_is_visible(claude: Claude, server: dict) -> None:
    prompt = call(["mcp__baro__ask", {"prompt": "어때?", "context": "a finding"}],
                  ["mcp__baro__kimi_deep_thinker", {"prompt": "더", "conversation_id": "last"}])
    begun, seen, first = claude.run(prompt, server)
    assert [server["status"] for server in begun["mcp_servers"]] == ["connected"], begun["mcp_servers"]
    assert "mcp__baro__qwen_code_assistant" in begun["tools"], begun["tools"]
    offered = [tool["name"] for tool in first["tools"]]
    assert "mcp__baro__ask" in offered, f"`ask` is there without a search: {offered}"
    assert "큐웬한테" in json.dumps(first, ensure_ascii=False), "the instructions are in the prompt"
    assert len(seen) == 2 and not any(result["is_error"] for result in seen), seen
    assert seen[0]["text"].startswith("[baro] m1 · ") and "\n\necho: 어때?" in seen[0]["text"], seen
    ids = [result["text"].split("conversation_id=")[1].split()[0] for result in seen]
    assert ids[0] == ids[1], seen


def an_error_says_what_to_do(claude: Claude, server: dict) -> None:
    _, seen, _ = claude.run(call(["mcp__baro__ask", {"prompt": "x", "model": "nobody"}],
                                 ["mcp__baro__ask", {"prompt": "fail"}]), server)
    assert seen[0]["is_error"] and "no_such_model: `nobody`" in seen[0]["text"], seen
    assert seen[1]["is_error"] and "missing_key: " in seen[1]["text"], seen


def a_long_answer_comes_as_head_tail_and_link(claude: Claude, server: dict) -> None:
    read = ["ReadMcpResourceTool", {"server": "baro", "uri": "baro://models"}]
    _, seen, _ = claude.run(call(["mcp__baro__ask", {"prompt": "say 90000 characters"}], read), server)
    text = seen[0]["text"]
    assert 30_000 < len(text) < 42_000 and "line 0\n" in text and "baro://answers/c_" in text, text[:500]
    assert "fake:m1" in seen[1]["text"], seen[1]
    # Above 50,000 characters Claude Code would put a result into a file, were it not for what the tool says of itself.
    _, seen, _ = claude.run(call(["mcp__baro__ask", {"prompt": "say 90000 characters"}]),
                            {**server, "args": [*server["args"], "--max-answer-chars", "95000"]})
    text = seen[0]["text"]
    assert len(text) > 55_000 and text.startswith("[baro] m1") and "line 9000\n" in text, (len(text), text[:300])


def a_time_out_ends_the_paid_call(claude: Claude, server: dict) -> None:
    before = n_left()
    _, seen, _ = claude.run(call(["mcp__baro__ask", {"prompt": "be slow"}]), server, MCP_TOOL_TIMEOUT="2000")
    assert seen[0]["is_error"] and "timed out" in seen[0]["text"], seen
    assert n_left() == before + 1, "the model was told"
    # A time limit of the server's own returns what came.
    _, seen, _ = claude.run(call(["mcp__baro__ask", {"prompt": "be slow"}]),
                            {**server, "args": [*server["args"], "--timeout", "1"]})
    assert not seen[0]["is_error"] and "truncated: timeout" in seen[0]["text"] and "word word" in seen[0]["text"], seen


def a_prompt_is_a_slash_command(claude: Claude, server: dict) -> None:
    begun, _, first = claude.run("/mcp__baro__review kimi", server)
    assert "mcp__baro__review" in begun["slash_commands"], begun["slash_commands"]
    assert any("qwen" in text or "kimi" in text for text in texts(first, "user")), texts(first, "user")


def http_wants_the_token(claude: Claude, url: str) -> None:
    server = {"type": "http", "url": url, "headers": {"Authorization": "Bearer ${BARO_MCP_TOKEN}"}}
    ask = call(["mcp__baro__ask", {"prompt": "over http"}])
    begun, seen, _ = claude.run(ask, server, BARO_MCP_TOKEN=os.environ["BARO_MCP_TOKEN"])
    assert [server["status"] for server in begun["mcp_servers"]] == ["connected"], begun["mcp_servers"]
    assert seen[0]["text"].endswith("echo: over http"), seen
    begun, _, _ = claude.run("hello", server, BARO_MCP_TOKEN="wrong")
    assert [server["status"] for server in begun["mcp_servers"]] != ["connected"], begun["mcp_servers"]


def main(program: str, baro: str, url: str) -> None:
    home = Path(os.environ["BARO_TEST_HOME"])
    with tempfile.TemporaryDirectory(dir=home) as own:
        (Path(own) / "work").mkdir()
        claude = Claude(program, Model(), Path(own))
        # The server has the home with the settings; Claude Code has its own.
        server = {"command": baro, "args": ["mcp", "serve"], "env": {"HOME": str(home)}}
        cases = [the_answer_is_visible, an_error_says_what_to_do, a_long_answer_comes_as_head_tail_and_link,
                 a_time_out_ends_the_paid_call, a_prompt_is_a_slash_command]
        for case in cases:
            case(claude, server)
            print(f"Claude Code: {case.__name__}", flush=True)
        http_wants_the_token(claude, url)
        print("Claude Code: http_wants_the_token", flush=True)


if __name__ == "__main__":
    main(*sys.argv[1:])
