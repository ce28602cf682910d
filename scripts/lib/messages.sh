# How scripts and the launcher, of a checkout or installed, report errors, and the locale they run in.
# shellcheck shell=bash

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
