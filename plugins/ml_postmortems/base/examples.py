"""The records of `init --example`: annotated, about a company that does not exist."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

_ROOT = Path(__file__).with_name("templates") / "example"


def example_records(audience: str) -> Iterator[tuple[str, str]]:
    """Each record with its path in the base, for those who may read the site."""
    for path in sorted(_ROOT.rglob("*.md")):
        text = path.read_text("utf-8").replace("<< audience >>", audience)
        yield path.relative_to(_ROOT).as_posix(), text
