"""Each record as a document of the search, with its text by field and its facts. `documents.js` has the facts."""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, date
from functools import cached_property, partial
from itertools import chain
from pathlib import Path

from ml_postmortems.model.durations import happened
from ml_postmortems.model.facets import CAUSE, CAUSE_FAMILY, FACETS, Vocabulary, facet_terms
from ml_postmortems.model.instant import Instant, Precision
from ml_postmortems.model.not_known import known, known_items
from ml_postmortems.model.record import Record
from ml_postmortems.model.taxonomy import family_of
from ml_postmortems.progress import followed
from ml_postmortems.reading.corpus import Corpus
from ml_postmortems.reading.record_file import RecordFile
from ml_postmortems.search.held_blocks import BLOCKS, held_blocks
from ml_postmortems.search.query import Fact
from ml_postmortems.similarity.analysis import folded, tokens
from ml_postmortems.similarity.record_text import TextField, filed_under_text, names_text, own_text, record_text

OPEN_ACTIONS = "open-actions"
OVERDUE_ACTIONS = "overdue-actions"
HAS: Mapping[str, str] = {
    OPEN_ACTIONS: "Open actions",
    OVERDUE_ACTIONS: "Overdue actions",
    "dissent": "Dissent",
    "recurrence": "An earlier incident like it",
    **BLOCKS,
}
"""The values of `has` with their names."""


@dataclass(frozen=True)
class Document:
    """One record as it is searched."""

    make_record: Callable[[], Record]
    names: tuple[str, ...]
    """Its id, and then its former ids."""
    path: Path
    """Its file, below the folder as it was given."""
    digest: str
    """A hash of everything that its text is made of, for one audience: if it is the same, so is the text."""
    make_body: Callable[[], str]
    """Its Markdown."""
    vocabulary: Vocabulary
    facts: Mapping[str, tuple[str, ...]]
    """Its values for each field of the query language: the facets, `owner`, `primary` and `has`."""
    day: str
    """When the incident began, as exactly as it is known: `2025-11-18`, `2025-11` or `2025`."""

    @cached_property
    def record(self) -> Record:
        """The record as the audience may see it; made on demand, because a search needs few of all."""
        return self.make_record()

    @property
    def text(self) -> Mapping[TextField, str]:
        """Its text by field; made on demand, because reading Markdown is slow, and not held: an index has it packed."""
        return record_text(self.record, self.make_body(), self.vocabulary)

    def has(self, fact: Fact) -> bool:
        """Whether a fact of a query holds."""
        match fact.name:
            case "id":
                return fact.value in self.names
            case "since":
                return filled_date(self.day, "01") >= filled_date(fact.value, "01")
            case "until":
                return filled_date(self.day, "01") <= filled_date(fact.value, "99")
            case "cause":
                return fact.value in self.facts["cause"] or fact.value in self.facts["family"]
            case name:
                return fact.value in self.facts[name]


@dataclass(frozen=True, slots=True)
class Row:
    """What is computed of one record for searching, and can be kept."""

    digest: str
    facts: Mapping[str, tuple[str, ...]]
    day: str
    began: str
    """The first moment that it can have begun, in a form that sorts."""
    overdue_from: str
    """The first date on which an action is overdue; empty where none will be."""


MakeRow = Callable[[RecordFile, Callable[[], Row]], Row]


def documents_of(
    corpus: Corpus,
    vocabulary: Vocabulary,
    as_of: date | None = None,
    kept: MakeRow = lambda _, make: make(),
) -> tuple[Document, ...]:
    """Every record of a corpus of one audience, newest first and then by id, which decides between equal scores.

    Actions are overdue as of a date; without one, none is. `kept` may know the row of a file from before.
    """
    found = []
    for file in followed("Preparing records", corpus.files):
        if head := file.head:
            row = kept(file, partial(_row, file, vocabulary))
            facts = dict(row.facts)
            if as_of and row.overdue_from and row.overdue_from <= as_of.isoformat():
                facts["has"] = (*facts["has"], OVERDUE_ACTIONS)
            make_record, make_body = partial(_record_of, file), partial(_body_of, file)
            document = Document(make_record, head.names, file.path, row.digest, make_body, vocabulary, facts, row.day)
            found.append((row.began, document))
    found.sort(key=lambda pair: pair[1].names[0])
    found.sort(key=lambda pair: pair[0], reverse=True)
    return tuple(document for _, document in found)


def _record_of(file: RecordFile) -> Record:
    assert file.record, "what has a head is a record"
    return file.record


def _body_of(file: RecordFile) -> str:
    return file.body.text


def _row(file: RecordFile, vocabulary: Vocabulary) -> Row:
    record = _record_of(file)
    span = happened(record)
    shared = (*names_text(record, vocabulary), *filed_under_text(record, vocabulary))
    parts = (file.text, vocabulary.synonyms_text, *shared, *own_text(record, vocabulary))
    digest = hashlib.sha256("\0".join(parts).encode()).hexdigest()
    began = span.sort_key().astimezone(UTC).isoformat(timespec="microseconds")
    overdue = [day for action in known_items(record.actions) if (day := action.overdue_from())]
    overdue_from = min(overdue).isoformat() if overdue else ""
    return Row(digest, _facts(record, vocabulary), _day(span.earliest), began, overdue_from)


def query_values(documents: Sequence[Document], vocabulary: Vocabulary) -> dict[str, dict[str, str]]:
    """The values of every field of the query language that has a list of them, from their folded form to their own."""
    values: dict[str, dict[str, str]] = {}
    for facet in FACETS:
        used = set(chain.from_iterable([document.facts[facet.key] for document in documents]))
        keys = [*facet_terms(facet, vocabulary), *sorted(used)]
        values[facet.key] = {folded(key): key for key in keys}
    leaves, families = values[CAUSE.key], values[CAUSE_FAMILY.key]
    short = {leaf.rpartition("/")[2]: leaf for leaf in leaves.values()}
    former = {folded(old): new for old, new in vocabulary.taxonomy.renamed_leaves.items()}
    values["cause"] = values["primary"] = {**former, **short, **families, **leaves}
    values["owner"] = values["team"]
    values["has"] = {each: each for each in HAS}
    return values


def field_words(vocabulary: Vocabulary) -> frozenset[str]:
    """The words of the taxonomy: they are spelt right even if no record has them."""
    text = vocabulary.taxonomy.model_dump_json().replace("\\n", " ")
    return frozenset(token.word for token in tokens(text) if token.word.isalpha())


def _facts(record: Record, vocabulary: Vocabulary) -> dict[str, tuple[str, ...]]:
    facts = {facet.key: facet.keys(record, vocabulary) for facet in FACETS}
    leaves = CAUSE.primary_keys(record, vocabulary) if CAUSE.primary_keys else ()
    facts["primary"] = (*leaves, *(family_of(leaf) for leaf in leaves))
    facts["owner"] = (record.teams.owner,)
    is_open = any(action.status.is_open for action in known_items(record.actions))
    recurrence = known(record.recurrence)
    holds = {
        OPEN_ACTIONS: is_open,
        "dissent": bool(record.dissent),
        "recurrence": bool(recurrence and recurrence.of),
    }
    facts["has"] = (*(name for name, is_so in holds.items() if is_so), *held_blocks(record))
    return facts


def _day(instant: Instant) -> str:
    parts = (f"{instant.year:04}", f"{instant.month:02}", f"{instant.day:02}")
    return "-".join(parts[: min(instant.precision, Precision.DAY)])


def filled_date(day: str, part: str) -> str:
    """A date with `part` in place of the month and the day that it lacks, for comparing."""
    return day + f"-{part}" * (2 - day.count("-"))
