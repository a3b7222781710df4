"""Compares greedy answers with llama.cpp's on the same weights.

    python greedy.py MODEL.gguf [full] < QUESTIONS

llama.cpp keeps what it has read in half precision, unless "full" is given.

A question is a line of JSON: {"system", "prompt", "text", "n"}, where "text" is another engine's answer of up to n
tokens. For each, a line of JSON: {"prompt", "same", "text", "gap"}. "gap" tells how much likelier llama.cpp finds its own
token than the other engine's where the two first differ, in nats; null where that one is not among its ten likeliest.
"""

import json
import sys
import urllib.request

import xllamacpp

parameters = xllamacpp.CommonParams()
parameters.model.path = sys.argv[1]
parameters.hostnames = ["127.0.0.1"]
parameters.port = 0
parameters.n_ctx = 4096
parameters.n_parallel = 1
parameters.cpuparams.n_threads = 1
if sys.argv[2:] == ["full"]:
    parameters.cache_type_k = parameters.cache_type_v = xllamacpp.ggml_type.GGML_TYPE_F32
    parameters.flash_attn_type = xllamacpp.llama_flash_attn_type.LLAMA_FLASH_ATTN_TYPE_DISABLED
server = xllamacpp.Server(parameters)


def ask(path, **body):
    data = json.dumps(body).encode()
    request = urllib.request.Request(server.listening_address + path, data, {"content-type": "application/json"})
    with urllib.request.urlopen(request) as response:
        return json.load(response)


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
