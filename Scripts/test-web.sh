#!/usr/bin/env bash
# Tests the web interface: its modules with Node, where that is installed, and its pages in Chromium
# against 'ilm serve' with the example accounts. Pictures of the pages are kept below .build.
#
#   Scripts/test-web.sh [TEST…]     such as test_home.HomeTest
#
# ILM names the program (.build/debug/ilm, which is built); ILM_WEB_URL, with ILM_WEB_OWNER and
# ILM_WEB_MONITOR, a service that runs already.
set -euo pipefail
cd "$(dirname "$0")/.."

if command -v node >/dev/null; then
  options=()
  for option in --experimental-default-type=module --harmony-json-parse-with-source; do
    node "$option" -e 0 2>/dev/null && options+=("$option")
  done
  node "${options[@]}" --test Tests/Web/Modules/
else
  echo "note: Node is not installed; the modules are not tested on their own" >&2
fi

python3 -c 'import ensurepip' 2>/dev/null && packages=(chromium) || packages=(chromium python3-venv)
Scripts/install-packages.sh "${packages[@]}"
venv=.build/web-tests
if [ ! -x "$venv/bin/python" ] || ! "$venv/bin/python" -c 'import playwright, axe_playwright_python' 2>/dev/null; then
  python3 -m venv "$venv"
  "$venv/bin/pip" --quiet --disable-pip-version-check install -r Tests/Web/requirements.txt
fi
if [ -z "${ILM_WEB_URL:-}" ] && [ -z "${ILM:-}" ]; then swift build --product ilm; fi

export ILM_WEB_PICTURES=${ILM_WEB_PICTURES:-$PWD/.build/web-pictures}
export PYTHONDONTWRITEBYTECODE=1
cd Tests/Web/Pages
if [ $# -gt 0 ]; then
  exec "../../../$venv/bin/python" -W ignore::ResourceWarning -m unittest --verbose "$@"
fi
exec "../../../$venv/bin/python" -W ignore::ResourceWarning -m unittest --verbose
