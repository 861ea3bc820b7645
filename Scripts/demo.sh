#!/usr/bin/env bash
# Runs the main job on a copy of Examples/accounts, shows every command with what it printed, and
# fails at the first step that does not do what it should.
#
#   Scripts/demo.sh PATH-OF-ILM
set -euo pipefail
export LC_ALL=C.UTF-8 ILM_USER="Demo" GIT_PAGER=cat

ilm=$(realpath "${1:?usage: Scripts/demo.sh PATH-OF-ILM}")
examples=$(realpath "$(dirname "$0")/../Examples/accounts")
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
cp -R "$examples" "$work/accounts"
cd "$work"

orders="shopify-to-netsuite"
title() { printf '\n### %s\n' "$1"; }
fail() {
  printf '\nDEMO FAILED: %s\n' "$1" >&2
  exit 1
}

# show EXIT-CODE COMMAND…: shows a command and what it prints; fails on any other exit code.
show() {
  local expected=$1 actual=0
  shift
  printf '\n$'
  printf ' %q' "$@"
  printf '\n'
  if [ "$1" = ilm ]; then
    shift
    set -- "$ilm" "$@"
  fi
  "$@" >"$work/printed" 2>&1 </dev/null || actual=$?
  cat "$work/printed"
  [ "$actual" -eq "$expected" ] || fail "exit code $actual where $expected was due"
}
# says TEXT…: fails unless the last command printed each text.
says() {
  for text in "$@"; do
    grep -qiF -- "$text" "$work/printed" || fail "the output should mention '$text'"
  done
}

title "A repository and two environments: folders of documents"
show 0 ilm init
show 0 ilm env add production dir:accounts/production --production
show 0 ilm env add sandbox dir:accounts/sandbox
show 0 ilm list
says "production/$orders" "production/store-api" "production/standalone" "sandbox/$orders"

title "Record everything"
show 0 ilm snapshot --all production -m "as found"
says "r1"
show 0 ilm snapshot --all sandbox -m "as found"
show 0 ilm status
show 0 ilm revisions "production/$orders"
says "r1" "as found"

title "Somebody edits a script and an export in the sandbox"
hooks=$(echo accounts/sandbox/scripts/Order-hooks-*.js)
export_file=$(echo accounts/sandbox/exports/Get-paid-orders-from-Shopify-*.json)
cp "$hooks" "$work/hooks.before"
show 0 sed -i 's/HOLD_ABOVE = 4000/HOLD_ABOVE = 9000/' "$hooks"
show 0 sed -i 's/"pageSize": 50/"pageSize": 200/' "$export_file"
cmp -s "$hooks" "$work/hooks.before" && fail "the edit did not change the script"
show 1 ilm status sandbox
says "sandbox/$orders"
show 1 ilm diff "sandbox/$orders"
says "HOLD_ABOVE = 9000" "pageSize" "200"

title "Production and sandbox, compared without ids, connections and timestamps"
show 1 ilm compare production sandbox
says "$orders"
show 1 ilm compare "production/$orders" "sandbox/$orders" --stat
says "order-hooks"

title "Back to what was recorded"
show 0 ilm revert "sandbox/$orders" --to r1 --dry-run
grep -q 'HOLD_ABOVE = 9000' "$hooks" || fail "the dry run changed the environment"
show 0 ilm revert "sandbox/$orders" --to r1 --yes -m "undo the trial"
cmp "$hooks" "$work/hooks.before" || fail "the script is not what it was"
show 0 ilm compare "sandbox/$orders" "sandbox/$orders@r1"
says "identical"
show 0 ilm revisions "sandbox/$orders"
says "revert" "undo the trial"

title "A copy with new ids, equal in content"
show 0 ilm clone "production/$orders" "sandbox/Orders copy" --yes
show 0 ilm compare "production/$orders" "sandbox/orders-copy"
says "identical"

title "A bundle; and a refusal, because bundles cannot carry APIs"
show 0 ilm download "production/$orders" -o orders.zip
show 0 python3 -m zipfile -t orders.zip
show 3 ilm download production/store-api -o store-api.zip
says "API"
[ ! -e store-api.zip ] || fail "a refused download left a file behind"
show 3 ilm clone production/store-api sandbox --yes
says "API"

title "The store is a git repository: let git check it"
show 0 ilm fsck --full
show 0 git --git-dir=.ilm fsck --full --strict
show 0 git --git-dir=.ilm log --format='%h %an: %s' "sandbox/$orders"
says "undo the trial"
show 0 git --git-dir=.ilm ls-tree --name-only -r "production/$orders"
says "flows/order-to-cash.json" "scripts/order-hooks.js"

printf '\nEvery step did what it should.\n'
