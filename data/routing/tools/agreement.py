"""Two readers of the same prompts: how far they agree, and the labels that come of both.

    python3 agreement.py            prints raw agreement and Cohen's kappa
    python3 agreement.py --settle   also gives every disagreement both labels, the writer's first

The writer's labels stand in own_*.jsonl as `first` once settled (until then `label` and `accept` are the
writer's), the second reader's, who saw only guide and prompt, in readers/second.jsonl.
"""

import collections
import json
import pathlib
import sys

FOLDER = pathlib.Path(__file__).resolve().parent.parent


def rows(path):
    with open(path, encoding="utf-8") as lines:
        return [json.loads(line) for line in lines if line.strip()]


def kappa(pairs):
    total = len(pairs)
    agreed = sum(one == two for one, two in pairs) / total
    ones, twos = (collections.Counter(column) for column in zip(*pairs))
    by_chance = sum(ones[label] * twos[label] for label in ones) / total**2
    return agreed, (agreed - by_chance) / (1 - by_chance)


def main():
    second = {row["id"]: row for row in rows(FOLDER / "readers" / "second.jsonl")}
    pairs, compatible = [], 0
    by_block = collections.defaultdict(list)
    for path in sorted(FOLDER.glob("own_*.jsonl")):
        items = rows(path)
        for item in items:
            other = second.get(item["id"])
            if other is None:
                continue
            first = item.get("first", {"label": item["label"], "accept": item["accept"]})
            pairs.append((first["label"], other["label"]))
            by_block[path.stem.removeprefix("own_")].append(pairs[-1])
            compatible += first["label"] in other["accept"] or other["label"] in first["accept"]
            if "--settle" in sys.argv and first["label"] != other["label"]:
                item["first"] = first
                accept = list(first["accept"])
                if other["label"] not in accept:
                    accept.append(other["label"])
                item["accept"] = accept
        if "--settle" in sys.argv:
            with open(path, "w", encoding="utf-8") as out:
                out.writelines(json.dumps(item, ensure_ascii=False) + "\n" for item in items)
    agreed, value = kappa(pairs)
    print(f"{len(pairs)} prompts: same label {agreed:.1%}, kappa {value:.3f}; label accepted by the other {compatible / len(pairs):.1%}")
    for block, of_block in sorted(by_block.items()):
        agreed, value = kappa(of_block)
        print(f"  {block:10} {len(of_block):4}  same label {agreed:.1%}, kappa {value:.3f}")


main()
