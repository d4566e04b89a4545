"""`postmortems check --evidence`: whether the files that evidence keeps beside records are still the same."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass

from ml_postmortems.cli.terminal import show, show_json
from ml_postmortems.lint.run import CheckRun
from ml_postmortems.plurals import counted
from ml_postmortems.reading.faults import shown
from ml_postmortems.reading.kept_evidence import KeptFile, KeptState, kept_files
from ml_postmortems.reading.record_file import RecordFile

FORMAT_VERSION = 1
_FIXES = {
    KeptState.CHANGED: "bring back the file that was kept, or keep this one as new evidence by `postmortems attach`",
    KeptState.MISSING: "bring the file back, or name where it is kept",
    KeptState.NO_HASH: "add `sha256: {digest}` if this is what was kept",
}


@dataclass(frozen=True, slots=True)
class _Compared:
    file: RecordFile
    kept: KeptFile
    state: KeptState
    digest: str | None

    @property
    def line(self) -> int:
        return self.file.places.line(("evidence", self.kept.index, self.kept.field))

    @property
    def fix(self) -> str:
        return _FIXES.get(self.state, "").format(digest=self.digest)


def show_evidence(run: CheckRun, *, is_json: bool) -> bool:
    """Print a line for each kept file in what a run is about; True if one changed or is missing, or a record is unread.

    As JSON: `version` (1; it rises when a key changes its meaning or goes), `files` with `path` and `line` of the
    record, `evidence` (its id), `field` (`uri` or `copy`), `file`, `state` (`fine`, `changed`, `missing`, `no hash`),
    `sha256` as written and `found` (null where there is none), and `unread`, the paths of records that cannot be read.
    """
    compared = [
        _Compared(file, kept, kept.state(), kept.digest()) for file in run.selection.files for kept in kept_files(file)
    ]
    unread = [file.path.as_posix() for file in run.selection.files if not file.record]
    if is_json:
        show_json(_to_json(compared, unread))
    else:
        _show_lines(compared, unread)
    return bool(unread) or any(each.state.is_lost for each in compared)


def _show_lines(compared: Sequence[_Compared], unread: Sequence[str]) -> None:
    for each in compared:
        item, place = each.kept.item, f"{each.file.path.as_posix()}:{each.line}"
        show(f"{place}: {item.id} {each.kept.field} {shown(each.kept.named)}: {each.state}")
        if each.state is KeptState.CHANGED:
            show(f"  sha256 is {item.sha256}, that of the file {each.digest}")
        if each.fix:
            show(f"  fix: {each.fix}")
    for path in unread:
        show(
            f"{path}:1: the record cannot be read, so its evidence was not compared", f"  fix: postmortems check {path}"
        )
    counts = Counter(each.state for each in compared)
    told = ", ".join(f"{counts[state]} {state}" for state in KeptState if counts[state])
    show(f"{counted(len(compared), 'file')} of evidence compared" + (f": {told}" if told else ""))


def _to_json(compared: Sequence[_Compared], unread: Sequence[str]) -> str:
    files = [
        {
            "path": each.file.path.as_posix(),
            "line": each.line,
            "evidence": each.kept.item.id,
            "field": each.kept.field,
            "file": each.kept.named,
            "state": each.state.value,
            "sha256": each.kept.item.sha256,
            "found": each.digest,
        }
        for each in compared
    ]
    document = {"version": FORMAT_VERSION, "files": files, "unread": list(unread)}
    return json.dumps(document, ensure_ascii=False, indent=2, sort_keys=True)
