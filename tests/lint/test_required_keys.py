"""No required key of any record can be lost without a finding that says where, and names it."""

from __future__ import annotations

from collections.abc import Iterator
from copy import deepcopy
from dataclasses import replace
from functools import cache
from pathlib import Path
from typing import Any

import pytest
import yaml

from ml_postmortems.lint.finding import Finding, Level
from ml_postmortems.reading.corpus import Corpus, load_corpus
from ml_postmortems.reading.record_file import parse_record_file
from tests.helpers import REAL_RECORDS, RecordDict, record_text
from tests.lint.cases import EXTERNAL, OWN, VALID_FILES, check_files, write_files

Path_ = tuple[str | int, ...]

OPTIONAL = {
    "": {"aliases", "dissent", "assumptions", "recognition", "tags", "regulatory", "validation"},
    "teams": {"involved"},
    "trigger": {"evidence"},
    "failure": {"evidence"},
    "detection": {"evidence"},
    "evidence": {"team", "publisher", "date"},
    "timeline": {"evidence", "from", "to", "ref", "why_it_mattered"},
    "causes": {"evidence", "caused_by"},
    "hypotheses": {"evidence_for", "evidence_against"},
    "assumptions": {"recheck_by"},
    "impact": {"requests", "predictions", "slo_budget", "other", "evidence", "notes"},
    "recurrence": {"of", "related", "dismissed", "broken_controls"},
    "affected_data": {"evidence"},
    "actions": {"addresses", "person", "ticket", "completed", "evidence", "control"},
    "actions.control": {"threshold", "runbook"},
    "validation": {"evidence"},
    "lessons": {"applies_to"},
    "regulatory": {"date", "evidence"},
}
"""What design section 3 lets a published record go without; everything else that stands in one is required."""
_MEASURES = ("users", "requests", "predictions", "money", "slo_budget", "other")
_INSTANT_FIELDS = ("from", "to", "evidence")


def _words(path: Path_) -> tuple[str, ...]:
    return tuple(part for part in path if isinstance(part, str))


def _is_required(path: Path_, record: RecordDict, versioned: set[str]) -> bool:
    """Whether a published record must have the key that a path ends with, by design section 3."""
    match _words(path):
        case ("hypotheses",):
            return (record["origin"], record["severity"]) in (("own", "SEV1"), ("own", "SEV2"))
        case ("impact", measure, "approximate") if measure in _MEASURES:
            return False
        case ("impact", measure, "value", "from" | "to") if measure in _MEASURES:
            return len(_at(record, path[:-1])) == 1
        case ("times", _, field) if field in _INSTANT_FIELDS:
            return field != "evidence" and len(set(_at(record, path[:-1])) - {"evidence"}) == 1
        case ("artifacts", "version"):
            return str(_at(record, path[:-1])["id"]) in versioned
        case ("actions", "success_criterion"):
            return str(record["origin"]) == "own"
        case ("timeline", "marks"):
            return set(_at(record, path)) != {"data-repaired"} or isinstance(record["affected_data"], list)
        case (*block, key):
            return key not in OPTIONAL.get(".".join(block), ())
    raise AssertionError(path)


def _key_paths(value: Any, path: Path_ = ()) -> Iterator[Path_]:
    """The path of every key; a statement `{unknown: why}` is a value, whatever its keys."""
    match value:
        case dict() if not value.keys() & {"unknown", "not_applicable"}:
            for key, part in value.items():
                yield (*path, key)
                yield from _key_paths(part, (*path, key))
        case list():
            for index, item in enumerate(value):
                yield from _key_paths(item, (*path, index))


def _at(value: Any, path: Path_) -> Any:
    for part in path:
        value = value[part]
    return value


def _without(record: RecordDict, path: Path_) -> RecordDict:
    copy = deepcopy(record)
    del _at(copy, path[:-1])[path[-1]]
    return copy


@cache
def _real_corpus() -> Corpus:
    return load_corpus(REAL_RECORDS)


@pytest.fixture(scope="module")
def made_up_corpus(tmp_path_factory: pytest.TempPathFactory) -> Corpus:
    return load_corpus(write_files(tmp_path_factory.mktemp("valid")))


def _front_matter_and_body(text: str) -> tuple[RecordDict, str]:
    """The two halves of a record, by PyYAML's own reader instead of ours."""
    _, front_matter, body = text.split("---\n", 2)
    return yaml.load(front_matter, Loader=yaml.CBaseLoader), body


def _check(record: RecordDict, body: str, path: Path, corpus: Corpus) -> list[Finding]:
    """What is found in this record in place of the one that the corpus has under the path."""
    file = parse_record_file(path, record_text(record, body).encode())
    files = tuple(file if other.path == path else other for other in corpus.files)
    return check_files(replace(corpus, files=files), [file], {path})


def _required_paths(record: RecordDict, corpus: Corpus) -> list[Path_]:
    assert corpus.catalog
    versioned = {name for name, artifact in corpus.catalog.artifacts.items() if artifact.kind.is_versioned}
    return [path for path in _key_paths(record) if _is_required(path, record, versioned)]


def _try_required_keys(path: Path, corpus: Corpus) -> int:
    """Delete each required key of a record alone; the number of keys tried."""
    record, body = _front_matter_and_body(path.read_text("utf-8"))
    assert not _check(record, body, path, corpus), "written out again, the record must be as good as it was"
    required = _required_paths(record, corpus)
    for key_path in required:
        shorter = _without(record, key_path)
        last_line = record_text(shorter, body).count("\n")
        errors = [each for each in _check(shorter, body, path, corpus) if each.level is Level.ERROR]
        assert any(_tells_of(each, str(key_path[-1]), last_line) for each in errors), (key_path, errors)
    return len(required)


def _tells_of(finding: Finding, key: str, last_line: int) -> bool:
    return 1 <= finding.line <= last_line and key in finding.fix


REAL_FILES = sorted(REAL_RECORDS.glob("*/*.md"))


@pytest.mark.parametrize("path", REAL_FILES, ids=lambda path: path.stem)
def test_no_required_key_of_a_real_record_can_be_lost(path: Path) -> None:
    """Whatever required key is deleted from a published record, an error says on which line to add it."""
    assert _try_required_keys(path, _real_corpus()) >= 100, "a real record has more keys than that"


@pytest.mark.parametrize(("name", "keys"), [(OWN, 220), (EXTERNAL, 70)])
def test_no_required_key_of_a_made_up_record_can_be_lost(name: str, keys: int, made_up_corpus: Corpus) -> None:
    """The same of our own SEV1, which needs what no record of an external incident has."""
    assert _try_required_keys(made_up_corpus.root / name, made_up_corpus) >= keys


def test_the_required_keys_are_many() -> None:
    """A folder that moved, or a walk that stops short, does not leave the tests above with little to try."""
    corpus = _real_corpus()
    records = [_front_matter_and_body(path.read_text("utf-8"))[0] for path in REAL_FILES]
    assert len(records) >= 8
    assert sum(len(_required_paths(record, corpus)) for record in records) >= 1_400


@pytest.mark.parametrize(
    "key",
    [
        "teams.involved",
        "trigger.evidence",
        "evidence.0.team",
        "evidence.0.date",
        "timeline.0.evidence",
        "timeline.0.from",
        "timeline.0.why_it_mattered",
        "artifacts.1.version",
        "causes.0.caused_by",
        "dissent",
        "assumptions",
        "impact.requests",
        "impact.users.0.approximate",
        "impact.notes",
        "recurrence.of",
        "recurrence.dismissed",
        "actions.0.ticket",
        "actions.1.control",
        "lessons.0.applies_to",
        "recognition",
        "tags",
        "regulatory",
    ],
)
def test_an_optional_key_can_be_left_out(key: str, made_up_corpus: Corpus) -> None:
    """What is optional is not asked for."""
    path = made_up_corpus.root / OWN
    text = VALID_FILES[OWN]
    assert isinstance(text, str)
    record, body = _front_matter_and_body(text)
    key_path: Path_ = tuple(int(part) if part.isdigit() else part for part in key.split("."))
    if key != "artifacts.1.version":  # a feature has none to begin with
        record = _without(record, key_path)
    assert _check(record, body, path, made_up_corpus) == []
