"""The files of an archive: found without following links, read within bounds, each known again by path and hash."""

from __future__ import annotations

import hashlib
import os
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path
from urllib.parse import quote

from ml_postmortems.authoring.archive.said_time import first_day
from ml_postmortems.errors import InputUnusable
from ml_postmortems.reading.corpus import Corpus
from ml_postmortems.reading.source import Unreadable, read_bytes

MAX_SOURCE_BYTES = 160 * 1024
"""Of one postmortem: its draft must stay within what a record may have."""
MAX_LINE = 8000
"""Characters of a line: what is longer is no text that a person wrote."""
MAX_HEADINGS, MAX_LINES, MAX_BRACKETS = 300, 10_000, 3000
MAX_FILES, MAX_FOLDERS, MAX_DEPTH = 2000, 5000, 20
_SUFFIXES = frozenset((".md", ".markdown", ".mdown"))
_PACKED = frozenset((".zip", ".tar", ".gz", ".tgz", ".bz2", ".xz", ".7z", ".rar", ".zst"))
_OTHER = frozenset((".html", ".htm", ".docx", ".doc", ".pdf", ".rst", ".adoc", ".txt", ".xml", ".odt", ".rtf"))
_PROVENANCE = re.compile(r"^# imported-from: (?P<path>\S+) sha256:(?P<hash>[0-9a-f]{64})$", re.MULTILINE)
_MAX_BYTES = 8 * 1024 * 1024
"""What is read of a file that may have pictures inside."""
_INLINE_PICTURE = re.compile(r"data:[\w/+.-]{1,60};base64,[A-Za-z0-9+/=]+")
_NOTION_ID = re.compile(r"[ _-]?[0-9a-f]{32}$")


@dataclass(frozen=True, slots=True)
class SourceFile:
    """A file of the archive; `label` is the path by which it is known again."""

    path: Path
    label: str
    root: Path
    """The folder that was given: pictures may lie anywhere below it."""


@dataclass(slots=True)
class FoundFiles:
    """What lies in an archive."""

    sources: list[SourceFile] = field(default_factory=list)
    passed_over: list[tuple[Path, str]] = field(default_factory=list)
    """Files that are not read, and why."""


def find_sources(path: Path, records: Path) -> FoundFiles:
    """The Markdown files at a path, in order; raises InputUnusable for what is no archive, or too large a one."""
    if path.is_symlink() or not path.exists():
        found = "a symbolic link" if path.is_symlink() else "no such path"
        raise InputUnusable(
            path, None, f"the archive must be a plain file or folder: found {found}", "name the file or folder itself"
        )
    if path.resolve() == records.resolve() or path.resolve().is_relative_to(records.resolve()):
        fix = "name the folder of the old postmortems; records are there already"
        raise InputUnusable(path, None, "the archive must lie outside the folder of records: found it inside", fix)
    if path.is_file():
        if path.suffix.lower() in _PACKED:
            raise InputUnusable(
                path,
                None,
                "the archive must be a folder or a Markdown file: found a packed file",
                "unpack it, and name the folder",
            )
        if path.suffix.lower() not in _SUFFIXES:
            raise InputUnusable(
                path,
                None,
                f"the file must be Markdown, with the suffix .md: found `{path.suffix}`",
                "export it as Markdown",
            )
        return FoundFiles([SourceFile(path, _label(path, path.parent), path.parent)])
    if not path.is_dir():
        raise InputUnusable(
            path, None, "the archive must be a plain file or folder: found something else", "name a folder"
        )
    found_files = FoundFiles()
    for file in _walk(path, records.resolve()):
        suffix = file.suffix.lower()
        if file.is_symlink():
            found_files.passed_over.append((file, "it is a symbolic link"))
        elif suffix in _PACKED:
            found_files.passed_over.append((file, "it is packed: unpack it first"))
        elif suffix in _OTHER:
            found_files.passed_over.append((file, "it is no Markdown: export it as Markdown"))
        elif suffix in _SUFFIXES:
            found_files.sources.append(SourceFile(file, _label(file, path), path))
    if len(found_files.sources) > MAX_FILES:
        raise InputUnusable(
            path, None, f"the archive must have at most {MAX_FILES} files: found more", "import it folder by folder"
        )
    return found_files


def read_source(source: SourceFile) -> tuple[str, str]:
    """The text of a file and its hash; raises InputUnusable for what is too large, no text, or not UTF-8."""
    try:
        content = read_bytes(source.path, _MAX_BYTES)
    except Unreadable as error:
        fault = error.fault
        fix = "split it, or move logs to where evidence is kept" if "KiB" in fault.found else fault.fix
        raise InputUnusable(
            source.path, None, f"{fault.subject} {fault.condition}: found {fault.found}", fix
        ) from error
    if b"\0" in content:
        raise InputUnusable(
            source.path, None, "file must be text in UTF-8: found bytes of zero", "save it as UTF-8 text"
        )
    try:
        text = content.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        line = content.count(b"\n", 0, error.start) + 1
        sentence = f"file must be UTF-8: found byte 0x{content[error.start]:02x}"
        raise InputUnusable(source.path, line, sentence, "save the file as UTF-8") from error
    if not text.strip():
        raise InputUnusable(source.path, None, "file must have a text: found nothing", "delete it, or write it")
    text = _INLINE_PICTURE.sub("inline-picture-left-out", text)
    _require_bounds(source.path, text)
    return text, hashlib.sha256(content).hexdigest()


def _require_bounds(path: Path, text: str) -> None:
    """Refuse what no person wrote, before anything looks at it more closely."""
    size = len(text.encode())
    lines = text.splitlines()
    headings = sum(line.lstrip().startswith("#") for line in lines)
    number = next((number for number, line in enumerate(lines, 1) if len(line) > MAX_LINE), None)
    split = "split it, or move logs to where evidence is kept"
    for is_beyond, line, condition, found in (
        (size > MAX_SOURCE_BYTES, None, f"at most {MAX_SOURCE_BYTES // 1024} KiB", f"{size // 1024} KiB"),
        (len(lines) > MAX_LINES, None, f"of at most {MAX_LINES:,} lines", f"{len(lines):,}"),
        (headings > MAX_HEADINGS, None, f"of at most {MAX_HEADINGS} headings", f"{headings:,}"),
        (text.count("[") > MAX_BRACKETS, None, f"of at most {MAX_BRACKETS:,} brackets", f"{text.count('['):,}"),
        (number is not None, number, f"of lines of at most {MAX_LINE:,} characters", "a longer one"),
    ):
        if is_beyond:
            raise InputUnusable(path, line, f"file must be {condition}: found {found}", split)


def day_in_name(path: Path) -> date | None:
    """The date that the name of a file has, such as `2024-03-05-search-outage.md`."""
    name = _NOTION_ID.sub("", path.stem).replace("_", " ")
    for said in (name, re.sub(r"(?<!\d)((?:19|20)\d\d)(\d\d)(\d\d)(?!\d)", r"\1-\2-\3", name), name.replace("-", " ")):
        found = first_day(said + " ") or (first_day(said[:10] + " ") if re.match(r"\d{4}-\d\d-\d\d", said) else None)
        if found and found.day and found.day.year and not found.day.is_ambiguous:
            try:
                return date(found.day.year, found.day.month, found.day.day)
            except ValueError:
                continue
    return None


def is_notion_export(path: Path) -> bool:
    """Whether the name of a file ends with the id that Notion gives its pages."""
    return bool(_NOTION_ID.search(path.stem))


def title_in_name(path: Path) -> str:
    """What the name of a file says, for a postmortem without a title."""
    words = re.sub(r"[-_]+", " ", _NOTION_ID.sub("", path.stem)).strip()
    return words[:1].upper() + words[1:]


def provenance(label: str, digest: str) -> str:
    """The comment in the front matter of a draft by which its source is known again."""
    return f"# imported-from: {label} sha256:{digest}"


def imported_before(corpus: Corpus) -> Mapping[str, Path]:
    """The records that were imported, by the label and by the hash of their sources."""
    known: dict[str, Path] = {}
    for file in corpus.files:
        if match := _PROVENANCE.search(file.text[:4000]):
            known[match.group("path")] = file.path
            known[match.group("hash")] = file.path
    return known


def _label(path: Path, root: Path) -> str:
    name = root.resolve().name or "archive"
    return quote(f"{name}/{path.relative_to(root).as_posix()}", safe="/._-+()&,", errors="replace")[:1000]


def _walk(top: Path, records: Path) -> Iterator[Path]:
    for folders, (folder, names, files) in enumerate(os.walk(top, followlinks=False), 1):
        here = Path(folder)
        if folders > MAX_FOLDERS or len(here.relative_to(top).parts) > MAX_DEPTH:
            sentence = f"the archive must have at most {MAX_FOLDERS} folders, {MAX_DEPTH} deep: found more"
            raise InputUnusable(top, None, sentence, "import it folder by folder")
        names[:] = sorted(name for name in names if not name.startswith(".") and (here / name).resolve() != records)
        for name in sorted(files):
            if not name.startswith("."):
                yield here / name
