"""The records of `init --example`: annotated, about a company that does not exist, in the words of the new base."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

_ROOT = Path(__file__).with_name("templates") / "example"


def example_records(team: str, audience: str) -> Iterator[tuple[str, str]]:
    """Each record with its path in the base; `team` is an id of the catalog that owns them."""
    for path in sorted(_ROOT.rglob("*.md")):
        text = path.read_text("utf-8").replace("<< team >>", team).replace("<< audience >>", audience)
        yield path.relative_to(_ROOT).as_posix(), text
