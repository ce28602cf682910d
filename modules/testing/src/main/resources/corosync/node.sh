#!/bin/sh
# A node with a corosync of its own, within namespaces of its own (unshare --net --mount). Takes
# commands from standard input, one a line, and ends with it, and corosync with that:
#   start                 starts corosync; prints "started PID"
#   stop SIGNAL           ends it by a signal; prints "ended STATUS"
#   run COMMAND           runs a command beside it; prints its output and "done STATUS"
# The directory becomes /run: its corosync.conf, log, lib and tmp are there. Sockets are in the file
# system, as libqb has them where /etc/libqb says so, so that tests outside find them in tmp.
set -u
# where ordinary users do not look
PATH=$PATH:/usr/sbin:/sbin

directory=$1

ip link set lo up &&
  mount --bind "$directory" /run &&
  mount --bind /run/tmp /tmp &&
  mount --bind /run/etc /etc || exit 1

corosync=

# Ends corosync, and removes what it left in memory if it could not.
stop() {
  kill -"$1" "$corosync" 2>/dev/null
  wait "$corosync"
  status=$?
  rm -rf /dev/shm/qb-corosync-"$corosync"-blackbox-* /dev/shm/qb-"$corosync"-*
  corosync=
}

echo ready
while read -r command arguments; do
  case $command in
    start)
      corosync -f -c /run/corosync.conf </dev/null >/run/output 2>&1 &
      corosync=$!
      echo "started $corosync"
      ;;
    stop)
      stop "$arguments"
      echo "ended $status"
      ;;
    run)
      sh -c "$arguments" </dev/null 2>&1
      echo "done $?"
      ;;
  esac
done
[ -z "$corosync" ] || stop KILL
