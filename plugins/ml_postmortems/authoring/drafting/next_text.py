"""The next steps as text for a terminal."""

from __future__ import annotations

import textwrap
from collections.abc import Iterator, Sequence

from ml_postmortems.authoring.drafting.next_steps import NextSteps, Step
from ml_postmortems.lint.outputs.text import finding_to_text
from ml_postmortems.model.lifecycle import TAKEN_BACK
from ml_postmortems.model.terms import Status
from ml_postmortems.plurals import counted
from ml_postmortems.similarity.similar import Similar

_WIDTH = 110


def steps_to_text(steps: NextSteps) -> str:
    """What is missing and what is wrong, numbered, each with its description and lines to paste; then how to go on, and
    the records that it is like."""
    return "\n".join((*_lines(steps), *alike_lines(steps.alike)))


def _lines(steps: NextSteps) -> Iterator[str]:
    record = steps.record
    yield f"{record.id} {record.title}"
    yield f"status {record.status}, {record.severity}, {record.origin}"
    if steps.is_ready:
        yield f"\nNothing is missing for `{steps.goal}`.{_warnings(steps)}"
        if record.status is not steps.goal:
            yield f"Next: {_command(steps)}"
        return
    if steps.steps:
        yield f"\nMissing for `{steps.goal}`, the most valuable first: {len(steps.steps)}"
        for number, step in enumerate(steps.steps, 1):
            yield from _step_lines(number, step)
    if steps.blockers:
        yield f"\nTo mend for `{steps.goal}`: {len(steps.blockers)}"
        yield from (finding_to_text(finding) for finding in steps.blockers)
    if any(step.may_be_unknown for step in steps.steps):
        yield "\n* Where nobody knows: `field: {unknown: why}`. Where there is none: `field: {not_applicable: why}`."
    yield f"\nThe examples are made up: paste one, then write what is true.{_warnings(steps)}"
    yield f"Then: {_command(steps)}"


def alike_lines(alike: Sequence[Similar]) -> Iterator[str]:
    """Records that may tell the author something, each with the reasons."""
    if not alike:
        return
    yield "\nHave we seen this before? The records most like it:"
    for each in alike:
        yield f"  {each.record.id} {each.record.title}"
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
    if steps.goal in TAKEN_BACK:
        extra = " --reason '...'" + (" --superseded-by ID" if steps.goal is Status.SUPERSEDED else "")
    return f"postmortems status {steps.record.id} {steps.goal}{extra}"


def _warnings(steps: NextSteps) -> str:
    if not steps.warning_count:
        return ""
    verb = "is" if steps.warning_count == 1 else "are"
    return f" There {verb} {counted(steps.warning_count, 'warning')}, see: postmortems check {steps.path}"
