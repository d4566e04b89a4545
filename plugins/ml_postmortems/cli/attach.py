"""`postmortems attach`: a picture goes beside a record, without its metadata, and is listed as evidence."""

from __future__ import annotations

from datetime import datetime
from pathlib import Path

import click

from ml_postmortems.authoring.editing.attachment import plan_attachment
from ml_postmortems.authoring.editing.record_text import RecordText
from ml_postmortems.cli.options import find_term, root_option
from ml_postmortems.cli.terminal import show, show_text
from ml_postmortems.lint.fixes.diff import plan_to_diff
from ml_postmortems.lint.fixes.plan import Plan
from ml_postmortems.model.terms import Visibility
from ml_postmortems.plurals import counted
from ml_postmortems.reading.as_of import clock
from ml_postmortems.reading.corpus import load_corpus
from ml_postmortems.reading.record_lookup import find_record


@click.command()
@click.argument("record", metavar="RECORD")
@click.argument("file", metavar="FILE", type=click.Path(path_type=Path))
@click.option("--caption", metavar="TEXT", help="What the picture shows (else the words of the file's name).")
@click.option("--visibility", metavar="LEVEL", help="Who may see it (else who may read the record).")
@click.option("--dry-run", is_flag=True, help="Print what would change, and write nothing.")
@click.option(
    "--as-of",
    type=click.DateTime(["%Y-%m-%d"]),
    metavar="DATE",
    help="The day on which the picture was captured (else SOURCE_DATE_EPOCH, else today).",
)
@root_option
def attach(
    record: str,
    file: Path,
    caption: str | None,
    visibility: str | None,
    dry_run: bool,
    as_of: datetime | None,
    root: Path,
) -> None:
    """Put the picture FILE (PNG, JPEG, WebP or GIF) beside RECORD and list it as evidence.

    What cameras and editors write into pictures (places, times, names, texts) is left out; the pixels stay as they are.
    The evidence has the hash of the picture and the day, and `check` compares the hash. RECORD is a file or an id.
    """
    before = RecordText.read(find_record(load_corpus(root), record).path)
    seen_by = find_term("visibility", visibility, Visibility) if visibility else None
    plan = plan_attachment(before, root, file, caption, seen_by, (as_of or clock()).date())
    show_text(plan_to_diff(Plan((plan.after.change_from(before),))))
    if not dry_run:
        plan.write()
    done = "would write" if dry_run else "wrote"
    width, height = plan.size
    show(f"{plan.picture}: {done} {plan.id}, {width} by {height} pixels", err=True)
    if plan.removed:
        show(f"{counted(plan.removed, 'byte')} of metadata left out.", err=True)
    show("To show it in the text:", f"  {plan.link}", err=True)
