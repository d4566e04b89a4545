"""`postmortems review`: the reviewer's report, as Markdown for a comment on the pull request."""

from __future__ import annotations

import os
import re
from datetime import datetime
from pathlib import Path

import click

from ml_postmortems.atomic_file import write_file
from ml_postmortems.authoring.review.report import review_report
from ml_postmortems.cli.options import as_of_option, root_option
from ml_postmortems.cli.terminal import show_file
from ml_postmortems.reading.as_of import as_of_date
from ml_postmortems.reading.corpus import load_corpus


def _address(_context: click.Context, _option: click.Parameter, value: str | None) -> str:
    """The address of the files: as given, else of the commit that GitHub is building."""
    given = [os.environ.get(name) for name in ("GITHUB_SERVER_URL", "GITHUB_REPOSITORY", "GITHUB_SHA")]
    if value is None and all(given):
        value = "{}/{}/blob/{}".format(*given)
    if value and not re.fullmatch(r"https?://[\w.:/@%~+-]+", value, re.ASCII):
        raise click.BadParameter(f"must be an http or https address: found {value!r}")
    return (value or "").rstrip("/")


@click.command()
@click.argument("paths", metavar="[FILES]...", nargs=-1, type=click.Path(path_type=Path))
@root_option
@click.option(
    "--changed",
    is_flag=False,
    flag_value="",
    default=None,
    metavar="[BASE]",
    help="Only the records changed since BASE (a commit or branch; the main branch if left out), and what changed.",
)
@click.option(
    "--links",
    metavar="URL",
    callback=_address,
    help="Where the files can be seen, such as https://github.com/OWNER/REPOSITORY/blob/COMMIT (in GitHub's workflows "
    "known by itself).",
)
@click.option("--output", type=click.Path(path_type=Path, dir_okay=False), help="Write the report to this file.")
@as_of_option
def review(
    paths: tuple[Path, ...],
    root: Path,
    changed: str | None,
    links: str,
    output: Path | None,
    as_of: datetime | None,
) -> None:
    """Write the reviewer's report on the records in FILES, on those of a pull request (--changed), or on all.

    It is Markdown for a comment on GitHub or GitLab. Exit code 0: the report was written, whatever it says. 2: the
    command could not be understood, or git cannot say what changed.
    """
    as_of_day = as_of.date() if as_of else as_of_date(root)
    text = review_report(load_corpus(root), paths, changed, as_of_day, links)
    if output:
        write_file(output, text.encode())
    else:
        show_file(text)
