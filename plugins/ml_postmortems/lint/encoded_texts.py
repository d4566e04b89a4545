"""Decodes what stands in a text in base64, hexadecimal digits or percent codes, to be searched like the text itself."""

from __future__ import annotations

import base64
import binascii
from collections.abc import Iterator
from urllib.parse import unquote

from ml_postmortems.lazy_pattern import lazy_pattern

_MOST_LENGTH = 4096
"""Of a word that is decoded; longer ones are pictures and models."""
_HEX = lazy_pattern(r"(?<![0-9A-Za-z])(?:[0-9A-Fa-f]{2}){20,}(?![0-9A-Za-z])")
_BASE64 = lazy_pattern(r"[A-Za-z0-9+/_-]{24,}={0,2}")
_PERCENT = "%"


def decoded_texts(word: str) -> Iterator[str]:
    """The readable texts that parts of a word without spaces may stand for."""
    if len(word) > _MOST_LENGTH:
        return
    if _PERCENT in word and (plain := unquote(word)) != word:
        yield plain
    for match in _HEX.finditer(word):
        yield from _readable(bytes.fromhex(match.group()))
    for match in _BASE64.finditer(word):
        digits = match.group().rstrip("=").replace("-", "+").replace("_", "/")
        try:
            yield from _readable(base64.b64decode(digits + "=" * (-len(digits) % 4)))
        except binascii.Error:
            continue


def _readable(data: bytes) -> Iterator[str]:
    """The text of these bytes, unless they are none."""
    try:
        text = data.decode("ascii")
    except UnicodeDecodeError:
        return
    if text.replace("\n", " ").isprintable():
        yield text
