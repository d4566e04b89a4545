"""Options that several commands share."""

from __future__ import annotations

import re
from collections.abc import Callable
from functools import wraps
from pathlib import Path
from typing import Any, TypeVar

import click

from ml_postmortems.errors import UnknownName
from ml_postmortems.lazy_pattern import lazy_pattern
from ml_postmortems.model.terms import Status, Term, Visibility
from ml_postmortems.suggestion import closest
from ml_postmortems.user_cache import without_cache

FC = TypeVar("FC", bound=Callable[..., Any])


def root_option(command: Callable[..., Any]) -> Callable[..., Any]:
    """Where the records are, and whether what was computed of them before may be used.

    Caches are turned off when the command starts and not while its options are read: a context whose options are
    refused is never closed, and would leave them off.
    """

    @wraps(command)
    def start(*arguments: Any, no_cache: bool, **options: Any) -> Any:
        if no_cache:
            click.get_current_context().with_resource(without_cache())
        return command(*arguments, **options)

    no_cache = click.option(
        "--no-cache", is_flag=True, help="Compute everything anew, and keep nothing for the next time."
    )
    root = click.option(
        "--root",
        default=Path("postmortems"),
        show_default=True,
        type=click.Path(path_type=Path),
        help="The folder of records, with taxonomy.yml and catalog.yml.",
    )
    return root(no_cache(start))


def _as_of_option(otherwise: str) -> Callable[[FC], FC]:
    return click.option(
        "--as-of",
        type=click.DateTime(["%Y-%m-%d"]),
        metavar="DATE",
        help=f"The date that counts as today, such as 2026-03-31 (else SOURCE_DATE_EPOCH, else {otherwise}).",
    )


as_of_option = _as_of_option("the newest commit's date")
as_of_or_today_option = _as_of_option("today")

_AUDIENCES = {each.value: each for each in Visibility}
audience_option = click.option(
    "--audience",
    type=click.Choice(list(_AUDIENCES)),
    default=Visibility.PUBLIC.value,
    show_default=True,
    callback=lambda _context, _option, value: _AUDIENCES[value],
    help="Who reads this: records that this audience may not see are left out.",
)


def _reader_option(otherwise: str) -> Callable[[FC], FC]:
    return click.option(
        "--audience",
        type=click.Choice(list(_AUDIENCES)),
        callback=lambda _context, _option, value: _AUDIENCES.get(value),
        help=f"Only what this audience may see.  [default: {otherwise}]",
    )


reader_option = _reader_option("all that lies on disk, marked where it is not public")
"""For commands that show what lies on this disk to who works with it, and to nobody else; None where none is named."""
audited_option = _reader_option("all that lies in a folder of records; public for --write-base")
"""For `audit`, which must pass nothing that the folder forbids; None where none is named."""

_ADDRESS = lazy_pattern(r"https?://[A-Za-z0-9.:\[\]-]+(?:/[A-Za-z0-9._~/%+-]*)?", re.ASCII)


def _site_address(_context: click.Context, _option: click.Parameter, value: str) -> str:
    if value and not _ADDRESS.fullmatch(value):
        raise click.BadParameter("must be an address such as https://postmortems.example.com", param_hint="--site")
    return f"{value.rstrip('/')}/" if value else ""


def site_option(help_text: str) -> Callable[[FC], FC]:
    """`--site URL`, as an address with a slash at its end, or empty."""
    return click.option("--site", default="", metavar="URL", callback=_site_address, help=help_text)


TermT = TypeVar("TermT", bound=Term)


def find_term(what: str, word: str, terms: type[TermT]) -> TermT:
    """The term that is meant by a word in any case; raises UnknownName with the nearest one."""
    for term in terms:
        if word.lower() == term:
            return term
    raise UnknownName(what, word, list(terms), closest(word, terms))


def find_status(word: str) -> Status:
    """The status that is meant; raises UnknownName with the nearest one."""
    return find_term("status", word, Status)
