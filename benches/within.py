"""Holds what `cargo bench` measured to its target: `benches/within.py MICROSECONDS FOLDER`, the folder of a group of criterion's.

The exit code is 1 where the median of one of its figures is above the target, or where there is none.
"""

import json
import sys
from pathlib import Path


def main() -> int:
    target_us, folder = float(sys.argv[1]), Path(sys.argv[2])
    medians_us = {
        path.parent.parent.name: json.loads(path.read_text())["median"]["point_estimate"] / 1000
        for path in sorted(folder.glob("*/new/estimates.json"))
    }
    for name, median_us in medians_us.items():
        mark = "" if median_us <= target_us else "  MISSED"
        print(f"{name:<52} {median_us:8.0f} µs  (target {target_us:g}){mark}")
    return int(not medians_us or max(medians_us.values()) > target_us)


if __name__ == "__main__":
    sys.exit(main())
