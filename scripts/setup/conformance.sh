#!/bin/sh
# Runs the tests of the search with each successor of Whoosh in place of Whoosh, so that changing over stays possible.
# Run from the repository's root, when .venv has the test tools. A successor is put into build/engines/ and found
# before what .venv has.
set -eu
. scripts/setup/common.sh

export PIP_DISABLE_PIP_VERSION_CHECK=1 PIP_NO_INPUT=1
for lock in scripts/setup/engines/*.lock; do
    name=$(basename "$lock" .lock)
    folder=$(pwd -P)/build/engines/$name
    rm -rf "$folder"
    say "Conformance: $name"
    quietly .venv/bin/python -m pip install --quiet --require-hashes --target "$folder" -r "$lock" ||
        die "Installing $name failed; the reason stands above."
    PYTHONPATH=$folder .venv/bin/python -W ignore -c \
        "import sys, whoosh; sys.exit(not whoosh.__file__.startswith(sys.argv[1]))" "$folder" ||
        die "$name is not what Python imports as whoosh; is PYTHONPATH obeyed?"
    PYTHONPATH=$folder .venv/bin/pytest -q -m 'not browser' tests/search tests/cli/test_search.py ||
        die "The search does not work with $name; the reason stands above."
done
