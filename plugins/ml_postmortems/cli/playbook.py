"""`postmortems playbook`: what to ask, what ended it and what has been tried, for one cause."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import datetime
from pathlib import Path

import click

from ml_postmortems.analytics.playbook import Playbook, Told
from ml_postmortems.analytics.playbook_report import playbook_of
from ml_postmortems.cli.analytics_options import published_on
from ml_postmortems.cli.options import as_of_option, audience_option, root_option
from ml_postmortems.cli.terminal import show, show_json
from ml_postmortems.export.numbers_json import numbers_to_json
from ml_postmortems.model.facets import Vocabulary
from ml_postmortems.model.terms import Visibility
from ml_postmortems.plurals import counted
from ml_postmortems.wording import catch_rate_text, control_state_text, counts_text, quantile_text, unmet_text

_MOST_TOLD = 5


@click.command("playbook")
@click.argument("leaf")
@root_option
@as_of_option
@audience_option
@click.option("--json", "as_json", is_flag=True, help="Print everything, with the records behind it, as JSON.")
def playbook_command(leaf: str, root: Path, as_of: datetime | None, audience: Visibility, as_json: bool) -> None:
    """Print what the records of the cause LEAF teach, such as `process/rollout-gap`; `rollout-gap` will do.

    Exit code 0: it was printed. 2: there is no such cause.
    """
    publication = published_on(root, audience, as_of, is_for_people=not as_json)
    book = playbook_of(publication.corpus, publication.as_of, leaf)
    if as_json:
        show_json(numbers_to_json(book))
    else:
        show(*_to_text(book, publication.corpus.vocabulary))


def _to_text(book: Playbook, vocabulary: Vocabulary) -> Iterator[str]:
    leaf = vocabulary.taxonomy.leaves[book.leaf]
    yield f"{leaf.name} ({book.leaf}), from {counted(len(book.records), 'record')}"
    yield leaf.definition
    yield from _section("How it looks", _told(book.symptoms))
    if book.undetected.median:
        incidents = counted(book.undetected.n, "incident")
        yield f"  Time until it was noticed: median {quantile_text(book.undetected.median)}, of {incidents}."
    asked = (leaf.questions.data_source, leaf.questions.alternative, leaf.questions.refutation, leaf.questions.bias)
    yield from _section("Ask first", [f"- {question}" for question in asked])
    yield from _section("What showed it", _told(book.shown_by))
    yield from _section("What ended it", _told(book.ended_by))
    controls = [
        f"- {ledger.id} ({control_state_text(ledger)}): "
        + (counts_text(ledger.outcomes) or unmet_text(ledger.state))
        + (f"; {catch_rate_text(ledger.rate)}" if ledger.rate else "")
        for ledger in book.controls
    ]
    yield from _section("What has been tried", controls)
    yield from _section("Runbooks", [f"- {runbook}" for runbook in book.runbooks])
    yield from _section("Lessons", [f"- {lesson.text} ({lesson.record})" for lesson in book.lessons])


def _told(all_told: Sequence[Told]) -> list[str]:
    lines = [f"- {each.text} ({each.record})" for each in all_told[:_MOST_TOLD]]
    more = len(all_told) - _MOST_TOLD
    return [*lines, f"  and {more} more (--json)"] if more > 0 else lines


def _section(title: str, lines: Sequence[str]) -> Iterator[str]:
    if lines:
        yield ""
        yield f"{title}:"
        yield from (f"  {line}" for line in lines)
