# The Java that runs the program, and with which flags: the archive of loaded classes is made and used
# with the same ones. For the launcher of a checkout and the one that is installed, which say where
# everything is:
#   jars, modules               directories of the program's jars, and of those of the operations
#   sqlite_native, jna_native, netty_native
#                               directories of their unpacked libraries
#   data                        where the default database is, and what a crash leaves
#   archives                    where the archive is
# Sourced after messages.sh.
# shellcheck shell=bash
# shellcheck disable=SC2154 # see above

readonly least_java=17
readonly main_class=dev.pmxcfs.ipc.cli.PmxcfsIpc

# Sets $version to the version of a Java home, such as 17.0.15, or 0 if there is no telling.
read_java_version() {
  local release=
  version=0
  [[ ! -r $1/release ]] || release=$(<"$1/release")
  if [[ $release =~ JAVA_VERSION=\"([0-9.]+) ]]; then
    version=${BASH_REMATCH[1]}
  fi
}

# Sets $home to a Java home that has a tool (java or javac) and is new enough, and $version to its
# version. JAVA_HOME goes before PATH.
find_java() {
  local tool=$1
  for home in "${JAVA_HOME-}" "$(path_home "$tool")" /usr/lib/jvm/*; do
    if [[ -n $home && -x $home/bin/$tool ]]; then
      read_java_version "$home"
      ((${version%%.*} < least_java)) || return 0
    fi
  done
  return 1
}

path_home() {
  local found
  found=$(command -v "$1" || true)
  [[ -z $found ]] || dirname -- "$(dirname -- "$(readlink -f -- "$found")")"
}

# Where Java leaves its report when it crashes: not in whatever directory the program was started.
error_directory() {
  if [[ -d $data && -w $data ]]; then
    printf '%s\n' "$data"
  else
    printf '%s\n' "${TMPDIR:-/tmp}"
  fi
}

# Whether the kernel gives large pages to who asks for them.
offers_large_pages() {
  local file=/sys/kernel/mm/transparent_hugepage/enabled
  [[ -r $file && $(<"$file") != *'[never]'* ]]
}

# Whether Java can give back the memory that its C library keeps: from 17.0.12, 21.0.4 and 23 on
# without an option for experiments (JDK-8325496). It does not start with an option that it does not know.
can_trim() {
  local update=${version#*.*.}
  update=${update%%.*}
  case $major in
    17) [[ $version == 17.0.* ]] && ((update >= 12)) ;;
    21) [[ $version == 21.0.* ]] && ((update >= 4)) ;;
    *) ((major >= 23)) ;;
  esac
}

# Chooses the Java that runs the program: its home and major version, the flags, and the archive's
# place.
choose_java() {
  find_java java || fail "Java $least_java is needed: apt-get install default-jre-headless"
  major=${version%%.*}
  # it holds for one version of Java, and for the jars in this place
  archive=$archives/classes-$version.archive
  # What requests allocate dies young: a small nursery stays in the cache and is collected in half a
  # millisecond, once what lives for good has left it.
  flags=(-XX:+UseSerialGC -Xms40m -Xmx512m -Xmn16m -XX:MaxTenuringThreshold=1 -XX:-UsePerfData)
  # what the JVM says of itself, such as the threads after SIGQUIT, is no result
  flags+=("-XX:ErrorFile=$(error_directory)/java-error-%p.log" -XX:+DisplayVMOutputToStderr)
  flags+=("-Dpmxcfs.data=$data" "-Dpmxcfs.modules=$modules")
  # JNA is to look for no library: it would run ldconfig for that
  flags+=(-Djna.platform.library.path=)
  # The native libraries of SQLite, JNA and Netty lie unpacked, since each start would unpack them
  # again. One for another kind of processor is unpacked by who loads it.
  flags+=("-Dorg.sqlite.lib.path=$sqlite_native" "-Djna.boot.library.path=$jna_native")
  flags+=("-Djava.library.path=$netty_native")
  # A request that comes after a silence finds the processor's caches cold; on large pages what it
  # needs is found with a fraction of the look-ups.
  if offers_large_pages; then
    flags+=(-XX:+UseTransparentHugePages)
  fi
  # The compiler's memory is free after each method that it compiles, but the C library would keep
  # it: up to 20 MiB of a server that has just got to work.
  if can_trim; then
    flags+=(-XX:TrimNativeHeapInterval=1000)
  fi
  if ((major >= 24)); then
    # native calls, and the memory outside the heap that Netty uses
    flags+=(--enable-native-access=ALL-UNNAMED --sun-misc-unsafe-memory-access=allow)
  fi
}

# Java's ahead-of-time cache is more than an archive of classes, and comes in its place.
has_aot_cache() {
  ((major >= 25))
}
