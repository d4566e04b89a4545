"""The next steps as lines for a terminal."""

from __future__ import annotations

import textwrap
from collections.abc import Iterator, Sequence

from ml_postmortems.authoring.drafting.next_steps import NextSteps, Step
from ml_postmortems.lint.outputs.text import finding_lines
from ml_postmortems.model.completeness import completeness
from ml_postmortems.model.terms import Status
from ml_postmortems.plurals import counted
from ml_postmortems.similarity.recurrence_candidates import Candidate
from ml_postmortems.styled_text import Line

_WIDTH = 110


def next_lines(steps: NextSteps) -> Iterator[Line]:
    """The missing fields, numbered, each with its description and lines to paste; then the errors, the next command and
    the similar records."""
    yield from _lines(steps)
    yield from similar_record_lines(steps.alike)


def _lines(steps: NextSteps) -> Iterator[Line]:
    record = steps.record
    yield f"{record.id} {record.title}"
    yield f"status {record.status}, {record.severity}, {record.origin}; {completeness(record).summary}"
    if steps.is_ready:
        yield from ("", f"Nothing is missing for `{steps.goal}`.{_warnings(steps)}")
        if record.status is not steps.goal:
            yield f"Next: {_command(steps)}"
        return
    if steps.steps:
        yield from ("", f"Missing for `{steps.goal}`, the most valuable first: {len(steps.steps)}")
        for number, step in enumerate(steps.steps, 1):
            yield from _step_lines(number, step)
    if steps.blockers:
        yield from ("", f"To mend for `{steps.goal}`: {len(steps.blockers)}")
        yield from (line for finding in steps.blockers for line in finding_lines(finding))
    if any(step.may_be_unknown for step in steps.steps):
        yield ""
        yield "* Where nobody knows: `field: {unknown: why}`. Where there is none: `field: {not_applicable: why}`."
    yield ""
    yield f"The examples are made up: paste one, then write what is true.{_warnings(steps)}"
    yield f"Then: {_command(steps)}"


def similar_record_lines(alike: Sequence[Candidate]) -> Iterator[str]:
    """Similar records with the reasons, those that need an answer marked."""
    if not alike:
        return
    yield from ("", "Have we seen this before? The records most like it:")
    for each in alike:
        mark = "  (answer needed)" if each.is_asked else ""
        yield f"  {each.record.id} {each.record.title}{mark}"
        yield from textwrap.wrap(
            "; ".join(each.reasons), _WIDTH, initial_indent="      ", subsequent_indent="      ", break_long_words=False
        )
    yield "If it happened again, or to somebody else, say so under `recurrence`."


def _step_lines(number: int, step: Step) -> Iterator[str]:
    mark = "*" if step.may_be_unknown else ""
    place = f" (line {step.line})" if step.line > 1 else ""
    head = f"{number:>2}. {step.subject}{mark}{place}: {step.description}"
    yield ""
    yield from textwrap.wrap(head, _WIDTH, subsequent_indent="    ", break_long_words=False)
    yield from (f"      {line}" for line in step.example.splitlines())


def _command(steps: NextSteps) -> str:
    extra = ""
    if steps.goal and steps.goal.is_taken_back:
        extra = " --reason '...'" + (" --superseded-by ID" if steps.goal is Status.SUPERSEDED else "")
    return f"postmortems status {steps.record.id} {steps.goal}{extra}"


def _warnings(steps: NextSteps) -> str:
    if not steps.warning_count:
        return ""
    verb = "is" if steps.warning_count == 1 else "are"
    return f" There {verb} {counted(steps.warning_count, 'warning')}, see: postmortems check {steps.path}"
