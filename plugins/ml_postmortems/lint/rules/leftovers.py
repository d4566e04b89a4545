"""PM0 and PM3 for what a tool or an author left in a text."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from ml_postmortems.lazy_pattern import lazy_pattern
from ml_postmortems.lint.finding import Level, Problem
from ml_postmortems.lint.leftovers import (
    CERTAIN,
    MACHINE_WRITTEN,
    POSSIBLE,
    POSSIBLY_UNFINISHED,
    PROMISED,
    UNFINISHED,
    says_nothing,
)
from ml_postmortems.lint.problems import at_field, in_body
from ml_postmortems.lint.prose import prose_of
from ml_postmortems.lint.registry import file_rule
from ml_postmortems.lint.text_patterns import TextPattern
from ml_postmortems.lint.texts import record_texts
from ml_postmortems.model.block import Gate
from ml_postmortems.model.body_sections import section_named
from ml_postmortems.model.not_known import NotKnown
from ml_postmortems.reading.body import Body, lines_outside_code
from ml_postmortems.reading.faults import shown
from ml_postmortems.reading.prose import hidden_texts, passages
from ml_postmortems.reading.record_file import RecordFile

_LITERAL = "a word that is meant literally goes into backquotes"
_HIDDEN_FIX = "delete it; what readers should know goes into the text"
_MARKS = ("<<<<<<<", ">>>>>>>", "|||||||")
_MARKER_LINE = lazy_pattern(r"(<{7}|>{7}|\|{7})( .*)?")
_MARKER = lazy_pattern(r"(?<!\S)(?:<{7}|>{7}|\|{7})(?: \S+|$)")


@file_rule("PM020")
def merge_conflict_marker(file: RecordFile) -> Iterator[Problem]:
    """A record holds no markers of a merge conflict.

    What it does
        Looks for seven `<`, `>` or `|` at the beginning of a line, and as a word of any field and of the text; code,
        where a record may show them, is left out.
    Why it matters
        Both sides of the conflict stand in the file, and one of them is the wrong one.
    Example
        `<<<<<<< HEAD`
    Instead
        `The session length is read in milliseconds.`
    """
    if not any(mark in file.text for mark in _MARKS):
        return
    condition, fix = "must hold no marker of a merge conflict", "keep the side that is right, then delete the markers"
    markers = [(number, line) for number, line in _lines(file) if _MARKER_LINE.fullmatch(line)]
    starts = [marker for marker in markers if marker[1].startswith("<")]
    for number, line in starts or markers[:1]:
        yield Problem(number, "record", condition, shown(line), fix)
    if markers:
        return
    for path, text in record_texts(file.record) if file.record else ():
        if match := _MARKER.search(text):
            yield at_field(file, path, condition, shown(match.group()), fix)
    for passage in passages(file.body):
        if match := _MARKER.search(passage.text):
            yield in_body(passage.line_at(match.start()), "body", condition, shown(match.group()), fix)


def _lines(file: RecordFile) -> Iterator[tuple[int, str]]:
    """Each line outside of fenced code with its number from 1; a fence in the front matter is none."""
    body_line = file.body.line if file.record else 1
    yield from enumerate(file.text.split("\n")[: body_line - 1], 1)
    body = "\n".join(file.text.split("\n")[body_line - 1 :])
    yield from ((body_line + index, line) for index, line in lines_outside_code(body))


@file_rule("PM304")
def leftover_template_text(file: RecordFile) -> Iterator[Problem]:
    """From `published` on, nothing is left to be written.

    What it does
        Looks for TODO, TBD, FIXME, XXX, `To do:`, t.b.d., WIP, TK, `???`, `[insert ...]`, lorem ipsum and sentences
        that break off, in every field and in the body; and for comments, those written as links too. Code is left out,
        and only in the words of others may a sentence break off.
    Why it matters
        It is a question that nobody answered.
    Example
        `<!-- Who noticed first? -->`
    Instead
        Answer it and delete the comment.
    """
    if not file.record or not Gate.PUBLISHED.includes(file.record.status):
        return
    condition, fix = "must hold no template text", f"write what is missing, then delete it; {_LITERAL}"
    yield from _left_over(file, (*CERTAIN, *UNFINISHED), CERTAIN, condition, fix)
    for path, text in record_texts(file.record):
        if says_nothing(text):
            yield at_field(file, path, condition, shown(text), fix)
    for hidden in hidden_texts(file.body):
        if _is_in_empty_section(file.body, hidden.line):
            continue  # missing-body-section tells
        yield in_body(
            hidden.line, "body", "must hold no text that its page does not show", shown(hidden.text), _HIDDEN_FIX
        )


def _is_in_empty_section(body: Body, line: int) -> bool:
    """Whether a section that the format knows, and that holds comments only, is around this line."""
    around = [section for section in body.sections if section.line <= line]
    return bool(around) and not around[-1].text and section_named(around[-1].title) is not None


@file_rule("PM320", Level.WARNING)
def possible_leftover(file: RecordFile) -> Iterator[Problem]:
    """From `published` on, nothing looks as if it was left for later.

    What it does
        Looks for TK, WIP, TBC, `???`, `...` and `[add ...]` where they can mean something else as well, for what only a
        writing machine says of itself, such as `As an AI language model, I`, and for promises, such as `Figures follow
        from accounting` or `To be filled in`.
    Why it matters
        Mostly it is a gap, and a reader who meets it trusts the rest less.
    Example
        `The share of wrong answers was ... per cent.`
    Instead
        The number, or that nobody knows it and why.
    """
    if not file.record or not Gate.PUBLISHED.includes(file.record.status):
        return
    condition, fix = "must not leave anything for later", f"write what is missing; {_LITERAL}"
    possible = list(
        _left_over(file, (*POSSIBLE, *POSSIBLY_UNFINISHED, *MACHINE_WRITTEN, *PROMISED), POSSIBLE, condition, fix)
    )
    told = {(problem.line, problem.field) for problem in leftover_template_text(file)} if possible else ()
    yield from (problem for problem in possible if (problem.line, problem.field) not in told)


def _left_over(
    file: RecordFile, own: Iterable[TextPattern], of_others: Iterable[TextPattern], condition: str, fix: str
) -> Iterator[Problem]:
    """A problem for each match in the authors' own words, and in the words of others."""
    prose, of_others = prose_of(file), tuple(of_others)
    names = {each.what for each in of_others}
    for match in prose.find(own):
        if match.piece.path[-1:] and match.piece.path[-1] in NotKnown.model_fields:
            continue  # other rules read reasons
        if not match.piece.is_quoted or match.found.what in names:
            yield prose.problem(match, condition, shown(match.found.text.strip()), fix)
