"""Compares greedy answers with llama.cpp's on the same weights.

    python greedy.py MODEL.gguf [full] < QUESTIONS

llama.cpp keeps what it has read in half precision, unless "full" is given.

A question is a line of JSON: {"system", "prompt", "text", "n"}, where "text" is another engine's answer of up to n
tokens. For each, a line of JSON: {"prompt", "same", "text", "gap"}. "gap" tells how much likelier llama.cpp finds its own
token than the other engine's where the two first differ, in nats; null where that one is not among its ten likeliest.
"""

import json
import sys

import llama_server

server = llama_server.start(sys.argv[1], full_precision=sys.argv[2:] == ["full"])


def ask(path, **body):
    return llama_server.ask(server, path, **body)


def tokens(text):
    return ask("/tokenize", content=text, add_special=False, parse_special=True)["tokens"]


for line in sys.stdin:
    question = json.loads(line)
    messages = [
        {"role": "system", "content": question["system"]},
        {"role": "user", "content": question["prompt"]},
    ]
    prompt = tokens(ask("/apply-template", messages=messages)["prompt"])
    greedy = {"temperature": 0, "cache_prompt": False}
    text = ask("/completion", prompt=prompt, n_predict=question["n"], **greedy)["content"]
    gap = 0.0
    if text != question["text"]:
        own, other = tokens(text), tokens(question["text"])
        n_same = next((i for i, pair in enumerate(zip(own, other)) if pair[0] != pair[1]), min(len(own), len(other)))
        # An answer that ended where the other goes on: its next token is the one that ends it.
        wanted = other[n_same] if n_same < len(other) else 2
        answer = ask("/completion", prompt=prompt + own[:n_same], n_predict=1, n_probs=10, **greedy)
        likely = answer["completion_probabilities"][0]["top_logprobs"]
        found = [token["logprob"] for token in likely if token["id"] == wanted]
        gap = likely[0]["logprob"] - found[0] if found else None
    print(json.dumps({"prompt": len(prompt), "same": text == question["text"], "text": text, "gap": gap}), flush=True)
