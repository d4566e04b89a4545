"""`postmortems attach`: a picture or a pasted text goes beside a record, and is listed as evidence."""

from __future__ import annotations

import sys
from datetime import datetime
from pathlib import Path

import click

from ml_postmortems.authoring.editing.attachment import Naming, plan_attachment
from ml_postmortems.authoring.editing.kept_content import MAX_INPUT_BYTES, KeptContent, kept_file, kept_text
from ml_postmortems.authoring.editing.record_text import RecordText
from ml_postmortems.cli.options import find_term, root_option
from ml_postmortems.cli.terminal import show, show_text
from ml_postmortems.lint.fixes.diff import plan_to_diff
from ml_postmortems.lint.fixes.plan import Plan
from ml_postmortems.model.terms import EvidenceKind, Visibility
from ml_postmortems.reading.as_of import clock
from ml_postmortems.reading.corpus import load_corpus
from ml_postmortems.reading.record_lookup import find_record

_STDIN = Path("-")


@click.command()
@click.argument("record", metavar="RECORD")
@click.argument("file", metavar="[FILE|-]", required=False, type=click.Path(path_type=Path))
@click.option("--text", metavar="TEXT", help="Keep this text, such as lines of a chat, instead of a file.")
@click.option("--caption", metavar="TEXT", help="What it shows or says (else the words of the file's name, or of it).")
@click.option("--kind", metavar="KIND", help=f"What it was: {', '.join(EvidenceKind)} (else picture or document).")
@click.option("--visibility", metavar="LEVEL", help="Who may see it (else who may read the record).")
@click.option("--dry-run", is_flag=True, help="Print what would change, and write nothing.")
@click.option(
    "--as-of",
    type=click.DateTime(["%Y-%m-%d"]),
    metavar="DATE",
    help="The day on which it was captured (else SOURCE_DATE_EPOCH, else today).",
)
@root_option
def attach(
    record: str,
    file: Path | None,
    text: str | None,
    caption: str | None,
    kind: str | None,
    visibility: str | None,
    dry_run: bool,
    as_of: datetime | None,
    root: Path,
) -> None:
    """Put a picture (PNG, JPEG, WebP, GIF) or a text beside RECORD and list it as evidence.

    FILE is a picture, or a text by its name (.txt, .log, .csv, .tsv, .md); `-` reads what is pasted.
    What cameras and editors write into pictures (places, times, names, texts) is left out; the pixels stay as they are.
    Of texts e-mail addresses are left out, and one with a secret is refused; they are kept in the repository and not
    published. The evidence has the hash of the file and the day, and `check` compares the hash.
    """
    if (file is None) == (text is None):
        raise click.UsageError("either FILE, `-` for standard input, or --text must be given")
    before = RecordText.read(find_record(load_corpus(root), record).path)
    naming = Naming(
        (as_of or clock()).date(),
        caption,
        find_term("kind", kind, EvidenceKind) if kind else None,
        find_term("visibility", visibility, Visibility) if visibility else None,
    )
    kept = _kept(file, text)
    plan = plan_attachment(before, root, file or Path("--text"), kept, naming)
    show_text(plan_to_diff(Plan((plan.after.change_from(before),))))
    if not dry_run:
        plan.write()
    done = "would write" if dry_run else "wrote"
    show(f"{plan.path}: {done} {plan.id}, {kept.told}", *kept.changes, err=True)
    if plan.link:
        show("To show it in the text:", f"  {plan.link}", err=True)


def _kept(file: Path | None, text: str | None) -> KeptContent:
    if text is not None or file is None:
        return kept_text(Path("--text"), text or "")
    if file != _STDIN:
        return kept_file(file)
    pasted = sys.stdin.buffer.read(MAX_INPUT_BYTES + 1)
    return kept_text(file, pasted.decode("utf-8", "replace"))
