"""PNG without texts, times, profiles and Exif; source: W3C, PNG (third edition), sections 5, 7 and 11."""

from __future__ import annotations

import zlib
from collections.abc import Iterator

from ml_postmortems.authoring.pictures.picture import CleanPicture, PictureRefused, Reader, require_size

SIGNATURE = b"\x89PNG\r\n\x1a\n"
_KEPT = frozenset({b"IHDR", b"PLTE", b"IDAT", b"IEND", b"tRNS", b"gAMA", b"cHRM", b"sRGB", b"sBIT", b"cICP"})
"""The chunks that say how pixels look; an animation is left with its first picture."""
_CHANNELS = {0: 1, 2: 3, 3: 1, 4: 2, 6: 4}
_DEPTHS = {0: (1, 2, 4, 8, 16), 2: (8, 16), 3: (1, 2, 4, 8), 4: (8, 16), 6: (8, 16)}
_PASSES = ((0, 8, 0, 8), (4, 8, 0, 8), (0, 4, 4, 8), (2, 4, 0, 4), (0, 2, 2, 4), (1, 2, 0, 2), (0, 1, 1, 2))
"""Start and step of the columns and rows of each pass of an interlaced picture."""
_PIECE = 1 << 20


def clean_png(content: bytes) -> CleanPicture:
    """The picture with the chunks that show it; raises PictureRefused where its pixels do not unpack."""
    chunks = list(_chunks(content))
    if [name for name, _ in chunks if name in (b"IHDR", b"IEND")] != [b"IHDR", b"IEND"] or chunks[0][0] != b"IHDR":
        raise PictureRefused("must be a PNG file", "its chunks in another order")
    width, height, unpacked = _size(chunks[0][1])
    _require_pixels(b"".join(data for name, data in chunks if name == b"IDAT"), unpacked)
    kept = b"".join(_chunk(name, data) for name, data in chunks if name in _KEPT)
    return CleanPicture(SIGNATURE + kept, ".png", width, height)


def _chunks(content: bytes) -> Iterator[tuple[bytes, bytes]]:
    """Every chunk up to the end of the picture; what stands behind it is left out."""
    reader = Reader(content, len(SIGNATURE))
    name = b""
    while name != b"IEND":
        size = reader.number(4)
        name, data = reader.take(4), reader.take(size)
        if reader.number(4) != zlib.crc32(data, zlib.crc32(name)):
            raise PictureRefused("must be a PNG file", "a damaged chunk")
        yield name, data


def _chunk(name: bytes, data: bytes) -> bytes:
    checksum = zlib.crc32(data, zlib.crc32(name))
    return len(data).to_bytes(4, "big") + name + data + checksum.to_bytes(4, "big")


def _size(header: bytes) -> tuple[int, int, int]:
    """Width and height in pixels, and the bytes that the pixels are once unpacked."""
    reader = Reader(header)
    width, height = reader.number(4), reader.number(4)
    depth, colour, _, _, interlaced = reader.take(5)
    require_size(width, height)
    if depth not in _DEPTHS.get(colour, ()):
        raise PictureRefused("must be a PNG file", f"colour type {colour} with {depth} bits")
    bits = depth * _CHANNELS[colour]
    sizes = [(width, height)]
    if interlaced:
        sizes = [(-(-(width - x) // dx), -(-(height - y) // dy)) for x, dx, y, dy in _PASSES]
    return width, height, sum((1 + -(-across * bits // 8)) * down for across, down in sizes if across > 0 and down > 0)


def _require_pixels(packed: bytes, unpacked: int) -> None:
    """Unpack piece by piece, keeping nothing, and never more than the header promises."""
    stream = zlib.decompressobj()
    left = unpacked
    try:
        while left > 0 and packed:
            left -= len(stream.decompress(packed, min(_PIECE, left)))
            packed = stream.unconsumed_tail
    except zlib.error as error:
        raise PictureRefused("must be a PNG file", "pixels that do not unpack") from error
    if left:
        raise PictureRefused("must be a PNG file", "fewer pixels than it promises")
