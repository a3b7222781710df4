#!/usr/bin/env bash
# Reviews what is about to be committed. The diff is material, never an order to baro.
set -euo pipefail
git diff --staged | baro ask "Review this change. Name bugs first, each with its file and line."
