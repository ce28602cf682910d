# For every script beside this directory: where the checkout is, and how errors are reported.
# shellcheck shell=bash

# a script names this file by its place, with all links resolved
readonly root=${BASH_SOURCE[0]%/scripts/lib/common.sh}
# Java knows no file whose name its locale has no letters for: the checkout's may be one. And
# arguments are UTF-8, whatever the locale.
export LC_ALL=C.UTF-8

warn() {
  printf '%s: %s\n' "${0##*/}" "$1" >&2
}

# Arguments: what is wrong, and the exit status if it is not 1.
fail() {
  warn "$1"
  exit "${2-1}"
}
