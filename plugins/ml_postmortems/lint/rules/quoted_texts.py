"""PM7 for what texts do to their readers where they are quoted: they notify people, close issues, or hide letters."""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import lru_cache

from ml_postmortems.lazy_pattern import lazy_pattern
from ml_postmortems.lint.finding import Level, Problem
from ml_postmortems.lint.mentions import IN_FIELDS, MENTION, SIGN, TO_ALL, TO_ALL_IN_FIELDS
from ml_postmortems.lint.problems import at_field, in_body
from ml_postmortems.lint.prose import prose_of
from ml_postmortems.lint.registry import file_rule
from ml_postmortems.lint.similar_letters import mixed_words
from ml_postmortems.lint.text_patterns import TextPattern
from ml_postmortems.lint.texts import record_texts, without_code
from ml_postmortems.model.own_fields import EXTRA, is_handle
from ml_postmortems.model.requirements import value_in
from ml_postmortems.reading.faults import shown
from ml_postmortems.reading.markdown import unlinked_text
from ml_postmortems.reading.prose import passages
from ml_postmortems.reading.record_file import RecordFile

_URL = lazy_pattern(r"https?://\S+")
_HANDLES = frozenset(["person", "facilitator", "authors", "to", "approved_by"])
_REFERENCES = frozenset(["ticket", "incident_refs", "uri"])
_REFERENCE = lazy_pattern(r"(?:[\w-]+/[\w.-]+)?#\d+|GH-\d+", re.ASCII)


@file_rule("PM707", Level.WARNING)
def bare_mention(file: RecordFile) -> Iterator[Problem]:
    """Fields and body hold no bare `@name` and no bare `#123`.

    What it does
        Looks for them in every field but those that hold handles and tickets, and in the body, outside of code, links
        and addresses; `acme/ranker#12` and `GH-12` are the same.
    Why it matters
        Where the text is quoted in a pull request or an issue, a person is notified and an issue is linked, often the
        wrong one: the name may be a stranger's.
    Example
        `@asinha saw it first, see #123.`
    Instead
        `The engineer on call saw it first, see [RANK-123](https://tickets.example.com/RANK-123).`
    """
    condition = "must not mention people or issues by a bare handle or number"
    fix = "name the role, link to the ticket, or put it into backquotes"
    yield from _in_fields(file, IN_FIELDS, condition, fix)
    for line, text in _body_texts(file):
        for match in MENTION.finditer(TO_ALL.sub(" ", text)):
            yield in_body(line, "body", condition, shown(match.group()), fix)


@file_rule("PM717")
def mention_of_everybody(file: RecordFile) -> Iterator[Problem]:
    """No text notifies a whole channel, and none closes an issue.

    What it does
        Looks in every field and in the body, outside of code and links, for `@channel`, `@here`, `@everyone`, `@all`
        and the forms that Slack has for them and for people, and for `fixes` and the like before an issue.
    Why it matters
        Where a bot quotes the text, everybody is woken, or an issue is closed that nobody has looked at.
    Example
        `@channel The ranker is down again, fixes #12.`
    Instead
        `The ranker is down again; the ticket is [RANK-12](https://tickets.example.com/RANK-12).`
    """
    condition, fix = (
        "must notify no channel and close no issue where it is quoted",
        "take it out, or put it in backquotes",
    )
    yield from _in_fields(file, TO_ALL_IN_FIELDS, condition, fix)
    for line, text in _body_texts(file):
        for match in TO_ALL.finditer(text):
            yield in_body(line, "body", condition, shown(match.group()), fix)


def _in_fields(file: RecordFile, patterns: tuple[TextPattern, ...], condition: str, fix: str) -> Iterator[Problem]:
    """A problem for each match in a field that is neither a handle nor the reference of a ticket."""
    if not file.record:
        return
    prose = prose_of(file)
    told = [each.found for each in prose.find(TO_ALL_IN_FIELDS)] if patterns is IN_FIELDS else []
    for match in prose.find(patterns):
        path = match.piece.path
        if not path:
            continue
        name = next(part for part in reversed(path) if isinstance(part, str))
        is_reference = name in _REFERENCES and _REFERENCE.fullmatch(str(value_in(file.record, path)))
        is_person = path[0] == EXTRA and is_handle(str(value_in(file.record, path)))
        is_told = any(0 <= match.found.place - each.place < len(each.text) for each in told)
        if name not in _HANDLES and not is_reference and not is_person and not is_told:
            yield prose.problem(match, condition, shown(match.found.text), fix)


def _body_texts(file: RecordFile) -> Iterator[tuple[int, str]]:
    """The line and the text of each piece of the body in which something may be mentioned, without web addresses."""
    if _may_mention(file.body.text):
        texts = ((line, _URL.sub(" ", text)) for line, text in unlinked_text(file.body))
        yield from (each for each in texts if SIGN.search(each[1]))


@lru_cache(maxsize=1)
def _may_mention(text: str) -> bool:
    """Whether a body has a sign of it, which two rules ask in turn."""
    return SIGN.search(text) is not None


@file_rule("PM718")
def word_of_two_scripts(file: RecordFile) -> Iterator[Problem]:
    """In our own records no word mixes Latin letters with letters of other alphabets that look like them.

    What it does
        Looks in every field and in the body, outside of code, for words with Latin letters beside Cyrillic, Greek or
        Armenian ones of the same look. Greek letters of formulas, such as in `μs` and `Δt`, are no such letters.
    Why it matters
        Nobody sees it, no search finds the word, and a rule that looks for it would pass over it.
    Example
        A Cyrillic `O` in `TODO`
    Instead
        `The to-do list was empty.`
    """
    if not file.record or not file.record.is_own or file.text.isascii():
        return
    condition, fix = "must be written in one alphabet", "type the word anew"
    for path, text in record_texts(file.record):
        for match in mixed_words(without_code(text)):
            yield at_field(file, path, condition, shown(match.group()), fix)
    for passage in passages(file.body):
        for match in mixed_words(passage.text):
            yield in_body(passage.line_at(match.start()), "body", condition, shown(match.group()), fix)
