"""What is kept beside a record as evidence: a picture without its metadata, or a pasted text without secrets."""

from __future__ import annotations

import re
from dataclasses import dataclass
from pathlib import Path

from ml_postmortems.authoring.importers.left_out import must_not_stand, without_mailboxes
from ml_postmortems.authoring.pictures.cleaning import clean_picture
from ml_postmortems.authoring.pictures.picture import PictureRefused
from ml_postmortems.errors import InputUnusable
from ml_postmortems.lint.rules.body import MAX_KEPT_TEXT_BYTES, MAX_PICTURE_BYTES
from ml_postmortems.model.terms import EvidenceKind
from ml_postmortems.plurals import counted
from ml_postmortems.reading.forbidden_characters import FORBIDDEN
from ml_postmortems.reading.record_names import name_words
from ml_postmortems.reading.source import Unreadable, read_bytes

MAX_INPUT_BYTES = 16 * MAX_PICTURE_BYTES
"""What is read of a file that may be a picture with much metadata."""
TEXT_SUFFIXES = frozenset({".txt", ".log", ".csv", ".tsv", ".md"})
"""Files that are kept as text."""
_SUFFIX = ".txt"
_TITLE_LENGTH = 80


@dataclass(frozen=True, slots=True)
class KeptContent:
    """The bytes to keep, and what to call them."""

    content: bytes
    suffix: str
    kind: EvidenceKind
    title: str
    """What the evidence is called where nobody names it."""
    told: str
    """What it is in a few words, such as `3 lines of text`."""
    changes: tuple[str, ...]
    """What was left out, in sentences."""


def kept_file(path: Path) -> KeptContent:
    """A file as it is kept: text by the end of its name, else a picture; raises InputUnusable for anything else."""
    content = _read(path)
    if path.suffix.lower() in TEXT_SUFFIXES:
        try:
            return kept_text(path, content.decode(), " ".join(name_words(path.stem)))
        except UnicodeDecodeError as error:
            sentence = "the text must be in UTF-8: found other bytes"
            raise InputUnusable(path, None, sentence, "save it as UTF-8, or attach a picture of it") from error
    try:
        picture = clean_picture(content)
    except PictureRefused as error:
        raise InputUnusable(path, None, f"the picture {error.condition}: found {error.found}", error.fix) from error
    if len(picture.content) > MAX_PICTURE_BYTES:
        sentence = f"the picture must be at most {MAX_PICTURE_BYTES // 1024} KiB: found {-(-len(content) // 1024)} KiB"
        raise InputUnusable(path, None, sentence, "crop it, or save it smaller or as JPEG")
    removed = len(content) - len(picture.content)
    return KeptContent(
        picture.content,
        picture.suffix,
        EvidenceKind.PICTURE,
        " ".join(name_words(path.stem)) or "A picture",
        f"{picture.width} by {picture.height} pixels",
        (f"{counted(removed, 'byte')} of metadata left out.",) if removed else (),
    )


def kept_text(source: Path, text: str, title: str = "") -> KeptContent:
    """A pasted text as it is kept: in lines that end with a line feed, without addresses of people.

    Raises InputUnusable for one that is empty or long, or holds a secret or a telephone number; `source` is what
    messages call it.
    """
    text = text.encode("utf-8", "replace").decode()
    lines = [re.sub(FORBIDDEN, "", line).rstrip() for line in text.expandtabs().splitlines()]
    plain, mailboxes = without_mailboxes("\n".join(lines).strip("\n"))
    if not plain.strip():
        raise InputUnusable(source, None, "the text must not be empty: found nothing", "paste what is to be kept")
    content = f"{plain}\n".encode()
    if len(content) > MAX_KEPT_TEXT_BYTES:
        sentence = f"the text must be at most {MAX_KEPT_TEXT_BYTES // 1024} KiB: found {-(-len(content) // 1024)} KiB"
        raise InputUnusable(source, None, sentence, "keep the lines that a claim rests on")
    if reason := must_not_stand(plain):
        sentence = f"the text must hold nothing that no record may: found {reason}"
        raise InputUnusable(source, None, sentence, "take it out, and attach the rest")
    first = " ".join(next(line for line in plain.split("\n") if line.strip()).split())
    short = first if len(first) <= _TITLE_LENGTH else f"{first[:_TITLE_LENGTH].rsplit(' ', 1)[0]}…"
    return KeptContent(
        content,
        _SUFFIX,
        EvidenceKind.DOCUMENT,
        title or short,
        f"{counted(plain.count(chr(10)) + 1, 'line')} of text",
        (f"{counted(mailboxes, 'e-mail address')} left out.",) if mailboxes else (),
    )


def _read(path: Path) -> bytes:
    try:
        return read_bytes(path, MAX_INPUT_BYTES)
    except Unreadable as error:
        sentence = f"the file {error.fault.condition}: found {error.fault.found}"
        raise InputUnusable(path, None, sentence, "name a picture or a text of at most 16 MiB, no link") from error
