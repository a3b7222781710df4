"""A model server on loopback for the MCP tests and figures: OpenAI's wire, answers at once, and needs no package.

`upstream.py` prints its address and serves until it is ended. What the last message of a request says decides:

- `say N characters`: a text of so many characters, in lines that are numbered;
- `be slow`: a word each 50 ms until the client leaves;
- `think first`: a word at once, and the rest 200 ms later;
- `fail`: the key is refused;
- anything else: `echo: ` and that message.

`GET /seen` tells what has come: the chats, and how many of them their client left before the end.
"""

import asyncio
import json
import sys


class Seen:
    """What has come so far."""

    def __init__(self) -> None:
        self.chats: list[dict] = []
        self.left = 0


def event(value: dict) -> bytes:
    return b"data: " + json.dumps(value, ensure_ascii=False).encode() + b"\n\n"


def chunk(model: str, delta: dict, finish: str | None = None, **more: object) -> bytes:
    choice = {"index": 0, "delta": delta, "finish_reason": finish}
    return event({"id": "chatcmpl-1", "object": "chat.completion.chunk", "created": 1, "model": model,
                  "choices": [choice], **more})


def http(status: str, kind: str, body: bytes) -> bytes:
    head = f"HTTP/1.1 {status}\r\ncontent-type: {kind}\r\ncontent-length: {len(body)}\r\n\r\n"
    return head.encode() + body


def last_text(request: dict) -> str:
    content = request["messages"][-1]["content"]
    return content if isinstance(content, str) else "".join(part.get("text", "") for part in content)


def lines(n_characters: int) -> str:
    text = "".join(f"line {number}\n" for number in range(n_characters // 6))
    return text[:n_characters]


async def chat(request: dict, writer: asyncio.StreamWriter) -> bool:
    """Answers, and returns whether the connection may carry another request."""
    prompt, model = last_text(request), request.get("model", "m")
    if "fail" in prompt.split():
        refusal = {"error": {"message": "no such key", "type": "invalid_request_error", "code": "invalid_api_key"}}
        writer.write(http("401 Unauthorized", "application/json", json.dumps(refusal).encode()))
        return True
    if "be slow" in prompt:
        writer.write(b"HTTP/1.1 200 OK\r\ncontent-type: text/event-stream\r\nconnection: close\r\n\r\n")
        while True:
            writer.write(chunk(model, {"content": "word "}))
            await writer.drain()
            await asyncio.sleep(0.05)
    if "think first" in prompt:
        writer.write(b"HTTP/1.1 200 OK\r\ncontent-type: text/event-stream\r\nconnection: close\r\n\r\n")
        writer.write(chunk(model, {"content": "well, "}))
        await writer.drain()
        await asyncio.sleep(0.2)
        writer.write(chunk(model, {"content": f"echo: {prompt}"}) + chunk(model, {}, "stop") + b"data: [DONE]\n\n")
        return False
    words = prompt.split()
    text = lines(int(words[words.index("say") + 1])) if "say" in words and "characters" in words else f"echo: {prompt}"
    usage = {"prompt_tokens": 12, "completion_tokens": 7, "total_tokens": 19}
    body = (chunk(model, {"role": "assistant", "content": text}) + chunk(model, {}, "stop")
            + event({"id": "chatcmpl-1", "object": "chat.completion.chunk", "created": 1, "model": model,
                     "choices": [], "usage": usage}) + b"data: [DONE]\n\n")
    # One write: what a model would take is none of what is measured.
    writer.write(http("200 OK", "text/event-stream", body))
    return True


async def serve(seen: Seen, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
    in_chat = False
    try:
        while True:
            head = (await reader.readuntil(b"\r\n\r\n")).decode("latin-1")
            first, *rest = head.split("\r\n")
            fields = dict(line.lower().split(": ", 1) for line in rest if ": " in line)
            body = await reader.readexactly(int(fields.get("content-length", 0)))
            path = first.split(" ")[1]
            if path == "/seen":
                told = {"n_chats": len(seen.chats), "n_left": seen.left, "last": seen.chats[-1:]}
                writer.write(http("200 OK", "application/json", json.dumps(told).encode()))
            elif path.endswith("/models"):
                listed = {"object": "list", "data": [{"id": "m1", "object": "model"}]}
                writer.write(http("200 OK", "application/json", json.dumps(listed).encode()))
            elif path.endswith("/chat/completions"):
                request = json.loads(body)
                seen.chats.append(request)
                in_chat = True
                again = await chat(request, writer)
                in_chat = False
                if not again:
                    break
            else:
                writer.write(http("404 Not Found", "text/plain", b""))
            await writer.drain()
        await writer.drain()
    except (asyncio.IncompleteReadError, ConnectionError):
        if in_chat:
            seen.left += 1
    finally:
        writer.close()


async def main() -> None:
    seen = Seen()
    server = await asyncio.start_server(lambda *both: serve(seen, *both), "127.0.0.1", 0)
    print(f"http://127.0.0.1:{server.sockets[0].getsockname()[1]}", flush=True)
    await server.serve_forever()


if __name__ == "__main__":
    try:
        asyncio.run(main())
    except KeyboardInterrupt:
        sys.exit(0)
