"""`postmortems new --resume` of a draft: its open questions, answered into its file."""

from __future__ import annotations

import shutil
import sys
from pathlib import Path

from ml_postmortems.authoring.commands import command
from ml_postmortems.authoring.drafting.answers import DraftContext
from ml_postmortems.authoring.drafting.console import tell
from ml_postmortems.authoring.drafting.draft_file import date_of_writing
from ml_postmortems.authoring.drafting.record_sheet import RecordSheet
from ml_postmortems.authoring.drafting.resumed_draft import rest_of
from ml_postmortems.authoring.drafting.wizard import run_resumed
from ml_postmortems.cli.terminal import ask, is_person, show
from ml_postmortems.errors import NoTerminal
from ml_postmortems.plurals import counted
from ml_postmortems.reading.corpus import load_corpus
from ml_postmortems.reading.record_lookup import find_record


class Person:
    """The person at the terminal, as the wizard speaks to them."""

    @property
    def width(self) -> int:
        """How many columns their terminal has."""
        return shutil.get_terminal_size().columns

    def say(self, text: str) -> None:
        """Show one line."""
        show(text)

    def ask(self, prompt: str) -> str:
        """Ask for one line."""
        return ask(prompt)


def resume_draft(wanted: str, root: Path) -> None:
    """Ask what is open in a draft; what was answered stands in the file, whenever the person stops."""
    corpus = load_corpus(root)
    sheet = RecordSheet(DraftContext.of(corpus, date_of_writing(root)), find_record(corpus, wanted))
    record_id = str(sheet.tree.get("id") or sheet.path)
    if not is_person():
        raise NoTerminal(
            sheet.path, f"run it yourself, or fill in the file; see `{command('next', record_id, root=root)}`"
        )
    person = Person()
    is_stopped = False
    try:
        run_resumed(person, sheet)
    except (KeyboardInterrupt, EOFError):
        is_stopped = True
    show("")
    if is_stopped:
        show("Stopped.")
    _tell_what_is_left(person, sheet, record_id, root)
    sys.exit(130 if is_stopped else 0)


def _tell_what_is_left(person: Person, sheet: RecordSheet, record_id: str, root: Path) -> None:
    answered = list(dict.fromkeys(sheet.answered))
    tell(
        person,
        f"Written into {sheet.path}: {', '.join(answered)}." if answered else f"{sheet.path}: nothing was written.",
    )
    rest = rest_of(load_corpus(root), sheet)
    if rest.questions:
        tell(person, f"Not answered yet: {', '.join(rest.questions)}.")
    if rest.subjects:
        tell(person, f"To be written in the file: {', '.join(rest.subjects)}.")
    if rest.to_mend:
        tell(person, f"To be mended in the file: {', '.join(rest.to_mend)}.")
    if rest.open_count:
        forms = command("next", record_id, "--for", "published", "--all", root=root)
        show(f"Open for `published`: {counted(rest.open_count, 'thing')}: {forms}")
    if not rest.questions and not rest.open_count:
        show("Every question is answered, and nothing that `published` needs is missing.")
    show("", "Next:")
    if rest.questions:
        show(f"  {command('new', '--resume', record_id, root=root)}")
    show(f"  {command('next', record_id, root=root)}", f"  {command('check', str(sheet.path), root=root)}")
