#!/usr/bin/env bash
# Installs the mail server that tests send letters to, from PyPI, below .build. Without Python's venv or
# the network it says so and installs nothing: the tests then use the one of Python's standard library,
# if there is one.
set -euo pipefail
cd "$(dirname "$0")/.."
folder=.build/mail-tests
if [ -x "$folder/bin/python" ] && "$folder/bin/python" -c 'import aiosmtpd' 2>/dev/null; then exit 0; fi
mkdir -p .build
if python3 -c 'import ensurepip' 2>/dev/null && python3 -m venv "$folder" \
  && "$folder/bin/pip" --quiet --disable-pip-version-check install -r Tests/requirements.txt; then
  exit 0
fi
rm -rf "$folder"
echo "note: aiosmtpd is not installed; letters go to the mail server of Python's own library" >&2
