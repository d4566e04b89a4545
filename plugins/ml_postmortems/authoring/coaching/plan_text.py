"""A plan as lines for a terminal: one portion at a time, or all of them."""

from __future__ import annotations

import textwrap
from collections.abc import Iterator, Sequence

from ml_postmortems.authoring.coaching.effort import whole_minutes
from ml_postmortems.authoring.coaching.paste import forms_to_paste, sections_to_paste
from ml_postmortems.authoring.coaching.plan import Item, Plan, Portion
from ml_postmortems.authoring.commands import command
from ml_postmortems.authoring.similar_text import similar_record_lines
from ml_postmortems.lint.outputs.text import finding_lines
from ml_postmortems.model.completeness import completeness
from ml_postmortems.model.lifecycle import moves_to
from ml_postmortems.model.terms import Status
from ml_postmortems.plurals import counted
from ml_postmortems.styled_text import Line, Span, Style

_WIDTH = 110
_INDENT = " " * 4


def plan_lines(plan: Plan, *, is_all: bool = False) -> Iterator[Line]:
    """The first portion, or all of them; then what comes after, and the similar records."""
    steps = plan.steps
    record = steps.record
    yield (Span(f"{record.id} {record.title}", Style.HEADING),)
    yield f"status {record.status}, {record.severity}, {record.origin}; {_state(plan)}"
    yield f"file {steps.path.as_posix()}"
    yield ""
    yield from _summary(plan)
    shown = plan.shown(is_all=is_all)
    for number, portion in enumerate(shown, 1):
        yield from _portion_lines(number, len(plan.asked), portion)
    yield from _after(plan, is_all=is_all)
    if _asks_about_past(plan, shown):
        yield from similar_record_lines(steps.alike)


def wanted_lines(items: Sequence[Item]) -> Iterator[Line]:
    """The forms of fields that the author wants to write."""
    for position, item in enumerate(items, 1):
        yield from ([""] if position > 1 else [])
        yield from _item_lines(position, item)


def _state(plan: Plan) -> str:
    """How many of the fields are answered, and how many errors there are besides."""
    now = {(each.code, each.field) for each in plan.steps.current}
    found = (item.finding for portion in plan.asked for item in portion.items if item.finding)
    errors = [each for each in found if (each.code, each.field) in now]
    mended = f", and {counted(len(errors), 'error')} to mend" if errors else ""
    return f"fields for `published`: {completeness(plan.steps.record).summary}{mended}"


def _asks_about_past(plan: Plan, shown: Sequence[Portion]) -> bool:
    """Whether to show similar records: where `recurrence` is asked for, and where the last portion is shown."""
    is_asked = any(item.subject == "recurrence" for portion in shown for item in portion.items)
    return is_asked or len(shown) >= len(plan.asked)


def _summary(plan: Plan) -> Iterator[str]:
    steps = plan.steps
    due = steps.due
    if due and due.day < steps.as_of:
        within = f"by {due.day.isoformat()}, {counted(due.days, 'day')} after the start"
        yield f"Overdue: settings.yml asks for `{due.status}` {within}."
    if steps.is_ready:
        yield f"Nothing is missing for `{steps.goal}`."
        return
    portions = counted(len(plan.asked), "portion")
    minutes = counted(_minutes(plan.asked), "minute")
    early = f" Asked for early: {', '.join(steps.early)}." if steps.early else ""
    things = counted(steps.open_count, "thing")
    yield f"Open for `{steps.goal}`: {things} in {portions}, about {minutes} by our estimate.{early}"


def _portion_lines(number: int, count: int, portion: Portion) -> Iterator[Line]:
    place = f"Portion {number} of {count}" if portion.is_asked else "Not asked for"
    yield ""
    yield (Span(f"{place}, about {counted(portion.minutes, 'minute')}: {portion.title}", Style.HEADING),)
    yield from textwrap.wrap(" ".join(portion.why), _WIDTH)
    for position, item in enumerate(portion.items, 1):
        yield ""
        yield from _item_lines(position, item)


def _item_lines(number: int, item: Item) -> Iterator[Line]:
    if item.finding:
        yield from finding_lines(item.finding)
        return
    place = f" (line {item.line})" if item.line > 1 else ""
    head = f"{number:>2}. {item.subject}{place}: {item.asked}"
    yield from textwrap.wrap(head, _WIDTH, subsequent_indent=_INDENT, break_long_words=False)
    yield from (f"      {line}" for line in item.form)
    if item.none:
        yield from _wrapped(item.none)
    if item.answer:
        answer = item.answer
        yield f"{_INDENT}{answer.record_id} answered ({answer.path.as_posix()}:{answer.line}):"
        yield from _quoted(answer.quote)
    elif item.example:
        yield from _wrapped("No comparable published record has an answer yet. A made-up one:")
        yield from (f"      {line}" for line in item.example)


def _wrapped(text: str) -> Iterator[str]:
    return iter(textwrap.wrap(text, _WIDTH, initial_indent=_INDENT, subsequent_indent=_INDENT, break_long_words=False))


def _quoted(text: str) -> Iterator[Line]:
    indent = " " * 6
    for line in textwrap.wrap(
        f"“{text}”", _WIDTH, initial_indent=indent, subsequent_indent=indent, break_long_words=False
    ):
        yield (Span(line, Style.FAINT),)


def _after(plan: Plan, *, is_all: bool) -> Iterator[str]:
    """What comes after what is shown."""
    steps = plan.steps
    name = steps.record.id
    better = plan.portions[len(plan.asked) :]
    yield ""
    shown = plan.shown(is_all=is_all)
    headings = {section.title for section in steps.body.sections}
    if any(forms_to_paste(shown, steps.written)) or sections_to_paste(shown, headings):
        yield f"These forms in the file: {_next(plan, *(['--all'] if is_all else []), '--paste')}"
    if len(plan.asked) > 1 and not is_all:
        left = plan.asked[1:]
        yield f"Fill in what you know, then go on: {_next(plan)}"
        yield from textwrap.wrap(
            f"{counted(len(left), 'more portion')}, about {counted(_minutes(left), 'minute')}: {_titles(left)}.", _WIDTH
        )
        yield f"All at once: {_next(plan, '--all')}"
    first = "Next" if steps.is_ready else "When nothing is open any more"
    for number, status in enumerate(moves_to(steps.record.status, steps.goal)):
        yield f"{'After that' if number else first}: {_status_command(plan, status)}"
    if plan.later:
        further = f"Then `{Status.PUBLISHED}` asks for {counted(plan.later, 'more thing')}"
        further += f", {plan.for_published} with these" if plan.steps.open_count else ""
        yield f"{further}: {command('next', name, '--for', Status.PUBLISHED.value, '--all', root=steps.corpus.root)}"
    if better and not is_all:
        things = sum(len(portion.items) for portion in better)
        yield f"Not asked for, and worth a look: {counted(things, 'thing')}: {_next(plan, '--all')}"


def _next(plan: Plan, *options: str) -> str:
    steps = plan.steps
    usual = steps.usual_goal is steps.goal
    goal = () if usual else ("--for", steps.goal.value)
    return command("next", steps.record.id, *goal, *options, root=steps.corpus.root)


def _status_command(plan: Plan, status: Status) -> str:
    steps = plan.steps
    extra: tuple[str, ...] = ()
    if status.is_taken_back:
        extra = ("--reason", "why")
        extra += ("--superseded-by", "ID") if status is Status.SUPERSEDED else ()
    return command("status", steps.record.id, status.value, *extra, root=steps.corpus.root)


def _minutes(portions: Sequence[Portion]) -> int:
    return whole_minutes(sum(portion.minutes for portion in portions))


def _titles(portions: Sequence[Portion]) -> str:
    return "; ".join(dict.fromkeys(theme.title for portion in portions for theme in portion.themes))
