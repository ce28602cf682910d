# Where the package pmxcfs-ipc has everything. Nothing below /usr is written but by dpkg.
# shellcheck shell=bash
# shellcheck disable=SC2034 # used where this is sourced

readonly jars=/usr/share/pmxcfs-ipc/lib
readonly modules=/usr/share/pmxcfs-ipc/modules
readonly sqlite_native=/usr/lib/pmxcfs-ipc
readonly jna_native=/usr/lib/pmxcfs-ipc
readonly netty_native=/usr/lib/pmxcfs-ipc
readonly data=/var/lib/pmxcfs-ipc
# made anew for each Java, by make-archive
readonly archives=/var/cache/pmxcfs-ipc
