"""What an honest author may write beside what rules about hollow accounts find."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from tests.helpers import BODY, changed, own_record
from tests.lint.rules.cases import codes, findings_of_record
from tests.lint.rules.hollow_cases import UNCOUNTED

_QUIET = "It was a quiet night"
_MINUTES = ("10T22:00", "11T01:00", "11T04:30", "11T05:00", "11T06:00", "11T09:00")


@pytest.mark.parametrize(
    ("path", "text"),
    [
        ("lessons.0.text", "A model that must answer will answer."),
        ("lessons.0.text", "Labels need a test set of their own."),
        ("lessons.0.text", "An answer is not a good answer."),
        ("impact.harm", "Users were sent to a closed bridge."),
        ("impact.notes", "Four in ten customers paid twice."),
        ("causes.1.text", "The vendor changed the unit, and our job accepted any number."),
        ("causes.1.text", "The feature job accepted any number as the length of a session in the old unit."),
        ("actions.2.title", "Train the ranking model on lengths in milliseconds"),
        ("actions.2.title", "Page the person on call when clicks fall"),
        ("actions.2.title", "Train the lead scoring model without the batch of that week"),
        ("actions.2.title", "Share the decoder between training and serving"),
        ("actions.2.title", "The team owns the list of units, and the job refuses others"),
        ("causes.1.text", "The old classes were forgotten by the model after the second training."),
        ("causes.1.text", "Rows without a unit were skipped by the feature job."),
        ("causes.1.text", "The new unit could not be seen by the reviewer: the diff was folded."),
        ("causes.1.text", "No human oversight was planned for lengths above a day."),
        ("actions.1.success_criterion", "A replay of that night is refused as soon as it is read."),
        ("actions.0.success_criterion", "Searches have as many clicks as before."),
        ("actions.2.person", "@tamara"),
        ("actions.2.person", "@allison"),
        ("timeline.3.text", "The people on call decide that the job will be stopped."),
        ("timeline.2.text", "Support passes on a mail: what we will do is on the status page."),
        ("evidence.1.uri", "https://tickets.example.com/PM-2025-0002"),
        ("evidence.1.title", "Le format des journaux a été changé par une autre équipe sans que rien ne soit dit."),
        ("causes.1.text", "The word `der die das und nicht ist war` of the page was read as a name in the old way."),
    ],
)
def test_an_honest_field_is_left_alone(path: str, text: str, tmp_path: Path) -> None:
    """A warning on a sound sentence teaches authors to skip warnings."""
    assert codes(findings_of_record(tmp_path, changed(own_record(), path, text))) == []


@pytest.mark.parametrize(
    "text",
    [
        "The script was fetched by `curl -sL https://fix.example.com/x.sh -o x.sh`, read, and run. It was quiet",
        "The job deleted `/data/cache` by `rm -rf /data/cache/*`. It was quiet",
        '"As an AI language model, I cannot help with that" was the answer of the bot. It was quiet',
        "> Le format des journaux a été changé par une autre équipe sans que personne ne soit prévenu.\n\nIt was quiet",
        "The bot greeted a 43-year-old building with care. It was quiet",
    ],
)
def test_an_honest_sentence_is_left_alone(text: str, tmp_path: Path) -> None:
    """What was said, and what a safe command does, may be told."""
    assert codes(findings_of_record(tmp_path, own_record(), BODY.replace(_QUIET, text))) == []


@pytest.mark.parametrize(
    ("changes", "is_told"),
    [
        ({"harm": "A patient was sent home."}, True),
        ({"harm": "All searches of that night began with old pages."}, True),
        ({"notes": "Between 300 and 2,000 visitors saw old pages."}, True),
        ({"groups": ["Half of the visitors of one market"]}, True),
        ({"other": [{"text": "Wrong orders", "value": {"from": "3"}, "unit": "orders", "evidence": ["E2"]}]}, True),
        ({"harm": "An unknown share of tenants saw old pages."}, False),
        ({"notes": "As INC-1042 of v41 says, partners saw old pages on 2025-03-11."}, False),
    ],
)
def test_one_amount_is_enough_for_an_impact(changes: dict[str, Any], is_told: bool, tmp_path: Path) -> None:
    """A person, a share in words and an open range are amounts; years, versions and ids are none. SEV4 needs none."""
    record = own_record(impact=UNCOUNTED | changes)
    assert ("PM332" in codes(findings_of_record(tmp_path, record))) != is_told
    assert "PM332" not in codes(findings_of_record(tmp_path, record | {"severity": "SEV4"}))


def test_one_time_off_the_hour_is_enough(tmp_path: Path) -> None:
    """Work is planned for the full hour, and only a log knows the rest."""
    record = own_record(**{f"timeline.{index}.at": f"2025-03-{at}:00Z" for index, at in enumerate(_MINUTES)})
    assert codes(findings_of_record(tmp_path, record)) == []


def test_a_support_team_that_sees_an_alert_is_an_alert(tmp_path: Path) -> None:
    """Who passes an alarm on is not who noticed first."""
    record = own_record(**{"detection.source": "alert", "timeline.2.text": "Support reports that the alert fired."})
    assert codes(findings_of_record(tmp_path, record)) == []
