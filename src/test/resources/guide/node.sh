# A machine for the commands of the guide: directories and names of its own, and a systemctl that knows
# pmxcfs-ipc and pve-cluster. There is no C pmxcfs here, so this program stands in for it, too. Sourced
# with the command of the program in "program", src/packaging in
# "packaging", and an empty directory in "scratch".

set -eu
trap 'echo "guide: line $LINENO failed: $BASH_COMMAND" >&2' ERR

ip link set lo up
hostname pve1
mkdir "$scratch/etc" "$scratch/work"
mount -t overlay overlay -o "lowerdir=/etc,upperdir=$scratch/etc,workdir=$scratch/work" /etc
for directory in /var/lib /var/tmp /mnt /run; do
  mount -t tmpfs tmpfs "$directory"
done
mkdir -p /etc/pve /var/lib/pve-cluster /var/lib/pmxcfs-ipc /run/pve-cluster
rm -rf /etc/corosync
cp "$packaging/debian/pmxcfs-ipc.default" /etc/default/pmxcfs-ipc

mkdir "$scratch/bin"
PATH=$scratch/bin:$PATH
printf '#!/bin/sh\nexec %s "$@"\n' "${program[*]@Q}" >"$scratch/bin/pmxcfs-ipc"
chmod 755 "$scratch/bin/pmxcfs-ipc"

await_ready() {
  local -
  set +x
  tail -f --pid="$2" "$1" | grep -q -m 1 '^ready @'
}

# Starts what a unit starts, and waits as systemd does until it is ready.
start_unit() {
  local options='--db /var/lib/pve-cluster/config.db --mount /etc/pve' DAEMON_OPTS=
  if [[ $1 == pmxcfs-ipc ]]; then
    source /etc/default/pmxcfs-ipc
    options=$DAEMON_OPTS
  fi
  : >"$scratch/unit.out"
  # shellcheck disable=SC2086 # as systemd splits them
  setsid pmxcfs-ipc serve $options >"$scratch/unit.out" 2>>"$scratch/unit.err" &
  unit_pid=$!
  disown
  await_ready "$scratch/unit.out" "$unit_pid"
  running=$1
}

stop_unit() {
  [[ ${running-} == "$1" ]] || return 0
  kill "$unit_pid"
  tail -f --pid="$unit_pid" /dev/null
  running=
}

systemctl() {
  local -
  set +x
  local verb=$1 unit=${!#}
  case $* in
    'enable --now '*) verb=start ;;
    'disable --now '*) verb=stop ;;
  esac
  case $verb in
    start) stop_unit pve-cluster && stop_unit pmxcfs-ipc && start_unit "$unit" ;;
    stop) stop_unit "$unit" ;;
    restart) stop_unit "$unit" && start_unit "$unit" ;;
    enable | disable | mask | unmask) : ;;
    *) return 1 ;;
  esac
}

# A node that C pmxcfs serves.
serve_by_c() {
  start_unit pve-cluster
  mkdir -p /etc/pve/nodes/pve1/qemu-server
  echo 'name: first' >/etc/pve/nodes/pve1/qemu-server/100.conf
  printf 'dir: local\n\tpath /var/lib/vz\n' >/etc/pve/storage.cfg
}
