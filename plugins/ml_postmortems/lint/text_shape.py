"""The shape of a text, in which the forms of numbers are found many times quicker than by patterns in the text."""

from __future__ import annotations

from functools import lru_cache

_SHAPES = bytes.maketrans(b"abcdefghijklmnopqrstuvwxyz0123456789", b"a" * 26 + b"0" * 10)


@lru_cache(maxsize=4)
def shape_of(lowered: str) -> bytes:
    """A text in lower case with `a` for each of the Latin letters and `0` for each digit, in UTF-8."""
    return lowered.encode().translate(_SHAPES)


def in_ascii(regex: str) -> str:
    """A pattern whose digits are those of ASCII, as in the shape; none may stand in a set of characters."""
    return regex.replace(r"\d", "[0-9]")


def may_hold_ipv4(lowered: str) -> bool:
    """Whether four numbers with dots between them stand somewhere."""
    return b"0.0.0.0" in _with_short_numbers(lowered)


@lru_cache(maxsize=4)
def _with_short_numbers(lowered: str) -> bytes:
    """The shape with one `0` for each number of up to four digits."""
    return shape_of(lowered).replace(b"00", b"0").replace(b"00", b"0")
