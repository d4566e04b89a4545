"""Lists of ids and words: repeated items go, and where their order means nothing they are sorted."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from pathlib import Path

from ml_postmortems.lint.fixes.fix import Edit, Fix, ListChange
from ml_postmortems.lint.fixes.spelling import field_of
from ml_postmortems.lint.fixes.tokens import ListToken, Token, Tokens
from ml_postmortems.model.requirements import EVIDENCE_REFERENCES
from ml_postmortems.reading.faults import field_text, shown

_SORTED = frozenset({("tags",), ("aliases",), ("teams", "involved")})
_SETS = _SORTED.union(
    EVIDENCE_REFERENCES,
    {
        ("actions", "addresses"),
        ("causes", "caused_by"),
        ("lessons", "applies_to"),
        ("recurrence", "of"),
        ("recurrence", "related"),
        ("timeline", "marks"),
        ("validation", "actions"),
        ("extent", "actions"),
    },
)
_NULLS = ("", "~", "null")


def list_changes(path: Path, tokens: Tokens, lines: Sequence[str]) -> Iterator[ListChange]:
    """Every list that has to change; those with comments among their items are left to the author.

    `lines` are those of the whole file.
    """
    for field, written in tokens.lists.items():
        if (kind := field_of(field)) not in _SETS or not _is_plain(written, lines):
            continue
        kept = _kept([item.value for item in written.items], is_sorted=kind in _SORTED)
        if kept != list(range(len(written.items))):
            fix = Fix(path.as_posix(), written.start[0] + 1, f"{field_text(field)}: {_what(written, kept)}")
            edits = _flow_edits(written, kept, lines) if written.is_flow else _block_edits(written, kept, lines)
            yield ListChange(field, tuple(kept), tuple(edits), fix)


def _kept(values: Sequence[str], is_sorted: bool) -> list[int]:
    """The indices of the first of each value, in the order they should have."""
    firsts = [index for index, value in enumerate(values) if value not in values[:index]]
    return sorted(firsts, key=lambda index: values[index]) if is_sorted else firsts


def _what(written: ListToken, kept: list[int]) -> str:
    repeated = sorted({item.value for index, item in enumerate(written.items) if index not in kept})
    done = [f"removed the repeated {', '.join(shown(value) for value in repeated)}"] if repeated else []
    return " and ".join([*done, "sorted"] if kept != sorted(kept) else done)


def _flow_edits(written: ListToken, kept: list[int], lines: Sequence[str]) -> Iterator[Edit]:
    """Put the items that stay into the places of the first ones, and cut off the rest with its commas."""
    yield from _moved(written, kept, lines)
    if len(kept) < len(written.items):
        yield Edit(written.items[len(kept) - 1].end, written.items[-1].end, "")


def _block_edits(written: ListToken, kept: list[int], lines: Sequence[str]) -> Iterator[Edit]:
    """Put the items that stay into the places of the first ones, and delete the lines of the rest."""
    yield from _moved(written, kept, lines)
    for item in written.items[len(kept) :]:
        yield Edit((item.start[0], 0), (item.start[0] + 1, 0), "")


def _moved(written: ListToken, kept: list[int], lines: Sequence[str]) -> Iterator[Edit]:
    for place, index in zip(written.items, kept, strict=False):
        new = _source(written.items[index], lines)
        if new != _source(place, lines):
            yield Edit(place.start, place.end, new)


def _source(token: Token, lines: Sequence[str]) -> str:
    return lines[token.start[0]][token.start[1] : token.end[1]]


def _is_plain(written: ListToken, lines: Sequence[str]) -> bool:
    """Whether the items are short and there is nothing but the list's own marks between them."""
    if not all(item.is_on_one_line and (item.quote or item.value not in _NULLS) for item in written.items):
        return False
    if written.is_flow:
        first, *between, last = _around(written, lines)
        return first == "[" and last in ("]", ",]") and all(piece == "," for piece in between)
    return all(
        lines[item.start[0]][: item.start[1]].strip() == "-" and not lines[item.start[0]][item.end[1] :].strip()
        for item in written.items
    ) and not any(
        line.lstrip().startswith("#") for line in lines[written.items[0].start[0] : written.items[-1].end[0] + 1]
    )


def _around(written: ListToken, lines: Sequence[str]) -> Iterator[str]:
    """What stands before, between and after the items of `[a, b]`, without white space."""
    ends = [written.start, *(item.end for item in written.items)]
    starts = [*(item.start for item in written.items), written.end]
    for (first, left), (last, right) in zip(ends, starts, strict=True):
        text = "\n".join(lines[first : last + 1])
        yield "".join(text[left : len(text) - len(lines[last]) + right].split())
