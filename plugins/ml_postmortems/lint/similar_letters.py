"""Letters of other alphabets that look like Latin ones, and forms of Latin letters that are not the plain ones.

Rules about words search the folded text, so that no such letter hides a word from them.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from functools import cache, lru_cache
from unicodedata import normalize

from ml_postmortems.lazy_pattern import lazy_pattern

_CYRILLIC = dict(zip("аеорсухіјѕԁһԛԝкАВЕКМНОРСТУХІЈЅԌѴ", "aeopcyxijsdhqwkABEKMHOPCTYXIJSGV", strict=True))
_GREEK = dict(zip("οΑΒΕΖΗΙΚΜΝΟΡΤΥΧ", "oABEZHIKMNOPTYX", strict=True))  # noqa: RUF001
_GREEK_SIGNS = dict(zip("αικνρτυ", "aikvptu", strict=True))
"""Letters of formulas, which stand beside Latin ones in honest words."""
_ARMENIAN = dict(zip("օսհո", "ouhn", strict=True))  # noqa: RUF001
_TO_LATIN = str.maketrans({**_CYRILLIC, **_GREEK, **_GREEK_SIGNS, **_ARMENIAN})
_DECEIVING = "".join((*_CYRILLIC, *_GREEK, *_ARMENIAN))
_SUSPICIOUS = lazy_pattern("[\u0370-\u058f\u24b6-\u24e9\u3000\uff01-\uff5e\U0001d400-\U0001d7ff]")
_WORD = lazy_pattern(r"\w*[\u0370-\u058f]\w*")
_LATIN = lazy_pattern(r"[A-Za-z]")
_MIXED = lazy_pattern(
    rf"(?<![^\W\d_])(?=[A-Za-z{_DECEIVING}]*[A-Za-z])[A-Za-z]*[{_DECEIVING}][A-Za-z{_DECEIVING}]*(?![^\W\d_])"
)


@lru_cache(maxsize=8)
def folded(text: str) -> str:
    """A text of the same length in plain Latin letters, where others stand among them; words of other scripts stay."""
    if text.isascii() or not _SUSPICIOUS.search(text):
        return text
    return _WORD.sub(lambda match: _in_latin(match.group()), text.translate(_forms()))


@cache
def _forms() -> Mapping[int, str]:
    """By code the plain character of each circled, wide and mathematical one."""
    return {
        code: plain
        for first, last in ((0x24B6, 0x24E9), (0x3000, 0x3000), (0xFF01, 0xFF5E), (0x1D400, 0x1D7FF))
        for code in range(first, last + 1)
        if len(plain := normalize("NFKC", chr(code))) == 1
    }


def mixed_words(text: str) -> list[re.Match[str]]:
    """The words in which Latin letters stand beside letters of other scripts that look like Latin ones."""
    return [] if text.isascii() else list(_MIXED.finditer(text))


def _in_latin(word: str) -> str:
    return word.translate(_TO_LATIN) if _LATIN.search(word) else word
