"""Every exception that leaves the package: each takes data, builds its own text, and is translated by the adapters."""

from __future__ import annotations

from pathlib import Path

from ml_postmortems.plain_text import printable


class PostmortemsError(Exception):
    """Base of all errors a user of the package may meet; `str()` of it is one complete message."""


class FolderNotFound(PostmortemsError):
    """There is no folder of records where one was looked for."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        super().__init__(
            _message(
                f"{folder}: the folder of records must exist: found no such folder",
                "run from the top of the repository, or name the folder with --root",
            )
        )


_MOST_LISTED = 100
"""Up to this many names, a message lists all of them."""


class UnknownName(PostmortemsError):
    """A name that was asked for (a rule, a facet, a term) does not exist."""

    def __init__(self, what: str, found: str, known: list[str], suggestion: str | None = None) -> None:
        self.what = what
        self.found = found
        self.known = known
        self.suggestion = suggestion
        listed = (
            f"use one of: {', '.join(known)}" if len(known) <= _MOST_LISTED else f"the reference lists every {what}"
        )
        hint = f"did you mean `{suggestion}`?" if suggestion else listed
        super().__init__(_message(f"{what} must exist: found `{found}`", hint))


class NameUnusable(PostmortemsError):
    """A name cannot stand in every file."""

    def __init__(self, what: str, found: str, condition: str, fix: str) -> None:
        self.found = found
        super().__init__(_message(f"the name of the {what} {condition}: found `{found}`", fix))


class NothingToCheck(PostmortemsError):
    """A path that was given does not exist, or holds no records."""

    def __init__(self, path: Path, *, exists: bool) -> None:
        self.path = path
        found = "no record there" if exists else "no such path"
        super().__init__(
            _message(
                f"{path}: the path must be a record or a folder that holds records: found {found}",
                "name a file such as postmortems/2025/PM-2025-0001-some-words.md, or give no path to check all",
            )
        )


class NothingToCompare(PostmortemsError):
    """A record or a vocabulary that others are to be compared with cannot be read."""

    def __init__(self, path: Path) -> None:
        self.path = path
        super().__init__(_message(f"{path}: it must be readable to be compared: found faults", "see postmortems check"))


class QueryUnreadable(PostmortemsError):
    """A search query that cannot be understood as it is written; every reason is told."""

    def __init__(self, problems: list[tuple[str, str, str]]) -> None:
        """Each problem is a condition, what was found, and a fix."""
        self.problems = problems
        lines = (_message(f"query: {what}: found {found}", fix) for what, found, fix in problems)
        super().__init__("\n".join(lines))


class MalformedDate(PostmortemsError):
    """A date that was given from outside is not one."""

    def __init__(self, name: str, found: str, form: str) -> None:
        self.name = name
        self.found = found
        super().__init__(_message(f"{name} must be {form}: found `{found}`", "correct it, or leave it unset"))


class GitUnusable(PostmortemsError):
    """Git cannot say what was asked of it."""

    def __init__(self, condition: str, found: str, fix: str) -> None:
        super().__init__(_message(f"git: {condition}: found {found}", fix))


class BaseUnusable(PostmortemsError):
    """A file of a base is not as `init` needs it."""

    def __init__(self, path: Path, condition: str, found: str, fix: str) -> None:
        self.path = path
        super().__init__(_message(f"{path}: the file {condition}: found {found}", fix))


class AuditUnusable(PostmortemsError):
    """A file that a base publishes, or the manifest of who asks it, cannot be used."""

    def __init__(self, place: str, condition: str, found: str, fix: str) -> None:
        self.place = place
        super().__init__(_message(f"{place}: it {condition}: found {found}", fix))


class ExtraMissing(PostmortemsError):
    """A command needs packages that are installed only on demand."""

    def __init__(self, extra: str, command: str) -> None:
        self.extra = extra
        sentence = f"{command}: the extra `{extra}` must be installed: found no such package"
        super().__init__(_message(sentence, f'pip install "ml-postmortems[{extra}]"'))


class DataInQuarantine(PostmortemsError):
    """A data set that is to be used holds bad data that an incident left behind."""

    def __init__(self, dataset: str, found: list[str]) -> None:
        self.dataset = dataset
        """The id that was asked for; `found` has one line for each range of bad data."""
        self.found = found
        lines = "; ".join(found)
        fix = "leave these data out, or take a range without them"
        super().__init__(_message(f"dataset `{dataset}` must be free of bad data: found {lines}", fix))


class UnknownRules(PostmortemsError):
    """A selection of rules names none that exists."""

    def __init__(self, found: str, suggestion: str | None) -> None:
        hint = f"did you mean `{suggestion}`?" if suggestion else "see `postmortems rule` for the list"
        super().__init__(_message(f"a selected rule must be a code or the beginning of one: found `{found}`", hint))


class RecordNotFound(PostmortemsError):
    """No record has this id, file name or path."""

    def __init__(self, wanted: str, fix: str) -> None:
        self.wanted = wanted
        super().__init__(_message(f"the record must be one of the folder of records: found no `{wanted}`", fix))


class RecordHidden(PostmortemsError):
    """A record that was named is there, and the audience may not see it."""

    def __init__(self, wanted: str, visibility: str, audience: str) -> None:
        self.wanted = wanted
        sentence = (
            f"the record must be one that the audience `{audience}` may see: found `{wanted}`, which is {visibility}"
        )
        super().__init__(_message(sentence, f"add --audience {visibility} if its readers may see it"))


class RecordNotPublished(PostmortemsError):
    """A record that was named is there, and its audience does not get it yet."""

    def __init__(self, path: Path, reason: str) -> None:
        self.path = path
        fix = f"`postmortems check --merge {path}` lists what it lacks"
        super().__init__(_message(f"{path}: the record must be published: found that it {reason}", fix))


class VocabularyUnusable(PostmortemsError):
    """The taxonomy or the catalog is missing or broken, so that nothing can be chosen from it or counted by it."""

    def __init__(self, path: Path, found: str) -> None:
        self.path = path
        super().__init__(
            _message(f"{path}: the file must be readable, since records use its terms: found {found}", "mend it")
        )


class DraftRefused(PostmortemsError):
    """What was given does not make a draft; every reason is told, and nothing was written."""

    def __init__(self, reasons: list[str]) -> None:
        self.reasons = reasons
        super().__init__("\n".join([*reasons, "Nothing was written."]))


class InputUnusable(PostmortemsError):
    """A file that a draft should be made from cannot be used."""

    def __init__(self, path: Path, line: int | None, sentence: str, fix: str) -> None:
        self.path = path
        self.line = line
        place = f"{path}:{line}" if line else str(path)
        super().__init__(_message(f"{place}: {sentence}", fix))


class AlreadyImported(PostmortemsError):
    """An export is of an incident that has a record, or several."""

    def __init__(self, export: Path, records: list[Path], *, can_update: bool) -> None:
        self.records = records
        found = " and ".join(str(path) for path in records)
        ways = [
            "add --update to put what is new into this draft" if can_update else "see what is there",
            "where a record only cites this incident, list its own tickets under its `incident_refs`",
        ]
        super().__init__(
            _message(f"{export}: the incident must be new to the records: found it in {found}", "; ".join(ways))
        )


class FileUnwritable(PostmortemsError):
    """A file could not be written; what was there before still is."""

    def __init__(self, path: Path, found: str) -> None:
        self.path = path
        super().__init__(
            _message(f"{path}: the file must be writable: found {found}", "see to its permissions and its folder")
        )


class IllegalMove(PostmortemsError):
    """A record cannot take the status asked for from the one it has."""

    def __init__(self, path: Path, condition: str, found: str, fix: str) -> None:
        self.path = path
        super().__init__(_message(f"{path}: status {condition}: found {found}", fix))


class RenamingRefused(PostmortemsError):
    """A record cannot get another id; nothing was written."""

    def __init__(self, path: Path, condition: str, found: str, fix: str) -> None:
        self.path = path
        super().__init__(_message(f"{path}: {condition}: found {found}", f"{fix}; nothing was written"))


class EditRefused(PostmortemsError):
    """A command cannot change a record as it was asked to; nothing was written."""

    def __init__(self, path: Path, line: int | None, condition: str, found: str, fix: str) -> None:
        self.path = path
        self.line = line
        place = f"{path}:{line}" if line else str(path)
        super().__init__(_message(f"{place}: {condition}: found {found}", f"{fix}; nothing was written"))


class NotADraft(PostmortemsError):
    """A record is to be gone on with whose questions are not asked any more."""

    def __init__(self, path: Path, found: str, fix: str) -> None:
        self.path = path
        super().__init__(_message(f"{path}: --resume must be given a draft, or a record in review: found {found}", fix))


class NoTerminal(PostmortemsError):
    """Somebody is to be asked, and nobody is there."""

    def __init__(self, path: Path, fix: str) -> None:
        self.path = path
        super().__init__(_message(f"{path}: its questions must be answered at a terminal: found none", fix))


class NothingToChange(PostmortemsError):
    """A command that changes something was not told what."""

    def __init__(self, what: str, options: str) -> None:
        super().__init__(_message(f"{what} must be given something to change: found nothing", f"add {options}"))


class TimeUnclear(PostmortemsError):
    """A time that was typed may mean several, or none."""

    def __init__(self, found: str, condition: str, fix: str) -> None:
        self.found = found
        super().__init__(_message(f"the time {condition}: found `{found}`", f"{fix}; nothing was written"))


class FixNotSafe(PostmortemsError):
    """A mended file would not say what it said before, so nothing was written."""

    def __init__(self, path: Path, found: str) -> None:
        self.path = path
        self.found = found
        super().__init__(
            _message(
                f"{path}: the mended file must read as before in all that was not mended: found {found}",
                "correct the file by hand; nothing was written",
            )
        )


class RecordChanged(PostmortemsError):
    """Somebody wrote a record while a command was reading the folder."""

    def __init__(self, path: Path, found: str) -> None:
        self.path = path
        super().__init__(
            _message(f"{path}: the file must stay as it is while it is read: found {found}", "run it again")
        )


class FileNotWritten(PostmortemsError):
    """The system refused to write or move a file, or somebody else changed it meanwhile."""

    def __init__(self, path: Path, found: str) -> None:
        self.path = path
        super().__init__(
            _message(
                f"{path}: the file must be plain, stay as it is meanwhile and be writable: found {found}",
                "see to it, then run `postmortems check --fix` again; it goes on where it stopped",
            )
        )


class StatusLineUnusable(PostmortemsError):
    """The status does not stand where a program can rewrite it without touching anything else."""

    def __init__(self, path: Path, line: int, found: str, fix: str) -> None:
        self.path = path
        self.line = line
        super().__init__(_message(f"{path}:{line}: status must stand on a line of its own: found {found}", fix))


class AnswersUnusable(PostmortemsError):
    """Second ratings that cannot be kept."""

    def __init__(self, subject: str, condition: str, found: str, fix: str) -> None:
        self.subject = subject
        super().__init__(_message(f"{printable(subject)} {condition}: found {printable(found)}", fix))


class RatingsUnusable(PostmortemsError):
    """The file of ratings has a fault, so that nothing can be added to it."""

    def __init__(self, path: Path, found: str) -> None:
        self.path = path
        super().__init__(_message(f"{path}: the file must be free of faults: found {found}", "mend it"))


class FolderUnwritable(PostmortemsError):
    """A folder could not be made anew; the old one is as it was."""

    def __init__(self, folder: Path, found: str, fix: str) -> None:
        self.folder = folder
        super().__init__(
            f"{printable(folder)}/: the folder must be made anew and put in place whole: found {printable(found)}\n"
            f"  fix: {printable(fix)}\n"
            f"What was there before is as it was."
        )


class FolderIncomplete(PostmortemsError):
    """A new folder lacks files, so the old one stays."""

    def __init__(self, folder: Path, missing: list[str]) -> None:
        self.folder = folder
        self.missing = missing
        more = f" and {len(missing) - 3} more" if len(missing) > 3 else ""
        super().__init__(
            f"{printable(folder)}/: the new folder must hold every file that was to be made: found no "
            f"{', '.join(printable(name) for name in missing[:3])}{more}\n"
            f"  fix: build again; if they are still missing, see which plugin drops them\n"
            f"What was there before is as it was."
        )


class BuildRunning(PostmortemsError):
    """Another process makes the same folder anew."""

    def __init__(self, folder: Path, holder: str, remedy: str) -> None:
        self.folder = folder
        super().__init__(
            f"{printable(folder)}/: one build at a time must make it: found {printable(holder)}\n"
            f"  fix: wait until that has ended, or {printable(remedy)}; then build again\n"
            f"What was there before is as it was."
        )


def _message(sentence: str, fix: str) -> str:
    """A sentence and its fix, each on one line whatever it quotes."""
    return f"{printable(sentence)}\n  fix: {printable(fix)}"
