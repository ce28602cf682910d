# For every script beside this directory: where the checkout is, and how errors are reported.
# shellcheck shell=bash

# a script names this file by its place, with all links resolved
readonly root=${BASH_SOURCE[0]%/scripts/lib/common.sh}
source "$root/scripts/lib/messages.sh"
