"""Names of record files and their folders: `2025/PM-2025-0007-bot-feature-file.md`, taken apart and put together."""

from __future__ import annotations

import re
import unicodedata
from pathlib import Path

from ml_postmortems.lazy_pattern import lazy_pattern
from ml_postmortems.model.scalars import RECORD_ID_PATTERN

_FILE_NAME = lazy_pattern(rf"({RECORD_ID_PATTERN})-[a-z0-9]+(?:-[a-z0-9]+)*\.md", re.ASCII)
_RECORD_ID = lazy_pattern(RECORD_ID_PATTERN, re.ASCII)
_SLUG_LENGTH = 50
_SLUG_WORDS = 7


def is_record_id(text: str) -> bool:
    """Whether a text is the id of a record, such as `PM-2025-0007`."""
    return bool(_RECORD_ID.fullmatch(text))


def year_in_id(record_id: str) -> str:
    """The four digits of the year, which name the folder of the record."""
    return record_id[3:7]


def id_in_name(path: Path) -> str | None:
    """The id that the name of a record file begins with; None where it is no name of a record file."""
    name = _FILE_NAME.fullmatch(path.name)
    return name.group(1) if name else None


def is_named_for(path: Path, record_id: str) -> bool:
    """Whether a file has the name and the year folder that the id of its record asks for."""
    return id_in_name(path) == record_id and path.parent.name == year_in_id(record_id)


def record_path(root: Path, record_id: str, words: str) -> Path:
    """Where the file of a record lies in the folder of records; `words` are those of a `slug`."""
    return picture_folder(root, record_id).with_name(f"{record_id}-{words}.md")


def picture_folder(root: Path, record_id: str) -> Path:
    """Where the pictures of a record lie in the folder of records."""
    return root / year_in_id(record_id) / record_id


def picture_name(path: Path) -> str:
    """The name that a picture may have beside a record: `error-rate.png` for `Error Rate.PNG`; empty without words."""
    words = "-".join(name_words(path.stem))
    return words and words + path.suffix.lower()


def slug(title: str) -> str:
    """The first words of a title as a file name has them: `Café model: stale!` is `cafe-model-stale`."""
    words = name_words(title)[:_SLUG_WORDS]
    while len(words) > 1 and len("-".join(words)) > _SLUG_LENGTH:
        words.pop()
    return "-".join(words)[:_SLUG_LENGTH].strip("-") or "record"


def name_words(text: str) -> list[str]:
    """The words of a text that can stand in a file name, in lower case and without accents."""
    plain = unicodedata.normalize("NFKD", text).encode("ascii", "ignore").decode().lower()
    return re.findall(r"[a-z0-9]+", plain.replace("'", ""))
