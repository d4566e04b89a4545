"""What is open in a record as portions of about ten minutes, the most valuable first."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import NamedTuple

from ml_postmortems.authoring.coaching.effort import (
    MOST_MINUTES,
    PORTION_MINUTES,
    SMALL_MINUTES,
    Effort,
    whole_minutes,
)
from ml_postmortems.authoring.coaching.forms import Form, form_of
from ml_postmortems.authoring.coaching.known_names import KnownNames
from ml_postmortems.authoring.coaching.precedents import Answer, Precedents
from ml_postmortems.authoring.coaching.shapes import is_list, parts_of
from ml_postmortems.authoring.coaching.themes import (
    ADVICE,
    FITTING,
    MENDING,
    THEMES,
    UNKNOWNS,
    Theme,
    order_in_theme,
    theme_of_field,
    theme_of_section,
)
from ml_postmortems.authoring.coaching.told_already import told_already
from ml_postmortems.authoring.drafting.next_steps import UNANSWERED, NextSteps, Step, steps_as
from ml_postmortems.errors import UnknownName
from ml_postmortems.lint.finding import Finding
from ml_postmortems.model.block import Gate
from ml_postmortems.model.completeness import not_known_places
from ml_postmortems.model.required_content import REQUIRED_CONTENT
from ml_postmortems.model.requirements import field_rules
from ml_postmortems.model.terms import Status
from ml_postmortems.reading.faults import field_text
from ml_postmortems.similarity.extent_candidates import extent_candidates
from ml_postmortems.suggestion import closest


@dataclass(frozen=True, slots=True)
class Item:
    """One thing to write or to mend."""

    subject: str
    """The field as it is written, or the heading of the section."""
    asked: str
    line: int
    minutes: float
    form: tuple[str, ...] = ()
    """Lines to paste, with all comments; empty for sections and findings."""
    in_file: tuple[str, ...] = ()
    """The same as `next --paste` writes it."""
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
    for_published: int = 0
    """How many things are open for `published`, where the goal comes before it."""

    @property
    def later(self) -> int:
        """How many of the things that are open for `published` are not open for the goal."""
        return max(0, self.for_published - self.steps.open_count)

    @property
    def asked(self) -> tuple[Portion, ...]:
        """The portions that the goal asks for; they come first."""
        return tuple(portion for portion in self.portions if portion.is_asked)

    def shown(self, *, is_all: bool) -> tuple[Portion, ...]:
        """The portions to print: the first one that the goal asks for, or all of them."""
        return self.portions if is_all else self.asked[:1]


_UNTOLD_EXTENT = "PM550"
"""The finding about other artifacts that could have the same fault."""

_ORDER = (MENDING, *THEMES, FITTING)
_WRONG_IN_ITSELF = ("PM0", "PM1", "PM2", "PM6", "PM7")
"""The families of rules whose findings no other field can mend."""


class _Ranked(NamedTuple):
    theme: Theme
    item: Item


def make_plan(steps: NextSteps) -> Plan:
    """Portions of what a record lacks for its goal, then of what would make it better."""
    precedents = Precedents(steps.corpus, steps.trial, steps.similar)
    leaves = precedents.leaves if steps.steps else ()
    names = KnownNames(steps.trial, steps.corpus, leaves, steps.written)
    unanswered = [each for each in steps.blockers if each.code == UNANSWERED]
    untold = [each for each in steps.blockers if each.code == _UNTOLD_EXTENT]
    errors = [each for each in steps.blockers if each not in (*unanswered, *untold)]
    asked = [_Ranked(_theme_of_error(each, steps), _finding_item(each)) for each in errors]
    asked += _asked_items(steps, precedents, names)
    if unanswered:
        asked.append(_Ranked(THEMES[theme_of_field("recurrence")], _recurrence_item(unanswered)))
    asked += [_Ranked(THEMES[theme_of_field("extent")], _extent_item(steps, each.line)) for each in untold]
    asked.sort(key=lambda each: _ORDER.index(each.theme))
    better = [_Ranked(ADVICE, _finding_item(each)) for each in steps.warnings]
    better += [_Ranked(UNKNOWNS, item) for item in _unknown_items(steps)]
    portions = (*_portions(asked, is_asked=True), *_portions(better, is_asked=False))
    return Plan(steps, tuple(portions), _published_count(steps))


def _theme_of_error(finding: Finding, steps: NextSteps) -> Theme:
    """Errors about the whole record wait until its fields are there."""
    is_certain = not steps.steps or finding.code.startswith(_WRONG_IN_ITSELF)
    return MENDING if is_certain else FITTING


def _asked_items(steps: NextSteps, precedents: Precedents, names: KnownNames) -> Iterator[_Ranked]:
    for step in sorted(steps.steps, key=_rank):
        if step.field:
            yield _Ranked(THEMES[theme_of_field(str(step.field[0]))], _field_item(step, steps, precedents, names))
        else:
            theme = THEMES[theme_of_section(step.section)]
            answer = precedents.of_section(step.section)
            asked = " ".join(filter(None, (step.description, told_already(step.section, steps.written))))
            yield _Ranked(theme, Item(step.subject, asked, step.line, Effort.PARAGRAPH.minutes, answer=answer))


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
        tuple(form.in_file),
        _none(step, " ".join(form.lines)),
        answer,
        () if answer else tuple(step.example.splitlines()),
    )


def _form(step: Step, steps: NextSteps, names: KnownNames) -> Form:
    """The form from the format; for the recurrence question, the records that it is about."""
    if step.answers:
        lines = step.example.splitlines()
        return Form(lines, lines, Effort.COMPARISON.minutes * step.answers)
    return form_of(step.rule_path, steps.trial, names)


def _contents(step: Step, steps: NextSteps) -> Iterator[str]:
    """What a list must hold."""
    trial = steps.trial
    for each in REQUIRED_CONTENT:
        if step.rule_path == (each.field,) and each.when.applies(trial.status, trial.tier, trial.origin):
            yield f"It must hold {each.text}."


def _none(step: Step, form: str) -> str:
    """How to say that there is none, or that nobody knows: of the field, of its parts and of the lists in it."""
    key = step.rule_path[-1]
    said = "It must be answered: neither unknown nor not applicable will do."
    if step.may_be_unknown:
        said = f"Nobody knows: `{key}: {{unknown: why}}`. There is none: `{key}: {{not_applicable: why}}`."
    if parts := [rule.path[-1] for rule in parts_of(step.rule_path) if rule.may_be_unknown]:
        said += f" The same goes for {', '.join(parts)}." if step.may_be_unknown else _for_parts(parts)
    lists = [rule.path[-1] for rule in parts_of(step.rule_path) if is_list(rule) and not rule.always_with_parent]
    if not step.answers and (shown := [name for name in lists if f"{name}:" in form]):
        said += f" A list without entries: `{shown[0]}: []`."
    return said


def _for_parts(parts: Sequence[str]) -> str:
    return f" Of its parts, {', '.join(parts)} may be `{{unknown: why}}` or `{{not_applicable: why}}`."


def _finding_item(finding: Finding) -> Item:
    return Item(
        finding.field_name or finding.subject, finding.sentence, finding.line, Effort.REPAIR.minutes, finding=finding
    )


def _recurrence_item(findings: Sequence[Finding]) -> Item:
    """The records that the recurrence question is about and that the record does not answer for yet."""
    about = "; ".join(f"{each.data['record']} ({each.data['title']})" for each in findings)
    asked = f"Say of each whether this repeats it: {about}. Move its id to `of` or `related`, or say how it differs."
    entries = [line for each in findings for line in (f"    - id: {each.data['record']}", '      reason: ""')]
    form = ("# Add to what is there:", "recurrence:", "  of: []", "  related: []", "  dismissed:", *entries)
    minutes = Effort.COMPARISON.minutes * len(findings)
    none = "Each needs an answer of its own: neither unknown nor not applicable will do."
    return Item("recurrence", asked, findings[0].line, minutes, form, form[1:], none)


def wanted_item(steps: NextSteps, field: str) -> Item:
    """A field that the author wants to write, whether it is asked for or not, with its form.

    `field` is a field of the record, or a part of one by all keys that lead to it, such as `causes.since`. Raises
    UnknownName for a field that the format does not have, or that every draft has.
    """
    rules = {".".join(rule.path): rule for rule in field_rules() if len(rule.path) > 1 or not rule.always_with_parent}
    known = [name for name, rule in rules.items() if not (rule.needed and rule.needed.gate is Gate.DRAFT)]
    if field not in known:
        raise UnknownName("field", field, known, closest(field, known))
    if field == "extent":
        return _extent_item(steps, 1)
    rule = rules[field]
    form = form_of(rule.path, steps.trial, KnownNames(steps.trial, steps.corpus, (), steps.written))
    answer = Precedents(steps.corpus, steps.trial, steps.similar).of_field(rule.path)
    key = rule.path[-1]
    none = f"Nobody knows: `{key}: {{unknown: why}}`. There is none: `{key}: {{not_applicable: why}}`."
    return Item(
        field,
        rule.description,
        1,
        form.minutes,
        tuple(form.lines),
        tuple(form.in_file),
        none if rule.may_be_unknown else "",
        answer,
    )


def _extent_item(steps: NextSteps, line: int) -> Item:
    """The artifacts that could have the same fault, each as a line with the reason why it is asked about."""
    found = extent_candidates(steps.corpus, steps.trial)
    asked = (
        "Say of each artifact that could have the same fault whether it has, or leave the question open to its team."
    )
    lines = [line for each in found for line in (f"  # {each.artifact}: {each.reason}", f"  {each.line}")]
    form = ("extent:", *(lines or ['  - {artifact: "", state: open, by: ""}']))
    in_file = tuple(line for line in form if not line.lstrip().startswith("#"))
    none = "There is none: `extent: {not_applicable: why}`. Nobody knows: `extent: {unknown: why}`."
    return Item("extent", asked, line, Effort.SENTENCE.minutes * max(1, len(found)), form, in_file, none)


def _unknown_items(steps: NextSteps) -> Iterator[Item]:
    record, places = steps.trial, steps.places
    for path, statement in not_known_places(record):
        if statement.is_unknown:
            asked = f"It was unknown: {statement.why}"
            place = places.path_in_file(path)
            yield Item(field_text(place), asked, places.line(path), Effort.REPAIR.minutes)


def _portions(ranked: Sequence[_Ranked], *, is_asked: bool) -> Iterator[Portion]:
    """One after the other, as much as fits into about ten minutes; what takes longer is a portion of its own."""
    batches: list[list[_Ranked]] = []
    for each in ranked:
        last = batches[-1] if batches else []
        if not last or _is_full(last, each) or (last[-1].theme in _ALONE and each.theme is not last[-1].theme):
            batches.append([each])
        else:
            last.append(each)
    return (_portion(batch, is_asked=is_asked) for batch in batches)


_ALONE = (MENDING, ADVICE)
"""Themes that are not mixed with what comes after them."""


def _is_full(batch: Sequence[_Ranked], following: _Ranked) -> bool:
    minutes = sum(each.item.minutes for each in batch)
    if minutes + following.item.minutes > MOST_MINUTES:
        return True
    return minutes >= PORTION_MINUTES and following.item.minutes > SMALL_MINUTES


def _portion(batch: Sequence[_Ranked], *, is_asked: bool) -> Portion:
    themes = tuple(dict.fromkeys(each.theme for each in batch))
    return Portion(themes, tuple(each.item for each in batch), is_asked)


def _published_count(steps: NextSteps) -> int:
    if steps.goal is not Status.IN_REVIEW:
        return 0
    file = next(each for each in steps.corpus.files if each.path == steps.path)
    published = steps_as(Status.PUBLISHED, steps.corpus, file, steps.as_of)
    return published.open_count if published else 0
