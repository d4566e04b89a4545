"""PM5, second half: who investigated."""

from __future__ import annotations

from collections.abc import Iterator

from ml_postmortems.lint.finding import Problem
from ml_postmortems.lint.problems import at_field
from ml_postmortems.lint.registry import file_rule
from ml_postmortems.model.block import Gate
from ml_postmortems.model.not_known import known, known_items
from ml_postmortems.model.people import NEEDED_DISCIPLINES, People
from ml_postmortems.reading.faults import shown
from ml_postmortems.reading.record_file import RecordFile


def _people(file: RecordFile) -> People | None:
    """The people of our own published SEV1 and SEV2 records."""
    record = file.record
    if not record or not record.is_own or not record.tier.is_severe:
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
        person = known(action.person)
        if person and _same(person, facilitator):
            yield at_field(
                file,
                ("actions", index, "person"),
                "must not be the facilitator at SEV1 and SEV2",
                shown(person),
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
    """At SEV1 and SEV2 data, ML, platform and product took part, or are told as absent.

    What it does
        Looks for the four disciplines among the participants and under `absent`. Where a file of version 2 leaves
        `absent` out, those that nobody brought count as absent.
    Why it matters
        A failure that crosses teams looks complete from inside each of them.
    Example
        Only ML and platform took part, and `absent: []`
    Instead
        Leave `absent` out, or `absent: [{discipline: product, reason: ...}]` with all that are missing
    """
    people = _people(file)
    if not people or not known_items(people.participants):
        return
    present = {each.discipline for each in known_items(people.participants)}
    for discipline in NEEDED_DISCIPLINES:
        if discipline not in present | {each.discipline for each in people.absent}:
            yield at_field(
                file,
                ("people", "participants"),
                f"must include discipline `{discipline}` at SEV1 and SEV2, or have it under `absent`",
                "nobody",
                f"add who brought it, or `- {{discipline: {discipline}, reason: ...}}` under `absent`",
            )


@file_rule("PM526")
def lone_participant(file: RecordFile) -> Iterator[Problem]:
    """At SEV1 and SEV2 at least two people took part in the investigation.

    What it does
        Counts the people among `people.participants` in our own published records; a person with four disciplines is
        one.
    Why it matters
        One person in all roles has nobody who would disagree.
    Example
        `participants: [{person: "@mchen", discipline: ml, team: ranking}]`
    Instead
        Everybody who took part, each with a discipline.
    """
    people = _people(file)
    persons = {_handle(each.person) for each in known_items(people.participants)} if people else set()
    if len(persons) == 1:
        yield at_field(
            file,
            ("people", "participants"),
            "must hold at least two people at SEV1 and SEV2",
            f"{shown(persons.pop())} alone",
            "look into it with somebody else, and name everybody who took part",
        )


@file_rule("PM527")
def external_reviewer_of_owning_team(file: RecordFile) -> Iterator[Problem]:
    """A reviewer of the owning team is not called external.

    What it does
        Compares the team of each reviewer with `external: true` with `teams.owner`.
    Why it matters
        External means that somebody from outside has read it. A reader relies on that.
    Example
        `reviewers: [{person: "@tdupont", team: ranking, external: true}]`
    Instead
        `reviewers: [{person: "@tdupont", team: ranking, external: false}]`
    """
    people = known(file.record.people) if file.record else None
    if not file.record or not people:
        return
    for index, reviewer in enumerate(known_items(people.reviewers)):
        if reviewer.external and reviewer.team == file.record.teams.owner:
            yield at_field(
                file,
                ("people", "reviewers", index, "external"),
                f"must be `false` for a reviewer of {shown(file.record.teams.owner)}, which owns what failed",
                "`true`",
                "write `external: false`, and ask somebody of another team as well",
            )


def _handle(person: str) -> str:
    return person.lstrip("@").lower()


def _same(one: str, other: str) -> bool:
    return _handle(one) == _handle(other)
