"""`postmortems export`: what a site gives other programs, without a site; and requests for a search engine."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime
from pathlib import Path

import click

from ml_postmortems.access.publication import Publication
from ml_postmortems.atomic_file import write_file
from ml_postmortems.cli.analytics_options import published_on
from ml_postmortems.cli.options import as_of_option, audience_option, root_option, site_option
from ml_postmortems.cli.terminal import show
from ml_postmortems.errors import FileUnwritable, InputUnusable
from ml_postmortems.export.last_export import LIST_FILE, last_export_text, read_last_export, remove_files
from ml_postmortems.export.record_data import DataContext
from ml_postmortems.model.terms import Visibility
from ml_postmortems.plurals import counted
from ml_postmortems.progress import followed


@click.command("export")
@click.argument("folder", type=click.Path(path_type=Path))
@root_option
@as_of_option
@audience_option
@site_option("Where the site stands; without it there are no feeds.")
@click.option("--opensearch", is_flag=True, help="Write an index and `_bulk` requests for OpenSearch instead.")
@click.option("--index", default="postmortems", show_default=True, help="The name of the index of --opensearch.")
def export_command(
    folder: Path, root: Path, as_of: datetime | None, audience: Visibility, site: str, opensearch: bool, index: str
) -> None:
    """Write every published record into FOLDER for other programs: JSON, Markdown, tables, a calendar and feeds.

    The files are those of the site. What the last export in FOLDER wrote and this one does not is removed, so that
    nothing stays of a record that was taken back; export.json lists it. With --opensearch a later run also writes
    deletions of what the last one in FOLDER had. Exit code 0: all was written. 2: it could not be, or FOLDER holds an
    export for another audience.
    """
    publication = published_on(root, audience, as_of)
    context = DataContext(audience, publication.as_of, site)
    files = (
        _search_engine_files(publication, folder, context, index) if opensearch else _site_files(publication, context)
    )
    written = []
    last = read_last_export(folder, audience)
    for name, content in followed("Writing files", files):
        _write(folder / name, content)
        written.append(name)
    kept = last.files if opensearch else frozenset(written)
    _write(folder / LIST_FILE, last_export_text(audience, kept).encode())
    remove_files(folder, last.files - kept)
    show(f"{counted(len(written), 'file')} in {folder}/ for the audience {audience}")


def _site_files(publication: Publication, context: DataContext) -> Iterator[tuple[str, bytes]]:
    from ml_postmortems.web.build import SiteBuild  # imports the templates, which the search engine does not need

    return SiteBuild(publication, site=context.site).data_files()


def _search_engine_files(
    publication: Publication, folder: Path, context: DataContext, index: str
) -> Iterator[tuple[str, bytes]]:
    from ml_postmortems.export.json_text import json_text
    from ml_postmortems.export.opensearch import BULK_FILE, INDEX_FILE, bulk_lines, index_settings

    corpus = publication.corpus
    lines = bulk_lines(corpus.files, corpus.vocabulary, context, index, _ids_of(folder / BULK_FILE))
    yield BULK_FILE, "".join(lines).encode()
    yield INDEX_FILE, (json_text(index_settings(corpus.vocabulary)) + "\n").encode()


def _ids_of(last: Path) -> frozenset[str]:
    """The ids of the last export; none where there is no such file."""
    from ml_postmortems.export.opensearch import indexed_ids

    try:
        with last.open(encoding="utf-8") as lines:
            return indexed_ids(lines)
    except FileNotFoundError:
        return frozenset()
    except (OSError, ValueError) as error:
        sentence = "the last export must be readable, since what it has and we have not is deleted"
        raise InputUnusable(
            last, None, f"{sentence}: found {type(error).__name__}", "move it away, or name another folder"
        ) from error


def _write(path: Path, content: bytes) -> None:
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise FileUnwritable(path.parent, error.strerror or "an error") from error
    write_file(path, content)
