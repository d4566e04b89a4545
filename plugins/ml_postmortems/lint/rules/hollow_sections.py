"""PM3 for sections of the body that are there and tell their readers nothing."""

from __future__ import annotations

import re
from collections.abc import Iterator

from ml_postmortems.lazy_pattern import lazy_pattern
from ml_postmortems.lint.finding import Problem
from ml_postmortems.lint.problems import in_body
from ml_postmortems.lint.registry import file_rule
from ml_postmortems.lint.subjects import published
from ml_postmortems.reading.body import Section
from ml_postmortems.reading.faults import shown
from ml_postmortems.reading.record_file import RecordFile

_CODE = lazy_pattern(r"^ {0,3}(`{3,}|~{3,}).*?(?:^ {0,3}\1|\Z)|`[^`\n]+`", re.MULTILINE | re.DOTALL)
_MARK = lazy_pattern(r"<(?P<end>/?)details(?P<open> open[^>]*)?>|^## .*$", re.IGNORECASE | re.MULTILINE)
_TEXT = lazy_pattern(r"\w")
_SENTENCE_END = lazy_pattern(r"(?<=[.!?])\s+|\n+")
_MOST_WORDS_OF_POINTER = 20
_POINTER = lazy_pattern(
    r"\W*(?:(?:please )?(?:see|refer to|cf\.?|consult|check|look (?:at|up|into)|read)\b"
    r"|(?:as|all(?: of this)? is|this is|it is|they are|details are|everything is)? ?"
    r"(?:described|listed|given|told|said|written|stated|explained|found)\b)"
    r".{0,60}\b(?:above|below|fields?|front[ -]?matter|header|metadata|ya?ml|timeline|causes|actions|impact|summary"
    r"|sections?)\b",
    re.IGNORECASE | re.DOTALL,
)


@file_rule("PM327")
def folded_section(file: RecordFile) -> Iterator[Problem]:
    """From `published` on, no section of the body is folded as a whole.

    What it does
        Looks for sections whose whole text stands within `<details>`, which may also begin in a section before.
        `<details open>` is no fold.
    Why it matters
        Readers do not see what they have to open, and a reviewer passes over it. Print and search show it, or do not.
    Example
        `## Where we were lucky <details><summary>More</summary> ... </details>`
    Instead
        The account as text, and in the fold the log that goes with it.
    """
    if not published(file) or "<details" not in file.body.text.lower():
        return
    folded = _folded_titles(_CODE.sub("code", file.body.text))
    for section in file.body.sections:
        if section.title in folded:
            yield in_body(
                section.line,
                f"section `## {section.title}`",
                "must not be folded as a whole",
                "all of its text within `<details>`",
                "write the account outside of the fold, and leave logs and tables in it",
            )


def _folded_titles(text: str) -> set[str]:
    """The titles of sections with text in folds and none outside of them."""
    title, depth, place = "", 0, 0
    outside, inside = set[str](), set[str]()
    for match in [*_MARK.finditer(text), None]:
        piece = text[place : match.start() if match else len(text)]
        if _TEXT.search(piece):
            (inside if depth else outside).add(title)
        if match is None:
            break
        place = match.end()
        if match.group().startswith("#"):
            title = match.group().strip("# ")
        elif match["end"]:
            depth = max(depth - 1, 0)
        elif not match["open"]:
            depth += 1
    return inside - outside


@file_rule("PM328")
def section_that_only_points(file: RecordFile) -> Iterator[Problem]:
    """From `published` on, each section of the body says something itself.

    What it does
        Looks for sections in which every sentence sends the reader to the fields or to another section.
    Why it matters
        The body is the account that people read from beginning to end. The fields do not tell how one thing led to
        another.
    Example
        `Please refer to the causes in the front matter.`
    Instead
        How it came to that, in sentences; the fields hold what is counted.
    """
    if not published(file):
        return
    for section in file.body.sections:
        if _only_points(section):
            yield in_body(
                section.line,
                f"section `## {section.title}`",
                "must say something itself",
                shown(" ".join(section.text.split())),
                "tell it in sentences, or leave the section out where the format does not ask for it",
            )


def _only_points(section: Section) -> bool:
    if len(section.text) > 1000 or not _POINTER.match(section.text):
        return False
    sentences = [each for each in _SENTENCE_END.split(section.text) if _TEXT.search(each)]
    return bool(sentences) and all(
        len(each.split()) <= _MOST_WORDS_OF_POINTER and _POINTER.match(each) for each in sentences
    )
