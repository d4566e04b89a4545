"""PM0 for what a file may hold at most, and for what a tool left in it."""

from __future__ import annotations

import re
from collections.abc import Iterator

from ml_postmortems.lint.finding import Problem
from ml_postmortems.lint.problems import in_body
from ml_postmortems.lint.registry import file_rule
from ml_postmortems.reading.body import lines_outside_code
from ml_postmortems.reading.body_bounds import passed_bounds
from ml_postmortems.reading.faults import shown
from ml_postmortems.reading.record_file import RecordFile

_CONFLICT_MARKER = re.compile(r"(<{7}|>{7}|\|{7})( .*)?")


@file_rule("PM020")
def merge_conflict_marker(file: RecordFile) -> Iterator[Problem]:
    """A record holds no markers of a merge conflict.

    What it does
        Looks for lines that begin with seven `<`, `>` or `|`, outside of fenced code, where a record may show them.
    Why it matters
        Both sides of the conflict stand in the file, and one of them is the wrong one.
    Example
        `<<<<<<< HEAD`
    Instead
        `The session length is read in milliseconds.`
    """
    if "<<<<<<<" not in file.text and ">>>>>>>" not in file.text and "|||||||" not in file.text:
        return
    markers = [(index, line) for index, line in lines_outside_code(file.text) if _CONFLICT_MARKER.fullmatch(line)]
    starts = [marker for marker in markers if marker[1].startswith("<")]
    for index, line in starts or markers[:1]:
        yield Problem(
            index + 1,
            "record",
            "must hold no marker of a merge conflict",
            shown(line),
            "keep the side that is right, then delete the markers",
        )


@file_rule("PM021")
def oversized_body(file: RecordFile) -> Iterator[Problem]:
    """The body keeps the bounds of a page that a browser can show.

    What it does
        Counts headings, blocks of code, list items, table cells, links, pictures, footnotes, elements of all kinds,
        levels of nesting and characters of code. The bounds stand at the end of the page of the fields.
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
