"""What now stops the failure: each lasting measure with its state, the verdict on them, and causes without a fix."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from ml_postmortems.analytics.actions import ActionState
from ml_postmortems.model.action import Action
from ml_postmortems.model.not_known import known, known_items
from ml_postmortems.model.reasoning import Cause
from ml_postmortems.model.record import Record
from ml_postmortems.model.required_content import LASTING_TYPES
from ml_postmortems.model.terms import ActionStatus, ActionType, Origin
from ml_postmortems.plurals import number_word, words
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
_IN_PLACE = (ActionState.VERIFIED, ActionState.DONE)
_MOST_LETTERS = 150
"""Of a cause in its own short words: three lines of a phone."""


_HELPS = {
    ActionType.DETECT: "to see it sooner",
    ActionType.MITIGATE: "to limit the harm",
}
"""What a measure does that does not prevent, which a reader would take it for."""


@dataclass(frozen=True, slots=True)
class Measure:
    """An action that changes something for the next time, and how it stands."""

    action: Action
    state: ActionState

    @property
    def word(self) -> str:
        """How far it has come, in words that need no explanation."""
        said = "tried, works" if self.state is ActionState.VERIFIED else words(self.state)
        return f"repair {said}" if self.action.removes_the_fault and not self.action.control else said

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
    repairs: tuple[Measure, ...]
    """What removes the fault itself, and not only the damage that it left."""
    measures: tuple[Measure, ...]
    """What is in place comes first; nothing that was given up."""
    unanswered: tuple[Unanswered, ...]
    """The causes that no action answers and whose risk nobody accepted."""

    def first(self, number: int) -> tuple[Measure, ...]:
        """As many at most, repairs first: one of them where there are measures, too, which tell more."""
        return (*self.repairs[: 1 if self.measures else number], *self.measures)[:number]


def remedy(record: Record, states: Mapping[str, ActionState]) -> Remedy:
    """What keeps it away: lasting actions, and others that leave a control behind, each with its state by its id."""
    actions = known_items(record.actions)
    lasting = [each for each in actions if each.type in LASTING_TYPES or each.control]
    measures = _standing_so(lasting, states)
    repairs = _standing_so((each for each in actions if each.removes_the_fault and not each.control), states)
    unanswered = tuple(Unanswered(each, short_words(each.text)) for each in unanswered_causes(record))
    sentences = [_repaired(repairs)] if repairs else []
    sentences.append(
        _standing(measures, "further measure" if repairs else "measure")
        if measures
        else _nothing(record, repairs, has_given_up=bool(lasting))
    )
    failing = sum(each.action.failing_case is not None for each in measures)
    if failing:
        sentences.append(
            f"{number_word(failing).capitalize()} regression {'case fails' if failing == 1 else 'cases fail'}."
        )
    if unanswered:
        sentences.append(_unanswered(len(unanswered), len(record.real_causes)))
    return Remedy(" ".join(sentences), repairs, measures, unanswered)


def _standing_so(actions: Iterable[Action], states: Mapping[str, ActionState]) -> tuple[Measure, ...]:
    kept = [Measure(each, states[each.id]) for each in actions if states[each.id] is not ActionState.GIVEN_UP]
    return tuple(sorted(kept, key=lambda each: _IN_PLACE_FIRST.index(each.state)))


def unanswered_causes(record: Record) -> tuple[Cause, ...]:
    """The causes that nothing answers: neither an action that is still meant, nor somebody who accepted the risk."""
    meant = (each for each in known_items(record.actions) if each.status is not ActionStatus.WONT_DO)
    answered = {cause for each in meant for cause in each.addresses}
    return tuple(each for each in record.real_causes if each.id not in answered and not known(each.accepted_risk))


def short_words(text: str) -> str:
    """The first sentence of a cause, or as much of it as a line or two hold."""
    return few_words(first_sentence(text).rstrip("."), _MOST_LETTERS)


def _repaired(repairs: tuple[Measure, ...]) -> str:
    """How many repairs of the fault itself were made, apart from what is to keep it from coming back."""
    number, done = len(repairs), sum(each.state in _IN_PLACE for each in repairs)
    if all(each.state is ActionState.VERIFIED for each in repairs):
        return f"{_repairs(number)} {'was tried and works' if number == 1 else 'were tried and work'}."
    if done:
        verb = "was" if done == 1 else "were"
        share = "" if done == number else f"{number_word(done).capitalize()} of "
        return f"{share}{_repairs(number) if not share else _repairs(number).lower()} {verb} made."
    if all(each.state is ActionState.ANNOUNCED for each in repairs):
        return f"{_repairs(number)} {'is' if number == 1 else 'are'} announced."
    return f"The {'repair' if number == 1 else 'repairs'} of the fault {'is' if number == 1 else 'are'} not made yet."


def _repairs(number: int) -> str:
    return "A repair of the fault" if number == 1 else f"{number_word(number).capitalize()} repairs of the fault"


def _standing(measures: tuple[Measure, ...], noun: str) -> str:
    """How many measures are how far, in one sentence."""
    states = Counter(each.state for each in measures)
    number = len(measures)
    verified, done, late = (states[state] for state in (ActionState.VERIFIED, ActionState.DONE, ActionState.OVERDUE))
    announced = states[ActionState.ANNOUNCED]
    if verified:
        said = _share(verified, number, noun, "has been tried and works", "have been tried and work")
        if done:
            said += f"; {number_word(done)} more {'is' if done == 1 else 'are'} done"
    elif done:
        said = _share(done, number, noun, "is done", "are done")
        said += ", but not shown to work yet" if number == 1 else f"; {_none(number)} has been shown to work yet"
    elif announced == number:
        said = _share(number, number, noun, "is only announced", "are only announced")
    elif number == 1:
        return f"The only {noun} is overdue." if late else f"The only {noun} is not done yet."
    else:
        said = f"{_none(number).capitalize()} of {number_word(number)} {noun}s is done yet"
    if late:
        said += f"; {number_word(late)} {'is' if late == 1 else 'are'} overdue"
    return f"{said}."


def _share(part: int, number: int, noun: str, one: str, many: str) -> str:
    """`One of two measures is done`, `Both measures are done`, `The only measure is done`."""
    verb = one if part == 1 else many
    if part < number:
        return f"{number_word(part).capitalize()} of {number_word(number)} {noun}s {verb}"
    if number == 1:
        return f"The only {noun} {verb}"
    return f"{'Both' if number == 2 else f'All {number_word(number)}'} {noun}s {verb}"


def _none(number: int) -> str:
    return "neither" if number == 2 else "none"


def _nothing(record: Record, repairs: tuple[Measure, ...], *, has_given_up: bool) -> str:
    known_of = "published" if record.origin is Origin.EXTERNAL else "planned"
    if has_given_up:
        return "Nothing keeps it from coming back: what was meant to was given up."
    if repairs:
        return f"No measure against a repeat is {known_of}."
    if known_items(record.actions):
        return f"No measure against a repeat is {known_of}; the actions only deal with this incident."
    return "No measure is published." if record.origin is Origin.EXTERNAL else "No measure is written down yet."


def _unanswered(number: int, causes: int) -> str:
    if causes == 1:
        return "Its only cause has no fix."
    if number == causes:
        return "No cause has a fix."
    return (
        f"{number_word(number).capitalize()} of {number_word(causes)} causes {'has' if number == 1 else 'have'} no fix."
    )
