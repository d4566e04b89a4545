"""What rules found in single record files, kept between runs, so that an unchanged record is not searched again.

Only rules that read nothing but the file take part (`file_rule`); they cost most, since they look through every text.
What the others find is kept for a state of the whole folder: see `corpus_problems`.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import NamedTuple

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


class InFile(NamedTuple):
    """What rules found in a file."""

    problems: Mapping[str, Sequence[Problem]]
    """By the code of the rule."""
    is_new: bool
    """Whether it was looked for in this run."""


@dataclass(frozen=True)
class ProblemCache:
    """The problems of files that the rules find which read only the file."""

    store: TextStore

    def find(self, file: RecordFile) -> InFile:
        """The problems of a file, from before where they are known."""
        kept = self.store.get(_key(file)) if file.digest else None
        return InFile(problems_from_json(kept), False) if kept else InFile(_find_problems(file), True)

    def keep(self, file: RecordFile, found: InFile) -> None:
        """Keep what was found, wherever it was."""
        if found.is_new and file.digest and self.store.is_open:
            self.store.put(_key(file), problems_to_json(found.problems))


@contextmanager
def problem_cache(corpus: Corpus) -> Iterator[ProblemCache]:
    """The cache for the files of a folder; what is new is saved at the end."""
    with text_store(corpus.root, "problems", lambda: rules_fingerprint()) as store:
        try:
            yield ProblemCache(store)
        finally:
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


def _key(file: RecordFile) -> str:
    """Rules may compare a record with the name of its file and of the year it is in."""
    return digest_of(file.path.parent.name, file.path.name, file.digest)
