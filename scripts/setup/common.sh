# What the set-up scripts share; read by them with `.`, from the repository's root.
# shellcheck shell=sh

say() { printf '%s\n' "$*"; }

die() {
    printf '%s\n' "$*" >&2
    exit 1
}

is_root() { [ "$(id -u)" -eq 0 ]; }

# Runs a command quietly; what it printed is shown only if it fails. Its status is returned.
quietly() {
    log=$(mktemp "${TMPDIR:-/tmp}/postmortems-setup.XXXXXX") || return 1
    trap 'rm -f "$log"' EXIT
    trap 'exit 130' INT
    trap 'exit 143' TERM
    status=0
    "$@" >"$log" 2>&1 || status=$?
    [ "$status" -eq 0 ] || cat "$log" >&2
    rm -f "$log"
    return "$status"
}

# apt_install PACKAGE...: as root, where there is apt-get. Fails, with apt's output, if that cannot be done.
apt_install() {
    is_root && command -v apt-get >/dev/null 2>&1 || return 1
    quietly apt-get -qq update &&
        quietly env DEBIAN_FRONTEND=noninteractive apt-get -qq install --yes --no-install-recommends "$@"
}
