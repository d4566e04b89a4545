"""PM3 to PM5 for words that fit every incident: they fill a field and tell nothing of this one."""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import lru_cache

from ml_postmortems.lint.context import Context
from ml_postmortems.lint.finding import Problem
from ml_postmortems.lint.general_words import is_bound, is_english, tells
from ml_postmortems.lint.problems import at_field
from ml_postmortems.lint.registry import file_rule, record_rule
from ml_postmortems.lint.rules.completeness import has_words
from ml_postmortems.model.block import Gate
from ml_postmortems.model.not_known import known, known_items
from ml_postmortems.model.record import Record
from ml_postmortems.model.requirements import words
from ml_postmortems.model.terms import ActionStatus
from ml_postmortems.reading.faults import shown
from ml_postmortems.reading.record_file import RecordFile

_TELLING_TEXTS = (
    ("symptom",),
    ("trigger", "text"),
    ("failure", "definition"),
    ("causes", "text"),
    ("hypotheses", "text"),
)
_ACCOUNT = (("summary",), ("trigger", "text"), ("causes", "text"), ("timeline", "text"))
_LEAST_LETTERS, _STEM = 4, 5
"""Words of names that count, and how many of their letters are compared, so that plurals count too."""
_ALERT = "alert"


@file_rule("PM321")
def text_for_every_incident(file: RecordFile) -> Iterator[Problem]:
    """From `published` on, symptom, trigger, failure, causes and hypotheses say something of this incident.

    What it does
        Looks in each for a word that is none of a closed list of words which fit every incident, such as `issue`,
        `system`, `resolved` or `hypothesis`. Rows of letters are no words. A single word is no text either.
    Why it matters
        Whoever reads `An issue occurred` knows as much as before.
    Example
        `symptom: The system did not behave as expected.`
    Instead
        `symptom: Old pages stood at the top of most search results.`
    """
    record = file.record
    if not record or not Gate.PUBLISHED.includes(record.status):
        return
    for field in _TELLING_TEXTS:
        for path, text in words(record, field):
            if not has_words(text):
                continue  # text-without-words tells
            if len(text.split()) == 1 and text.isascii():
                found = f"one word, {shown(text)}"
            elif not tells(text):
                found = f"words that fit every incident, {shown(text)}"
            else:
                continue
            yield at_field(file, path, "must say something of this incident", found, "name what it was, in a sentence")


@record_rule("PM415")
def account_of_something_else(file: RecordFile, context: Context) -> Iterator[Problem]:
    """The account of a published record of ours speaks of what it lists.

    What it does
        Looks in title, symptom, summary, trigger, causes, timeline and body for one word of the names of its
        artifacts and teams, or of the names and definitions of its causes. It asks of texts in English only.
    Why it matters
        An account that shares no word with its own artifacts and causes is of another incident, or of none.
    Example
        `causes: [{category: data-quality/schema-change, text: The gentle lantern folds every kettle., ...}]`
    Instead
        What happened to the artifacts that the record lists.
    """
    record = file.record
    if not record or not record.is_own or not Gate.PUBLISHED.includes(record.status):
        return
    names = {stem for text in _names(record, context) for stem in _stems(text)}
    account = "\n".join(_account(record, file.body.text)).casefold()
    if names and not any(_begins_a_word(stem, account) for stem in names) and is_english(account):
        yield at_field(
            file,
            ("summary",) if "summary" in file.tree else ("symptom",),
            "must speak of the artifacts, teams or causes that the record lists",
            "none of the words of their names and definitions, in no text of the account",
            "tell what happened to them, or list what the account is about",
        )


@file_rule("PM517")
def threshold_without_bound(file: RecordFile) -> Iterator[Problem]:
    """At SEV1 and SEV2 the threshold of an alert is a number, or a comparison with something named.

    What it does
        Looks at `threshold` of controls of kind `alert` in our own published records for a number in digits or words,
        or for a word that compares and one that names with what.
    Why it matters
        `When it is too high` can be true of every night and of none.
    Example
        `control: {id: click-alert, kind: alert, where: Serving, threshold: When it is too low}`
    Instead
        `control: {id: click-alert, kind: alert, where: Serving, threshold: Below 55 per cent for 10 minutes}`
    """
    record = file.record
    if not record or not record.is_own or not Gate.PUBLISHED.includes(record.status) or not record.tier.is_severe:
        return
    for index, action in enumerate(known_items(record.actions)):
        if not action.control or action.control.kind != _ALERT or action.status is ActionStatus.WONT_DO:
            continue
        threshold = known(action.control.threshold)
        if threshold and not is_bound(threshold):
            yield at_field(
                file,
                ("actions", index, "control", "threshold"),
                "must be a number, or compare with something that it names",
                shown(threshold),
                "write the number and for how long, such as `below 55 per cent for 10 minutes`",
            )


def _names(record: Record, context: Context) -> Iterator[str]:
    """Names of what the record lists, and the definitions of its causes."""
    catalog, taxonomy = context.corpus.catalog, context.corpus.taxonomy
    for use in known_items(record.artifacts):
        yield use.id
        if catalog and use.id in catalog.artifacts:
            yield catalog.artifacts[use.id].name
    yield from (record.teams.owner, *record.teams.involved)
    for cause in record.real_causes if taxonomy else ():
        if taxonomy and (leaf := taxonomy.leaves.get(taxonomy.current_name(cause.category))):
            yield from (leaf.name, leaf.definition, *leaf.includes)


@lru_cache(maxsize=4096)
def _stems(name: str) -> frozenset[str]:
    """The words of a name that tell something, cut; many records list the same names."""
    words = re.findall(r"\w+", name.casefold())
    return frozenset(word[:_STEM] for word in words if len(word) >= _LEAST_LETTERS and tells(word))


def _begins_a_word(stem: str, account: str) -> bool:
    place = account.find(stem)
    while place > 0 and (account[place - 1].isalnum() or account[place - 1] == "_"):
        place = account.find(stem, place + 1)
    return place >= 0


def _account(record: Record, body: str) -> Iterator[str]:
    """What the record tells; the headings of the body are the same everywhere."""
    yield from (record.title, record.symptom)
    for field in _ACCOUNT:
        yield from (text for _, text in words(record, field))
    yield from (line for line in body.split("\n") if not line.startswith("#"))
