"""Each field of the format has a reader, and the readers that the reference names can be told from the outside."""

from __future__ import annotations

import re
import tempfile
from collections.abc import Callable, Iterator, Sequence
from copy import deepcopy
from dataclasses import replace
from datetime import date
from enum import StrEnum
from functools import cache
from itertools import islice
from pathlib import Path
from typing import Any, get_args

import pytest

from ml_postmortems.analytics.archive import Archive
from ml_postmortems.analytics.report import recurrence_report, times_report, trend_report
from ml_postmortems.export.numbers_json import numbers_to_json
from ml_postmortems.export.search_json import search_to_json
from ml_postmortems.model.requirements import FieldRule, field_rules
from ml_postmortems.model.terms import Visibility
from ml_postmortems.reading.corpus import Corpus, load_corpus
from ml_postmortems.reading.record_file import RecordFile, parse_record_file
from ml_postmortems.search.documents import documents_of
from ml_postmortems.search.searching import Search
from ml_postmortems.search.whoosh_index import WhooshIndex
from ml_postmortems.web.pages import aliases, record_page
from ml_postmortems.web.site_index import SiteIndex
from scripts.reference.example_corpus import write_example_corpus
from scripts.reference.examples import is_told, tree_places
from scripts.reference.fields import anchor
from scripts.reference.readers import Reader, field_readers
from tests.helpers import FROZEN_TAXONOMY, REPOSITORY, TAXONOMY, record_text

MARK = "Zanzibarine"
EXAMPLE = "PM-2025-0001-example.md"
AS_OF = date(2026, 1, 1)
FIELDS = [rule for rule in field_rules() if is_told(rule)]
ALTERNATIVES: Sequence[tuple[str, tuple[str, ...]]] = (
    (r"PM-\d{4}-\d{4}", ("PM-2024-0003", "PM-2024-0009")),
    (r"PM\d{3}", ("PM601",)),
    (r"([ECAL])\d+", ("E1", "E4", "C2", "C4", "A3", "A2", "L7")),
    (r"\d{4}-\d\d-\d\d", ("2025-03-12", "2025-04-19", "2025-03-09", "2027-01-01")),
    (
        r"\d{4}-\d\d-\d\dT.*",
        ("2025-03-11T02:00:00Z", "2024-03-11T02:00:00Z", "2025-03-11T05:30:00Z", "2025-05-01T05:30:00Z"),
    ),
    (r"[0-9a-f]{64}", ("0" * 64,)),
    (r"[\d.]+", ("1", "2", "777")),
    (r"true|false", ("true", "false")),
    (r"https:.*", (f"https://{MARK.lower()}.example.com/",)),
    (r"@\w+", (f"@{MARK.lower()}",)),
    (r"\w+/[\w-]+", ("data-quality/label-error", "process/rollout-gap", "Asia/Tokyo")),
    (
        r"[a-z0-9-]+",
        ("reliability", "data-platform", "click-log", "training", "attack", "canary", f"{MARK.lower()}-id"),
    ),
    (r".*", (MARK,)),
)
"""Other values for what looks like one of these; a field may refuse them."""
MOST_PLACES = 4
WITHOUT_EFFECT = {
    (path, Reader.SEARCH) for path in (("times", "to"), ("times", "not_yet"), ("evidence", "copy"), ("causes", "since"))
}
"""The search asks when an incident can have begun: the end of an interval counts only where nothing else is known.

Of a copy and the age of a cause `has:` asks only whether they are there, which another value does not change.
"""
REFERENCE = "\n".join(path.read_text("utf-8") for path in (REPOSITORY / "docs/reference/fields").iterdir())


@cache
def corpus() -> Corpus:
    """The complete record, earlier ones and other endings, for readers of everything."""
    with tempfile.TemporaryDirectory() as folder:
        write_example_corpus(Path(folder), TAXONOMY)
        return load_corpus(Path(folder))


def changed_files(rule: FieldRule, wanted: Callable[[Any], bool] = lambda _: True) -> Iterator[RecordFile]:
    """Records with another value in one field, beginning with the complete one."""
    for file in sorted(corpus().files, key=lambda file: file.path.name != EXAMPLE):
        found = [place for place, _ in tree_places(file.tree, rule.path)]
        for place in found[:MOST_PLACES]:
            for value in filter(wanted, other_values(rule, file.tree, place)):
                tree = deepcopy(dict(file.tree))
                put(tree, place, value)
                made = parse_record_file(file.path, record_text(tree, file.body.text).encode())
                if made.record and not made.faults:
                    yield made


def value_at(tree: Any, place: tuple[str | int, ...]) -> Any:
    for key in place:
        tree = tree[key]
    return tree


def put(tree: Any, place: tuple[str | int, ...], value: Any) -> None:
    value_at(tree, place[:-1])[place[-1]] = value


def other_values(rule: FieldRule, tree: Any, place: tuple[str | int, ...]) -> Iterator[Any]:
    """Values that differ from the one that stands there."""
    value = value_at(tree, place)
    if isinstance(value, str):
        yield from alternatives(rule, value)
        yield {"not_applicable": MARK}
    elif isinstance(value, list) and value and isinstance(value[0], str):
        for other in alternatives(rule, value[0]):
            if other not in value:
                yield [other, *value[1:]]
        yield value[1:]
    elif isinstance(value, dict) and value.keys() & {"unknown", "not_applicable"}:
        yield MARK
        yield dict.fromkeys(value, MARK)


def alternatives(rule: FieldRule, value: str) -> Iterator[str]:
    words = tuple(terms(rule.annotation)) or next(words for shape, words in ALTERNATIVES if re.fullmatch(shape, value))
    yield from (word for word in words if word != value)


def terms(annotation: Any) -> Iterator[str]:
    """The words of the closed vocabularies of a field."""
    if isinstance(annotation, type) and issubclass(annotation, StrEnum):
        yield from annotation
    for part in get_args(annotation):
        yield from terms(part)


# What is read


def seen(file: RecordFile) -> Corpus:
    files = tuple(file if each.path == file.path else each for each in corpus().files)
    return replace(corpus(), files=files).for_audience(Visibility.RESTRICTED)


def page(file: RecordFile) -> str:
    index = SiteIndex(seen(file), AS_OF)
    shown = next(each for each in index.with_bodies.files if each.path == file.path)
    assert shown.record
    return f"{record_page(shown, shown.record, index).content().html}{[*aliases(index)]}"


def search(file: RecordFile) -> str:
    found = seen(file)
    return repr([(each.text, each.facts, each.day) for each in documents_of(found, found.vocabulary, AS_OF)])


def numbers(file: RecordFile) -> str:
    archive = Archive(seen(file), AS_OF)
    return "".join(numbers_to_json(report(archive)) for report in (trend_report, recurrence_report, times_report))


def export(file: RecordFile) -> str:
    found = seen(file)
    documents = documents_of(found, found.vocabulary, AS_OF)
    index = WhooshIndex(document.text for document in documents)
    answer = Search(documents, index, found.vocabulary).run("search")
    return search_to_json(answer, [], limit=20, left_out=0, unreadable=0)


OUTPUTS = {Reader.PAGE: page, Reader.SEARCH: search, Reader.NUMBERS: numbers, Reader.EXPORT: export}


@cache
def before(reader: Reader, path: Path) -> str:
    """What an output says of the unchanged record."""
    return OUTPUTS[reader](next(file for file in corpus().files if file.path == path))


def differs(reader: Reader, made: RecordFile) -> bool:
    return OUTPUTS[reader](made) != before(reader, made.path)


# The laws


def test_every_field_has_a_reader() -> None:
    """The format holds no field that no page, search, number, rule or export reads, and none of its own use."""
    found = field_readers(FROZEN_TAXONOMY)
    assert found.keys() == {rule.path for rule in FIELDS}
    assert [path for path, readers in found.items() if not readers] == []


def test_reference_names_the_readers() -> None:
    """The part of each field on its page says who reads it."""
    parts = dict(re.findall(r"^###? .*?\{#([\w-]+)\}\n(.*?)(?=^##|\Z)", REFERENCE, re.MULTILINE | re.DOTALL))
    for path, readers in field_readers(FROZEN_TAXONOMY).items():
        assert f"- **Read by**: {', '.join(readers)}\n" in parts[anchor(path)]


@pytest.mark.parametrize("reader", OUTPUTS)
def test_named_readers_say_something_else_when_the_field_changes(reader: Reader) -> None:
    """What is planted in a field reaches each output that the reference names."""
    unproven = [
        rule.path
        for rule in FIELDS
        if reader in field_readers(FROZEN_TAXONOMY)[rule.path]
        and (rule.path, reader) not in WITHOUT_EFFECT
        and next(changed_files(rule), None)
        and not any(differs(reader, made) for made in changed_files(rule))
    ]
    assert unproven == []


@pytest.mark.parametrize("reader", [Reader.PAGE, Reader.SEARCH, Reader.NUMBERS])
def test_others_say_the_same_when_the_field_changes(reader: Reader) -> None:
    """No output that the reference leaves out depends on the field."""
    found = [
        rule.path
        for rule in FIELDS
        if not {reader, Reader.FORMAT} & {*field_readers(FROZEN_TAXONOMY)[rule.path]}
        and any(differs(reader, made) for made in islice(changed_files(rule), 1))
    ]
    assert found == []


def test_planted_words_stand_on_the_page() -> None:
    """A word that is planted in a field of free text can be read on the page of the record."""
    found = {rule.path: made for rule in FIELDS for made in islice(changed_files(rule, lambda value: value == MARK), 1)}
    assert len(found) > 40
    assert [path for path, made in found.items() if MARK not in page(made)] == []
