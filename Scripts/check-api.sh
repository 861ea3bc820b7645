#!/usr/bin/env bash
# Sends requests made from the API's own description to a running 'ilm serve' and checks that the
# answers are as described. Usage: Scripts/check-api.sh ILM [EXAMPLES]
#
# ILM is the program; EXAMPLES, 10 unless told, is how many cases each operation gets per phase.
# Needs python3; schemathesis comes from PyPI into a folder that is removed in the end, unless
# SCHEMATHESIS names the program.
set -euo pipefail
cd "$(dirname "$0")/.."
ilm=$(realpath "${1:?the path of ilm is missing}")
examples=${2:-10}
folder=$(mktemp -d)
server=
finish() {
  [ -z "$server" ] || kill "$server" 2>/dev/null || true
  rm -rf "$folder"
}
trap finish EXIT

schemathesis=${SCHEMATHESIS:-}
if [ -z "$schemathesis" ]; then
  python3 -m venv "$folder/venv"
  "$folder/venv/bin/pip" install --quiet schemathesis
  schemathesis=$folder/venv/bin/schemathesis
fi

"$ilm" serve --listen 127.0.0.1:0 --data "$folder/data" --rate-limit 0 --json \
  --import dir:Examples/accounts/production >"$folder/start.json" 2>"$folder/log" &
server=$!
started() { python3 -c 'import json,sys; print(json.load(open(sys.argv[1]))[sys.argv[2]])' "$folder/start.json" "$1"; }
for _ in $(seq 100); do
  address=$(started address 2>/dev/null) && break
  kill -0 "$server" 2>/dev/null || { cat "$folder/log" >&2; exit 1; }
  sleep 0.1
done

# Left out: what takes back the token of the run itself.
config=$PWD/Scripts/check-api.toml
export SCHEMATHESIS_HOOKS=check_api_hooks PYTHONPATH=$PWD/Scripts PYTHONDONTWRITEBYTECODE=1
cd "$folder" # where it leaves what it remembers
"$schemathesis" --config-file "$config" run "$address/v1/openapi.json" \
  --header "Authorization: Bearer $(started token)" --max-examples "$examples" --no-color \
  --phases examples,coverage,fuzzing --continue-on-failure \
  --exclude-path-regex '^/v1/accesstokens/'
kill -0 "$server" 2>/dev/null || { echo "error: the service ended" >&2; exit 1; }
if grep -q ' failure: ' "$folder/log"; then
  grep ' failure: ' "$folder/log" >&2
  exit 1
fi
