"""What rules found in single record files, kept between runs, so that an unchanged record is not searched again.

Only rules that read nothing but the file take part (`file_rule`); they cost most, since they look through every text.
What the others find is kept for a state of the whole folder: see `corpus_problems`.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from functools import cache
from pathlib import Path

from ml_postmortems import lint, model, reading, similarity
from ml_postmortems.fingerprint import code_fingerprint, modules_of
from ml_postmortems.lint.finding import Problem
from ml_postmortems.lint.problem_json import problems_from_json, problems_to_json
from ml_postmortems.lint.rule_set import all_rules
from ml_postmortems.reading.corpus import Corpus
from ml_postmortems.reading.record_file import RecordFile
from ml_postmortems.text_store import TextStore, digest_of, text_store

_LIBRARIES = ("detect-secrets", "markdown-it-py", "mdit-py-plugins", "pydantic", "python-frontmatter", "PyYAML")
_SPARE = 100
"""Problems of files that are gone are kept up to one for each file and these."""

FindProblems = Callable[[RecordFile], Mapping[str, Sequence[Problem]]]


@contextmanager
def problem_cache(corpus: Corpus) -> Iterator[FindProblems]:
    """A function from a record file to the problems of all rules that read only the file, by code of the rule."""
    with text_store(corpus.root, "problems", lambda: rules_fingerprint()) as store:
        yield lambda file: _kept_problems(file, store)
        store.save(lambda: {_key(file) for file in corpus.files}, most=2 * len(corpus.files) + _SPARE)


@cache
def rules_fingerprint() -> str:
    """What the problems of a file depend on besides the file; raises OSError."""
    return code_fingerprint(rule_modules(), _LIBRARIES)


def rule_modules() -> list[Path]:
    """The source files that rules depend on: their packages, and the modules that every package uses."""
    shared = sorted(Path(__file__).parents[1].glob("*.py"))
    return [*shared, *modules_of(lint, model, reading, similarity)]


def _find_problems(file: RecordFile) -> Mapping[str, Sequence[Problem]]:
    rules = (rule for rule in all_rules() if rule.check_file)
    return {rule.code: tuple(rule.check_file(file)) for rule in rules if rule.check_file}


def _kept_problems(file: RecordFile, store: TextStore) -> Mapping[str, Sequence[Problem]]:
    if not file.digest or not store.is_open:
        return _find_problems(file)
    key = _key(file)
    if kept := store.get(key):
        return dict(problems_from_json(kept))
    found = _find_problems(file)
    store.put(key, problems_to_json(found))
    return found


def _key(file: RecordFile) -> str:
    """Rules may compare a record with the name of its file and of the year it is in."""
    return digest_of(file.path.parent.name, file.path.name, file.digest)
