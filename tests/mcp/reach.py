"""How often Claude reaches for which of baro's tools: for people with a key, since it asks the real Claude.

    reach.py BARO                 says each of the 20 sentences once to `claude -p`, and counts
    reach.py BARO --times 5       five times each
    reach.py BARO --list          only shows the sentences and what should be reached for

Claude Code is used as it is set up for whoever runs this, with their login or ANTHROPIC_API_KEY; --claude names another
program, --model another model of Claude's. baro's own models are a fake on loopback (`upstream.py`), so that only Claude costs
something: 20 short turns. Nothing is written but a table; the exit code is 0 when nine of ten were as they should be.
"""

import argparse
import collections
import json
import os
import subprocess
import sys
import tempfile
from pathlib import Path

CODE = """def total(orders):
    result = 0
    for i in range(len(orders)):
        for j in range(len(orders[i]["lines"])):
            result = result + orders[i]["lines"][j]["price"] * orders[i]["lines"][j]["n"]
    return result
"""
QWEN, KIMI, LLAMA, ASK, ROUTE, USAGE, NOTHING = (
    "qwen_code_assistant", "kimi_deep_thinker", "meta_quick_responder", "ask", "route", "usage", "nothing")

# What is said, and what may be reached for; a folder holds `total.py`.
SENTENCES = [
    ("큐웬한테 total.py 최적화시켜봐", {QWEN}),
    ("이 함수 큐웬은 어떻게 고칠지 물어봐 줘: total.py", {QWEN}),
    ("키미 의견도 들어봐: 주문 합계를 DB에서 계산하는 게 나을까, 여기서 하는 게 나을까?", {KIMI}),
    ("마이크로서비스로 나눌지 고민이야. 키미랑 먼저 상의해봐", {KIMI}),
    ("라마한테 빠르게 물어봐: HTTP 418이 뭐야?", {LLAMA}),
    ("다른 모델은 total.py를 뭐라고 해?", {ASK, QWEN}),
    ("제미나이한테도 물어봐 줘, 파이썬 제너레이터가 여기 도움이 되는지", {ASK}),
    ("이 질문 baro로 보내면 어느 모델로 가? \"러스트 borrow 에러 고쳐줘\"", {ROUTE}),
    ("오늘 다른 모델들한테 토큰 얼마나 썼어?", {USAGE}),
    ("total.py가 뭘 하는지 한 줄로 알려줘", {NOTHING}),
    ("Ask Qwen to make total.py faster", {QWEN}),
    ("Get Qwen to review total.py", {QWEN}),
    ("What does Kimi think about splitting this into two services?", {KIMI}),
    ("Have Kimi work through why a nested loop like the one in total.py is hard to vectorise", {KIMI}),
    ("Quick one for Llama: what does the HTTP status 418 mean?", {LLAMA}),
    ("I would like a second opinion on total.py from another model", {ASK, QWEN, KIMI}),
    ("Ask DeepSeek whether sum() with a generator is faster here", {ASK}),
    ("How much have I spent on the other models this month?", {USAGE}),
    ("Rename the function in total.py to order_total", {NOTHING}),
    ("Explain what a kimono is in one sentence", {NOTHING}),
]


def reached(claude: list[str], sentence: str, server: dict, folder: Path) -> list[str]:
    """The tools of baro's that Claude called, in order."""
    config = folder.parent / "servers.json"
    config.write_text(json.dumps({"mcpServers": {"baro": server}}))
    command = [*claude, "-p", sentence, "--mcp-config", str(config), "--strict-mcp-config", "--output-format", "stream-json",
               "--verbose", "--max-turns", "8", "--allowedTools", "mcp__baro,ToolSearch,Read,Edit"]
    ran = subprocess.run(command, cwd=folder, stdin=subprocess.DEVNULL, capture_output=True, text=True, timeout=600)
    messages = [json.loads(line) for line in ran.stdout.splitlines() if line.startswith("{")]
    begun = next((message for message in messages if message.get("subtype") == "init"), None)
    if begun is None or any(one["status"] == "failed" for one in begun["mcp_servers"]):
        sys.exit(f"Claude Code did not start: {ran.stdout[-500:]}{ran.stderr[-500:]}")
    ended = messages[-1]
    if ended.get("is_error") and ended.get("subtype") == "success":
        sys.exit(f"Claude did not answer: {ended.get('result')}")
    content = [block for message in messages if message.get("type") == "assistant" for block in message["message"]["content"]]
    names = [block["name"] for block in content if block["type"] == "tool_use"]
    return [name.removeprefix("mcp__baro__") for name in names if name.startswith("mcp__baro__")]


def main() -> None:
    asked = argparse.ArgumentParser(description="Counts how often Claude reaches for which tool.")
    asked.add_argument("baro")
    asked.add_argument("--claude", default="claude")
    asked.add_argument("--model")
    asked.add_argument("--times", type=int, default=1)
    asked.add_argument("--list", action="store_true")
    asked = asked.parse_args()
    if asked.list:
        for sentence, expected in SENTENCES:
            print(f"{' or '.join(sorted(expected)):<42} {sentence}")
        return
    claude = [asked.claude, *(["--model", asked.model] if asked.model else [])]
    upstream = subprocess.Popen([sys.executable, Path(__file__).parent / "upstream.py"], stdout=subprocess.PIPE, text=True)
    try:
        url = upstream.stdout.readline().strip()
        with tempfile.TemporaryDirectory() as place:
            home, folder = Path(place, "home"), Path(place, "work")
            folder.mkdir()
            settings = home / ".config/baro/config.toml"
            settings.parent.mkdir(parents=True)
            routes = "".join(f'[routes.{route}]\nmodels = ["fake:m1"]\n'
                             for route in ("code", "think", "long", "fast", "design", "general"))
            settings.write_text(f'[providers.fake]\nwire = "openai"\nbase_url = "{url}/v1"\n{routes}')
            server = {"command": str(Path(asked.baro).resolve()), "args": ["mcp", "serve", "--root", str(folder)],
                      "env": {"HOME": str(home), "XDG_CONFIG_HOME": str(home / ".config"),
                              "XDG_DATA_HOME": str(home / ".local/share"), "PATH": os.environ["PATH"]}}
            counts: collections.Counter[str] = collections.Counter()
            n_good = 0
            for sentence, expected in SENTENCES:
                for _ in range(asked.times):
                    (folder / "total.py").write_text(CODE)
                    called = reached(claude, sentence, server, folder) or [NOTHING]
                    counts.update(set(called))
                    good = called[0] in expected
                    n_good += good
                    print(f"{'  ' if good else '! '}{', '.join(called):<42} {sentence}", flush=True)
    finally:
        upstream.terminate()
    n_all = len(SENTENCES) * asked.times
    print(f"\n{n_good} of {n_all} as they should be")
    for tool, n_calls in counts.most_common():
        print(f"{n_calls:5}  {tool}")
    sys.exit(0 if n_good >= 0.9 * n_all else 1)


main()
