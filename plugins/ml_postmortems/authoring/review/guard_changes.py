"""What a pull request changes in the files that guard the gate: workflows, owners of code, the build of the site."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from ml_postmortems.authoring.review.change import Change, alert, value
from ml_postmortems.lazy_pattern import lazy_pattern
from ml_postmortems.reading.git import LineChanges, changed_lines

_PIPELINE = ".gitlab-ci.yml"
_GUARDS = (
    ":(top,glob).github/workflows/**",
    ":(top,glob).github/actions/**",
    ":(top,glob)**/CODEOWNERS",
    f":(top){_PIPELINE}",
    ":(top,glob).gitlab/**",
    ":(top)Makefile",
)
_BESIDE_THE_RECORDS = ("mkdocs.yml", "postmortems.txt")
"""How the site is built, and which version of the checker is installed."""
_INCLUDED = lazy_pattern(r"(?m)^[\s-]*(?:local|include)\s*:\s*[\"']?/?([\w./*-]+\.ya?ml)")
_LETS_PASS = lazy_pattern(
    r"\|\|\s*(?:true|:|echo|exit 0)(?:\s|$)|\bcontinue-on-error:\s*(?!false)\S|\ballow_failure:\s*(?!false)\S"
    r"|\bif:\s*[\"']?(?:\$\{\{\s*)?false\b|\bwhen:\s*(?:manual|never)\b|\bset \+e\b|^\s*exit 0\b"
    r"|\bpull_request_target\b|\bexclude_docs\b"
)
_OPTIONS = ("--merge", "--strict", "--changed")
_COMMANDS = ("postmortems check", "postmortems review", "postmortems build", "mkdocs build")
_MOST_QUOTED = 5


@dataclass(frozen=True, slots=True)
class GuardChange:
    """One file that guards the gate, and the lines that plainly weaken it."""

    path: str
    """From the top of the repository."""
    is_deleted: bool
    weaker: tuple[str, ...]
    """Each line with what is wrong with it."""

    def as_change(self) -> Change:
        """The change as a sentence."""
        if self.is_deleted:
            return alert(f"{value(self.path)} was deleted.")
        shown = "; ".join(self.weaker[:_MOST_QUOTED])
        more = len(self.weaker) - _MOST_QUOTED
        told = f": {shown}" + (f"; and {more} more" if more > 0 else "") if shown else ""
        return alert(f"{value(self.path)} was edited{told}.")


def guard_changes(records: Path, commit: str) -> tuple[Change, ...]:
    """Every change of such a file since a commit, those with lines that weaken the gate first.

    `records` is the folder of records. What the pipeline of GitLab includes from the repository counts. Raises
    GitUnusable.
    """
    beside = records.resolve().parent
    files = changed_lines(beside, commit, [*_GUARDS, *_BESIDE_THE_RECORDS])
    if included := [f":(top,glob){name}" for name in _included(beside)]:
        files |= changed_lines(beside, commit, included)
    found = [GuardChange(path, lines.is_deleted, tuple(_weaker(path, lines))) for path, lines in sorted(files.items())]
    return tuple(each.as_change() for each in sorted(found, key=lambda each: not (each.is_deleted or each.weaker)))


def _included(folder: Path) -> Iterator[str]:
    for parent in (folder, *folder.parents):
        if (file := parent / _PIPELINE).is_file():
            yield from _INCLUDED.findall(file.read_text("utf-8", "replace"))
            return


def _weaker(path: str, lines: LineChanges) -> Iterator[str]:
    """The lines that let pass what was refused before."""
    for line in lines.added:
        if _LETS_PASS.search(line) and line not in lines.removed:
            yield f"new line {value(line.strip())}"
    for word in (*_OPTIONS, *_COMMANDS):
        if word in _COMMANDS or path.endswith((".yml", ".yaml", "Makefile")):
            before = [line for line in lines.removed if _has(line, word)]
            if len(before) > sum(_has(line, word) for line in lines.added):
                yield f"`{word}` is gone from {value(before[0].strip())}"
    if path.endswith("CODEOWNERS"):
        yield from (f"gone {value(line.strip())}" for line in _gone(lines) if not line.lstrip().startswith("#"))


def _has(line: str, word: str) -> bool:
    return re.search(rf"(?<![\w-]){re.escape(word)}(?![\w-])", line) is not None


def _gone(lines: LineChanges) -> Sequence[str]:
    return [line for line in lines.removed if line.strip() and line not in lines.added]
