#!/usr/bin/env bash
# Writes the list of the web interface's files that the compiler embeds. Run it after adding,
# renaming or removing one; a change inside a file needs nothing but a build.
set -euo pipefail
cd "$(dirname "$0")/../Sources/Interfaces"
export LC_ALL=C

paths=$(cd WebInterface/Assets && find . -type f ! -name '.*' | sed 's|^\./||' | sort)
{
  echo '/* Written by Scripts/list-web-assets.sh: the files in WebInterface/Assets. */'
  echo '#include "CWebAssets.h"'
  echo
  echo '#pragma clang diagnostic ignored "-Wc23-extensions"'
  number=0
  for path in $paths; do
    printf '\nstatic const unsigned char file_%d[] = {\n#embed "../WebInterface/Assets/%s"\n};\n' "$number" "$path"
    number=$((number + 1))
  done
  printf '\nstatic const struct web_asset assets[] = {\n'
  number=0
  for path in $paths; do
    printf '    {"%s", file_%d, sizeof file_%d},\n' "$path" "$number" "$number"
    number=$((number + 1))
  done
  printf '};\n\n'
  printf 'size_t web_asset_count(void) { return sizeof assets / sizeof *assets; }\n\n'
  printf 'const struct web_asset *web_asset_at(size_t number) { return &assets[number]; }\n'
} >CWebAssets/Assets.c
