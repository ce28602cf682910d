# The packages in a clean Debian, which boots a systemd of its own in a container. Sourced by
# scripts/package, which has built the packages. Needs root.
# shellcheck shell=bash
# shellcheck disable=SC2154 # of scripts/package: output, version, scratch, base, packaging

readonly suite=bookworm
readonly test_packages=(debootstrap gcc libc6-dev libqb-dev lintian systemd-container)

missing_test_packages() {
  local name
  for name in "${test_packages[@]}"; do
    dpkg-query -W -f '${Status}' "$name" 2>/dev/null | grep -q 'ok installed' || echo "$name"
  done
}

# The mirror that this machine has its own packages from.
mirror() {
  local found
  # shellcheck disable=SC2016 # apt's own variables
  found=$(apt-get indextargets --format '$(REPO_URI)' "Codename: $suite" 'Created-By: Packages' | head -1)
  printf '%s\n' "${found:-http://deb.debian.org/debian}"
}

timed() {
  local what=$1 begin=$SECONDS
  shift
  "$@" >"$scratch/log" 2>&1 || {
    tail -40 "$scratch/log"
    fail "$what failed"
  }
  printf 'package: %s took %s s\n' "$what" "$((SECONDS - begin))"
}

# Debian's least system with systemd, and libqb for the client. What a JRE needs is downloaded, not
# installed: that is for the package to ask for.
make_base() {
  debootstrap --variant=minbase --include=systemd,systemd-sysv,dbus,libqb100 "$suite" "$base" "$(mirror)"
  systemd-nspawn --quiet --register=no --keep-unit -D "$base" --pipe \
    apt-get install -y --no-install-recommends --download-only default-jre-headless
}

in_container() {
  systemd-nspawn --quiet --register=no --keep-unit -D "$machine" --pipe "$@"
}

boot() {
  cat >"$machine/etc/systemd/system/package-test.service" <<'UNIT'
[Unit]
After=multi-user.target
[Service]
Type=oneshot
ExecStart=/test/inside.sh
StandardOutput=file:/test/output
StandardError=file:/test/output
ExecStopPost=/bin/systemctl --no-block poweroff
[Install]
WantedBy=graphical.target
UNIT
  ln -s /etc/systemd/system/package-test.service \
    "$machine/etc/systemd/system/multi-user.target.wants/package-test.service"
  systemd-nspawn --quiet --register=no --keep-unit -D "$machine" --boot --private-network \
    --bind=/dev/fuse --machine="pmxcfs-ipc-$$" </dev/null >"$scratch/boot.log" 2>&1 || true
}

((EUID == 0)) || fail "--test takes root"
install_missing missing_test_packages
architecture=$(dpkg --print-architecture)
package=$output/pmxcfs-ipc_${version}_$architecture.deb
lintian --fail-on error --allow-root --suppress-tags initial-upload-closes-no-bugs \
  "$output/pmxcfs-ipc_${version}"_*.deb || fail "lintian finds errors"
printf 'package: lintian finds no errors\n'
machine=$scratch/machine
[[ -n $base ]] || base=$scratch/base
[[ -d $base ]] || timed 'making a clean Debian' make_base
timed 'copying it' cp -a -- "$base" "$machine"
mkdir -- "$machine/test"
gcc -std=gnu11 -Wall -Wextra -O2 -D_GNU_SOURCE -o "$machine/test/steady-client" \
  "$packaging/test/steady-client.c" -lqb || fail "the client cannot be compiled"
cp -- "$packaging/test/inside.sh" "$root/src/docs/guide/install.md" "$machine/test"
cp -- "$package" "$machine/test/older.deb"
older=$version
version=$version+newer
build_package >/dev/null
mv -- "$output/pmxcfs-ipc_${version}_$architecture.deb" "$machine/test/newer.deb"
timed "installing $older with its JRE" in_container \
  apt-get install -y --no-install-recommends /test/older.deb
printf 'package: installed it takes %s KiB, and its archive of classes %s KiB\n' \
  "$(in_container dpkg-query -W -f '${Installed-Size}' pmxcfs-ipc 2>/dev/null)" \
  "$(du -sk "$machine/var/cache/pmxcfs-ipc" | cut -f1)"
timed 'booting it and the tests in it' boot
cat -- "$machine/test/output" 2>/dev/null || cat -- "$scratch/boot.log"
grep -q '^package: all of it passed$' "$machine/test/output" || fail "not all of it passed"
