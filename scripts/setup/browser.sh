#!/bin/sh
# Gets ready what the browser tests drive: finds a Chromium, or installs one, and writes its path to
# .venv/browser-path; an empty file stands for Playwright's own. Run from the repository's root after
# `venv.sh test`. CHROMIUM names one to use.
set -eu
. scripts/setup/common.sh

record=.venv/browser-path

works() { "$1" --version >/dev/null 2>&1; }

write() {
    printf '%s' "$1" >"$record.new"
    mv "$record.new" "$record"
}

# A command of that name may be a stand-in that only says how to install the real one.
find_browser() {
    for name in ${CHROMIUM:+"$CHROMIUM"} chromium chromium-browser google-chrome google-chrome-stable; do
        path=$(command -v "$name") || continue
        if works "$path"; then
            write "$path"
            return 0
        fi
    done
    return 1
}

if [ -n "${CHROMIUM-}" ]; then
    works "$CHROMIUM" || die "CHROMIUM=$CHROMIUM is not a browser that runs."
elif [ -f "$record" ]; then
    path=$(cat "$record")
    if [ -z "$path" ] || [ -x "$path" ]; then
        exit 0
    fi
fi

# Playwright brings its own Node.js, which needs a library that a minimal system lacks.
playwright_works() { .venv/bin/playwright --version >/dev/null 2>&1; }
if ! playwright_works; then
    if is_root && command -v apt-get >/dev/null 2>&1; then
        say 'Set-up: installing libatomic1 with apt-get, for Playwright'
        apt_install libatomic1 || :
    fi
    playwright_works ||
        die "Playwright does not run here; '.venv/bin/playwright --version' says why. On Debian and Ubuntu: sudo apt-get install libatomic1. Then run make again."
fi

find_browser && exit 0

if is_root && command -v apt-get >/dev/null 2>&1; then
    say 'Set-up: installing Chromium with apt-get, for the browser tests'
    apt_install chromium fonts-dejavu-core || :
    find_browser && exit 0
fi

say "Set-up: installing Playwright's Chromium, for the browser tests"
if quietly .venv/bin/playwright install chromium; then
    write ''
    exit 0
fi
die 'The browser tests need Chromium, and it could not be installed. Install it (Debian: sudo apt-get install chromium), or name one: make test CHROMIUM=/path/to/chromium'
