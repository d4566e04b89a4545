"""White space at the end of lines and of the file, where it means nothing."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from ml_postmortems.lint.fixes.body import code_lines
from ml_postmortems.lint.fixes.fix import Edit
from ml_postmortems.lint.fixes.tokens import Tokens
from ml_postmortems.reading.body import Body

_BLANKS = " \t"


def front_matter_space(tokens: Tokens, lines: Sequence[str], closing: int) -> Iterator[Edit]:
    """Cut off what stands at the end of the lines of the front matter, but within quotes; `closing` is its last."""
    quoted = {
        line
        for token in tokens.values.values()
        if token.quote in ("'", '"')
        for line in range(token.start[0], token.end[0])
    }
    for line in range(closing):
        if line not in quoted:
            yield from _cut(lines, line)


def body_space(body: Body, lines: Sequence[str]) -> Iterator[Edit]:
    """Cut off what stands at the end of the lines of the body, but in code and where it breaks the line."""
    code: frozenset[int] | None = None
    for line in range(body.line - 1, len(lines)):
        cuts = list(_cut(lines, line))
        breaks = lines[line].strip() and lines[line].removesuffix("\r").endswith("  ")
        if cuts and not breaks:
            code = code_lines(body) if code is None else code
            yield from () if line + 1 in code else cuts


def final_newline(lines: Sequence[str]) -> Iterator[Edit]:
    """End the last line as the first one ends."""
    if lines[-1].strip(_BLANKS):
        end = (len(lines) - 1, len(lines[-1]))
        yield Edit(end, end, "\r\n" if lines[0].endswith("\r") else "\n")


def _cut(lines: Sequence[str], line: int) -> Iterator[Edit]:
    text = lines[line].removesuffix("\r")
    end = len(text.rstrip(_BLANKS))
    if end < len(text):
        yield Edit((line, end), (line, len(text)), "")
