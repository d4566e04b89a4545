#!/bin/sh
# Gets ready what the tests of drawings compare with: Graphviz's `dot`. Where it cannot be installed those tests fail
# and say so; all others run. Run from the repository's root.
set -eu
. scripts/setup/common.sh

if command -v dot >/dev/null 2>&1; then
    exit 0
fi
if is_root && command -v apt-get >/dev/null 2>&1; then
    say 'Set-up: installing Graphviz with apt-get, for the tests of drawings'
    apt_install graphviz || :
fi
command -v dot >/dev/null 2>&1 ||
    say "Set-up: Graphviz is missing and could not be installed; tests/web/test_graph_crossings.py will fail. On Debian and Ubuntu: sudo apt-get install graphviz"
