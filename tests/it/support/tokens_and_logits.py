"""Cuts text and computes logits with llama.cpp, in full precision between the products, for one file of weights.

    python tokens_and_logits.py MODEL.gguf < QUESTIONS

A question is a line of JSON. {"text", "controls"} is answered by the tokens that the text is cut into, control tokens
being read as such or as text: {"tokens"}. {"tokens"} is answered by the likeliest tokens after these, with the logarithms
of their probabilities: {"likely": [[id, logarithm], ..]}.
"""

import json
import sys

import llama_server

server = llama_server.start(sys.argv[1], context=256, full_precision=True, warmup=False)


def ask(path, **body):
    return llama_server.ask(server, path, **body)


# A whole letter is chosen each time, since nothing is told of one that ends the answer or is half a letter. What is told
# is computed before that.
letter = [[ask("/tokenize", content="A", add_special=False)["tokens"][0], 1e4]]

for line in sys.stdin:
    question = json.loads(line)
    if "text" in question:
        found = ask("/tokenize", content=question["text"], add_special=False, parse_special=question["controls"])
        answer = {"tokens": found["tokens"]}
    else:
        once = {"n_predict": 1, "n_probs": 20, "logit_bias": letter, "temperature": 0, "cache_prompt": False}
        found = ask("/completion", prompt=question["tokens"], **once)
        likely = found["completion_probabilities"][0]["top_logprobs"]
        answer = {"likely": [[token["id"], token["logprob"]] for token in likely]}
    print(json.dumps(answer), flush=True)
