"""JPEG without Exif, XMP, profiles, thumbnails and comments; source: ITU-T T.81, annex B, and T.871 (JFIF)."""

from __future__ import annotations

from ml_postmortems.authoring.pictures.picture import CleanPicture, PictureRefused, Reader, require_size

SIGNATURE = b"\xff\xd8\xff"
_START, _END, _SCAN = 0xD8, 0xD9, 0xDA
_FRAMES = frozenset(range(0xC0, 0xD0)) - {0xC4, 0xC8, 0xCC}
_TABLES = frozenset({0xC4, 0xCC, 0xDB, 0xDD})
"""Huffman and quantization tables, arithmetic conditioning and restart intervals."""
_JFIF, _EXIF, _ADOBE = 0xE0, 0xE1, 0xEE
_NO_SEGMENT = frozenset({0x00, *range(0xD0, 0xD8)})
"""What follows 0xFF in the midst of pixels: a byte of theirs, or a restart."""
_ORIENTATION = 0x0112


def clean_jpeg(content: bytes) -> CleanPicture:
    """The picture with its tables, its pixels and how it is turned; raises PictureRefused for anything else."""
    reader = Reader(content, 2)
    kept = [content[:2]]
    size: tuple[int, int] | None = None
    has_pixels = False
    while True:
        marker = _marker(reader)
        if marker == _END:
            break
        length = reader.number(2)
        data = reader.take(max(length - 2, 0))
        if marker in _FRAMES:
            if size:
                raise PictureRefused("must be one JPEG picture", "a second one in it")
            inside = Reader(data, 1)
            height, width = inside.number(2), inside.number(2)
            require_size(width, height)
            size = width, height
        if segment := _kept(marker, data):
            kept.append(_segment(marker, segment))
        if marker == _SCAN:
            kept.append(_pixels(reader))
            has_pixels = True
    if not size or not has_pixels:
        raise PictureRefused("must be a JPEG file", "one without pixels")
    return CleanPicture(b"".join([*kept, bytes([0xFF, _END])]), ".jpg", *size)


def _marker(reader: Reader) -> int:
    if reader.number(1) != 0xFF:
        raise PictureRefused("must be a JPEG file", "segments that do not follow each other")
    while (code := reader.number(1)) == 0xFF:
        pass
    if code in _NO_SEGMENT or code == _START:
        raise PictureRefused("must be a JPEG file", f"a marker 0x{code:02X} out of its place")
    return code


def _pixels(reader: Reader) -> bytes:
    """What follows the head of a scan, up to the next segment."""
    start = reader.at
    while True:
        at = reader.content.find(b"\xff", reader.at)
        if at < 0 or at + 1 >= len(reader.content):
            raise PictureRefused("must be whole", "a file that ends in the middle")
        reader.at = at + 1
        if reader.content[at + 1] not in _NO_SEGMENT and reader.content[at + 1] != 0xFF:
            reader.at = at
            return reader.content[start:at]


def _kept(marker: int, data: bytes) -> bytes:
    """What is left of a segment; nothing of one that does not change how the picture looks."""
    if marker in _FRAMES or marker in _TABLES or marker == _SCAN:
        return data
    if marker == _JFIF and data.startswith(b"JFIF\0") and len(data) >= 14:
        return data[:12] + b"\0\0"  # without the thumbnail
    if marker == _ADOBE and data.startswith(b"Adobe") and len(data) >= 12:
        return data[:12]  # how colours are stored
    if marker == _EXIF and data.startswith(b"Exif\0\0") and (turn := _orientation(data[6:])) > 1:
        return _exif(turn)
    return b""


def _segment(marker: int, data: bytes) -> bytes:
    return bytes([0xFF, marker]) + (len(data) + 2).to_bytes(2, "big") + data


def _orientation(tiff: bytes) -> int:
    """How a picture is to be turned, 2 to 8; 1 where nothing sensible says so."""
    order = {b"II": "little", b"MM": "big"}.get(tiff[:2])
    if not order:
        return 1
    try:
        reader = Reader(tiff, 4)
        reader.at = reader.number(4, order)
        for _ in range(reader.number(2, order)):
            tag, kind, count = reader.number(2, order), reader.number(2, order), reader.number(4, order)
            value = reader.take(4)
            if (tag, kind, count) == (_ORIENTATION, 3, 1):
                turn = Reader(value).number(2, order)
                return turn if 1 <= turn <= 8 else 1
    except PictureRefused:
        pass
    return 1


def _exif(turn: int) -> bytes:
    """Exif that says nothing but how the picture is turned."""
    entry = _ORIENTATION.to_bytes(2, "big") + b"\0\x03" + b"\0\0\0\x01" + turn.to_bytes(2, "big") + b"\0\0"
    return b"Exif\0\0MM\0*\0\0\0\x08\0\x01" + entry + b"\0\0\0\0"
