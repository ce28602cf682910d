# Makes the archive of loaded classes, which halves the time until the program is ready: for a checkout
# and where the program is installed. Sourced after java.sh.
# shellcheck shell=bash
# shellcheck disable=SC2154 # flags, home, archive: of choose_java

readonly training_seconds=60

# Starts the service, asks it something, and ends it: what is loaded meanwhile goes to the archive.
# Arguments: a scratch directory, and Java's flags for the service.
train() {
  # it is nobody else's service, and no manager waits for it
  unset "${!PMXCFS_IPC_@}" NOTIFY_SOCKET WATCHDOG_USEC
  local scratch=$1 service=pmxcfs-ipc-training-$$ ready='' status=0
  shift
  local java=("$home/bin/java" "${flags[@]}" "-XX:ErrorFile=$scratch/error.log" -cp "$jars/*")
  local client=("${java[@]}" -XX:TieredStopAtLevel=1)
  coproc SERVICE {
    # or the next build would wait for a service that this one, killed, has left
    [[ -z ${lock-} ]] || exec {lock}>&-
    exec "${java[@]}" "$@" "$main_class" serve --service "$service" --db "$scratch/config.db" \
      2>/dev/null
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
  else
    status=1
  fi
  trap - EXIT
  kill "$pid" || status=1
  wait "$pid" || status=1
  return "$status"
}

train_and_make() {
  local scratch=$1
  if has_aot_cache; then
    train "$scratch" "-XX:AOTCacheOutput=$scratch/archive"
  else
    train "$scratch" "-XX:DumpLoadedClassList=$scratch/serve.classes" &&
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
