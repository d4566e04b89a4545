"""What rules that read more than one file found, kept for a state of the whole folder.

Such rules read records, vocabulary, settings, pictures and the date. The key of what they found is a hash of all of it
and of the code; of records as much as they asked for: all, front matter, or their own text. A few states are kept, and
nothing in a pull request, where rules also read the base.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Callable, Collection, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, replace
from functools import cached_property
from typing import Any, Generic, TypeVar

from ml_postmortems.lint.context import Context
from ml_postmortems.lint.finding import Problem
from ml_postmortems.lint.problem_cache import rules_fingerprint
from ml_postmortems.lint.problem_json import problems_from_json, problems_to_json
from ml_postmortems.lint.registry import Rule
from ml_postmortems.lint.rule_set import all_rules
from ml_postmortems.processes import made_by_all
from ml_postmortems.progress import followed
from ml_postmortems.reading.body import BodyAsked
from ml_postmortems.reading.corpus import Corpus, RecordsAsked
from ml_postmortems.reading.record_file import RecordFile, front_matter_digest
from ml_postmortems.text_store import TextStore, digest_of, text_store

_CORPUS, _RECORDS, _BODIES, _ALONE = "corpus", "records", "bodies", "alone"
_CORPUS_BODIES = "corpus without bodies"
_CHECKING = "Checking records"
_NOTHING = "{}"
"""No problems, as JSON."""
_MOST_KEPT = 12
"""Answers of either kind that are kept."""
_MOST_OF_PICTURE = 2 * 1024 * 1024
"""Bytes of a picture that rules may look at, besides its size; one that may stand in a base is smaller."""

LEAST_SHARED = 300
"""Of fewer records to look at, other processes would save less than their start costs."""

Problems = Mapping[str, Sequence[Problem]]
"""By the code of the rule; each names the path of its file."""
Seen = TypeVar("Seen")
"""What `check` finds in a file before its rules look at it."""
_Alone = tuple[str, list[str]]
"""Problems as JSON that rules find without another record, and the codes of the rules that ask for one."""


@dataclass(frozen=True, slots=True)
class _Answer(Generic[Seen]):
    """What rules find about one record."""

    alone: _Alone
    by_others: str
    """Problems as JSON of the rules that ask for another record."""
    asks_bodies: bool = False
    """Whether they read the body of another one."""
    seen: tuple[Seen, ...] = ()
    """What was seen in its file, where it was looked at."""


@contextmanager
def corpus_problems(context: Context) -> Iterator[CorpusProblems]:
    """The problems of one run over a corpus; what was computed is kept at the end."""
    if context.is_in_pull_request:
        yield CorpusProblems(context, TextStore())
        return
    with text_store(context.corpus.root, "corpus-problems", rules_fingerprint) as store:
        try:
            yield CorpusProblems(context, store)
        finally:
            store.save(lambda: store.used, most=_MOST_KEPT)


@dataclass(frozen=True)
class CorpusProblems:
    """Runs the rules that read more than one file, or tells what they found before in the same state."""

    context: Context
    store: TextStore

    def of_corpus(self, rules: Sequence[Rule]) -> Problems:
        """What rules about the whole corpus find."""
        if (kept := self._get(_CORPUS, rules)) is not None:
            return kept
        return self._put(_CORPUS, rules, self._find_about_all(rules))

    def _find_about_all(self, rules: Sequence[Rule]) -> Problems:
        """The same at no cost of the rules that read no body, where only bodies were edited."""
        if not self.store.is_open:
            return _find_in_corpus(rules, self.context)
        codes = [rule.code for rule in rules]
        kept = _KeptAnswers(self.store, digest_of(_CORPUS_BODIES, self._state_without_bodies, *codes))
        found: dict[str, Sequence[Problem]] = {}
        for rule in rules:
            text = kept.get(rule.code)
            if text is None:
                try:
                    text = problems_to_json(_find_in_corpus([rule], self._without_bodies))
                except BodyAsked:
                    found |= _find_in_corpus([rule], self.context)
                    continue
            kept.keep(rule.code, text)
            found |= problems_from_json(text)
        kept.save()
        return found

    def of_records(
        self,
        rules: Sequence[Rule],
        files: Collection[RecordFile],
        before: Callable[[RecordFile], Seen],
        take: Callable[[RecordFile, Seen], None],
        after: Callable[[RecordFile], None],
    ) -> Problems:
        """What rules about one record and its context find in these files.

        `before` is called with each file that rules are about to look at: what else there is to do with it is best done
        then, because what was worked out about a file is kept until the next one. `after` is called when all have. Both
        may be called in a copy of this process, so `take` gets in this one what `before` gave.
        """
        known = {id(file) for file in self.context.corpus.files}
        if not all(id(file) in known for file in files):
            return _find_in_records(rules, files, self.context, before, take, after)
        if (kept := self._get(_RECORDS, rules)) is not None:
            paths = {file.path for file in files}
            return {code: [each for each in problems if each.path in paths] for code, problems in kept.items()}
        if len(files) != len(known) or not self.store.is_open:
            return _find_in_records(rules, files, self.context, before, take, after)
        return self._put(_RECORDS, rules, self._find_in_all(rules, tuple(files), before, take, after))

    def _find_in_all(
        self,
        rules: Sequence[Rule],
        files: Sequence[RecordFile],
        before: Callable[[RecordFile], Seen],
        take: Callable[[RecordFile, Seen], None],
        after: Callable[[RecordFile], None],
    ) -> Problems:
        """The same of all records, at the cost of those that were edited, by as many processes as help.

        Most rules about a record read no other one. What they find is kept under a hash of everything but records and
        of the text of their own; what the others find, under one of everything but bodies. What asks for the body of
        another record is not kept.
        """
        codes = [rule.code for rule in rules]
        alone = _KeptAnswers(self.store, digest_of(_ALONE, self._state_around, *codes))
        others = _KeptAnswers(self.store, digest_of(_BODIES, self._state_without_bodies, *codes))
        without_records = replace(self.context, corpus=self.context.corpus.without_records())
        owns = [digest_of(str(file.path), file.digest or str(file.faults)) for file in files]

        def answer(file: RecordFile, own: str) -> _Answer[Seen]:
            found: _Alone | None = alone.get(own)
            by_others: str | None = others.get(own) if found and found[1] else _NOTHING
            if found and by_others:
                return _Answer(found, by_others)
            seen = before(file)
            found = found or _find_alone(rules, file, without_records)
            by_others = others.get(own) if found[1] else _NOTHING
            asks_bodies = False
            if not by_others:
                askers = [rule for rule in rules if rule.code in found[1]]
                try:
                    by_others = problems_to_json(_find_in_record(askers, file, self._without_bodies))
                except BodyAsked:
                    by_others, asks_bodies = problems_to_json(_find_in_record(askers, file, self.context)), True
            after(file)
            return _Answer(found, by_others, asks_bodies, (seen,))

        def answers(first: int, step: int) -> Iterator[_Answer[Seen]]:
            return map(answer, files[first::step], owns[first::step])

        unknown = sum(alone.get(own) is None for own in owns)
        made = made_by_all(answers) if unknown >= LEAST_SHARED else answers(0, 1)
        found: dict[str, list[Problem]] = {}
        for file, own, each in zip(followed(_CHECKING, files), owns, made, strict=True):
            alone.keep(own, each.alone)
            if each.alone[1] and not each.asks_bodies:
                others.keep(own, each.by_others)
            for seen in each.seen:
                take(file, seen)
            for text in (each.alone[0], each.by_others):
                for code, problems in problems_from_json(text).items():
                    found.setdefault(code, []).extend(problems)
        alone.save()
        others.save()
        return found

    def _get(self, kind: str, rules: Sequence[Rule]) -> Problems | None:
        if not self.store.is_open:
            return None
        kept = self.store.get(self._key(kind, all_rules())) or self.store.get(self._key(kind, rules))
        return problems_from_json(kept) if kept else None

    def _put(self, kind: str, rules: Sequence[Rule], found: Problems) -> Problems:
        if self.store.is_open:
            self.store.put(self._key(kind, rules), problems_to_json(found))
        return found

    def _key(self, kind: str, rules: Collection[Rule]) -> str:
        codes = (rule.code for rule in rules if (rule.check_corpus if kind == _CORPUS else rule.check_record))
        return digest_of(kind, self._state, *codes)

    @cached_property
    def _without_bodies(self) -> Context:
        return replace(self.context, corpus=self.context.corpus.without_bodies())

    @cached_property
    def _state(self) -> str:
        return self._state_of(self.context.corpus, lambda file: file.digest)

    @cached_property
    def _state_without_bodies(self) -> str:
        return self._state_of(self.context.corpus, front_matter_digest)

    @cached_property
    def _state_around(self) -> str:
        """Of everything but records."""
        return self._state_of(replace(self.context.corpus, files=()), front_matter_digest)

    def _state_of(self, corpus: Corpus, text_of: Callable[[RecordFile], str]) -> str:
        context = self.context
        return digest_of(context.as_of.isoformat(), str(context.is_merge), state_of(corpus, text_of))


class _KeptAnswers:
    """Answers by whom they are about, such as the hash of a file, or by a rule; all in one text of the store."""

    def __init__(self, store: TextStore, key: str) -> None:
        self._store, self._key = store, key
        self._before: dict[str, Any] = json.loads(store.get(key) or "{}")
        self._now: dict[str, Any] = {}

    def get(self, name: str) -> Any:
        """The answer of before; None where there is none."""
        return self._before.get(name)

    def keep(self, name: str, answer: Any) -> None:
        """Have an answer there the next time, whether it is new or not."""
        self._now[name] = answer

    def save(self) -> None:
        """Keep these answers and no others."""
        if self._now != self._before:
            self._store.put(self._key, json.dumps(self._now))


def state_of(corpus: Corpus, text_of: Callable[[RecordFile], str]) -> str:
    """A hash of everything in a folder of records that a rule may read, of records what `text_of` gives."""
    digest = hashlib.sha256(str(corpus.root).encode("utf-8", "surrogateescape"))

    def add(*parts: object) -> None:
        for part in parts:
            content = part if isinstance(part, bytes) else str(part).encode("utf-8", "surrogateescape")
            digest.update(b"%d " % len(content) + content)

    for file in corpus.files:
        add("record", file.path, text_of(file) or file.faults)
    for vocabulary in corpus.vocabulary_files:
        add("vocabulary", vocabulary.path, vocabulary.text or vocabulary.faults)
    for picture in corpus.pictures:
        with picture.open("rb") as opened:
            add("picture", picture, picture.stat().st_size, hashlib.sha256(opened.read(_MOST_OF_PICTURE)).digest())
    for path, fault in corpus.misplaced:
        add("misplaced", path, fault, path.is_file())
    return digest.hexdigest()


def _find_in_corpus(rules: Collection[Rule], context: Context) -> Problems:
    found: dict[str, list[Problem]] = {}
    records = {file.path for file in context.corpus.files}
    for rule in rules:
        for problem in rule.check_corpus(context) if rule.check_corpus else ():
            assert problem.path, f"{rule.code} must say which file"
            assert rule.reports_records or problem.path not in records, f"{rule.code} must report no record"
            found.setdefault(rule.code, []).append(problem)
    return found


def _find_in_records(
    rules: Collection[Rule],
    files: Collection[RecordFile],
    context: Context,
    before: Callable[[RecordFile], Seen],
    take: Callable[[RecordFile, Seen], None],
    after: Callable[[RecordFile], None],
) -> Problems:
    found: dict[str, list[Problem]] = {}
    for file in followed(_CHECKING, tuple(files)):
        take(file, before(file))
        for code, problems in _find_in_record(rules, file, context).items():
            found.setdefault(code, []).extend(problems)
        after(file)
    return found


def _find_alone(rules: Collection[Rule], file: RecordFile, without_records: Context) -> _Alone:
    """The problems that rules find without reading another record, and the codes of the rules that ask for one."""
    found: dict[str, list[Problem]] = {}
    asking = []
    for rule in rules:
        try:
            found |= _find_in_record((rule,), file, without_records)
        except RecordsAsked:
            asking.append(rule.code)
    return problems_to_json(found), asking


def _find_in_record(rules: Collection[Rule], file: RecordFile, context: Context) -> dict[str, list[Problem]]:
    found: dict[str, list[Problem]] = {}
    for rule in rules:
        for problem in rule.check_record(file, context) if rule.check_record else ():
            assert problem.path is None, f"{rule.code} is about one record and names no other"
            found.setdefault(rule.code, []).append(replace(problem, path=file.path))
    return found
