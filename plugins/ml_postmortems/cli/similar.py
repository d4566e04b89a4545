"""`postmortems similar`: the records most like one, or like a text from an incident channel, with the reasons."""

from __future__ import annotations

import sys
from collections.abc import Iterator, Sequence
from pathlib import Path

import click

from ml_postmortems.access.corpora import SEES_ALL
from ml_postmortems.access.similar_records import LONGEST_TEXT, similar_to_pasted_text, similar_to_record
from ml_postmortems.cli.audience import left_out_lines, unreadable_lines, visibility_label
from ml_postmortems.cli.options import reader_option, root_option
from ml_postmortems.cli.terminal import show, show_json
from ml_postmortems.export.similar_json import similar_to_json
from ml_postmortems.model.durations import happened
from ml_postmortems.model.terms import Visibility
from ml_postmortems.similarity.similar import Similar
from ml_postmortems.styled_text import Line

_NOTHING_LIKE_THE_RECORD = ("No record is alike enough to be worth your time.",)
_NOTHING_LIKE_THE_TEXT = (
    *_NOTHING_LIKE_THE_RECORD,
    "What the text shares with records, chance explains. Greetings, commands, their output, stack frames and ids count",
    "nothing: describe in two or three sentences what users see, or look for a single error with `postmortems search`.",
)


@click.command()
@click.argument("what", metavar="FILE|ID|-")
@click.option("--limit", type=click.IntRange(1, 100), default=5, show_default=True, help="How many at most.")
@click.option("--json", "as_json", is_flag=True, help="Print them as JSON.")
@root_option
@reader_option
def similar(what: str, limit: int, as_json: bool, root: Path, audience: Visibility | None) -> None:
    """List the records most like a record (FILE or ID), or like a text that is given on standard input (-).

    Each comes with the reasons: the same cause, artifact, lineage or team, and the words that both share. Scores (in
    JSON) can be compared within one answer only.
    """
    reader = audience or SEES_ALL
    if what == "-":
        found = similar_to_pasted_text(sys.stdin.buffer.read(LONGEST_TEXT), root, reader, limit)
    else:
        found = similar_to_record(what, root, reader, limit)
    silence = _NOTHING_LIKE_THE_TEXT if what == "-" else _NOTHING_LIKE_THE_RECORD
    if as_json:
        show_json(similar_to_json(found.similar, len(found.hidden), len(found.unreadable)))
    else:
        not_compared = (*left_out_lines(found.hidden, reader), *unreadable_lines(found.unreadable, audience))
        show(*_to_lines(found.similar, silence), *not_compared)


def _to_lines(found: tuple[Similar, ...], silence: Sequence[str]) -> Iterator[Line]:
    if not found:
        yield from silence
    for each in found:
        record = each.record
        heading = f"{record.id}  {happened(record).earliest}  {record.severity}  {record.teams.owner}"
        yield heading + visibility_label(record)
        yield f"  {record.title}"
        yield from (f"    - {reason}" for reason in each.reasons)
