"""What an author is told to do next."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from ml_postmortems.authoring.drafting.draft import preview_draft
from ml_postmortems.authoring.drafting.examples import EXAMPLES, example_of
from ml_postmortems.authoring.drafting.next_steps import NextSteps, next_steps
from ml_postmortems.authoring.unsaved_check import check_unsaved
from ml_postmortems.lint.check import Report
from ml_postmortems.model.block import Gate
from ml_postmortems.model.lifecycle import LIFECYCLE
from ml_postmortems.model.requirements import field_rules
from ml_postmortems.model.terms import Origin, Severity, Status
from ml_postmortems.reading.corpus import load_corpus
from tests.authoring.workspace import AS_OF, context_in, draft_answers, workspace
from tests.helpers import BODY, external_record, own_record, record_text, write_corpus


def steps_of(folder: Path, record: dict[str, Any], goal: Status, body: str = BODY) -> NextSteps:
    """The next steps of the one record of a new folder."""
    corpus = load_corpus(write_corpus(folder, record, body=body))
    steps = next_steps(corpus, corpus.files[0], goal, AS_OF)
    assert isinstance(steps, NextSteps)
    return steps


def test_every_needed_field_has_an_example() -> None:
    """A field that a later status needs always has a made-up answer, for bases in which nobody has answered it."""
    needed = [rule.path for rule in field_rules() if rule.needed and rule.needed.gate is not Gate.DRAFT]
    assert set(EXAMPLES) == {".".join(path) for path in needed}


@pytest.mark.parametrize("origin", Origin)
@pytest.mark.parametrize("severity", Severity)
def test_examples_pasted_together_make_a_record_that_passes(tmp_path: Path, origin: Origin, severity: Severity) -> None:
    """Who pastes every example gets a record that the checker accepts as published, so the examples are right."""
    root = write_corpus(tmp_path)
    context = context_in(root)
    team = "ranking" if origin is Origin.OWN else "acme-search"
    answers = draft_answers(origin=origin, severity=severity, team=team, visibility="public")
    path, text = preview_draft(context, answers)
    file, _ = check_unsaved(context.corpus, path, text.encode(), AS_OF)
    assert file.record
    for rule in field_rules():
        question = f"#{rule.path[0]}:\n"
        if len(rule.path) == 1 and question in text and rule.path != ("validation",):
            text = text.replace(question, example_of(rule.path, file.record, context.catalog, AS_OF) + "\n")
    head = text.split("\n---\n")[0].replace("status: draft", "status: published")
    if severity is Severity.SEV1 and origin is Origin.OWN:  # asked for with a form of its own, by lineage
        head += "\nextent: {not_applicable: Nothing else reads the log of the sessions.}"
    if origin is Origin.EXTERNAL:  # where a source is pasted as it stands, PM326 tells
        head = head.replace("example.com", "acme-answers.org")
    _, report = check_unsaved(context.corpus, path, f"{head}\n---\n{BODY}".encode(), AS_OF)
    assert report.findings == ()


def test_each_missing_field_is_a_step(tmp_path: Path) -> None:
    """What the goal needs and the record lacks is named, with its description and an example."""
    missing = {"summary": None, "causes": None, "primary_cause": None, "timeline": None, "people": None, "risk": None}
    steps = steps_of(tmp_path, own_record(status="in-review", **missing), Status.PUBLISHED)
    subjects = [step.subject for step in steps.steps]
    assert sorted(subjects) == ["causes", "people", "primary_cause", "risk", "summary", "timeline"]
    assert all(step.description and step.example for step in steps.steps)


def test_missing_timeline_asks_for_the_key_instants_once(tmp_path: Path) -> None:
    """A missing timeline is one step that names the instants to mark, not six findings."""
    steps = steps_of(tmp_path, own_record(status="in-review", timeline=None), Status.PUBLISHED)
    assert [step.subject for step in steps.steps] == ["timeline"]
    assert "started, detected, diagnosed, mitigated, resolved" in steps.steps[0].description
    assert steps.blockers == ()


def test_missing_part_of_an_item_is_named_with_its_line(tmp_path: Path) -> None:
    """What one action lacks is asked for at that action."""
    steps = steps_of(tmp_path, own_record(status="in-review", **{"actions.1.due": None}), Status.PUBLISHED)
    (step,) = steps.steps
    assert (step.subject, step.example) == ("actions[1].due", "due: 2025-12-31")
    assert step.line > 1


def test_empty_sections_are_steps_and_their_prompts_are_not_told_twice(tmp_path: Path) -> None:
    """A section that still holds only its prompt is one step; a comment beside text is to be mended."""
    body = BODY.replace("The rollback took five minutes once the cause was known.", "<!-- What helped? -->").replace(
        "It was a quiet night", "<!-- What else? -->\nIt was a quiet night"
    )
    steps = steps_of(tmp_path, own_record(status="in-review"), Status.PUBLISHED, body)
    assert [step.subject for step in steps.steps] == ["## What went well"]
    assert [finding.code for finding in steps.blockers] == ["PM304"]


def test_recurrence_is_asked_with_the_records_it_is_about(tmp_path: Path) -> None:
    """The author is told which earlier records to answer for, and why these."""
    later = own_record(id="PM-2025-0002", title="Again", status="draft", recurrence=None)
    later["timeline"] = [event | {"at": event["at"].replace("2025-03", "2025-05")} for event in later["timeline"]]
    corpus = load_corpus(write_corpus(tmp_path, own_record(), later))
    steps = next_steps(corpus, corpus.files[1], Status.IN_REVIEW, AS_OF)
    assert isinstance(steps, NextSteps)
    (step,) = steps.steps
    assert step.subject == "recurrence" and "PM-2025-0001" in step.description
    assert steps.blockers == ()


def test_fault_in_a_field_is_a_blocker_and_not_a_missing_field(tmp_path: Path) -> None:
    """A field that is written wrongly is mended, not added a second time."""
    steps = steps_of(tmp_path, own_record(status="draft", trigger="a push"), Status.IN_REVIEW)
    assert steps.steps == ()
    assert [finding.subject for finding in steps.blockers] == ["trigger"]


def test_external_record_is_not_asked_what_only_insiders_know(tmp_path: Path) -> None:
    """The steps of an external record are those of its origin, and so are their examples."""
    steps = steps_of(tmp_path, external_record(status="in-review", actions=None), Status.PUBLISHED)
    assert [step.subject for step in steps.steps] == ["actions"]
    assert "announced" in steps.steps[0].example and "due" not in steps.steps[0].example


def test_unreadable_record_gets_its_findings(tmp_path: Path) -> None:
    """Where the file cannot be read at all, the findings are the next step."""
    root, _ = workspace(tmp_path)
    path = root / "2025" / "PM-2025-0002-broken.md"
    path.write_text(record_text(own_record()).replace("---\n", "--\n", 1))
    corpus = load_corpus(root)
    file = corpus.file_of("PM-2025-0002")
    assert file
    report = next_steps(corpus, file, Status.IN_REVIEW, AS_OF)
    assert isinstance(report, Report) and report.errors


def test_every_unfinished_status_has_a_next_one() -> None:
    """Only records with nothing left to do have no next status."""
    finished = {status for status in Status if not LIFECYCLE[status].goal}
    assert finished == {Status.CLOSED, Status.WITHDRAWN, Status.SUPERSEDED}
