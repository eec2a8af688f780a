# shellcheck shell=bash
# Sourced by the scripts beside it: what must be on the machine.

# Prints the packages, of PACKAGE=CHECK arguments, whose check fails.
missing_packages() {
  local pair
  for pair in "$@"; do
    bash -c "${pair#*=}" >/dev/null 2>&1 || printf '%s ' "${pair%%=*}"
  done
}

# Prints one field of os-release, such as ID. Read, not sourced: a checker would follow it, and each machine's differs.
distribution() {
  sed -n "s/^$1=\"\{0,1\}\([^\"]*\)\"\{0,1\}\$/\1/p" /etc/os-release
}

as_root() {
  if ((EUID == 0)); then "$@"; else sudo "$@"; fi
}

# need PACKAGE=CHECK...: installs by apt what is not there.
need() {
  local missing
  missing=$(missing_packages "$@")
  missing=${missing% }
  [ -n "$missing" ] || return 0
  command -v apt-get >/dev/null || fail "missing: $missing (names of Debian packages): install them and run this again"
  ((EUID == 0)) || command -v sudo >/dev/null ||
    fail "missing: $missing: run as root \"apt-get install $missing\", then this again"
  # sudo asks for its password here, while the terminal is still connected.
  ((EUID == 0)) || sudo -v || fail "missing: $missing: run as root \"apt-get install $missing\", then this again"
  step "Refreshing the list of packages" as_root apt-get update
  # shellcheck disable=SC2086 # one argument a package
  step "Installing $missing" as_root env DEBIAN_FRONTEND=noninteractive apt-get install -y --no-install-recommends $missing
  missing=$(missing_packages "$@")
  [ -z "$missing" ] || fail "still missing after their installation: $missing"
}

# What both building and running need.
need_libraries() {
  need "pkg-config=command -v pkg-config"
  need "libopenblas-dev=pkg-config --exists openblas" "libsystemd-dev=pkg-config --exists libsystemd"
}

need_swift() {
  command -v swift >/dev/null ||
    fail "missing: a Swift toolchain, 6.1 or later: install one from https://www.swift.org/install/linux and put it on PATH"
  local version
  version=$(swift --version 2>/dev/null | sed -n 's/.*Swift version \([0-9]*\.[0-9]*\).*/\1/p' | head -n 1)
  case $version in
    '' | [0-5].* | 6.0) fail "Swift ${version:-of an unknown version} is too old: 6.1 or later is needed" ;;
  esac
}

# Makes a Python environment in $repository/.build-tests/venv and names its interpreter in $python.
need_python() {
  need "python3=command -v python3" "python3-venv=python3 -c 'import ensurepip, venv'"
  local folder=$repository/.build-tests/venv
  python=$folder/bin/python
  # A venv breaks when the interpreter that it was made from goes away.
  "$python" -m pip --version >/dev/null 2>&1 && return
  rm -rf "$folder"
  step "Making a Python environment" python3 -m venv "$folder"
}

# has_units FLAG...: whether the CPU has all of them, as /proc/cpuinfo calls them.
has_units() {
  local flag
  for flag in "$@"; do grep -qw "$flag" /proc/cpuinfo || return 1; done
}
