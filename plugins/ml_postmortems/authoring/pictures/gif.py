"""GIF without comments, texts and data of applications; source: the GIF89a specification, sections 17 to 27."""

from __future__ import annotations

from ml_postmortems.authoring.pictures.picture import CleanPicture, PictureRefused, Reader, require_size

SIGNATURES = (b"GIF87a", b"GIF89a")
_IMAGE, _EXTENSION, _TRAILER, _GRAPHIC_CONTROL = 0x2C, 0x21, 0x3B, 0xF9
_HAS_TABLE, _TABLE_SIZE = 0x80, 0x07


def clean_gif(content: bytes) -> CleanPicture:
    """The picture with its colours and pixels alone; raises PictureRefused for moving ones and for anything else."""
    reader = Reader(content, 6)
    width, height, flags = reader.number(2, "little"), reader.number(2, "little"), reader.number(1)
    require_size(width, height)
    reader.take(2 + _table_bytes(flags))
    kept = [content[: reader.at]]
    has_pixels = False
    while (kind := reader.number(1)) != _TRAILER:
        start = reader.at - 1
        if kind == _EXTENSION:
            label = reader.number(1)
            _skip_blocks(reader)
            if label == _GRAPHIC_CONTROL:
                kept.append(content[start : reader.at])
        elif kind == _IMAGE and not has_pixels:
            frame = Reader(reader.take(9), 4)
            require_size(frame.number(2, "little"), frame.number(2, "little"))
            reader.take(_table_bytes(frame.number(1)) + 1)
            _skip_blocks(reader)
            kept.append(content[start : reader.at])
            has_pixels = True
        elif kind == _IMAGE:
            raise PictureRefused("must be a still picture", "one that moves", "save the one picture that shows it")
        else:
            raise PictureRefused("must be a GIF file", f"a block 0x{kind:02X} that GIF has not")
    if not has_pixels:
        raise PictureRefused("must be a GIF file", "one without pixels")
    return CleanPicture(b"".join([*kept, bytes([_TRAILER])]), ".gif", width, height)


def _table_bytes(flags: int) -> int:
    """The size of the table of colours that follows, if one does."""
    return 3 << (flags & _TABLE_SIZE) + 1 if flags & _HAS_TABLE else 0


def _skip_blocks(reader: Reader) -> None:
    while size := reader.number(1):
        reader.take(size)
