"""PM0 for what a file may hold at most."""

from __future__ import annotations

from collections.abc import Iterator

from ml_postmortems.lint.finding import Problem
from ml_postmortems.lint.problems import in_body
from ml_postmortems.lint.registry import file_rule
from ml_postmortems.reading.body_bounds import passed_bounds
from ml_postmortems.reading.record_file import RecordFile


@file_rule("PM021")
def oversized_body(file: RecordFile) -> Iterator[Problem]:
    """The body keeps the bounds of a page that a browser can show.

    What it does
        Counts headings, blocks of code, list items, table cells, links, pictures, footnotes, HTML tags, elements of all
        kinds, levels of nesting and characters of code. The bounds stand at the end of the page of the fields.
    Why it matters
        A body of 20,000 blocks of code fits into 256 KiB, and a browser works on the page for 14 seconds.
    Example
        A log pasted as a table of 3,000 rows
    Instead
        Quote the lines that matter, and name the log as evidence.
    """
    for each in passed_bounds(file.body):
        yield in_body(
            each.line,
            "body",
            f"must have at most {each.most:,} {each.what}",
            f"{each.found:,}",
            "keep what a reader needs, and name the rest as evidence",
        )
