"""Checks the project's own labelled prompts, `own_*.jsonl`. Standard library only.

    python3 data/routing/tools/check.py [FOLDER OF THE SHARED SETS]

Always: the form of each line, and that no run of five words is found in more than three prompts. With the folder:
no prompt shares a six-word run with one of `dev.jsonl` or is within 30% edit distance of one (a follow-up under
12 characters is compared together with its turns), and none is an exact copy of an item of `authored/*.jsonl`.
Prints every offender and ends with 1 if there is one. It changes nothing.
"""

import json
import re
import sys
import unicodedata
from collections import Counter, defaultdict
from pathlib import Path

HERE = Path(__file__).resolve().parent
ROUTES = {"code", "think", "long", "fast", "design", "general"}
REQUIRED = {"id", "lang", "prompt", "label", "accept", "block"}
OPTIONAL = {"turns", "stdin", "group", "first"}
# Files of another form: no block, ids of their own.
OTHER_FORM = {"lines", "piped", "documents"}
RUN, RUN_AT_MOST = 5, 3
DEV_RUN = 6
DEV_DISTANCE = 0.30
SHORT_FOLLOW_UP = 12


def read(path):
    with open(path, encoding="utf-8") as lines:
        return [json.loads(line) for line in lines if line.strip()]


def words(text):
    return re.findall(r"\w+", unicodedata.normalize("NFC", text).lower())


def runs(text, length):
    found = words(text)
    return {tuple(found[i:i + length]) for i in range(len(found) - length + 1)}


def folded(text):
    return " ".join(unicodedata.normalize("NFC", text).lower().split())


def with_turns(item):
    return folded("\n".join([turn["content"] for turn in item.get("turns", [])] + [item["prompt"]]))


def is_short_follow_up(item):
    return bool(item.get("turns")) and len(item["prompt"]) < SHORT_FOLLOW_UP


def within(left, right, share):
    """Whether the edit distance of the two is at most `share` of the longer one's length."""
    longest = max(len(left), len(right))
    limit = int(share * longest)
    if abs(len(left) - len(right)) > limit:
        return False
    surplus = Counter(left)
    surplus.subtract(right)
    if max(sum(n for n in surplus.values() if n > 0), -sum(n for n in surplus.values() if n < 0)) > limit:
        return False
    row = list(range(len(right) + 1))
    for i, a in enumerate(left, 1):
        previous, row = row, [i]
        for j, b in enumerate(right, 1):
            row.append(min(previous[j] + 1, row[-1] + 1, previous[j - 1] + (a != b)))
        if min(row) > limit:
            return False
    return row[-1] <= limit


def form(item, block):
    fields = set(item)
    if not REQUIRED <= fields or not fields <= REQUIRED | OPTIONAL:
        yield f"fields {sorted(fields)}"
        return
    if not re.fullmatch(rf"own-{block}-\d{{4}}", item["id"]) or item["block"] != block:
        yield "id or block does not fit the file"
    if item["lang"] not in {"ko", "en", "mix"}:
        yield f"lang {item['lang']}"
    accept = item["accept"]
    if not accept or item["label"] != accept[0] or len(set(accept)) != len(accept) or not set(accept) <= ROUTES or len(accept) > 3:
        yield f"label {item['label']} and accept {accept}"
    if not item["prompt"].strip() and not item.get("stdin"):
        yield "empty prompt without stdin"
    if item["prompt"] != unicodedata.normalize("NFC", item["prompt"]):
        yield "prompt is not NFC"
    for turn in item.get("turns", []):
        if not {"role", "content"} <= set(turn) <= {"role", "content", "route"} or turn["role"] not in {"user", "assistant"}:
            yield f"turn {turn}"
        elif not turn["content"].strip() or turn.get("route", "fast") not in ROUTES:
            yield f"turn {turn}"
    if "turns" in item and (not item["turns"] or item["turns"][-1].get("role") != "assistant"):
        yield "turns do not end with an answer"


def main():
    problems = []
    items = []
    for path in sorted(HERE.parent.glob("own_*.jsonl")):
        block = path.stem.removeprefix("own_")
        for item in read(path):
            if block in OTHER_FORM:
                item["block"] = block
            else:
                problems += [f"{item.get('id')}: {text}" for text in form(item, block)]
            items.append(item)
    for identity, count in Counter(item["id"] for item in items).items():
        if count > 1:
            problems.append(f"{identity}: {count} times")
    for key, count in Counter((with_turns(item), item.get("stdin", "")) for item in items).items():
        if count > 1:
            problems.append(f"{count} times the same item: {key[0][:60]!r}")

    holders = defaultdict(list)
    for item in items:
        for run in runs(item["prompt"], RUN):
            holders[run].append(item["id"])
    for run, identities in holders.items():
        if len(identities) > RUN_AT_MOST:
            problems.append(f"run {' '.join(run)!r} in {len(identities)} prompts: {identities[:6]}")

    if len(sys.argv) > 1:
        shared = Path(sys.argv[1])
        dev = read(shared / "dev.jsonl")
        dev_runs = defaultdict(list)
        for item in dev:
            for run in runs(item["prompt"], DEV_RUN):
                dev_runs[run].append(item["id"])
        given = {(with_turns(item), folded(item.get("stdin", "")))
                 for path in sorted(shared.glob("authored/*.jsonl")) for item in read(path)}
        for item in items:
            for run in runs(item["prompt"], DEV_RUN):
                if run in dev_runs:
                    problems.append(f"{item['id']}: shares {' '.join(run)!r} with {dev_runs[run]}")
            if (with_turns(item), folded(item.get("stdin", ""))) in given:
                problems.append(f"{item['id']}: is in the given sets: {item['prompt'][:60]!r}")
            if not item["prompt"]:
                continue
            for other in dev:
                whole = is_short_follow_up(item) or is_short_follow_up(other)
                left, right = (with_turns(item), with_turns(other)) if whole else (folded(item["prompt"]), folded(other["prompt"]))
                if within(left, right, DEV_DISTANCE):
                    problems.append(f"{item['id']}: {item['prompt'][:60]!r} is near {other['id']} {other['prompt'][:60]!r}")

    print("\n".join(problems))
    print(f"{len(items)} items, {len(problems)} problems")
    for field in ("block", "lang", "label"):
        print(field, dict(sorted(Counter(item[field] for item in items).items())))
    sys.exit(1 if problems else 0)


if __name__ == "__main__":
    main()
