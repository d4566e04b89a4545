"""The texts of findings are for people: any of them can be reworded, and no program notices."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from dataclasses import replace
from datetime import date
from pathlib import Path
from typing import Any

import pytest

from ml_postmortems.authoring.drafting.draft import require_draft
from ml_postmortems.authoring.drafting.next_steps import NextSteps, next_steps
from ml_postmortems.errors import DraftRefused
from ml_postmortems.lint import registry
from ml_postmortems.lint.check import check
from ml_postmortems.lint.context import Context
from ml_postmortems.lint.finding import DATA_NAMES, Problem
from ml_postmortems.lint.outputs.json import report_to_json
from ml_postmortems.lint.registry import Rule
from ml_postmortems.lint.rule_set import all_rules
from ml_postmortems.model.terms import Status
from ml_postmortems.reading.corpus import load_corpus
from scripts.overdue_text import issue_body
from tests.authoring.workspace import AS_OF, context_in, draft_answers
from tests.helpers import BODY, own_record, write_corpus
from tests.lint.rules.all_cases import ALL_CASES
from tests.lint.rules.cases import Checked

GAPS = {"summary": None, "timeline": None, "trigger": "a push", "actions.1.due": None}
EMPTY_SECTION = BODY.replace("The rollback took five minutes once the cause was known.", "<!-- What helped? -->")


def reworded(rule: Rule) -> Rule:
    """The rule, with other words in all its texts."""

    def in_other_words(rule_check: Callable[..., Iterator[Problem]]) -> Callable[..., Iterator[Problem]]:
        def run(*arguments: Any) -> Iterator[Problem]:
            for number, problem in enumerate(rule_check(*arguments)):
                yield replace(problem, subject=f"x{number}", condition="x", found=f"x{number}", fix="x")

        return run

    return replace(
        rule,
        check_file=in_other_words(rule.check_file) if rule.check_file else None,
        check_record=in_other_words(rule.check_record) if rule.check_record else None,
        check_corpus=in_other_words(rule.check_corpus) if rule.check_corpus else None,
    )


@pytest.fixture(params=["as they are", "reworded"])
def words(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> None:
    """The rules as they are, then all of them with other texts."""
    if request.param == "reworded":
        rules = {rule.code: reworded(rule) for rule in all_rules()}
        monkeypatch.setattr(registry, "_RULES", rules)


def steps_of(folder: Path, goal: Status, *records: dict[str, Any], body: str = BODY) -> NextSteps:
    """The next steps of the last of these records."""
    corpus = load_corpus(write_corpus(folder, *records, body=body))
    steps = next_steps(corpus, corpus.files[-1], goal, AS_OF)
    assert isinstance(steps, NextSteps)
    return steps


@pytest.mark.usefixtures("words")
def test_next_names_missing_fields_and_sections(tmp_path: Path) -> None:
    """`next` tells fields, sections and errors apart by field and data."""
    steps = steps_of(tmp_path, Status.PUBLISHED, own_record(status="in-review", **GAPS), body=EMPTY_SECTION)
    subjects = [step.subject for step in steps.steps]
    assert subjects == ["summary", "timeline", "actions[1].due", "## What went well"]
    assert steps.steps[-1].description.endswith("Write it, and delete the comment there.")
    assert [(finding.code, finding.field) for finding in steps.blockers] == [("PM103", ("trigger",))]


@pytest.mark.usefixtures("words")
def test_next_names_the_records_of_the_recurrence_question(tmp_path: Path) -> None:
    """`next` names the earlier record with its title, whatever the checker's sentence is."""
    later = own_record(id="PM-2025-0002", title="Again", status="draft", recurrence=None)
    later["timeline"] = [event | {"at": event["at"].replace("2025-03", "2025-05")} for event in later["timeline"]]
    steps = steps_of(tmp_path, Status.IN_REVIEW, own_record(), later)
    (step,) = steps.steps
    assert step.description.endswith(f"Answer for PM-2025-0001 ({own_record()['title']}).")
    assert steps.blockers == ()


@pytest.mark.usefixtures("words")
def test_answers_are_judged_one_by_one(tmp_path: Path) -> None:
    """`new` finds the findings about the answer just given, and those about the format of the file."""
    context = context_in(write_corpus(tmp_path))
    answers = draft_answers(title="x" * 91, team="nobody")
    assert [each.code for each in context.findings_about("title", answers)] == ["PM106"]
    assert [each.code for each in context.findings_about("team", answers)] == ["PM111"]
    assert context.findings_about("symptom", answers) == ()
    assert [each.code for each in context.findings_about("title", draft_answers(title="a\u202eb"))] == ["PM004"]


@pytest.mark.usefixtures("words")
def test_a_missing_answer_is_told_once(tmp_path: Path) -> None:
    """`new` does not repeat what the checker says of an option that is missing, and names the option of a wrong one."""
    answers = draft_answers(severity="SEV9")
    answers.fields.pop("teams")
    with pytest.raises(DraftRefused) as refused:
        require_draft(context_in(write_corpus(tmp_path)), answers)
    team, severity = refused.value.reasons
    assert team.startswith("--team must be given") and severity.startswith("--severity ")


@pytest.mark.usefixtures("words")
def test_overdue_actions_are_listed(tmp_path: Path) -> None:
    """The issue of overdue actions has its dates and fields from the data of the findings."""
    root = write_corpus(tmp_path, own_record(**{"actions.2.due": "2026-03-01"}))
    report = check(Context(load_corpus(root), date(2026, 3, 11)))
    text = issue_body(json.loads(report_to_json(report)))
    assert "1 action is past the due date on 2026-03-11." in text
    assert "| 2026-03-01 | 10 d | A3: Alert on " in text


def test_every_finding_carries_the_data_that_is_documented(checked: Checked) -> None:
    """A rule gives exactly the facts that `DATA_NAMES` promises, each with a value."""
    seen = set()
    for case in ALL_CASES:
        for finding in checked(case).findings:
            assert finding.data.keys() == DATA_NAMES.get(finding.code, {}).keys()
            assert all(finding.data.values())
            seen.add(finding.code)
    assert set(DATA_NAMES) <= seen


def test_a_finding_names_the_field_that_its_sentence_names(checked: Checked) -> None:
    """The field path is that of the file, so what programs get is what people read."""
    for case in ALL_CASES:
        for finding in checked(case).findings:
            assert not finding.field or finding.field_name in finding.subject
