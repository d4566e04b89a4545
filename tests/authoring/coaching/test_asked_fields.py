"""How much `next` asks of an author, by tier: the guard against a form that grows."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from ml_postmortems.authoring.coaching.paste import paste_forms
from ml_postmortems.authoring.coaching.plan import Plan, make_plan
from ml_postmortems.authoring.drafting.new_record import NewRequest, write_new_record
from ml_postmortems.authoring.drafting.next_steps import NextSteps, next_steps
from ml_postmortems.model.terms import Status
from ml_postmortems.model.tiers import MOST_LINES, Tier
from ml_postmortems.reading.corpus import load_corpus
from ml_postmortems.reading.record_file import RecordFile
from tests.authoring.workspace import AS_OF, context_in, draft_answers, workspace

ASKED = {"SEV1": (24, 82, 75), "SEV2": (18, 62, 60), "SEV3": (16, 38, 42), "SEV4": (9, 20, 30)}
"""Things that are asked for, values to fill in, and lines of front matter without comments."""
TOLD_ONCE = (
    ("failure", "observed"),
    ("trigger", "text"),
    ("detection", "monitor"),
    ("lessons", "applies_to"),
    ("primary_cause",),
    ("incident_refs",),
)
"""Fields that only say what others say."""


def written(folder: Path, severity: str) -> tuple[Plan, RecordFile]:
    """The plan of a fresh draft up to publication, and the draft with all its forms."""
    root, _ = workspace(folder)
    path = write_new_record(context_in(root), draft_answers(severity=severity), NewRequest({})).path
    file = next(each for each in load_corpus(root).files if each.path == path)
    steps = next_steps(load_corpus(root), file, Status.PUBLISHED, AS_OF)
    assert isinstance(steps, NextSteps)
    plan = make_plan(steps)
    paste_forms(path, plan.asked)
    return plan, next(each for each in load_corpus(root).files if each.path == path)


def blanks(value: Any) -> Iterator[str]:
    """Each value that the author has to fill in."""
    match value:
        case dict():
            for part in value.values():
                yield from blanks(part)
        case list():
            for part in value:
                yield from blanks(part)
        case "":
            yield value


@pytest.mark.parametrize("severity", ["SEV1", "SEV2", "SEV3", "SEV4"])
def test_no_tier_asks_more_than_it_did(severity: str, tmp_path: Path) -> None:
    """Who adds a question takes another one away, and what is asked leaves room on the lines of the tier."""
    plan, file = written(tmp_path, severity)
    front = file.text.split("\n---\n")[0].split("\n")[1:]
    lines = [line for line in front if line.strip() and not line.lstrip().startswith("#")]
    things = sum(len(portion.items) for portion in plan.asked)
    assert (things, len(list(blanks(file.tree))), len(lines)) == ASKED[severity]
    assert len(lines) <= MOST_LINES[Tier.of("incident", severity)]


@pytest.mark.parametrize("severity", ["SEV1", "SEV2", "SEV3", "SEV4"])
def test_no_field_is_asked_twice(severity: str, tmp_path: Path) -> None:
    """Each subject stands in one portion, and no form asks for what another one gives."""
    plan, file = written(tmp_path, severity)
    subjects = Counter(item.subject for portion in plan.asked for item in portion.items)
    assert subjects and set(subjects.values()) == {1}
    for field in TOLD_ONCE:
        assert not places(file.tree, field), field
    starts = [entry for entry in file.tree["timeline"] if entry["marks"] == ["started"]]
    assert starts and all("text" not in entry for entry in starts)
    assert not [action for action in file.tree["actions"] if "control" in action and "title" in action]


def places(value: Any, path: tuple[str, ...]) -> list[Any]:
    """The values at a path of front matter."""
    if not path:
        return [value]
    if isinstance(value, list):
        return [found for item in value for found in places(item, path)]
    return places(value[path[0]], path[1:]) if isinstance(value, dict) and path[0] in value else []
