"""The public Python client against the real server: `client.py BARO` lists, calls, reads, and fails loudly."""

import asyncio
import sys

from mcp import ClientSession, StdioServerParameters
from mcp.client.stdio import stdio_client

TOOLS = ["ask", "qwen_code_assistant", "kimi_deep_thinker", "meta_quick_responder", "route", "usage"]


async def main(baro: str) -> None:
    async with stdio_client(StdioServerParameters(command=baro, args=["mcp", "serve"])) as (read, write):
        async with ClientSession(read, write) as session:
            await session.initialize()
            tools = await session.list_tools()
            assert [tool.name for tool in tools.tools] == TOOLS, tools
            route = await session.call_tool("route", {"prompt": "fix this rust function"})
            text = route.content[0].text
            assert '"route":"code"' in text, text
            prompts = await session.list_prompts()
            assert len(prompts.prompts) == 4, prompts
            models = await session.read_resource("baro://models")
            assert "models" in models.contents[0].text, models
            refused = await session.call_tool("ask", {})
            assert "bad_arguments" in refused.content[0].text, refused
    print("the Python client is served")


asyncio.run(main(sys.argv[1]))
