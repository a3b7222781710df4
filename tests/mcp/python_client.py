"""The public Python client against the real server: `python_client.py BARO URL`, with the token in BARO_MCP_TOKEN.

Both ways: standard streams and HTTP. It lists, calls, reads, and fails loudly.
"""

import asyncio
import logging
import os
import sys

import httpx2
from mcp import ClientSession, StdioServerParameters
from mcp.client.stdio import stdio_client
from mcp.client.streamable_http import streamable_http_client

TOOLS = ["ask", "qwen_code_assistant", "kimi_deep_thinker", "meta_quick_responder", "route", "usage"]


class Complaints(logging.Handler):
    """What the client finds fault with."""

    def __init__(self) -> None:
        super().__init__(logging.WARNING)
        self.lines: list[str] = []

    def emit(self, record: logging.LogRecord) -> None:
        self.lines.append(record.getMessage())


async def check(session: ClientSession) -> None:
    await session.initialize()
    tools = await session.list_tools()
    assert [tool.name for tool in tools.tools] == TOOLS, tools
    route = await session.call_tool("route", {"prompt": "fix this rust function"})
    assert '"route":"code"' in route.content[0].text, route
    told: list[str] = []

    async def progress(_progress: float, _total: float | None, message: str | None) -> None:
        told.append(message or "")

    answer = await session.call_tool("ask", {"prompt": "어때?"}, progress_callback=progress)
    assert answer.content[0].text.startswith("[baro] m1 · "), answer
    assert answer.content[0].text.endswith("\n\necho: 어때?"), answer
    assert any("first token" in message for message in told), told
    again = await session.call_tool("kimi_deep_thinker", {"prompt": "more", "conversation_id": "last"})
    same = [line.split("conversation_id=")[1].split(" ")[0]
            for line in (result.content[0].text.splitlines()[0] for result in (answer, again))]
    assert same[0] == same[1], same
    prompts = await session.list_prompts()
    assert len(prompts.prompts) == 4, prompts
    models = await session.read_resource("baro://models")
    assert "models" in models.contents[0].text, models
    refused = await session.call_tool("ask", {})
    assert "bad_arguments" in refused.content[0].text, refused


async def main(baro: str, url: str) -> None:
    complaints = Complaints()
    logging.getLogger().addHandler(complaints)
    async with stdio_client(StdioServerParameters(command=baro, args=["mcp", "serve"])) as streams:
        async with ClientSession(streams[0], streams[1]) as session:
            await check(session)
    token = {"Authorization": f"Bearer {os.environ['BARO_MCP_TOKEN']}"}
    async with httpx2.AsyncClient(headers=token, timeout=30) as client:
        async with streamable_http_client(url, http_client=client) as streams:
            async with ClientSession(streams[0], streams[1]) as session:
                await check(session)
    assert not complaints.lines, complaints.lines
    print("the Python client is served over both")


asyncio.run(main(sys.argv[1], sys.argv[2]))
