# For the scripts that install what they need: Debian's packages. Sourced after common.sh.
# shellcheck shell=bash

# Prints the packages that this machine lacks of those that build everything, libqb's clients too.
missing_build_packages() {
  [[ -x ${JAVA_HOME-}/bin/javac ]] || command -v javac >/dev/null || echo default-jdk-headless
  command -v mvn >/dev/null || echo maven
  command -v gcc >/dev/null || echo gcc
  [[ -e /usr/include/stdio.h ]] || echo libc6-dev
  [[ -e /usr/include/qb/qbipcs.h ]] || echo libqb-dev
}

# Prints those that it lacks to run a corosync in namespaces, and members of it in C.
missing_corosync_packages() {
  [[ -x /usr/sbin/corosync ]] || command -v corosync >/dev/null || echo corosync
  [[ -e /usr/include/corosync/cpg.h ]] || echo libcpg-dev
  command -v ip >/dev/null || echo iproute2
}

# Prints those that it lacks to build Debian packages of the program, for both kinds of processor.
missing_packaging_packages() {
  command -v dpkg-deb >/dev/null || echo dpkg
  command -v git >/dev/null || echo git
  command -v python3 >/dev/null || echo python3
  command -v zip >/dev/null || echo zip
  command -v strip >/dev/null || echo binutils
  command -v aarch64-linux-gnu-strip >/dev/null || [[ $(uname -m) == aarch64 ]] ||
    echo binutils-aarch64-linux-gnu
  command -v x86_64-linux-gnu-strip >/dev/null || [[ $(uname -m) == x86_64 ]] ||
    echo binutils-x86-64-linux-gnu
}

# Installs the packages that a function prints, or says which they are.
install_missing() {
  local missing
  mapfile -t missing < <("$1")
  ((${#missing[@]} > 0)) || return 0
  if ((EUID != 0)) || ! command -v apt-get >/dev/null; then
    fail "packages are missing: apt-get install ${missing[*]}"
  fi
  {
    apt-get -qq update &&
      DEBIAN_FRONTEND=noninteractive apt-get -qq install -y --no-install-recommends "${missing[@]}"
  } >/dev/null || fail "apt-get could not install ${missing[*]}"
}
