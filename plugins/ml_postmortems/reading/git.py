"""What git knows: which files differ from a base, and what a file was there."""

from __future__ import annotations

import os
import subprocess
from collections.abc import Iterator, Mapping, Sequence, Set
from dataclasses import dataclass
from datetime import UTC, date, datetime
from pathlib import Path

from ml_postmortems.errors import GitUnusable

DEFAULT_BASES = ("origin/HEAD", "origin/main", "origin/master", "main", "master")


def find_base(folder: Path) -> str:
    """The commit to compare with where none is named: where this branch left the main one; raises GitUnusable."""
    for name in DEFAULT_BASES:
        if _answers(folder, "rev-parse", "--verify", "--quiet", f"{name}^{{commit}}"):
            return name
    raise GitUnusable(
        "there must be a main branch to compare with",
        "none of " + ", ".join(DEFAULT_BASES),
        "name the commit to compare with",
    )


def changed_files(folder: Path, base: str | None, *, with_deleted: bool = False) -> frozenset[Path]:
    """The files of the folder that were added or changed since a base, committed or not, as absolute paths.

    The base is the last common commit with `base`, as a pull request has it. `with_deleted` adds the files that are
    gone. Raises GitUnusable where git is missing,
    the folder is in no repository, the base does not exist, has no common commit (as in a shallow clone), or files are
    unmerged.
    """
    top = Path(_run(folder, "rev-parse", "--show-toplevel"))
    start = merge_base(folder, base or find_base(folder))
    if unmerged := _run(folder, "diff", "--name-only", "--diff-filter=U"):
        raise GitUnusable(
            "there must be no unmerged files", unmerged.split("\n")[0], "finish the merge or rebase, then check again"
        )
    kinds = () if with_deleted else ("--diff-filter=d",)
    changed = _run(folder, "diff", "--name-only", "--no-renames", *kinds, "-z", start, "--", ".")
    new = _run(folder, "ls-files", "--others", "--exclude-standard", "--full-name", "-z", "--", ".")
    return frozenset((top / name).resolve() for name in (changed + "\0" + new).split("\0") if name)


def merge_base(folder: Path, base: str) -> str:
    """The last common commit of HEAD and a base; raises GitUnusable."""
    if base.startswith("-") or not _answers(folder, "rev-parse", "--verify", "--quiet", f"{base}^{{commit}}"):
        _run(folder, "rev-parse", "--git-dir")
        raise GitUnusable(
            "what is compared with must be a commit, branch or tag",
            f"`{base}`",
            "fetch it, or name one that exists (`git branch -a`)",
        )
    if not _answers(folder, "rev-parse", "--verify", "--quiet", "HEAD"):
        raise GitUnusable("there must be a commit to compare", "none yet", "commit first, or check without --changed")
    common = subprocess.run(["git", "merge-base", base, "HEAD"], cwd=folder, capture_output=True, text=True)
    if common.returncode != 0:
        raise GitUnusable(
            f"`{base}` and HEAD must have a common commit",
            "none; perhaps the clone is shallow",
            "fetch the history (`git fetch --unshallow`), or name another commit",
        )
    return common.stdout.strip()


def tracks(folder: Path, patterns: Sequence[str]) -> bool:
    """Whether git tracks a file of the folder that fits one of the patterns; raises GitUnusable."""
    done = _done(folder, "ls-files", "-z", "--", *patterns)
    return done.returncode == 0 and bool(done.stdout)


@dataclass(frozen=True, slots=True)
class FormerFile:
    """A file as it was at a commit, which is not the same any more."""

    path: Path
    """Absolute; links in the name of the file itself are not followed."""
    content: bytes


def former_files(folder: Path, commit: str) -> tuple[FormerFile, ...]:
    """What the files of the folder that were changed, renamed or deleted since a commit were there, committed or not.

    A renamed file is told by its former name. Links are left out. Raises GitUnusable.
    """
    top = Path(_run(folder, "rev-parse", "--show-toplevel")).resolve()
    listed = _bytes(
        folder, "diff", "--raw", "-z", "--no-abbrev", "--no-renames", "--diff-filter=MDT", commit, "--", "."
    ).split(b"\0")
    former = [
        (top / os.fsdecode(name), words[2].decode())
        for words, name in ((listed[at].split(), listed[at + 1]) for at in range(0, len(listed) - 1, 2))
        if words[0].startswith(b":100")
    ]
    return tuple(FormerFile(path, _bytes(folder, "cat-file", "blob", blob)) for path, blob in former)


@dataclass(frozen=True, slots=True)
class LineChanges:
    """The lines of a file that a change took out and put in, without line ends."""

    removed: tuple[str, ...]
    added: tuple[str, ...]
    is_deleted: bool


def changed_lines(folder: Path, commit: str, patterns: Sequence[str]) -> dict[str, LineChanges]:
    """What changed since a commit in the files that fit git's patterns, committed or not, by path from the top.

    A pattern is read from the folder, unless it says otherwise. Raises GitUnusable.
    """
    named = _bytes(folder, "diff", "--name-status", "--no-renames", "-z", commit, "--", *patterns).split(b"\0")
    diff = _bytes(
        folder, "diff", "--unified=0", "--no-renames", "--no-color", "--no-ext-diff", "--no-textconv", "--text",
        "--submodule=short", commit, "--", *patterns,
    ).decode(errors="replace")  # fmt: skip
    found = {}
    for status, name, text in zip(named[::2], named[1::2], f"\n{diff}".split("\ndiff --git ")[1:], strict=False):
        lines = text.partition("\n@@")[2].split("\n")
        removed, added = (tuple(line[1:] for line in lines if line.startswith(sign)) for sign in "-+")
        found[os.fsdecode(name)] = LineChanges(removed, added, status == b"D")
    return found


@dataclass(frozen=True, slots=True)
class FileChange:
    """A file that a commit of the main line changed or added."""

    day: date
    """When the commit was made, in UTC."""
    before: str
    after: str
    """The blobs of its content before and after; of a new file the first is all zeros."""


def is_shallow(folder: Path) -> bool:
    """Whether the clone lacks a part of its history; raises GitUnusable."""
    return _run(folder, "rev-parse", "--is-shallow-repository") == "true"


def is_committed(folder: Path) -> bool:
    """Whether any commit of the branch holds something of the folder; raises GitUnusable."""
    return bool(_run(folder, "ls-tree", "HEAD", "--", "./"))


def head_commit(folder: Path) -> str:
    """The commit that is checked out; raises GitUnusable."""
    return _run(folder, "rev-parse", "HEAD")


def changes_of_lines(folder: Path, pattern: str, *, with_new_files: bool = False) -> Iterator[FileChange]:
    """The changes of Markdown files of a folder with an added or removed line that matches, oldest first.

    Renamed files are left out, or are new ones under their new name where those are asked for. Along the first parents
    of HEAD: a merge counts as one change. Raises GitUnusable.
    """
    log = _run(
        folder, "log", "--reverse", "--first-parent", "--diff-merges=first-parent", "--no-renames",
        f"--diff-filter={'AM' if with_new_files else 'M'}", "--raw", "--no-abbrev", "--no-show-signature",
        "--no-ext-diff", "--no-textconv", "--text", "--extended-regexp",
        f"-G{pattern}", "--format=%ct", "--", ":(glob)**/*.md",
    )  # fmt: skip
    day = date.min
    for line in log.split("\n"):
        match line.split():
            case [time]:
                day = datetime.fromtimestamp(int(time), UTC).date()
            case [":100644" | ":000000", "100644", before, after, *_]:
                yield FileChange(day, before, after)


def last_changes(folder: Path) -> dict[str, date]:
    """The day of the last commit that touched each Markdown file of a folder, in UTC, by path below it.

    Along the first parents of HEAD: a merge counts as one change. Raises GitUnusable.
    """
    log = _run(
        folder, "log", "--first-parent", "--diff-merges=first-parent", "--no-renames", "--diff-filter=AM",
        "--name-only", "-z", "--relative", "--no-show-signature", "--no-ext-diff", "--format=%x01%ct%x02",
        "--", ":(glob)**/*.md",
    )  # fmt: skip
    found: dict[str, date] = {}
    for commit in log.split("\x01")[1:]:
        time, _, names = commit.partition("\x02")
        day = datetime.fromtimestamp(int(time), UTC).date()
        for name in names.split("\0"):
            if name.strip():
                found.setdefault(name.strip("\n"), day)
    return found


def blobs(folder: Path, names: Set[str]) -> Mapping[str, bytes]:
    """The contents of blobs, in one call; raises GitUnusable."""
    ordered = sorted(names)
    given = "".join(f"{name}\n" for name in ordered).encode()
    answer = memoryview(_bytes(folder, "cat-file", "--batch", given=given))
    found, at = {}, 0
    for name in ordered:
        end = bytes(answer[at : at + 100]).index(b"\n") + at
        size = int(bytes(answer[at:end]).split()[2])
        found[name] = bytes(answer[end + 1 : end + 1 + size])
        at = end + size + 2
    return found


def _answers(folder: Path, *arguments: str) -> bool:
    return _done(folder, *arguments).returncode == 0


def _run(folder: Path, *arguments: str) -> str:
    return os.fsdecode(_bytes(folder, *arguments)).strip()


def _bytes(folder: Path, *arguments: str, given: bytes | None = None) -> bytes:
    done = _done(folder, *arguments, given=given)
    if done.returncode != 0:
        reason = done.stderr.decode(errors="replace").strip().split("\n")[0] or "an error"
        raise GitUnusable("the folder must be in a git repository that can be read", reason, "run it inside a clone")
    return done.stdout


def _done(folder: Path, *arguments: str, given: bytes | None = None) -> subprocess.CompletedProcess[bytes]:
    try:
        return subprocess.run(["git", *arguments], cwd=folder, capture_output=True, input=given)
    except OSError as error:
        raise _without_git(error) from error


def _without_git(error: OSError) -> GitUnusable:
    return GitUnusable("git must be installed", error.strerror or "an error", "install git, or check without --changed")
