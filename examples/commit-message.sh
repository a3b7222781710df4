#!/usr/bin/env bash
# Writes a commit message for what is staged, and nothing else on standard output.
set -euo pipefail
git diff --staged | baro ask --quiet --no-store "Write a commit message: one line, at most 72 characters, imperative."
