#!/bin/sh
# Makes .venv ready: venv.sh runtime | test. Run from the repository's root; PYTHON says which Python.
#
# A stamp in .venv says what the last complete set-up was made from: this folder, pyproject.toml and the lock
# file. As long as it still says so, nothing is done. It is removed before any work and written after all of it,
# so an interrupted set-up is taken up again by the next run.
set -eu
. scripts/setup/common.sh

venv=.venv
case ${1-} in
    runtime) lock=requirements.lock what='what the site needs' ;;
    test) lock=requirements-test.lock what='the test tools' ;;
    *) die 'usage: venv.sh runtime|test' ;;
esac
stamp=$venv/ready-$1

here=$(pwd -P)
wanted=$(printf '%s\n' "$here" && cksum pyproject.toml "$lock" scripts/setup/venv.sh)

python=${PYTHON:-python3}
too_old='import sys; sys.exit(sys.version_info < (3, 11))'

# .venv works, is new enough and was made for this folder (its scripts hold absolute paths). The activate script
# is the last file that making a venv writes.
venv_is_good() {
    [ -f "$venv/bin/activate" ] && grep -qF "$here/$venv" "$venv/bin/activate" &&
        "$venv/bin/python" -c "$too_old" >/dev/null 2>&1
}

if [ -f "$stamp" ] && [ "$(cat "$stamp")" = "$wanted" ] && venv_is_good; then
    exit 0
fi

check_python() {
    command -v "$python" >/dev/null 2>&1 ||
        die "Python 3.11 or newer is needed, and there is no '$python' here. Install it, or name one: make PYTHON=/path/to/python3 ..."
    "$python" -c "$too_old" 2>/dev/null ||
        die "Python 3.11 or newer is needed, and '$python' is $("$python" -V 2>&1). Name a newer one: make PYTHON=/path/to/python3 ..."
}

# Debian packs ensurepip, which making a venv needs, apart from Python.
has_venv() { "$python" -c 'import ensurepip, venv' >/dev/null 2>&1; }

build_venv() {
    check_python
    version=$("$python" -c 'import sys; print("%d.%d" % sys.version_info[:2])')
    if ! has_venv && is_root && command -v apt-get >/dev/null 2>&1; then
        say "Set-up: installing python$version-venv with apt-get"
        apt_install "python$version-venv" || :
    fi
    has_venv ||
        die "'$python -m venv' does not work here. On Debian and Ubuntu: sudo apt-get install python$version-venv. Then run make again."
    if [ -d "$venv" ]; then
        say "Set-up: making .venv anew (Python $version; the one here is unfinished, moved or too old)"
        rm -rf "$venv"
    else
        say "Set-up: making .venv (Python $version)"
    fi
    quietly "$python" -m venv "$venv" || die "'$python -m venv' failed; the reason stands above."
}

# The test tools stand on what the site needs, not the other way round.
rm -f "$stamp"
[ "$1" = test ] || rm -f "$venv/ready-test"
if ! venv_is_good || ! "$venv/bin/python" -m pip --version >/dev/null 2>&1; then
    build_venv
fi

export PIP_DISABLE_PIP_VERSION_CHECK=1 PIP_NO_INPUT=1
say "Set-up: installing $what, from $lock"
quietly "$venv/bin/python" -m pip install --quiet --require-hashes -r "$lock" ||
    die "Installing from $lock failed; the reason stands above. Run make again once it is mended."
quietly "$venv/bin/python" -m pip install --quiet --no-deps --no-index --no-build-isolation -e . ||
    die "Installing this folder's package failed; the reason stands above."

if [ "$1" = test ]; then
    # The test lock holds the runtime lock, and another Playwright may want another browser.
    rm -f "$venv/browser-path"
fi
printf '%s\n' "$wanted" >"$stamp.new"
mv "$stamp.new" "$stamp"
