"""What is open in a record as portions of about ten minutes, the most valuable first."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import NamedTuple

from ml_postmortems.authoring.coaching.effort import MOST_MINUTES, PORTION_MINUTES, Effort, whole_minutes
from ml_postmortems.authoring.coaching.forms import Form, form_of
from ml_postmortems.authoring.coaching.known_names import KnownNames
from ml_postmortems.authoring.coaching.precedents import Answer, Precedents
from ml_postmortems.authoring.coaching.shapes import is_block, is_list, parts_of
from ml_postmortems.authoring.coaching.themes import (
    ADVICE,
    MENDING,
    THEMES,
    UNKNOWNS,
    Theme,
    order_in_theme,
    theme_of_field,
    theme_of_section,
)
from ml_postmortems.authoring.drafting.next_steps import NextSteps, Step
from ml_postmortems.lint.finding import Finding
from ml_postmortems.model.completeness import not_known_places
from ml_postmortems.model.required_content import REQUIRED_CONTENT
from ml_postmortems.model.requirements import needed_places
from ml_postmortems.model.terms import Status
from ml_postmortems.reading.faults import field_text


@dataclass(frozen=True, slots=True)
class Item:
    """One thing to write or to mend."""

    subject: str
    """The field as it is written, or the heading of the section."""
    asked: str
    line: int
    minutes: float
    form: tuple[str, ...] = ()
    """Lines to paste; empty for sections and findings."""
    none: str = ""
    """How to say that there is none, or that nobody knows; empty for sections and findings."""
    answer: Answer | None = None
    example: tuple[str, ...] = ()
    """A made-up answer, where no record has one."""
    finding: Finding | None = None


@dataclass(frozen=True, slots=True)
class Portion:
    """About ten minutes of work, as we estimate it."""

    themes: tuple[Theme, ...]
    items: tuple[Item, ...]
    is_asked: bool
    """Whether the goal asks for it; else it only makes the record better."""

    @property
    def title(self) -> str:
        """What it is about."""
        first, *others = (theme.title for theme in self.themes)
        return "; ".join((first, *(f"{title[0].lower()}{title[1:]}" for title in others)))

    @property
    def why(self) -> tuple[str, ...]:
        """Why it matters, a sentence or two for each theme."""
        return tuple(theme.why for theme in self.themes)

    @property
    def minutes(self) -> int:
        """The estimate."""
        return whole_minutes(sum(item.minutes for item in self.items))


@dataclass(frozen=True, slots=True)
class Plan:
    """Everything that is open, and what comes after."""

    steps: NextSteps
    portions: tuple[Portion, ...]
    later: int
    """How many further things `published` asks for, where the goal comes before it."""

    @property
    def asked(self) -> tuple[Portion, ...]:
        """The portions that the goal asks for; they come first."""
        return tuple(portion for portion in self.portions if portion.is_asked)


class _Ranked(NamedTuple):
    theme: Theme
    item: Item


def make_plan(steps: NextSteps) -> Plan:
    """Portions of what a record lacks for its goal, then of what would make it better."""
    precedents = Precedents(steps.corpus, steps.trial, steps.similar)
    names = KnownNames(steps.trial, steps.corpus, precedents.leaves if steps.steps else ())
    mending = [_Ranked(MENDING, _finding_item(each)) for each in steps.blockers]
    asked = [*mending, *_asked_items(steps, precedents, names)]
    better = [_Ranked(ADVICE, _finding_item(each)) for each in steps.warnings]
    better += [_Ranked(UNKNOWNS, item) for item in _unknown_items(steps)]
    portions = (*_portions(asked, is_asked=True), *_portions(better, is_asked=False))
    return Plan(steps, tuple(portions), _later(steps))


def _asked_items(steps: NextSteps, precedents: Precedents, names: KnownNames) -> Iterator[_Ranked]:
    for step in sorted(steps.steps, key=_rank):
        if step.field:
            yield _Ranked(THEMES[theme_of_field(str(step.field[0]))], _field_item(step, steps, precedents, names))
        else:
            theme = THEMES[theme_of_section(step.section)]
            answer = precedents.of_section(step.section)
            yield _Ranked(
                theme, Item(step.subject, step.description, step.line, Effort.PARAGRAPH.minutes, answer=answer)
            )


def _rank(step: Step) -> tuple[int, int, int]:
    """Missing parts of list items come after missing fields of the same theme, and sections last."""
    if not step.field:
        return theme_of_section(step.section), 1_000, step.line
    key = str(step.field[0])
    return theme_of_field(key), order_in_theme(key), len(step.field)


def _field_item(step: Step, steps: NextSteps, precedents: Precedents, names: KnownNames) -> Item:
    form = _form(step, steps, names)
    answer = precedents.of_field(step.rule_path)
    return Item(
        step.subject,
        " ".join((step.description, *_contents(step, steps))),
        step.line,
        form.minutes,
        tuple(form.lines),
        _none(step),
        answer,
        () if answer else tuple(step.example.splitlines()),
    )


def _form(step: Step, steps: NextSteps, names: KnownNames) -> Form:
    """The form from the format; for the recurrence question, the records that it is about."""
    if step.answers:
        return Form(step.example.splitlines(), Effort.COMPARISON.minutes * step.answers)
    return form_of(step.rule_path, steps.trial, names)


def _contents(step: Step, steps: NextSteps) -> Iterator[str]:
    """What a list must hold."""
    trial = steps.trial
    for each in REQUIRED_CONTENT:
        if step.rule_path == (each.field,) and each.when.applies(trial.status, trial.severity, trial.origin):
            yield f"It must hold {each.text}."


def _none(step: Step) -> str:
    """How to say that there is none, or that nobody knows: of the field, of its parts and of the lists in it."""
    key = step.rule_path[-1]
    said = "It must be answered: neither unknown nor not applicable will do."
    if step.may_be_unknown:
        said = f"Nobody knows: `{key}: {{unknown: why}}`. There is none: `{key}: {{not_applicable: why}}`."
    if parts := [rule.path[-1] for rule in parts_of(step.rule_path) if rule.may_be_unknown]:
        said += f" The same goes for {', '.join(parts)}." if step.may_be_unknown else _for_parts(parts)
    if lists := [rule.path[-1] for rule in parts_of(step.rule_path) if is_list(rule) and is_block(rule)]:
        said += f" A list without entries: `{lists[0]}: []`." if not step.answers else ""
    return said


def _for_parts(parts: Sequence[str]) -> str:
    return f" Of its parts, {', '.join(parts)} may be `{{unknown: why}}` or `{{not_applicable: why}}`."


def _finding_item(finding: Finding) -> Item:
    return Item(
        finding.field_name or finding.subject, finding.sentence, finding.line, Effort.REPAIR.minutes, finding=finding
    )


def _unknown_items(steps: NextSteps) -> Iterator[Item]:
    record, places = steps.trial, steps.places
    for path, statement in not_known_places(record):
        if statement.is_unknown:
            asked = f"It was unknown: {statement.why}"
            place = places.path_in_file(path)
            yield Item(field_text(place), asked, places.line(path), Effort.REPAIR.minutes)


def _portions(ranked: Sequence[_Ranked], *, is_asked: bool) -> Iterator[Portion]:
    """One after the other, as much as fits into about ten minutes; what takes longer is a portion of its own."""
    batch: list[_Ranked] = []
    for each in ranked:
        minutes = sum(one.item.minutes for one in batch)
        is_full = minutes >= PORTION_MINUTES or minutes + each.item.minutes > MOST_MINUTES
        if batch and (is_full or (batch[-1].theme in _ALONE and each.theme is not batch[-1].theme)):
            yield _portion(batch, is_asked=is_asked)
            batch = []
        batch.append(each)
    if batch:
        yield _portion(batch, is_asked=is_asked)


_ALONE = (MENDING, ADVICE)
"""Themes that are not mixed with what comes after them."""


def _portion(batch: Iterable[_Ranked], *, is_asked: bool) -> Portion:
    batch = list(batch)
    themes = tuple(dict.fromkeys(each.theme for each in batch))
    return Portion(themes, tuple(each.item for each in batch), is_asked)


def _later(steps: NextSteps) -> int:
    if steps.goal is not Status.IN_REVIEW:
        return 0
    later = steps.trial.model_copy(update={"status": Status.PUBLISHED})
    found = sum(value in (None, ()) for path, _, value in needed_places(later))
    return found - sum(bool(step.field) for step in steps.steps)
