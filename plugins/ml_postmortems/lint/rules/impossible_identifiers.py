"""PM5 for identifiers of papers and advisories that no register can hold."""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import date

from ml_postmortems.lazy_pattern import lazy_pattern
from ml_postmortems.lint.context import Context
from ml_postmortems.lint.finding import Level, Problem
from ml_postmortems.lint.problems import at_field
from ml_postmortems.lint.registry import record_rule
from ml_postmortems.lint.rules.dates import latest_day
from ml_postmortems.lint.text_patterns import QuickWords
from ml_postmortems.lint.whole_text import whole_text
from ml_postmortems.model.not_known import known, known_items
from ml_postmortems.reading.faults import shown
from ml_postmortems.reading.record_file import RecordFile

_REGISTERS = QuickWords("arxiv", "ghsa-", "cve-")
_ARXIV = lazy_pattern(r"arxiv(?:\.org/\w+/|[:.])\s?(\d\d)(\d\d)\.\d{4,5}(?!\d)", re.IGNORECASE)
_FIRST_OF_FORM = date(2007, 4, 1)
"""The month in which arXiv began to number papers by year and month."""
_GHSA = lazy_pattern(r"\bGHSA((?:-\w{4}){3})\b", re.IGNORECASE)
_GHSA_SIGNS = frozenset("-23456789cfghjmpqrvwx")
"""Those that GitHub makes the three groups of."""
_CVE = lazy_pattern(r"\bCVE-(\d{4})-(\d{4,})\b", re.IGNORECASE)
_FIRST_CVE = 1999


@record_rule("PM580")
def impossible_source(file: RecordFile, context: Context) -> Iterator[Problem]:
    """The address of a piece of evidence holds no identifier that cannot exist.

    What it does
        Looks in `uri` of the evidence for numbers of arXiv with a month that there is not, or that is still to come or
        before April 2007, for advisories of GitHub with signs that none has, and for a CVE from before 1999 or from a
        year to come. Nothing is fetched.
    Why it matters
        An invented source proves nothing, and a mistyped one leads nobody to what was read.
    Example
        `uri: https://arxiv.org/abs/2413.09417`
    Instead
        `uri: https://arxiv.org/abs/2403.09417`
    """
    if not _REGISTERS.held_by(whole_text(file.text)):
        return
    latest = latest_day(file, context)
    for index, item in enumerate(known_items(file.record.evidence) if file.record else ()):
        for _, identifier, why in _impossible(known(item.uri) or "", latest):
            yield at_field(
                file,
                ("evidence", index, "uri"),
                "must lead to a source that can exist",
                f"{shown(identifier)}, {why}",
                "copy the identifier from the page that was read, or leave the piece out",
            )


@record_rule("PM581", Level.WARNING)
def impossible_identifier(file: RecordFile, context: Context) -> Iterator[Problem]:
    """No text names a paper or an advisory that cannot exist, unless as what somebody made up.

    What it does
        Looks in the whole file, apart from addresses of evidence, for the identifiers that PM580 finds there. What
        stands in backquotes is left out: a model may have made it up, and the record tells of it.
    Why it matters
        Readers look for it, find nothing, and trust the rest less.
    Example
        `symptom: The answers of the shop leaked prices, as CVE-1985-20417 describes.`
    Instead
        `symptom: The answers of the shop leaked prices, as CVE-2024-20417 describes.`
    """
    if not file.record or not _REGISTERS.held_by(whole_text(file.text)):
        return
    uris = [known(item.uri) or "" for item in known_items(file.record.evidence)]
    for place, identifier, why in _impossible(file.text, latest_day(file, context)):
        start = file.text.rfind("\n", 0, place) + 1
        if file.text.count("`", start, place) % 2 or any(identifier in uri for uri in uris):
            continue
        yield Problem(
            file.text.count("\n", 0, place) + 1,
            "record",
            "must name papers and advisories that can exist",
            f"{shown(identifier)}, {why}",
            "correct the identifier; put one that a model made up into backquotes",
        )


def _impossible(text: str, latest: date) -> Iterator[tuple[int, str, str]]:
    """The place of each identifier that cannot exist, what it is, and why it cannot."""
    for match in _ARXIV.finditer(text):
        year, month = 2000 + int(match[1]), int(match[2])
        if not 1 <= month <= 12:
            yield match.start(), match.group(), f"of a month {month:02}"
        elif not _FIRST_OF_FORM <= date(year, month, 1) <= latest:
            yield match.start(), match.group(), f"of {year}-{month:02}"
    for match in _GHSA.finditer(text):
        signs = set(match[1].lower())
        if not signs <= _GHSA_SIGNS:
            yield match.start(), match.group(), f"with {shown(''.join(sorted(signs - _GHSA_SIGNS)))}, which none has"
    for match in _CVE.finditer(text):
        year = int(match[1])
        if not _FIRST_CVE <= year <= latest.year:
            yield match.start(), match.group(), f"of {year}"
        elif not int(match[2]):
            yield match.start(), match.group(), "without a number"
