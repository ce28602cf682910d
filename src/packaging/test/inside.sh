#!/bin/bash
# The part of "scripts/package --test" that runs in a clean Debian under its own systemd, from its boot on:
# the service as it was installed, with a mount on /etc/pve and a client of libqb. It ends with a line that
# says so; what the host looks for.
# shellcheck disable=SC2016 # what a unit expands
set -euo pipefail

readonly unit=pmxcfs-ipc.service
readonly database=/var/lib/pmxcfs-ipc/config.db
readonly drop_ins=/run/systemd/system/$unit.d

# What would give the service a mount namespace, so that nobody else would see /etc/pve.
readonly hiding=(ProtectSystem=full ProtectHome=yes PrivateTmp=yes PrivateDevices=yes PrivateMounts=yes
  ReadWritePaths=/var/lib InaccessiblePaths=/home ProtectKernelTunables=yes ProtectKernelModules=yes
  ProtectKernelLogs=yes ProtectControlGroups=yes ProtectProc=invisible PrivateUsers=yes)

say() {
  printf 'package: %s\n' "$1"
}

fail() {
  say "FAILED: $1"
  systemctl status --no-pager --lines 40 $unit || true
  exit 1
}

# Arguments: what has to hold, and a command.
check() {
  local what=$1
  shift
  "$@" >/tmp/output 2>&1 || {
    cat /tmp/output
    fail "$what"
  }
  say "$what"
}

equal() {
  [[ $1 == "$2" ]] || {
    printf '%s\nin place of\n%s\n' "$1" "$2"
    return 1
  }
}

# Prints how many milliseconds a command took.
milliseconds() {
  local begin=${EPOCHREALTIME/./}
  "$@" >/tmp/output 2>&1 || {
    cat /tmp/output
    fail "$*"
  }
  printf '%s\n' "$(((${EPOCHREALTIME/./} - begin) / 1000))"
}

property() {
  systemctl show --property "$1" --value $unit
}

# Arguments: lines of the section Service.
drop_in() {
  mkdir -p $drop_ins
  printf '[Service]\n' >$drop_ins/test.conf
  printf '%s\n' "$@" >>$drop_ins/test.conf
  systemctl daemon-reload
}

no_drop_in() {
  rm -rf $drop_ins
  systemctl daemon-reload
}

until_true() {
  local i
  for ((i = 0; i < 300; i++)); do
    ! "$@" || return 0
    read -rt 0.1 <> <(:) || true
  done
  return 1
}

# Argument: the process that it was before.
is_active_again() {
  local pid
  pid=$(property MainPID)
  [[ $(property ActiveState) == active && $pid != 0 && $pid != "$1" ]]
}

is_mounted() {
  [[ $(findmnt -no FSTYPE /etc/pve) == fuse* ]]
}

begin_asking() {
  /test/steady-client >/tmp/asked &
  client=$!
}

# The client has noticed nothing of what was done meanwhile, but has connected again.
end_asking() {
  kill "$client"
  wait "$client" || fail "a client has noticed $1: $(</tmp/asked)"
  say "$1: $(</tmp/asked)"
}

as_installed() {
  check 'installed without being enabled' equal "$(systemctl is-enabled $unit || true)" disabled
  check 'installed without being started' equal "$(property ActiveState)" inactive
  check 'systemd finds nothing wrong with the unit' verified
  say "systemd-analyze security: $(systemd-analyze security --no-pager $unit | tail -1)"
  check 'there is an archive of classes' test -s /var/cache/pmxcfs-ipc/classes-*.archive
}

verified() {
  local said
  # there are no manuals in a least Debian
  said=$(systemd-analyze verify /lib/systemd/system/$unit 2>&1 | grep "$unit" | grep -v "'man " || true)
  [[ -z $said ]] || {
    printf '%s\n' "$said"
    return 1
  }
}

it_serves() {
  mkdir -p /etc/pve
  sed -i 's|^DAEMON_OPTS=.*|DAEMON_OPTS="--mount /etc/pve --node test"|' /etc/default/pmxcfs-ipc
  touch /tmp/before
  say "systemctl start took $(milliseconds systemctl start $unit) ms"
  check 'it tells systemd what it does' equal "$(property StatusText)" \
    'serving pve2: 0 files, no cluster, 0 clients'
  check 'everybody sees the mount' is_mounted
  printf 'dir: local\n' >/etc/pve/storage.cfg
  check 'what is written into the mount is served' equal \
    "$(pmxcfs-ipc call GET_CONFIG storage.cfg | tr -d '\0')" 'dir: local'
  check 'www-data is served' setpriv --reuid www-data --regid www-data --clear-groups \
    pmxcfs-ipc call GET_FS_VERSION
  check 'another user is refused' refused_to_nobody
  check 'nothing is written below /usr' equal \
    "$(find /usr -newer /tmp/before ! -path '*/__pycache__*' 2>/dev/null)" ''
  check 'the database is where it belongs' test -s $database
}

refused_to_nobody() {
  ! setpriv --reuid 65534 --regid 65534 --clear-groups pmxcfs-ipc call GET_FS_VERSION
}

it_is_restarted() {
  begin_asking
  until_true has_client
  say "systemctl restart took $(milliseconds systemctl restart $unit) ms"
  end_asking 'a restart'
  check 'the mount is there again' is_mounted
}

has_client() {
  [[ $(pmxcfs-ipc stats 2>/dev/null) =~ \"activeConnections\"\ *:\ *[1-9] ]]
}

it_is_upgraded() {
  local before
  before=$(property MainPID)
  begin_asking
  until_true has_client
  say "the upgrade took $(milliseconds dpkg --install /test/newer.deb) ms"
  end_asking 'an upgrade'
  check 'the new program serves' is_active_again "$before"
  check 'the database was kept' grep -q 'dir: local' /etc/pve/storage.cfg
  check 'so were the options' grep -q -- '--node test' /etc/default/pmxcfs-ipc
}

it_is_started_again() {
  local pid
  pid=$(property MainPID)
  kill -KILL "$pid"
  check 'a server that was killed is started again' until_true is_active_again "$pid"
  check 'its mount replaces the dead one' grep -q 'dir: local' /etc/pve/storage.cfg
  systemctl kill --signal=QUIT --kill-whom=main $unit
  check 'the signal of the watchdog has the journal get what all threads do' until_true dumped
  drop_in WatchdogSec=3
  systemctl restart $unit
  pid=$(property MainPID)
  kill -STOP "$pid"
  check 'a server that hangs is ended by the watchdog and started again' until_true is_active_again "$pid"
  check 'the journal has what ended it' equal "$(journalctl -u $unit | grep -c 'Watchdog timeout')" 1
  no_drop_in
  systemctl restart $unit
  drop_in 'ExecStart=' 'ExecStart=/usr/bin/pmxcfs-ipc serve --no-such-option'
  ! systemctl restart $unit 2>/dev/null
  check 'a wrong command line is not tried again' equal "$(property NRestarts) $(property Result)" '0 exit-code'
  no_drop_in
  systemctl reset-failed $unit
  systemctl start $unit
}

dumped() {
  journalctl -u $unit | grep -q '"pmxcfs-replica"'
}

# Each line that the unit has not, since it would hide the mount.
hardening_that_hides() {
  local line
  for line in "${hiding[@]}"; do
    drop_in "$line"
    if systemctl restart $unit >/tmp/output 2>&1; then
      ! is_mounted || fail "$line hides nothing, and could be in the unit"
      say "$line: nobody else sees the mount"
    else
      say "$line: it does not start"
      systemctl reset-failed $unit
    fi
    ! is_mounted || umount -l /etc/pve
  done
  no_drop_in
  systemctl restart $unit
  check 'without them the mount is there' is_mounted
}

another_java_has_an_archive() {
  local before
  before=$(stat -c %i /var/cache/pmxcfs-ipc/classes-*.archive)
  say "another Java took $(milliseconds dpkg --install /var/cache/apt/archives/openjdk-*-jre-headless_*.deb) ms"
  check 'another Java has an archive of its own' differ "$before" \
    "$(stat -c %i /var/cache/pmxcfs-ipc/classes-*.archive)"
}

differ() {
  [[ $1 != "$2" ]]
}

it_stands_aside() {
  cat >/lib/systemd/system/pve-cluster.service <<UNIT
[Service]
ExecStart=/bin/sleep infinity
[Install]
WantedBy=multi-user.target
UNIT
  systemctl daemon-reload
  systemctl start pve-cluster
  check 'pve-cluster stops it' equal "$(property ActiveState)" inactive
  systemctl start $unit
  check 'it stops pve-cluster' equal "$(systemctl is-active pve-cluster)" inactive
  check 'a second server of the name is refused' refused_twice
  it_changes_places
}

# By the guide, from pve-cluster and back.
it_changes_places() {
  local commands
  mapfile -t commands < <(sed -n '/^## Beside/,/^## A container/s/^    //p' /test/install.md)
  check 'the guide has the commands' equal ${#commands[@]} 7
  mkdir -p /var/lib/pve-cluster
  systemctl start pve-cluster
  cp /etc/default/pmxcfs-ipc /tmp/options
  follow "${commands[@]:0:4}"
  check 'by the guide it takes the place of pve-cluster' equal \
    "$(property ActiveState) $(systemctl is-enabled pve-cluster)" 'active masked'
  check 'with its database' test -s /var/lib/pve-cluster/config.db
  check 'and its mount' is_mounted
  ! systemctl start pve-cluster 2>/dev/null || fail 'pve-cluster can be started'
  follow "${commands[@]:4}"
  check 'by the guide pve-cluster is back' equal \
    "$(systemctl is-active pve-cluster) $(property ActiveState) $(systemctl is-enabled $unit || true)" \
    'active inactive disabled'
  cp /tmp/options /etc/default/pmxcfs-ipc
  systemctl start $unit
}

# Arguments: command lines.
follow() {
  local command
  for command in "$@"; do
    bash -ec "$command" >/tmp/output 2>&1 || {
      cat /tmp/output
      fail "$command"
    }
  done
}

refused_twice() {
  ! pmxcfs-ipc serve --db /tmp/other.db
}

it_is_removed() {
  systemctl enable $unit 2>/dev/null
  say "the removal took $(milliseconds dpkg --remove pmxcfs-ipc) ms"
  check 'removed: it does not run' equal "$(systemctl is-active $unit)" inactive
  check 'removed: /etc/pve is no mount' equal "$(findmnt -no FSTYPE /etc/pve)" ''
  check 'removed: the database and the options stay' test -s $database -a -e /etc/default/pmxcfs-ipc
  dpkg --purge pmxcfs-ipc >/tmp/output 2>&1
  check 'purged: the database stays' test -s $database
  check 'purged: nothing else does' equal "$(left)" ''
}

# Prints what is called as the package is, but for the database.
left() {
  find / \( -path /proc -o -path /sys -o -path /run -o -path /tmp -o -path /test \
    -o -path /var/lib/pmxcfs-ipc -o -path /var/lib/pve-cluster -o -path /var/lib/apt -o -path /var/log \) -prune \
    -o -name '*pmxcfs*' -print
}

as_installed
it_serves
it_is_restarted
it_is_upgraded
another_java_has_an_archive
it_is_started_again
hardening_that_hides
it_stands_aside
it_is_removed
say 'all of it passed'
