"""What the checker says to somebody who writes a record: no fault that only invention could mend."""

from __future__ import annotations

from datetime import date
from pathlib import Path
from typing import Any

import pytest

from ml_postmortems.lint.check import check
from ml_postmortems.lint.context import Context
from ml_postmortems.lint.finding import Finding
from ml_postmortems.reading.corpus import load_corpus
from tests.helpers import changed, own_record, write_corpus

AFTER = date(2031, 1, 1)
"""A day after every due date of the record."""


def findings(
    folder: Path, record: dict[str, Any], *, is_new: bool = False, as_of: date = date(2025, 12, 1)
) -> list[Finding]:
    """What is found in one record, which a pull request adds or which is there already."""
    corpus = load_corpus(write_corpus(folder, record))
    paths = frozenset(file.path for file in corpus.files) if is_new else frozenset()
    return [*check(Context(corpus, as_of, changed=paths)).findings]


def codes(found: list[Finding]) -> set[str]:
    """The rules that found something."""
    return {each.code for each in found}


def test_passed_dates_are_not_told_in_the_pull_request_that_adds_the_record(tmp_path: Path) -> None:
    """Whoever writes up an old incident cannot keep a date of the past; once merged, what is overdue is told."""
    record = changed(own_record(), "actions.0.status", "open")
    record = changed(record, "actions.0.completed", None)
    record = changed(record, "communication.next_update", "2030-01-01")
    passed = {"PM503", "PM525"}
    assert passed <= codes(findings(tmp_path / "merged", record, as_of=AFTER))
    added = findings(tmp_path / "new", record, is_new=True, as_of=AFTER)
    assert [each for each in added if each.code in passed] == []


@pytest.mark.parametrize(("state", "is_asked"), [("quarantined", False), ("accepted", False), ("repaired", True)])
def test_repair_is_asked_for_where_data_was_repaired(tmp_path: Path, state: str, is_asked: bool) -> None:
    """Data that is kept apart, or left as it is, has no moment of repair."""
    record = own_record()
    for index, event in enumerate(record["timeline"]):
        if "data-repaired" in event.get("marks", []):
            record["timeline"][index] = event | {"marks": [each for each in event["marks"] if each != "data-repaired"]}
    record = changed(record, "affected_data.0.state", state)
    found = [each for each in findings(tmp_path, record) if each.code == "PM306"]
    assert bool(found) == is_asked


def test_authors_and_addresses_may_be_unknown(tmp_path: Path) -> None:
    """Nobody invents an author or an address; a reason stands in its place, as everywhere."""
    record = changed(own_record(), "people.authors", {"unknown": "The report names nobody."})
    record = changed(record, "evidence.0.uri", {"unknown": "The log is shown on a console that has no links."})
    assert not [each for each in findings(tmp_path, record) if each.level == "error"]


def test_what_is_missing_says_why_nothing_gives_it(tmp_path: Path) -> None:
    """A field that another one would give is asked for with what is not there: here no action detects."""
    record = changed(own_record(schema_version="2"), "detection.should_have_been", None)
    record["actions"] = [each | {"type": "prevent"} for each in record["actions"]]
    [missing] = [each for each in findings(tmp_path, record) if each.code == "PM301"]
    assert "not derived, since no action has `type: detect`" in missing.fix


UNDECIDED = {"unknown": "The head of search names it by 9 May."}


@pytest.mark.parametrize("path", ["actions.{open}.person", "actions.{open}.due", "causes.1.accepted_risk"])
def test_what_nobody_has_decided_has_a_place_until_the_record_is_closed(path: str, tmp_path: Path) -> None:
    """An action without owner or date, and a cause that nobody acts on, are a warning, and an error at the end."""
    record = own_record(status="validating")
    place = next(index for index, each in enumerate(record["actions"]) if index and "completed" not in each)
    record = changed(record, path.format(open=place), UNDECIDED)
    before = codes(findings(tmp_path / "before", own_record(status="validating")))
    found = findings(tmp_path / "open", record)
    assert codes(found) - before == {"PM313"}
    assert [each.field for each in found if each.code == "PM313"] == [tuple_of(path.format(open=place))]
    closed = findings(tmp_path / "closed", changed(record, "status", "closed"))
    assert tuple_of(path.format(open=place)) in [each.field for each in closed if each.code == "PM314"]


@pytest.mark.parametrize("said", ["unknown", "not_applicable"])
@pytest.mark.parametrize("why", ["Not set yet.", "The meeting set none.", "It goes on for good."])
def test_an_open_date_is_one_case_in_any_words(said: str, why: str, tmp_path: Path) -> None:
    """That an action has no date yet is told by the field; no wording of the reason gets around it or is refused."""
    record = own_record(status="validating")
    place = next(index for index, each in enumerate(record["actions"]) if index and "completed" not in each)
    [found] = [
        each
        for each in findings(tmp_path, changed(record, f"actions.{place}.due", {said: why}))
        if each.code == "PM313"
    ]
    assert found.condition == "must be open only until somebody has decided it"


@pytest.mark.parametrize("status", ["published", "validating"])
def test_an_owner_that_no_one_person_can_be_is_decided(status: str, tmp_path: Path) -> None:
    """`not_applicable` says who does it, which is a decision, unlike `unknown`."""
    record = own_record(status=status)
    place = next(index for index, each in enumerate(record["actions"]) if "completed" not in each)
    decided = changed(record, f"actions.{place}.person", {"not_applicable": "The rota of the team does it."})
    assert codes(findings(tmp_path / "after", decided)) == codes(findings(tmp_path / "before", record))


def test_one_analysis_may_refute_some_explanations(tmp_path: Path) -> None:
    """What shows the primary cause may refute one explanation, where another one falls by something else."""
    record = own_record()
    shown = next(each["evidence"] for each in record["causes"] if each["id"] == record["primary_cause"])
    other = next([each["id"]] for each in record["evidence"] if each["id"] not in shown)
    refuted = {"text": "The new release of the job changed the order.", "state": "refuted"}
    same = refuted | {"evidence_for": [], "evidence_against": shown}
    alone = record | {"hypotheses": [same]}
    weighed = record | {"hypotheses": [same, same | {"text": "Shoppers wanted it.", "evidence_against": other}]}
    assert "PM416" in codes(findings(tmp_path / "alone", alone))
    assert "PM416" not in codes(findings(tmp_path / "weighed", weighed))


def test_one_lasting_action_of_a_severe_record_has_an_owner_and_a_date(tmp_path: Path) -> None:
    """A severe record of which every action waits for somebody is not published."""
    record = own_record()
    for index, action in enumerate(record["actions"]):
        assert "PM312" not in codes(findings(tmp_path / str(index), record))
        record = changed(record, f"actions.{index}", action | {"due": UNDECIDED})
    assert "PM312" in codes(findings(tmp_path / "none", record))


def tuple_of(path: str) -> tuple[str | int, ...]:
    """A path such as `causes.0.text` as the checker has it."""
    return tuple(int(part) if part.isdigit() else part for part in path.split("."))


def test_unknown_that_is_refused_says_what_to_do(tmp_path: Path) -> None:
    """Where another field gives the value, it is left out."""
    found = findings(tmp_path, changed(own_record(), "actions.0.status", {"unknown": "Nobody says."}))
    [refused] = [each for each in found if each.code == "PM107"]
    assert refused.fix.startswith("leave it out, in version 2 of the format: it is taken from `completed`")
