"""Pictures lose what was written into them and keep their pixels; what is no picture is refused."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from ml_postmortems.authoring.pictures.cleaning import clean_picture
from ml_postmortems.authoring.pictures.picture import PictureRefused
from tests.authoring.pictures.samples import (
    SECRET,
    VP8,
    exif,
    gif,
    gif_comment,
    jpeg,
    png,
    png_chunk,
    segment,
    webp,
    webp_chunk,
)  # fmt: skip
from tests.helpers import REPOSITORY

_TEXT_CHUNKS = (b"tEXt", b"zTXt", b"iTXt", b"eXIf", b"iCCP", b"prVt")
WITH_SECRETS = {
    "png texts": (
        png(3, 2, *(png_chunk(name, b"Author\0" + SECRET) for name in _TEXT_CHUNKS)),
        png(),
    ),
    "png behind the end": (png() + SECRET, png()),
    "jpeg segments": (
        jpeg(*(segment(marker, b"Exif\0\0" + SECRET) for marker in range(0xE1, 0xF0)), segment(0xFE, SECRET)),
        jpeg(),
    ),
    "jpeg thumbnail": (
        jpeg(segment(0xE0, b"JFIF\0\1\1\0\0\1\0\1\5\5" + SECRET)), jpeg(segment(0xE0, b"JFIF\0\1\1\0\0\1\0\1\0\0")),
    ),
    "jpeg behind the end": (jpeg(tail=SECRET), jpeg()),
    "webp chunks": (
        webp(*(webp_chunk(name, SECRET) for name in (b"EXIF", b"XMP ", b"ICCP", b"ABCD"))),
        webp().replace(b"\x2c\0\0\0", b"\0\0\0\0", 1),
    ),
    "webp behind the end": (VP8 + SECRET, VP8),
    "gif comment": (gif(gif_comment(SECRET)), gif()),
    "gif application": (gif(b"\x21\xff\x0bXMP DataXMP" + bytes([len(SECRET)]) + SECRET + b"\0"), gif()),
    "gif behind the end": (gif() + SECRET, gif()),
}  # fmt: skip


@pytest.mark.parametrize("name", WITH_SECRETS)
def test_nothing_but_the_picture_is_left(name: str) -> None:
    """Each place where a format takes texts, places, times or other files is gone, and every other byte is the same."""
    dirty, clean = WITH_SECRETS[name]
    assert SECRET in dirty
    assert clean_picture(dirty).content == clean
    assert clean_picture(clean).content == clean


@pytest.mark.parametrize("order", ["big", "little"])
def test_photo_stays_upright(order: str) -> None:
    """How a camera was held is all that is left of Exif, since the pixels alone would lie on their side."""
    turned = clean_picture(jpeg(exif(6, order))).content
    assert turned == clean_picture(turned).content
    assert turned.count(b"Exif") == 1 and SECRET not in turned
    assert b"Exif" not in clean_picture(jpeg(exif(1, order))).content


def test_screenshots_of_our_own_stay_whole() -> None:
    """Real pictures of the repository keep every byte of their pixels."""
    for path in sorted((REPOSITORY / "docs/pictures").glob("*.png")):
        content = path.read_bytes()
        cleaned = clean_picture(content)
        assert cleaned.content[cleaned.content.index(b"IDAT") :] == content[content.index(b"IDAT") :]
        assert cleaned.width > 100 < cleaned.height


@pytest.mark.parametrize(
    ("content", "condition"),
    [
        (b"", "must be a PNG, JPEG"),
        (b"<svg xmlns='http://www.w3.org/2000/svg'/>", "must be a PNG, JPEG"),
        (b"%PDF-1.7", "must be a PNG, JPEG"),
        (png(40_000, 40_000, pixels=b""), "16,384 pixels a side"),
        (png(16_000, 16_000, pixels=b""), "40 million in all"),
        (png(0, 5, pixels=b""), "a width and a height"),
        (png(pixels=b"\0"), "must be a PNG file"),
        (png().replace(b"IDAT", b"IDAX"), "must be a PNG file"),
        (png()[:-4], "must be whole"),
        (png(3, 2, png_chunk(b"IHDR", bytes(13))), "must be a PNG file"),
        (jpeg(width=60_000), "16,384 pixels a side"),
        (jpeg()[:-2], "must be whole"),
        (jpeg()[:30], "must be whole"),
        (b"\xff\xd8\xff\xd9", "must be a JPEG file"),
        (b"\xff\xd8\xff\xe0\x00\x02<?php", "must be a JPEG file"),
        (webp(webp_chunk(b"ANIM", bytes(6))), "must be a still picture"),
        (webp(VP8[12:]), "must be one WebP picture"),
        (VP8[:12] + webp_chunk(b"EXIF", SECRET), "must be a WebP file|must be whole"),
        (VP8.replace(b"\x9d\x01\x2a", b"\0\0\0"), "must be a WebP file"),
        (gif(frames=2), "must be a still picture"),
        (gif()[:12] + b";", "must be whole|must be a GIF"),
        (gif()[:-1], "must be whole"),
    ],
)  # fmt: skip
def test_what_is_no_picture_is_refused(content: bytes, condition: str) -> None:
    """Other files, damaged ones, moving ones and those that are huge once unpacked have a message of their own."""
    with pytest.raises(PictureRefused, match=condition):
        clean_picture(content)


def test_pixels_are_not_unpacked_beyond_the_promise() -> None:
    """A small file that unpacks to a gigabyte is read up to the size in its header, in pieces."""
    assert clean_picture(png(pixels=bytes(300_000_000))).width == 3


@settings(max_examples=300)
@given(
    sample=st.sampled_from([png(), jpeg(exif(6)), webp(), VP8, gif(gif_comment(b"x"))]),
    at=st.integers(0, 400),
    piece=st.binary(max_size=8),
    cut=st.integers(0, 8),
)
def test_any_damage_is_refused_or_harmless(sample: bytes, at: int, piece: bytes, cut: int) -> None:
    """Whatever is changed in a picture, it is refused or comes out as a picture that comes out unchanged again."""
    at = min(at, len(sample))
    try:
        cleaned = clean_picture(sample[:at] + piece + sample[at + cut :])
    except PictureRefused:
        return
    assert clean_picture(cleaned.content).content == cleaned.content
