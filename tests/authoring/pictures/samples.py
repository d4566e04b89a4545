"""Small pictures of every format, with and without what should not be published, built byte by byte."""

from __future__ import annotations

import zlib
from base64 import b64decode

SECRET = b"Berlin 52.5200N 13.4050E by Mara Chen"
"""What no picture may hold once it was cleaned."""


def png_chunk(name: bytes, data: bytes) -> bytes:
    """One chunk with its length and checksum."""
    return len(data).to_bytes(4, "big") + name + data + zlib.crc32(name + data).to_bytes(4, "big")


def png(width: int = 3, height: int = 2, *extra: bytes, pixels: bytes | None = None, interlaced: int = 0) -> bytes:
    """A grey picture of 8 bits, with further chunks behind the header."""
    header = width.to_bytes(4, "big") + height.to_bytes(4, "big") + bytes([8, 0, 0, 0, interlaced])
    raw = (b"\0" + bytes(width)) * height if pixels is None else pixels
    chunks = [png_chunk(b"IHDR", header), *extra, png_chunk(b"IDAT", zlib.compress(raw)), png_chunk(b"IEND", b"")]
    return b"\x89PNG\r\n\x1a\n" + b"".join(chunks)


def segment(marker: int, data: bytes) -> bytes:
    """One segment of a JPEG file."""
    return bytes([0xFF, marker]) + (len(data) + 2).to_bytes(2, "big") + data


def exif(turn: int, order: str = "big") -> bytes:
    """An Exif segment with an orientation and a secret."""

    def number(value: int, count: int) -> bytes:
        return value.to_bytes(count, "little" if order == "little" else "big")

    entry = number(0x0112, 2) + number(3, 2) + number(1, 4) + number(turn, 2) + b"\0\0"
    head = (b"II*\0" if order == "little" else b"MM\0*") + number(8, 4) + number(1, 2)
    return segment(0xE1, b"Exif\0\0" + head + entry + number(0, 4) + SECRET)


def jpeg(*extra: bytes, width: int = 8, height: int = 8, tail: bytes = b"") -> bytes:
    """A grey picture, with further segments behind the start and more bytes behind the end."""
    table = segment(0xDB, b"\0" + b"\1" * 64)
    frame = segment(0xC0, bytes([8]) + height.to_bytes(2, "big") + width.to_bytes(2, "big") + bytes([1, 1, 0x11, 0]))
    codes = segment(0xC4, b"\0\1" + bytes(16)) + segment(0xC4, b"\x10\1" + bytes(16))
    scan = segment(0xDA, bytes([1, 1, 0, 0, 63, 0])) + b"\x3f"
    return b"\xff\xd8" + b"".join(extra) + table + frame + codes + scan + b"\xff\xd9" + tail


VP8 = b64decode("UklGRiIAAABXRUJQVlA4IBYAAAAwAQCdASoBAAEADsD+JaQAA3AAAAAA")
"""A picture of one pixel."""


def webp_chunk(name: bytes, data: bytes) -> bytes:
    """One chunk, filled up to an even length."""
    return name + len(data).to_bytes(4, "little") + data + b"\0" * (len(data) % 2)


def webp(*extra: bytes) -> bytes:
    """The picture of one pixel in the extended form, with further chunks behind it."""
    flags = webp_chunk(b"VP8X", b"\x2c\0\0\0" + bytes(6))
    inside = b"WEBP" + flags + VP8[12:] + b"".join(extra)
    return b"RIFF" + len(inside).to_bytes(4, "little") + inside


_GIF = b64decode("R0lGODlhAQABAIAAAAAAAP///yH5BAEAAAAALAAAAAABAAEAAAIBRAA7")


def gif(*extra: bytes, frames: int = 1) -> bytes:
    """A picture of one pixel, with further blocks before it, as often as wanted."""
    head, picture = _GIF[:19], _GIF[19:-1]
    return head + b"".join(extra) + picture * frames + b";"


def gif_comment(text: bytes) -> bytes:
    """A block with a comment."""
    return b"\x21\xfe" + bytes([len(text)]) + text + b"\0"
