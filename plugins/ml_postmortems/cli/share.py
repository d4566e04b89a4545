"""`postmortems share`: one record as one HTML file, for people without access to the site."""

from __future__ import annotations

from datetime import datetime
from pathlib import Path

import click

from ml_postmortems.atomic_file import write_file
from ml_postmortems.cli.analytics_options import publication_on
from ml_postmortems.cli.options import as_of_option, audience_option, root_option, site_option
from ml_postmortems.cli.terminal import show
from ml_postmortems.model.terms import Visibility


@click.command()
@click.argument("record")
@root_option
@as_of_option
@audience_option
@click.option("--to", "target", type=click.Path(path_type=Path), metavar="FILE", help="[default: RECORD.html]")
@site_option("Where the site stands; else links to its pages are left out.")
def share(
    record: str, root: Path, as_of: datetime | None, audience: Visibility, target: Path | None, site: str
) -> None:
    """Write the published record RECORD (a file or an id) as one HTML file without scripts, as an audience may see it.

    Pictures are in the file, and nothing is fetched when it is read. Exit code 0: it was written. 2: there is no such
    record, or this audience may not see it.
    """
    from ml_postmortems.web.share import shared_page

    publication = publication_on(root, audience, as_of)
    record_id, page = shared_page(publication, record, site)
    path = target or Path(f"{record_id}.html")
    write_file(path, page.encode())
    show(f"{path}: {record_id} for the audience {audience}")
