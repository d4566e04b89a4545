"""What now stops the failure: each lasting measure with its state, the verdict on them, and causes without a fix."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass

from ml_postmortems.analytics.actions import ActionState
from ml_postmortems.model.action import Action
from ml_postmortems.model.not_known import known, known_items
from ml_postmortems.model.reasoning import Cause
from ml_postmortems.model.record import Record
from ml_postmortems.model.required_content import LASTING_TYPES
from ml_postmortems.model.terms import ActionStatus, ActionType, Origin
from ml_postmortems.plurals import number_word
from ml_postmortems.web.layered_graph import few_words
from ml_postmortems.web.sentences import first_sentence

_IN_PLACE_FIRST = (
    ActionState.VERIFIED,
    ActionState.DONE,
    ActionState.OVERDUE,
    ActionState.DUE_SOON,
    ActionState.OPEN,
    ActionState.ANNOUNCED,
)
_MOST_LETTERS = 150
"""Of a cause in its own short words: three lines of a phone."""


_HELPS = {
    ActionType.DETECT: "to see it sooner",
    ActionType.MITIGATE: "to limit the harm",
    ActionType.REPAIR: "to repair it",
}
"""What a measure does that does not prevent, which a reader would take it for."""


@dataclass(frozen=True, slots=True)
class Measure:
    """An action that changes something for the next time, and how it stands."""

    action: Action
    state: ActionState

    @property
    def helps(self) -> str:
        """What it does for the next time where it prevents nothing; empty where it does."""
        return _HELPS.get(self.action.type, "")


@dataclass(frozen=True, slots=True)
class Unanswered:
    """A cause that nothing answers, in its own short words."""

    cause: Cause
    words: str


@dataclass(frozen=True, slots=True)
class Remedy:
    """What is to keep the failure from coming back, and how far it has come."""

    verdict: str
    """Whole sentences; their numbers are those of the lists below."""
    measures: tuple[Measure, ...]
    """What is in place comes first; nothing that was given up."""
    unanswered: tuple[Unanswered, ...]
    """The causes that no action answers and whose risk nobody accepted."""


def remedy(record: Record, states: Mapping[str, ActionState]) -> Remedy:
    """What keeps it away: lasting actions, and others that leave a control behind, each with its state by its id."""
    actions = known_items(record.actions)
    lasting = [each for each in actions if each.type in LASTING_TYPES or each.control]
    kept = [Measure(each, states[each.id]) for each in lasting if states[each.id] is not ActionState.GIVEN_UP]
    measures = tuple(sorted(kept, key=lambda each: _IN_PLACE_FIRST.index(each.state)))
    unanswered = tuple(Unanswered(each, short_words(each.text)) for each in unanswered_causes(record))
    sentences = [_standing(measures) if measures else _nothing(record, has_given_up=bool(lasting))]
    failing = sum(each.action.failing_case is not None for each in measures)
    if failing:
        sentences.append(
            f"{number_word(failing).capitalize()} regression {'case fails' if failing == 1 else 'cases fail'}."
        )
    if unanswered:
        sentences.append(_unanswered(len(unanswered), len(record.real_causes)))
    return Remedy(" ".join(sentences), measures, unanswered)


def unanswered_causes(record: Record) -> tuple[Cause, ...]:
    """The causes that nothing answers: neither an action that is still meant, nor somebody who accepted the risk."""
    meant = (each for each in known_items(record.actions) if each.status is not ActionStatus.WONT_DO)
    answered = {cause for each in meant for cause in each.addresses}
    return tuple(each for each in record.real_causes if each.id not in answered and not known(each.accepted_risk))


def short_words(text: str) -> str:
    """The first sentence of a cause, or as much of it as a line or two hold."""
    return few_words(first_sentence(text).rstrip("."), _MOST_LETTERS)


def _standing(measures: tuple[Measure, ...]) -> str:
    """How many measures are how far, in one sentence."""
    states = Counter(each.state for each in measures)
    number = len(measures)
    verified, done, late = (states[state] for state in (ActionState.VERIFIED, ActionState.DONE, ActionState.OVERDUE))
    announced = states[ActionState.ANNOUNCED]
    if verified:
        said = f"{_share(verified, number)} verified"
    elif done:
        said = f"{_share(done, number)} done"
        said += " and not verified" if number == 1 else f"; {_none(number)} is verified"
    elif announced == number:
        said = f"{_share(number, number)} announced"
        said += " and not known to be in place" if number == 1 else f"; {_none(number)} is known to be in place"
    elif number == 1:
        return "The only measure is overdue." if late else "The only measure is not done yet."
    else:
        said = f"{_none(number).capitalize()} of {number_word(number)} measures is done yet"
    if late:
        said += f"; {number_word(late)} {'is' if late == 1 else 'are'} overdue"
    return f"{said}."


def _share(part: int, number: int) -> str:
    """`One of two measures is`, `Both measures are`, `The only measure is`."""
    if part < number:
        return f"{number_word(part).capitalize()} of {number_word(number)} measures {'is' if part == 1 else 'are'}"
    if number == 1:
        return "The only measure is"
    return f"{'Both' if number == 2 else f'All {number_word(number)}'} measures are"


def _none(number: int) -> str:
    return "neither" if number == 2 else "none"


def _nothing(record: Record, *, has_given_up: bool) -> str:
    is_theirs = record.origin is Origin.EXTERNAL
    if has_given_up:
        return "Nothing stops it: what was meant to was given up."
    if known_items(record.actions):
        said = "No measure is published" if is_theirs else "No measure is planned"
        return f"{said}; the actions only deal with this incident."
    return "No measure is published." if is_theirs else "No measure is written down yet."


def _unanswered(number: int, causes: int) -> str:
    if causes == 1:
        return "Its only cause has no fix."
    if number == causes:
        return "No cause has a fix."
    return (
        f"{number_word(number).capitalize()} of {number_word(causes)} causes {'has' if number == 1 else 'have'} no fix."
    )
