"""What `trends`, `recurrence` and `times` share: which incidents, as of when, and in what form."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import datetime
from functools import partial, wraps
from pathlib import Path
from typing import Any, TypeVar

import click

from ml_postmortems.access.publication import Publication, published_corpus
from ml_postmortems.analytics.archive import Archive, Scope
from ml_postmortems.cli.audience import left_out_lines
from ml_postmortems.cli.options import as_of_option, audience_option, root_option
from ml_postmortems.cli.terminal import show, show_json
from ml_postmortems.errors import MalformedDate
from ml_postmortems.export.numbers_json import numbers_to_json
from ml_postmortems.model.instant import Instant
from ml_postmortems.model.terms import Visibility
from ml_postmortems.plurals import counted
from ml_postmortems.reading.as_of import as_of_date
from ml_postmortems.reading.corpus import Corpus
from ml_postmortems.similarity.written_words import WrittenWords

R = TypeVar("R")


@dataclass(frozen=True, slots=True)
class ReportRequest:
    """What is asked of which archive."""

    archive: Archive
    scope: Scope
    as_json: bool
    read_words: Callable[[], WrittenWords]
    """Reads the words of the records out of their index, which takes a while."""


_OPTIONS = (
    root_option,
    click.option("--team", metavar="ID", help="Only incidents that this team owns."),
    click.option("--model", metavar="ID", help="Only incidents that name this model or other artifact."),
    click.option("--cause", metavar="NAME", help="Only incidents with this primary cause: a family, or family/leaf."),
    click.option("--since", metavar="DATE", help="Only incidents that began on or after 2024, 2024-07 or 2024-07-15."),
    as_of_option,
    audience_option,
    click.option(
        "--json", "as_json", is_flag=True, help="Print every number with its N, interval and records as JSON."
    ),
)


def report_options(command: Callable[..., None]) -> Callable[..., None]:
    """Give a command these options, and hand it the request that they make, with what options of its own say."""

    @wraps(command)
    def ask(
        root: Path,
        team: str | None,
        model: str | None,
        cause: str | None,
        since: str | None,
        as_of: datetime | None,
        audience: Visibility,
        as_json: bool,
        **others: Any,
    ) -> None:
        publication = published_on(root, audience, as_of, is_for_people=not as_json)
        archive = Archive(publication.corpus, publication.as_of)
        scope = Scope(team, model, cause, _since(since) if since else None)
        read_words = partial(_read_words, publication.corpus, audience)
        command(ReportRequest(archive, scope, as_json, read_words), **others)

    for option in reversed(_OPTIONS):
        ask = option(ask)
    return ask


def published_on(
    root: Path, audience: Visibility, as_of: datetime | None, *, is_for_people: bool = True
) -> Publication:
    """What an audience gets on a day, by default the as-of date.

    Says on standard error, which only who has the folder reads, how many records are not published and, in answers
    for people, how many the audience may not see.
    """
    publication = publication_on(root, audience, as_of)
    if left_out := len(publication.omissions):
        which = f"{counted(left_out, 'record')} {'is' if left_out == 1 else 'are'}"
        show(f"{which} not published and counted nowhere; see `postmortems check --merge`", err=True)
    if is_for_people:
        show(*left_out_lines(publication.hidden, audience), err=True)
    return publication


def publication_on(root: Path, audience: Visibility, as_of: datetime | None) -> Publication:
    """The same without a word, for what is about one record."""
    return published_corpus(root, audience, as_of.date() if as_of else as_of_date(root))


def show_report(request: ReportRequest, report: R, to_text: Callable[[R], Iterator[str]]) -> None:
    """Print a report in the form that was asked for; a further form is an option above, a line here and its writer."""
    if request.as_json:
        show_json(numbers_to_json(report))
    else:
        show(*to_text(report))


def _since(text: str) -> Instant:
    try:
        return Instant.parse(text)
    except ValueError as error:
        raise MalformedDate("--since", text, "a day, a month or a year, such as 2024-07-15, 2024-07 or 2024") from error


def _read_words(corpus: Corpus, audience: Visibility) -> WrittenWords:
    from ml_postmortems.access.published_words import published_words  # imports Whoosh, which other reports do not need

    return published_words(corpus, audience)
