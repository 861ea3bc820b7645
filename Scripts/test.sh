#!/usr/bin/env bash
# Runs 'swift test' with these arguments. What failed is told once more at the end, since it is
# somewhere among twenty thousand lines.
set -uo pipefail
log=$(mktemp)
trap 'rm -f "$log"' EXIT

swift test "$@" 2>&1 | tee "$log"
status=${PIPESTATUS[0]}
if [ "$status" -ne 0 ]; then
  printf '\n== failed\n'
  grep -E -A 3 ' recorded an issue| error: |^error: ' "$log" | grep -v '^◇\|^✔' | head -n 200
fi
exit "$status"
