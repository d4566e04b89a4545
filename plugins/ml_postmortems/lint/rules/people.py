"""PM5, second half: who investigated."""

from __future__ import annotations

from collections.abc import Iterator

from ml_postmortems.lint.finding import Problem
from ml_postmortems.lint.problems import at_field
from ml_postmortems.lint.registry import file_rule
from ml_postmortems.model.block import SEVERE, Gate
from ml_postmortems.model.not_known import known, known_items
from ml_postmortems.model.people import People
from ml_postmortems.model.terms import Discipline, Origin
from ml_postmortems.reading.faults import shown
from ml_postmortems.reading.record_file import RecordFile

_NEEDED = (Discipline.DATA, Discipline.ML, Discipline.PLATFORM, Discipline.PRODUCT)


def _people(file: RecordFile) -> People | None:
    """The people of our own published SEV1 and SEV2 records."""
    record = file.record
    if not record or record.origin is not Origin.OWN or record.severity not in SEVERE:
        return None
    return known(record.people) if Gate.PUBLISHED.includes(record.status) else None


@file_rule("PM520", exemptable=True)
def facilitator_with_actions(file: RecordFile) -> Iterator[Problem]:
    """At SEV1 and SEV2 the facilitator owns no action.

    What it does
        Compares the facilitator with the person of each action.
    Why it matters
        Who must do the work has a stake in how much of it there is.
    Example
        `facilitator: "@mchen"`, and A1 has `person: "@mchen"`
    Instead
        Another facilitator, or another person for A1.
    """
    people = _people(file)
    facilitator = known(people.facilitator) if people else None
    if not facilitator or not file.record:
        return
    for index, action in enumerate(known_items(file.record.actions)):
        if action.person and _same(action.person, facilitator):
            yield at_field(
                file,
                ("actions", index, "person"),
                "must not be the facilitator at SEV1 and SEV2",
                shown(action.person),
                "give the action to somebody else, or let somebody else facilitate",
            )


@file_rule("PM521", exemptable=True)
def facilitator_of_owning_team(file: RecordFile) -> Iterator[Problem]:
    """At SEV1 and SEV2 the facilitator is not of the owning team.

    What it does
        Looks the facilitator up among participants and reviewers.
    Why it matters
        Questions that a team does not ask itself are asked by somebody from outside.
    Example
        `facilitator: "@mchen"`, and `@mchen` took part for the owning team
    Instead
        A facilitator of another team.
    """
    people = _people(file)
    facilitator = known(people.facilitator) if people else None
    if not people or not facilitator or not file.record:
        return
    listed = [(each.person, each.team) for each in known_items(people.participants)]
    listed += [(each.person, each.team) for each in known_items(people.reviewers)]
    if any(_same(person, facilitator) and team == file.record.teams.owner for person, team in listed):
        yield at_field(
            file,
            ("people", "facilitator"),
            "must not be of the owning team at SEV1 and SEV2",
            shown(facilitator),
            "let somebody of another team facilitate",
        )


@file_rule("PM522", exemptable=True)
def missing_discipline(file: RecordFile) -> Iterator[Problem]:
    """At SEV1 and SEV2 data, ML, platform and product took part, or the record says why not.

    What it does
        Looks for the four disciplines among the participants and under `absent`.
    Why it matters
        A failure that crosses teams looks complete from inside each of them.
    Example
        Only ML and platform took part
    Instead
        Invite the others, or `absent: [{discipline: product, reason: ...}]`
    """
    people = _people(file)
    if not people or not known_items(people.participants):
        return
    present = {each.discipline for each in known_items(people.participants)}
    for discipline in _NEEDED:
        if discipline not in present | {each.discipline for each in people.absent}:
            yield at_field(
                file,
                ("people", "participants"),
                f"must include discipline `{discipline}` at SEV1 and SEV2, or say under `absent` why not",
                "nobody",
                f"add who brought it, or `- {{discipline: {discipline}, reason: ...}}` under `absent`",
            )


def _same(one: str, other: str) -> bool:
    return one.lstrip("@").lower() == other.lstrip("@").lower()
