# Makes the archive of loaded classes, which halves the time until the program is ready: for a checkout
# and where the program is installed. Sourced after java.sh.
# shellcheck shell=bash
# shellcheck disable=SC2154 # flags, home, archive: of choose_java

readonly training_seconds=60

# Sets $private to a command that gives another one a mount namespace of its own, and $inside to one
# that enters that of a process. Root makes one as it is, others as root of a user namespace.
find_namespace() {
  private=(unshare --mount --propagation private)
  inside=(nsenter --mount)
  if ((EUID != 0)); then
    private+=(--map-root-user)
    inside+=(--user --preserve-credentials)
  fi
}

# Whether the service can be trained with a mount.
can_mount() {
  [[ -r /dev/fuse && -w /dev/fuse ]] && "${private[@]}" true 2>/dev/null
}

# What programs do with the files of a mount. Argument: its directory.
use_files() {
  cd -- "$1" && mkdir made && cd made && printf one >file && printf two >>file && cat file &&
    printf other >other && mv other file && ls -l && touch file && truncate -s 1 file && rm file &&
    ! cat missing && ln -s target link && readlink link && rm link
  cd .. && rmdir made && cat .version && df .
}

# Starts the service, asks it something, and ends it: what is loaded meanwhile goes to the archive.
# Arguments: a scratch directory, whether it has a mount, and Java's flags for the service.
train() {
  # it is nobody else's service, and no manager waits for it
  unset "${!PMXCFS_IPC_@}" NOTIFY_SOCKET WATCHDOG_USEC
  local scratch=$1 mount=$2 service=pmxcfs-ipc-training-$$ ready='' status=0
  shift 2
  local java=("$home/bin/java" "${flags[@]}" "-XX:ErrorFile=$scratch/error.log" -cp "$jars/*")
  local client=("${java[@]}" -XX:TieredStopAtLevel=1)
  local serve=("${java[@]}" "$@" "$main_class" serve --service "$service" --db "$scratch/db/config.db")
  # nor a member of the cluster that this machine may be in
  serve+=(--local)
  # the database's own directory, which nothing may be mounted in
  mkdir -p -- "$scratch/db" "$scratch/mount"
  if $mount; then
    serve=("${private[@]}" "${serve[@]}" --mount "$scratch/mount")
  fi
  coproc SERVICE {
    # or the next build would wait for a service that this one, killed, has left
    [[ -z ${lock-} ]] || exec {lock}>&-
    exec "${serve[@]}" 2>/dev/null
  }
  local pid=$SERVICE_PID
  # shellcheck disable=SC2064 # that one, whatever else is started
  trap "kill $pid" EXIT
  read -r -t "$training_seconds" ready <&"${SERVICE[0]}" || true
  if [[ $ready == ready* ]]; then
    "${client[@]}" "-XX:DumpLoadedClassList=$scratch/call.classes" \
      "$main_class" call --service "$service" GET_FS_VERSION || status=1
    "${client[@]}" "-XX:DumpLoadedClassList=$scratch/config.classes" \
      "$main_class" config ls --service "$service" || status=1
    # whatever of that fails, the classes have been loaded
    ! $mount || timeout "$training_seconds" "${inside[@]}" --target "$pid" bash -c \
      "$(declare -f use_files); use_files \"\$1\"" bash "$scratch/mount" || true
  else
    status=1
  fi
  trap - EXIT
  kill "$pid" || status=1
  wait "$pid" || status=1
  return "$status"
}

# With a mount, where one can be made; its classes are loaded when they are needed otherwise.
train_fully() {
  local private inside
  find_namespace
  { can_mount && train "$1" true "${@:2}"; } || train "$1" false "${@:2}"
}

train_and_make() {
  local scratch=$1
  if has_aot_cache; then
    train_fully "$scratch" "-XX:AOTCacheOutput=$scratch/archive"
  else
    train_fully "$scratch" "-XX:DumpLoadedClassList=$scratch/serve.classes" &&
      # each once: Java 17 dies of a class that is listed twice
      awk '!listed[$0]++' "$scratch"/*.classes >"$scratch/classes" &&
      "$home/bin/java" "${flags[@]}" "-XX:ErrorFile=$scratch/error.log" -cp "$jars/*" \
        -Xshare:dump "-XX:SharedClassListFile=$scratch/classes" \
        "-XX:SharedArchiveFile=$scratch/archive"
  fi
}

# The program starts without the archive too; so an attempt that failed leaves an empty one, which
# is not tried again. Argument: the log.
install_archive() {
  local scratch=$archive.training log=$1
  rm -rf -- "$scratch"
  mkdir -- "$scratch"
  (train_and_make "$scratch") >"$log" 2>&1 || : >"$scratch/archive"
  mv -f -- "$scratch/archive" "$archive"
  rm -rf -- "$scratch"
}
