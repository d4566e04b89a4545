"""WebP without Exif, XMP and profiles; source: RFC 9649."""

from __future__ import annotations

from ml_postmortems.authoring.pictures.picture import CleanPicture, PictureRefused, Reader, require_size

_KEPT = frozenset({b"VP8X", b"ALPH", b"VP8 ", b"VP8L"})
_HAS_ALPHA = 0x10


def is_webp(content: bytes) -> bool:
    """Whether content begins as a WebP file does."""
    return content[:4] == b"RIFF" and content[8:12] == b"WEBP"


def clean_webp(content: bytes) -> CleanPicture:
    """The picture with its pixels alone; raises PictureRefused for moving pictures and for anything else."""
    reader = Reader(content, 4)
    end = reader.number(4, "little") + 8
    reader.at = 12
    kept: list[bytes] = []
    size: tuple[int, int] | None = None
    while reader.at < end:
        name, length = reader.take(4), reader.number(4, "little")
        data = reader.take(length)
        if length % 2:
            reader.take(1)
        if name in (b"ANIM", b"ANMF"):
            raise PictureRefused("must be a still picture", "one that moves", "save the one picture that shows it")
        if name in (b"VP8 ", b"VP8L"):
            if size:
                raise PictureRefused("must be one WebP picture", "a second one in it")
            size = _size(name, data)
        if name == b"VP8X":
            data = bytes([Reader(data).number(1) & _HAS_ALPHA]) + data[1:]
        if name in _KEPT:
            kept.append(name + len(data).to_bytes(4, "little") + data + b"\0" * (len(data) % 2))
    if not size:
        raise PictureRefused("must be a WebP file", "one without pixels")
    inside = b"WEBP" + b"".join(kept)
    return CleanPicture(b"RIFF" + len(inside).to_bytes(4, "little") + inside, ".webp", *size)


def _size(name: bytes, data: bytes) -> tuple[int, int]:
    reader = Reader(data)
    if name == b"VP8L":
        mark, bits = reader.number(1), reader.number(4, "little")
        is_right, width, height = mark == 0x2F, (bits & 0x3FFF) + 1, (bits >> 14 & 0x3FFF) + 1
    else:
        reader.take(3)
        is_right = reader.take(3) == b"\x9d\x01\x2a"
        width, height = (reader.number(2, "little") & 0x3FFF for _ in range(2))
    if not is_right:
        raise PictureRefused("must be a WebP file", "pixels that are none of WebP")
    require_size(width, height)
    return width, height
