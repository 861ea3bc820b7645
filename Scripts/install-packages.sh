#!/usr/bin/env bash
# Installs the system packages that building and testing need, and those that are named; only those
# that are missing.
set -euo pipefail

# Libraries, then the tools that the tests compare with.
packages=(
  libmimalloc-dev zlib1g-dev libdeflate-dev libssl-dev libxxhash-dev libisal-dev libzip-dev libcurl4-openssl-dev libmicrohttpd-dev libsqlite3-dev
  pkg-config make git python3 curl
  "$@"
)

is_installed() {
  [ "$(dpkg-query -W -f='${db:Status-Status}' "$1" 2>/dev/null)" = installed ] && return
  # A tool may come from elsewhere than its package; a library may not.
  case $1 in *-dev) return 1 ;; *) command -v "$1" >/dev/null ;; esac
}

if ! command -v swift >/dev/null; then
  echo "error: 'swift' is not on the path; install Swift 6.3 (https://www.swift.org/install)" >&2
  exit 1
fi
if ! command -v dpkg-query >/dev/null; then
  echo "note: not a Debian system; see to it that these packages' counterparts are there:" >&2
  echo "  ${packages[*]}" >&2
  exit 0
fi

missing=()
for package in "${packages[@]}"; do
  is_installed "$package" || missing+=("$package")
done
[ ${#missing[@]} -eq 0 ] && exit 0

root=()
if [ "$(id -u)" -ne 0 ]; then
  if ! command -v sudo >/dev/null; then
    echo "error: these packages are missing, and installing them needs root or sudo:" >&2
    echo "  apt-get install ${missing[*]}" >&2
    exit 1
  fi
  root=(sudo)
fi

# A variable set for apt-get alone would be lost behind sudo.
apt=("${root[@]}" env DEBIAN_FRONTEND=noninteractive apt-get)
can_install() { apt-get install --simulate "${missing[@]}" >/dev/null 2>&1; }

echo "installing ${missing[*]}" >&2
can_install || "${apt[@]}" update >&2
"${apt[@]}" install --yes --no-install-recommends "${missing[@]}" >&2 </dev/null
