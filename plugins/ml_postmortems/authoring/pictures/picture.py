"""A picture that was taken apart, and why one is refused."""

from __future__ import annotations

from dataclasses import dataclass

MAX_SIDE = 16_384
MAX_PIXELS = 40_000_000
"""Bounds of what a browser has to unpack: about 160 MB."""


class PictureRefused(ValueError):
    """Content that is no picture to put beside a record."""

    def __init__(self, condition: str, found: str, fix: str = "save it anew from a picture editor") -> None:
        self.condition = condition
        self.found = found
        self.fix = fix
        super().__init__(condition)


@dataclass(frozen=True, slots=True)
class CleanPicture:
    """A picture of which only what is needed to show it is left; its pixels are those that it had."""

    content: bytes
    suffix: str
    width: int
    height: int


class Reader:
    """Bytes read from the front; PictureRefused where the content ends too soon."""

    def __init__(self, content: bytes, start: int = 0) -> None:
        self.content = content
        self.at = start

    def take(self, count: int) -> bytes:
        """The next bytes."""
        piece = self.content[self.at : self.at + count]
        if len(piece) < count:
            raise PictureRefused("must be whole", "a file that ends in the middle")
        self.at += count
        return piece

    def number(self, count: int, order: str = "big") -> int:
        """The next bytes as a number without sign, in the order `big` or `little`."""
        return int.from_bytes(self.take(count), "little" if order == "little" else "big")


def require_size(width: int, height: int) -> None:
    """Raise PictureRefused for a picture without a surface, and for one that is huge once it is unpacked."""
    if not width or not height:
        raise PictureRefused("must have a width and a height", f"{width} by {height} pixels")
    if max(width, height) > MAX_SIDE or width * height > MAX_PIXELS:
        condition = f"must be at most {MAX_SIDE:,} pixels a side and {MAX_PIXELS // 1_000_000} million in all"
        raise PictureRefused(condition, f"{width:,} by {height:,} pixels", "crop it, or save it smaller")
