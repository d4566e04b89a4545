"""Portions: what is asked first, how much at once, and what comes after."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from ml_postmortems.authoring.coaching.effort import MOST_MINUTES, Effort
from ml_postmortems.authoring.coaching.plan import Plan, make_plan
from ml_postmortems.authoring.coaching.plan_json import plan_to_dict
from ml_postmortems.authoring.coaching.plan_text import plan_lines
from ml_postmortems.authoring.coaching.themes import THEMES
from ml_postmortems.authoring.drafting.next_steps import NextSteps, next_steps
from ml_postmortems.model.block import Gate
from ml_postmortems.model.body_sections import BODY_SECTIONS
from ml_postmortems.model.requirements import field_rules
from ml_postmortems.model.terms import Status
from ml_postmortems.plurals import counted
from ml_postmortems.reading.corpus import load_corpus
from ml_postmortems.styled_text import line_to_text
from tests.authoring.workspace import AS_OF
from tests.helpers import BODY, in_month, own_record, write_corpus

BARE = (
    *("evidence", "artifacts", "causes", "primary_cause", "trigger", "lifecycle_stage", "hypotheses", "actions"),
    *("detection", "failure", "lessons", "recurrence", "summary", "timeline", "impact", "affected_data"),
    *("risk", "people", "incident_refs", "responsibilities", "communication", "alignment", "validation", "dissent"),
    *("regulatory", "assumptions", "recognition", "tags"),
)


def bare(**changes: Any) -> dict[str, Any]:
    """Our own record as it stands after `new`: nothing but what a draft needs."""
    return own_record(id="PM-2025-0002", title="Again", status="draft", **dict.fromkeys(BARE), **changes)


def plan_of(folder: Path, *records: dict[str, Any], goal: Status = Status.PUBLISHED, body: str = BODY) -> Plan:
    """The plan of the last of these records."""
    corpus = load_corpus(write_corpus(folder, *records, body=body))
    steps = next_steps(corpus, corpus.files[-1], goal, AS_OF)
    assert isinstance(steps, NextSteps)
    return make_plan(steps)


def text_of(plan: Plan, *, is_all: bool = False) -> str:
    """What is printed."""
    return "\n".join(line_to_text(line) for line in plan_lines(plan, is_all=is_all))


def test_every_needed_field_and_section_has_a_theme() -> None:
    """A field that a later status needs is never left without its place in the order, nor is a section."""
    needed = {rule.path[0] for rule in field_rules() if rule.needed and rule.needed.gate is not Gate.DRAFT}
    themed = [name for theme in THEMES for name in theme.fields]
    assert needed <= set(themed) and len(themed) == len(set(themed))
    assert sorted(title for theme in THEMES for title in theme.sections) == sorted(each.title for each in BODY_SECTIONS)


def test_portions_hold_all_that_is_missing_once(tmp_path: Path) -> None:
    """Nothing that the checker asks for is left out of the portions, and nothing is asked twice."""
    plan = plan_of(tmp_path, own_record(), bare())
    subjects = [item.subject for portion in plan.asked for item in portion.items]
    assert sorted(subjects) == sorted(step.subject for step in plan.steps.steps)
    assert len(subjects) == len(set(subjects))


def test_portions_take_about_ten_minutes(tmp_path: Path) -> None:
    """Only a single thing that takes longer makes a longer portion."""
    for portion in plan_of(tmp_path, own_record(), bare()).portions:
        assert portion.minutes <= MOST_MINUTES or len(portion.items) == 1


def test_what_readers_use_most_comes_first(tmp_path: Path) -> None:
    """After what the rest refers to: causes, actions, detection, lessons, and last what only we need."""
    plan = plan_of(tmp_path, own_record(), bare())
    subjects = [item.subject for portion in plan.asked for item in portion.items]
    order = ["evidence", "causes", "primary_cause", "actions", "detection", "lessons", "summary", "people"]
    assert [subject for subject in subjects if subject in order] == order


def test_errors_come_before_what_is_missing(tmp_path: Path) -> None:
    """What is written and wrong blocks publication whatever is added, so it is mended first."""
    plan = plan_of(tmp_path, own_record(status="in-review", lessons=None, **{"causes.0.caused_by": ["C9"]}))
    first, *others = plan.asked
    assert [item.finding.code for item in first.items if item.finding] == ["PM207"]
    assert [item.subject for portion in others for item in portion.items] == ["lessons"]


def test_error_that_a_missing_field_may_mend_comes_last(tmp_path: Path) -> None:
    """A cause that no action addresses is no fault to mend while the actions are still to be written."""
    unfinished = plan_of(tmp_path / "1", own_record(status="in-review", actions=None, validation=None))
    assert [item.subject for item in unfinished.asked[0].items] == ["actions"]
    assert {item.finding.code for item in unfinished.asked[-1].items if item.finding} == {"PM402"}
    finished = plan_of(
        tmp_path / "2", own_record(status="in-review", **{"actions.1.addresses": ["C1"], "actions.2": None})
    )
    assert [item.finding.code for item in finished.asked[0].items if item.finding] == ["PM402"]


def test_similar_records_are_shown_where_they_are_asked_about(tmp_path: Path) -> None:
    """The list of similar records comes with the question about them, and not with every portion."""
    plan = plan_of(tmp_path, own_record(), bare())
    assert plan.steps.alike and "Have we seen this before?" not in text_of(plan)
    assert "Have we seen this before?" in text_of(plan, is_all=True)


def test_recurrence_question_is_asked_once_for_all_records(tmp_path: Path) -> None:
    """Records without an answer are one thing to do with a form for all of them, and no list of errors."""
    earlier = [in_month(own_record(id=f"PM-2025-000{month}", title=f"Again {month}"), f"0{month}") for month in (3, 4)]
    later = in_month(own_record(id="PM-2025-0009", title="Once more", status="in-review"), "09")
    first, *_ = plan_of(tmp_path, *earlier, later).asked
    (item,) = first.items
    assert item.subject == "recurrence" and item.finding is None
    assert "Again 3" in item.asked and "Again 4" in item.asked
    assert sorted(line.strip() for line in item.form if "id:" in line) == [
        "- id: PM-2025-0003",
        "- id: PM-2025-0004",
    ]


def test_missing_field_is_no_error_too(tmp_path: Path) -> None:
    """A rule that reads a field that is not there yet is heard once the field is there."""
    plan = plan_of(tmp_path, own_record(), bare(visibility="internal"))
    missing = {step.field[0] for step in plan.steps.steps if step.field}
    assert not [each for each in plan.steps.blockers if each.field[:1] and each.field[0] in missing]


def test_warnings_and_unknowns_come_last_and_hold_nothing_up(tmp_path: Path) -> None:
    """What only makes the record better is shown with --all, behind what is asked for."""
    record = own_record(
        status="in-review", lessons=None, **{"detection.should_have_been": {"unknown": "Nobody has looked."}}
    )
    plan = plan_of(tmp_path, record)
    assert [portion.is_asked for portion in plan.portions] == [True, False]
    assert "Nobody has looked." in text_of(plan, is_all=True)
    assert "Nobody has looked." not in text_of(plan)
    assert "--all" in text_of(plan)


def test_minutes_are_called_an_estimate(tmp_path: Path) -> None:
    """Nobody measured people: each number has its reason, and the text says what it is."""
    assert all(effort.reason and effort.minutes >= 0 for effort in Effort)
    assert "by our estimate" in text_of(plan_of(tmp_path, own_record(), bare()))


def test_first_portion_alone_says_what_is_left(tmp_path: Path) -> None:
    """The author sees ten minutes of work, how many portions are left and what the next status asks for."""
    plan = plan_of(tmp_path, own_record(), bare(), goal=Status.IN_REVIEW, body="\n## What happened\n")
    text = text_of(plan)
    assert f"Portion 1 of {len(plan.asked)}" in text and "Portion 2" not in text
    assert f"{counted(len(plan.asked) - 1, 'more portion')}" in text
    whole = make_plan(steps_for(plan, Status.PUBLISHED))
    assert plan.later == whole.steps.open_count - plan.steps.open_count > 6
    assert f"asks for {plan.later} more things, {whole.steps.open_count} with these: " in text
    assert f"{counted(plan.steps.open_count, 'thing')} in" in text


def steps_for(plan: Plan, goal: Status) -> NextSteps:
    """The steps of the same record for another status."""
    file = plan.steps.corpus.file_of(plan.steps.record.id)
    assert file
    corpus = load_corpus(plan.steps.corpus.root)
    steps = next_steps(corpus, corpus.files[-1], goal, AS_OF)
    assert isinstance(steps, NextSteps)
    return steps


def test_record_that_qualifies_is_told_the_command(tmp_path: Path) -> None:
    """Who has nothing left to add is told how to move on."""
    plan = plan_of(tmp_path, own_record(status="draft"), goal=Status.IN_REVIEW)
    assert plan.steps.is_ready and plan.asked == ()
    assert "Next: postmortems status PM-2025-0001 in-review" in text_of(plan)


def test_every_list_says_how_to_say_none(tmp_path: Path) -> None:
    """Each field shows its form and, beside it, how one says that there is none, or that this will not do."""
    for portion in plan_of(tmp_path, own_record(), bare()).asked:
        for item in portion.items:
            if not item.subject.startswith("##"):
                assert item.form
                assert "not_applicable: why}" in item.none or "must be answered" in item.none, item.subject


def test_json_holds_the_whole_plan(tmp_path: Path) -> None:
    """Programs get every portion, with its version, whatever the terminal shows."""
    plan = plan_of(tmp_path, own_record(), bare())
    document = plan_to_dict(plan)
    assert document["version"] == 1 and document["goal"] == "published"
    assert [each["title"] for each in document["portions"]] == [each.title for each in plan.portions]
    items = [item for each in document["portions"] for item in each["items"]]
    assert all(item["form"] or item["finding"] or item["subject"].startswith("##") for item in items)
    assert items[0]["answer"]["record"] == "PM-2025-0001"


def test_artifacts_that_could_have_the_fault_are_filled_in(tmp_path: Path) -> None:
    """Each stands as one line with its team, under the reason why it is asked about; what goes in a file has none."""
    record = own_record()
    record["artifacts"] = [use for use in record["artifacts"] if use["id"] != "search-service"]
    plan = plan_of(tmp_path, {**record, "extent": None, "status": "in-review"})
    (item,) = (item for portion in plan.asked for item in portion.items if item.subject == "extent")
    assert "  - {artifact: search-service, state: open, by: ranking}" in item.in_file
    assert "  # search-service: it is made of ranking-model, whose role here was `failed`" in item.form
    assert not any("#" in line for line in item.in_file)
