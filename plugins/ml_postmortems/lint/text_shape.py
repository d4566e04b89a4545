"""The shape of a text, in which the forms of numbers are found many times quicker than by patterns in the text."""

from __future__ import annotations

_CAPITALS, _LETTERS, _DIGITS = b"ABCDEFGHIJKLMNOPQRSTUVWXYZ", b"abcdefghijklmnopqrstuvwxyz", b"0123456789"
_SHAPES = bytes.maketrans(_CAPITALS + _LETTERS + _DIGITS, b"A" * 26 + b"a" * 26 + b"0" * 10)

IPV4 = (b"0.0.0", b"0.00.0", b"0.000.0")
"""Of which every address of four numbers has one."""


def shape_of(text: str) -> bytes:
    """A text of the same length with `A` and `a` for each Latin letter, `0` for each digit and `?` beyond ASCII."""
    return text.encode("ascii", "replace").translate(_SHAPES)


def in_ascii(regex: str) -> str:
    """A pattern whose digits are those of ASCII, as in the shape; none may stand in a set of characters."""
    return regex.replace(r"\d", "[0-9]")


def holds_row_of(shape: bytes, kinds: bytes, length: int, between: bytes = b"") -> bool:
    """Whether so many characters of these kinds stand in a row, with any of `between` among them."""
    one = kinds[:1]
    return one * length in shape.translate(bytes.maketrans(kinds, one * len(kinds)), between)
