"""How a record moves from status to status: one entry for each, which commands, checks and reviews read."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from ml_postmortems.model.terms import Status


@dataclass(frozen=True, slots=True)
class StatusRules:
    """What can become of a record of one status."""

    moves: tuple[Status, ...] = ()
    """Where it may go, the usual one first; besides, records can be taken back."""
    goal: Status | None = None
    """The status whose requirements its author works towards; None where nothing is left to do."""
    notes: Mapping[Status, str] = field(default_factory=dict)
    """What an author should know about a move."""
    is_being_written: bool = False
    """Whether it may still go back to draft, and similar records help its author."""


LIFECYCLE: Mapping[Status, StatusRules] = {
    Status.DRAFT: StatusRules((Status.IN_REVIEW,), Status.IN_REVIEW, is_being_written=True),
    Status.IN_REVIEW: StatusRules(
        (Status.PUBLISHED, Status.DRAFT),
        Status.PUBLISHED,
        {Status.DRAFT: "It is a draft again; nothing but the status was changed."},
        is_being_written=True,
    ),
    Status.PUBLISHED: StatusRules((Status.VALIDATING, Status.CLOSED), Status.CLOSED),
    Status.VALIDATING: StatusRules((Status.CLOSED, Status.ADJUSTING), Status.CLOSED),
    Status.ADJUSTING: StatusRules((Status.VALIDATING,), Status.VALIDATING),
    Status.CLOSED: StatusRules(
        (Status.VALIDATING, Status.ADJUSTING),
        None,
        {
            Status.VALIDATING: "It is open again, for another validation round.",
            Status.ADJUSTING: "It is open again: its actions are being reworked.",
        },
    ),
    Status.WITHDRAWN: StatusRules((Status.SUPERSEDED,)),
    Status.SUPERSEDED: StatusRules(),
}


def allowed_moves(status: Status) -> tuple[Status, ...]:
    """Where a record of this status may go."""
    ways_back = () if status.is_taken_back else (each for each in Status if each.is_taken_back)
    return (*LIFECYCLE[status].moves, *ways_back)


def moves_to(status: Status, goal: Status) -> tuple[Status, ...]:
    """The moves that lead from one status to another, the goal last; none where there is no way."""
    moves: list[Status] = []
    now = status
    while now is not goal and goal not in allowed_moves(now):
        following = LIFECYCLE[now].goal
        if following is None or following in moves:
            return ()
        moves.append(following)
        now = following
    return () if status is goal else (*moves, goal)
