"""Records, names and arguments that try to act on whoever reads them, and what may be printed of them."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Any

from tests.helpers import CATALOG, TAXONOMY, own_record, record_text
from tests.lint.rules.cases import EXTERNAL, VALID_FILES
from tests.runner import commands_in

STEERING = "\x1b]0;owned\x07\x1b[35m\x9b35m\x7f\r\u202e\u2066\u200f\u061c\u200b\u2028\ufeff\U000e0041"
"""Colours, the window's title, line ends, direction and invisible characters; the checker refuses them in records."""
HIDING = "\u00ad\u034f\u180e\u206a\u3164\uffa0a\ufe0f\ufe0e\U0001d173"
"""Invisible characters that the checker accepts."""
COMMANDS = "::error::stolen ##[error]stolen"
"""What a CI log would obey."""
HOSTILE = f"{COMMANDS} {STEERING}{HIDING}\n::error::stolen"
ARGUMENT = f"{HOSTILE}\udcff"
"""An argument may hold bytes that are no text."""
RECORD, VALID_RECORD = "PM-2025-0002", "PM-2025-0003"
WORD = "zorch"
"""A word that both records have in their titles."""

_ODD_SPACES = "\u00a0\u202f\u3000"
_STYLE = re.compile("\x1b\\[(?:0|1|2|31|33|1;33)m")
_SURPLUS_SELECTOR = re.compile("[\ufe00-\ufe0f][\ufe00-\ufe0f]")


def write_hostile_records(folder: Path, *, has_broken_catalog: bool = False) -> Path:
    """A folder with a hostile name, hostile record files and a catalog with hostile names, which can be broken."""
    root = folder / f"re{STEERING}{HIDING}cords\n::error::stolen"
    name = f"Ranking {HIDING} {COMMANDS}"
    catalog = CATALOG.replace("name: Ranking\n", f"name: {_escaped(name)}\n")
    files = dict(VALID_FILES) | {
        "taxonomy.yml": TAXONOMY,
        "catalog.yml": catalog + (f"{_escaped(HOSTILE)}: 1\n" if has_broken_catalog else ""),
        f"2025/{RECORD}-a.md": _record(RECORD, f"{HOSTILE} {WORD}"),
        f"2025/{VALID_RECORD}-b.md": _record(VALID_RECORD, f"{COMMANDS}{HIDING} {WORD}"),
        f"2025/PM-2025-0004-{STEERING}{HIDING}.md": _record("PM-2025-0004", WORD),
        f"2025/{HOSTILE.replace('/', '')}.md": "",
        f"{RECORD}/x{STEERING}.png": "no picture",
    }
    for path, content in files.items():
        (root / path).parent.mkdir(parents=True, exist_ok=True)
        assert isinstance(content, str)
        (root / path).write_text(content, "utf-8")
    assert (root / EXTERNAL).exists()
    return root


def assert_harmless(printed: str) -> None:
    """Nothing in the text acts or hides; colours are those of our own printer."""
    text = _STYLE.sub("", printed)
    bad = {char for char in text if not char.isprintable() and char not in "\n" + _ODD_SPACES}
    bad |= {char for char in "\u034f\u3164\uffa0" if char in text}
    assert not bad, f"{sorted(map(hex, map(ord, bad)))} in {text[:3000]!r}"
    assert not _SURPLUS_SELECTOR.search(text)
    for command in commands_in(text):
        assert command.name in ("error", "warning") and not command.is_older_grammar, command
        assert list(command.properties) == ["file", "line", "title"], command


def _record(record_id: str, title: str) -> str:
    """A draft, so that every command has something to say of it, with hostile texts wherever a text may stand."""
    record: dict[str, Any] = own_record(
        id=record_id, status="draft", recurrence=None, summary=None, tags=[title[:30], "units"], symptom=title
    )
    marked = record_text(record | {"title": "TITLE", "symptom": "TITLE", "tags": ["TITLE"]})
    return marked.replace('"TITLE"', _escaped(title))


def _escaped(text: str) -> str:
    """A text as YAML, with everything beyond ASCII as escapes, which the reader of files gives back."""
    return (
        '"'
        + "".join(char if " " <= char <= "~" and char not in '"\\' else f"\\U{ord(char):08x}" for char in text)
        + '"'
    )
