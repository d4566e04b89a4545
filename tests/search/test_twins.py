"""The search has one specification: each module of the browser has a twin in Python, with the same functions."""

from __future__ import annotations

import ast
import json
import re
from pathlib import Path

import pytest

from ml_postmortems import search, similarity
from ml_postmortems.search.constants import SHARED_CONSTANTS
from tests.search.corpora import frozen_corpus
from tests.search.javascript import MODULES

_SEARCH, _SIMILARITY = (Path(package.__path__[0]) for package in (search, similarity))
TWINS = {
    "analysis.js": _SIMILARITY / "analysis.py",
    "constants.js": _SEARCH / "constants.py",
    "documents.js": _SEARCH / "documents.py",
    "engine.js": _SEARCH / "engine.py",
    "explanation.js": _SEARCH / "explanation.py",
    "fields.js": _SEARCH / "fields.py",
    "found.js": _SEARCH / "found.py",
    "plan.js": _SEARCH / "plan.py",
    "query.js": _SEARCH / "query.py",
    "query-parser.js": _SEARCH / "query_parser.py",
    "query-problems.js": _SEARCH / "query_problems.py",
    "query-words.js": _SEARCH / "query_words.py",
    "questions.js": _SEARCH / "questions.py",
    "ranking.js": _SEARCH / "ranking.py",
    "searching.js": _SEARCH / "searching.py",
    "shards.js": _SEARCH / "shards.py",
    "snippets.js": _SEARCH / "snippets.py",
    "spelling.js": _SEARCH / "spelling.py",
}
PAGE_ONLY = {"dom.js", "header-box.js", "page-state.js", "results.js", "search-page.js"}
"""What draws the page. Python has no twin of it."""
LIBRARY_IN_PYTHON = {"stemmer.js"}
"""In Python this is snowballstemmer; `test_stemmer.py` holds both equal."""

ONLY_IN_PYTHON = {
    "documents_of": "the documents are made when the site is built",
    "query_values": "the values are exported in vocabulary.json",
    "field_words": "the words of the taxonomy are exported in the lists of words",
    "term_positions": "indexing is done in Python",
    "are_in_sequence": "shared with the synonyms; a private method of the browser's engine",
    "term_shards": "shards are written in Python",
    "edited_shards": "shards are written in Python",
    "postings_of_document": "shards are written in Python",
    "places_of_texts": "shards are written in Python",
    "word_lists": "word lists are written in Python",
    "to_json": "shards are written in Python",
    "to_json_array": "shards are written in Python",
}
ONLY_IN_JAVASCRIPT = {
    "length_of": "Python's len counts letters; JavaScript's length does not",
    "use_constants": "the constants arrive in the manifest",
    "without_end": "Python's rstrip",
    "beginning_of": "Python has the words themselves",
    "is_word": "a property of Token in Python",
    "shard_of": "only the reader looks for the shard of a term",
    "edit_distance": "`ml_postmortems.edit_distance`, which the checker uses as well",
}


def javascript_functions(source: str) -> set[str]:
    """The functions that a module exports, in snake_case."""
    names = re.findall(r"^export (?:async )?function (\w+)", source, re.MULTILINE)
    return {re.sub(r"(?<=[a-z0-9])(?=[A-Z])", "_", name).lower() for name in names}


def python_functions(source: str) -> set[str]:
    """The public functions of a module."""
    functions = (node for node in ast.parse(source).body if isinstance(node, ast.FunctionDef))
    return {function.name for function in functions if not function.name.startswith("_")}


def test_every_module_of_the_browser_has_its_twin() -> None:
    """Of the same name; a new module is entered here, or named as one that only draws the page."""
    modules = {path.name for path in MODULES.glob("*.js")}
    assert modules == TWINS.keys() | PAGE_ONLY | LIBRARY_IN_PYTHON
    for name, twin in TWINS.items():
        assert twin.name == name.replace("-", "_").replace(".js", ".py")
        assert twin.is_file()


@pytest.mark.parametrize("name", TWINS)
def test_twins_have_functions_of_the_same_names(name: str) -> None:
    """camelCase there, snake_case here, the same words; every exception says why."""
    there = javascript_functions((MODULES / name).read_text("utf-8"))
    here = python_functions(TWINS[name].read_text("utf-8"))
    assert there - here <= ONLY_IN_JAVASCRIPT.keys()
    assert here - there <= ONLY_IN_PYTHON.keys()


def test_no_exception_is_left_over() -> None:
    """A function that got its twin, or is gone, is no exception any more."""
    pairs = [
        (javascript_functions((MODULES / name).read_text("utf-8")), python_functions(twin.read_text("utf-8")))
        for name, twin in TWINS.items()
    ]
    assert set().union(*(there - here for there, here in pairs)) == ONLY_IN_JAVASCRIPT.keys()
    assert set().union(*(here - there for there, here in pairs)) == ONLY_IN_PYTHON.keys()


def test_the_manifest_brings_every_constant_that_the_browser_uses(tmp_path: Path) -> None:
    """And no other: each has one definition, in Python."""
    used: set[str] = set()
    for path in MODULES.glob("*.js"):
        source = path.read_text("utf-8")
        used |= set(re.findall(r"constants\.([A-Z][A-Z0-9_]*)", source))
        used |= {
            name.strip()
            for names in re.findall(r"const \{ ([A-Z0-9_, ]+) \} = constants;", source)
            for name in names.split(",")
        }
    frozen_corpus().write(tmp_path)
    manifest = json.loads((tmp_path / "manifest.json").read_text("utf-8"))
    assert manifest["constants"] == json.loads(json.dumps(SHARED_CONSTANTS))
    assert manifest["constants"].keys() == used


@pytest.mark.parametrize("name", TWINS)
def test_no_number_is_defined_in_the_browser(name: str) -> None:
    """A bound or a weight that a twin needs comes from Python."""
    source = (MODULES / name).read_text("utf-8")
    assert not re.findall(r"^(?:export )?const [A-Z_]+ = -?\d.*", source, re.MULTILINE)
