#!/bin/bash
# Fuzzes with coverage guidance: Scripts/fuzz.sh [SECONDS] [TARGET…]. Inputs that broke something are
# left in .build/fuzz/findings; `.build/debug/ilm-fuzz TARGET --input FILE` runs one again.
set -euo pipefail
cd "$(dirname "$0")/.."
seconds=${1:-600}
shift || true
scratch=.build/fuzz
# gold cannot link what libFuzzer instruments.
swift build -c release --scratch-path "$scratch" --product ilm-fuzz \
  -Xswiftc -DCOVERAGE_GUIDED -Xswiftc -sanitize=fuzzer -Xswiftc -assert-config -Xswiftc Debug \
  -Xswiftc -Xclang-linker -Xswiftc -fuse-ld=lld
mkdir -p "$scratch/findings" "$scratch/corpus/planted"
# A fuzzer that finds nothing may be one that cannot find anything.
if SWIFT_BACKTRACE=enable=no FUZZ_TARGET=planted FUZZ_CORPUS="$scratch/corpus/planted" \
  "$scratch/release/ilm-fuzz" "$scratch/corpus/planted" -max_total_time=300 -max_len=64 \
  -artifact_prefix="$scratch/corpus/" >"$scratch/planted.log" 2>&1; then
  echo "the planted bug was not found: see $scratch/planted.log"
  exit 1
fi
echo "the planted bug was found"
status=0
for target in ${*:-$("$scratch/release/ilm-fuzz")}; do
  corpus="$scratch/corpus/$target"
  mkdir -p "$corpus"
  words="$scratch/corpus/$target.words"
  echo "== $target: $seconds seconds"
  SWIFT_BACKTRACE=enable=no FUZZ_TARGET=$target FUZZ_CORPUS=$corpus FUZZ_WORDS=$words \
    "$scratch/release/ilm-fuzz" "$corpus" -dict="$words" -max_total_time="$seconds" -max_len=4096 \
    -timeout=20 -rss_limit_mb=4096 -print_final_stats=1 \
    -artifact_prefix="$scratch/findings/$target-" 2>&1 \
    | grep -E 'INITED|Fatal error|SUMMARY|stat::|Test unit written|DONE' || status=1
done
exit $status
