"""PM5 for reviewers: somebody who did not write the record, and at SEV1 somebody from outside the team, reviewed it."""

from __future__ import annotations

from collections.abc import Iterator

from ml_postmortems.lint.finding import Problem
from ml_postmortems.lint.problems import at_field
from ml_postmortems.lint.registry import file_rule
from ml_postmortems.lint.subjects import own_published
from ml_postmortems.model.not_known import known, known_items
from ml_postmortems.model.tiers import Tier
from ml_postmortems.reading.faults import shown
from ml_postmortems.reading.record_file import RecordFile


@file_rule("PM523")
def author_as_only_reviewer(file: RecordFile) -> Iterator[Problem]:
    """A published record of ours was reviewed by somebody who did not write it.

    What it does
        Compares `people.reviewers` with `people.authors`.
    Why it matters
        Nobody sees the gaps in an account of their own.
    Example
        `authors: ["@mchen"]` and `reviewers: [{person: "@mchen", ...}]`
    Instead
        Another reviewer.
    """
    record = own_published(file)
    people = known(record.people) if record else None
    reviewers = {_handle(each.person) for each in known_items(people.reviewers)} if people else set()
    if people and reviewers and reviewers <= {_handle(each) for each in known_items(people.authors)}:
        yield at_field(
            file,
            ("people", "reviewers"),
            "must hold somebody who is no author",
            ", ".join(sorted(reviewers)),
            "ask somebody else for a review, and name them here",
        )


@file_rule("PM524")
def no_outside_reviewer(file: RecordFile) -> Iterator[Problem]:
    """At SEV1 somebody from outside the owning team reviewed the record.

    What it does
        Compares the teams of `people.reviewers`, once they are told, with `teams.owner`; reviewers that are unknown do
        not count.
    Why it matters
        What a team takes for granted is seen from outside.
    Example
        `owner: ranking`, and all reviewers of `ranking`
    Instead
        A reviewer of another team.
    """
    record = own_published(file)
    if not record or record.tier is not Tier.SEV1 or record.people is None:
        return
    people = known(record.people)
    if people and people.reviewers is None:
        return
    reviewers = known_items(people.reviewers) if people else ()
    if all(each.team == record.teams.owner for each in reviewers):
        yield at_field(
            file,
            ("people", "reviewers") if people else ("people",),
            f"must hold somebody from outside of {shown(record.teams.owner)} at SEV1",
            "none",
            "ask another team for a review, and name the reviewer here",
        )


def _handle(person: str) -> str:
    return person.removeprefix("@").casefold()
