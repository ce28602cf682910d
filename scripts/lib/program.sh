# The program of a checkout: where it is, and whether it is up to date. Sourced after common.sh.
# shellcheck shell=bash
# shellcheck disable=SC2034 # what is used where this is sourced

readonly program=$root/src/target/program
readonly built=$root/src/target/program.built

readonly jars=$program
readonly modules=$program/modules
readonly sqlite_native=$program/native/org/sqlite/native/Linux/$HOSTTYPE
readonly jna_native=$program/native/com/sun/jna/linux-${HOSTTYPE/_/-}
readonly netty_native=$program/native/META-INF/native
readonly data=$root/data
readonly archives=$program

source "$root/scripts/lib/java.sh"

# Whether something that the program is built from is newer than the last build.
is_outdated() {
  [[ ! -e $built || ! -d $program ]] && return
  local newer
  newer=$(cd -- "$root" && find pom.xml modules/*/pom.xml modules/*/src/main src/pom.xml src/main \
    -newer "$built" ! -path 'modules/bench*/*' -print -quit)
  [[ -n $newer ]]
}

# Whether there is an archive, made with the flags and in the way of now.
has_archive() {
  local script
  [[ -e $archive ]] || return
  for script in "$root"/scripts/lib/{program,java,archive}.sh "$root/scripts/build"; do
    [[ ! $script -nt $archive ]] || return
  done
}
