"""The page of the complete record."""

from __future__ import annotations

from collections.abc import Iterator

from ml_postmortems.base.reference_markdown import code
from scripts.reference.examples import EXAMPLE_RECORD

LEAD = """
    An own SEV1 record at status `closed`, with every field that the format has and that fits beside the others. A
    draft has ten of them. Names, links and numbers are made up; the checker finds nothing wrong with it.
"""


def parts() -> Iterator[str]:
    """The whole record as its author wrote it."""
    yield code(EXAMPLE_RECORD.read_text("utf-8").rstrip(), "markdown")
