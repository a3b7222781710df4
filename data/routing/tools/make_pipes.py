"""Writes `own_pipe.jsonl` and `own_questions.jsonl`: requests that came with piped material.

The requests in `pipe_requests.tsv` and `pipe_questions.tsv` are written by hand and labelled by the guide. The
material behind them is put together from the pieces of `pipe_programs.py` and `pipe_texts.py`, with a seed taken
from the item's id, so that the same requests give the same bytes. It decides no label; where two readers differ,
`agreement.py --settle`, run afterwards, writes what comes of it.

    python3 data/routing/tools/make_pipes.py && python3 data/routing/tools/agreement.py --settle
"""

import json
import random
import re
import sys
from pathlib import Path

import pipe_programs
import pipe_texts

HERE = Path(__file__).resolve().parent
# What is written, from which requests, and as which kind of prompt.
SETS = {"pipe": "pipe_requests.tsv", "questions": "pipe_questions.tsv"}
ROUTES = {"c": "code", "t": "think", "l": "long", "f": "fast", "d": "design", "g": "general"}
# In the place of routes: too near to a prompt of the visible test; its number stays free.
LEFT_OUT = "-"
KINDS = {name: value for module in (pipe_programs, pipe_texts) for name, value in vars(module).items()
         if callable(value) and value.__module__ == module.__name__}


def material(kind, size, seed):
    """About `size` bytes of UTF-8 of one kind, ended at a piece's end."""
    pieces, length = [], 0
    for piece in KINDS[kind](random.Random(seed)):
        pieces.append(piece)
        length += len(piece.encode())
        if length >= size:
            return "".join(pieces)
    raise ValueError(kind)


def language(prompt):
    hangul = len(re.findall("[가-힣ㄱ-ㅎㅏ-ㅣ]", prompt))
    latin = len(re.findall("[A-Za-z]", prompt))
    if hangul == 0:
        return "en"
    return "mix" if latin / (latin + hangul) > 0.55 else "ko"


def main():
    for block, requests in SETS.items():
        lines = []
        rows = [row for row in (HERE / requests).read_text(encoding="utf-8").splitlines() if row and not row.startswith("#")]
        for number, row in enumerate(rows, 1):
            routes, kind, size, prompt = row.split("\t")
            if routes == LEFT_OUT:
                continue
            accept = [ROUTES[letter] for letter in routes]
            name = f"own-{block}-{number:04}"
            lines.append(json.dumps({"id": name, "lang": language(prompt), "prompt": prompt,
                                     "stdin": material(kind, int(size), name), "label": accept[0], "accept": accept,
                                     "block": block}, ensure_ascii=False))
        output = HERE.parent / f"own_{block}.jsonl"
        output.write_text("\n".join(lines) + "\n", encoding="utf-8")
        print(f"{len(lines)} requests, {output.stat().st_size} bytes: {output.name}", file=sys.stderr)


if __name__ == "__main__":
    main()
