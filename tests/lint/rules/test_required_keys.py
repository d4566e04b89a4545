"""No required key of a record can be lost without a finding that says where, and names it."""

from __future__ import annotations

from collections.abc import Iterator
from copy import deepcopy
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from ml_postmortems.lint.finding import Finding, Level
from ml_postmortems.reading.corpus import Corpus, load_corpus
from ml_postmortems.reading.record_file import parse_record_file
from tests.helpers import RecordDict, external_record, own_record, record_text
from tests.lint.rules.cases import EXTERNAL, OWN, check_files, write_files

Path_ = tuple[str | int, ...]

OPTIONAL = {
    "": {"aliases", "dissent", "assumptions", "recognition", "tags", "regulatory", "validation"},
    "teams": {"involved"},
    "trigger": {"evidence"},
    "failure": {"evidence"},
    "detection": {"evidence"},
    "evidence": {"team", "publisher", "date"},
    "timeline": {"evidence", "from", "to", "ref", "why_it_mattered"},
    "causes": {"evidence", "caused_by", "since"},
    "hypotheses": {"evidence_for", "evidence_against"},
    "assumptions": {"recheck_by"},
    "impact": {"requests", "predictions", "slo_budget", "other", "evidence", "notes", "groups", "windows"},
    "alignment": {"goals", "roadmap"},
    "recurrence": {"of", "related", "dismissed", "broken_controls"},
    "affected_data": {"evidence"},
    "actions": {"addresses", "person", "ticket", "completed", "evidence", "control"},
    "actions.control": {"threshold", "runbook"},
    "validation": {"evidence"},
    "lessons": {"applies_to"},
    "people.absent": {"reason"},
    "regulatory": {"date", "evidence"},
}
"""What the format lets a published record go without; everything else that stands in one is required."""
_MEASURES = ("users", "requests", "predictions", "money", "slo_budget", "other")
_INSTANT_FIELDS = ("from", "to", "evidence")


def _words(path: Path_) -> tuple[str, ...]:
    return tuple(part for part in path if isinstance(part, str))


def _is_required(path: Path_, record: RecordDict, versioned: set[str]) -> bool:
    """Whether a published record must have the key that a path ends with."""
    match _words(path):
        case ("failure", "metric" | "expected") | ("detection", "should_have_been") | ("impact", "money" | "harm"):
            return record["severity"] in ("SEV1", "SEV2")
        case ("failure", "definition"):
            return bool(record["severity"] == "SEV3")
        case ("recurrence",):
            return False
        case ("hypotheses",):
            return (record["origin"], record["severity"]) in (("own", "SEV1"), ("own", "SEV2"))
        case ("people", "facilitator" | "reviewers" | "reviews"):
            return str(record["status"]) == "closed"
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


@pytest.fixture(scope="module")
def made_up_corpus(tmp_path_factory: pytest.TempPathFactory) -> Corpus:
    return load_corpus(write_files(tmp_path_factory.mktemp("valid")))


def _check(record: RecordDict, path: Path, corpus: Corpus) -> list[Finding]:
    """What is found in this record in place of the one that the corpus has under the path."""
    file = parse_record_file(path, record_text(record).encode())
    files = tuple(file if other.path == path else other for other in corpus.files)
    return check_files(replace(corpus, files=files), [file], {path})


_NOT_AN_ERROR = (("extent",), ("validation", 0, "risk"), ("validation", 0, "risk", "reason"))
"""What only the pull request that brings a record there is asked for; later it is a reminder."""


def _required_paths(record: RecordDict, corpus: Corpus) -> list[Path_]:
    assert corpus.catalog
    versioned = {name for name, artifact in corpus.catalog.artifacts.items() if artifact.kind.is_versioned}
    asked = (path for path in _key_paths(record) if path not in _NOT_AN_ERROR)
    return [path for path in asked if _is_required(path, record, versioned)]


def _tells_of(finding: Finding, key: str, last_line: int) -> bool:
    return 1 <= finding.line <= last_line and key in finding.fix


HALF_KNOWN = {
    "times.detected": {"from": "2024-06-05T10:00:00+02:00"},
    "times.diagnosed": {"to": "2024-06-05T12:00:00+02:00", "evidence": ["E1"]},
    "times.data-repaired": {"unknown": "Acme does not say."},
    "impact.users": [{"text": "Asked", "value": {"from": "9800"}, "unit": "users", "evidence": ["E1"]}],
    "impact.other": [{"text": "Complained", "value": {"to": "40"}, "unit": "posts", "evidence": ["E1"]}],
    "affected_data": [
        {
            "artifact": "acme-answers",
            "from": "2024-06-05T10:00:00+02:00",
            "to": {"unknown": "Acme does not say."},
            "filter": {"unknown": "Acme does not say."},
            "state": "repaired",
            "evidence": ["E1"],
        }
    ],
}
"""What an external record says where its source gives one end of a range only."""
RECORDS = [
    pytest.param(OWN, own_record(), 220, id="our own SEV1, which needs the most"),
    pytest.param(EXTERNAL, external_record(), 64, id="an external record"),
    pytest.param(EXTERNAL, external_record(**HALF_KNOWN), 75, id="an external record that knows one end of its ranges"),
]


@pytest.mark.parametrize(("name", "record", "keys"), RECORDS)
def test_no_required_key_can_be_lost(name: str, record: RecordDict, keys: int, made_up_corpus: Corpus) -> None:
    """Whatever required key is deleted from a published record, an error says on which line to add it."""
    path = made_up_corpus.root / name
    assert not _check(record, path, made_up_corpus), "the record must be good with all its keys"
    required = _required_paths(record, made_up_corpus)
    for key_path in required:
        shorter = _without(record, key_path)
        last_line = record_text(shorter).count("\n")
        errors = [each for each in _check(shorter, path, made_up_corpus) if each.level is Level.ERROR]
        assert any(_tells_of(each, str(key_path[-1]), last_line) for each in errors), (key_path, errors)
    assert len(required) >= keys, "the walk must not stop short"


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
        "lessons.0.applies_to",
        "recognition",
        "tags",
        "regulatory",
    ],
)
def test_an_optional_key_can_be_left_out(key: str, made_up_corpus: Corpus) -> None:
    """What is optional is not asked for."""
    path = made_up_corpus.root / OWN
    record = own_record()
    key_path: Path_ = tuple(int(part) if part.isdigit() else part for part in key.split("."))
    if key != "artifacts.1.version":  # a feature has none to begin with
        record = _without(record, key_path)
    assert _check(record, path, made_up_corpus) == []
