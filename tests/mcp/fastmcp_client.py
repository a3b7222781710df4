"""The public client fastmcp against the real server: `fastmcp_client.py BARO URL`, with the token in BARO_MCP_TOKEN."""

import asyncio
import os
import sys

from fastmcp import Client
from fastmcp.client.transports import StdioTransport, StreamableHttpTransport


async def check(client: Client) -> None:
    tools = await client.list_tools()
    assert len(tools) == 6, tools
    answer = await client.call_tool("ask", {"prompt": "어때?"})
    assert answer.content[0].text.endswith("\n\necho: 어때?"), answer
    route = await client.call_tool("route", {"prompt": "fix this rust function"})
    assert route.structured_content["route"] == "code", route
    refused = await client.call_tool("ask", {"prompt": "x", "model": "nobody"}, raise_on_error=False)
    assert refused.is_error and refused.content[0].text.startswith("no_such_model"), refused
    prompt = await client.get_prompt("review", {})
    assert "qwen" in prompt.messages[0].content.text, prompt
    models = await client.read_resource("baro://models")
    assert "fake:m1" in models[0].text, models


async def main(baro: str, url: str) -> None:
    stdio = StdioTransport(command=baro, args=["mcp", "serve"], env={"HOME": os.environ["HOME"]})
    http = StreamableHttpTransport(url, headers={"Authorization": f"Bearer {os.environ['BARO_MCP_TOKEN']}"})
    for transport in (stdio, http):
        async with Client(transport) as client:
            await check(client)
    print("fastmcp is served over both")


asyncio.run(main(sys.argv[1], sys.argv[2]))
