# How the program is started, by the launcher of a checkout and by the one that is installed. Sourced
# after java.sh.
# shellcheck shell=bash
# shellcheck disable=SC2154 # flags, home, archive: of choose_java

# what the libraries alone need; each client takes one more
readonly least_descriptors=64
# a signal that nothing else uses
readonly java_internal_signal=62

is_service() {
  [[ ${1-} == serve || ${1-} == echo ]]
}

check_limits() {
  local descriptors
  descriptors=$(ulimit -Hn)
  if [[ $descriptors != unlimited ]] && ((descriptors < least_descriptors)); then
    fail "$descriptors files may be open here, which is too few: ulimit -n $least_descriptors or more"
  fi
}

# An archive that does not fit is ignored without a word.
use_archive() {
  if [[ ! -s $archive ]]; then
    return
  elif has_aot_cache; then
    flags+=("-XX:AOTCache=$archive" '-Xlog:aot*=off')
  else
    flags+=("-XX:SharedArchiveFile=$archive" '-Xlog:cds*=off')
  fi
}

# Java uses SIGUSR2 itself, and dies of one that comes from outside. So it gets another one for that,
# and these two mean nothing, until serve gives a meaning to SIGUSR1.
ignore_user_signals() {
  export _JAVA_SR_SIGNUM=$java_internal_signal
  trap '' USR1 USR2
}

# Hands over to Java, which choose_java has chosen. Arguments: those of the program.
hand_over() {
  use_archive
  # what is left of a program that had no memory is nothing to build on; a service is started again
  flags+=(-XX:+ExitOnOutOfMemoryError)
  if is_service "${1-}"; then
    # or else the JVM's own warnings would wait until standard error is read
    flags+=(-Xlog:async)
  else
    flags+=(-XX:TieredStopAtLevel=1)
  fi
  # behind all others, so that they win
  read -r -a more_flags <<<"${PMXCFS_IPC_JAVA_OPTS-}"
  flags+=("${more_flags[@]}")
  ignore_user_signals
  exec "$home/bin/java" "${flags[@]}" -cp "$jars/*" "$main_class" "$@"
}
