"""What people see of a text: everything that acts on them or hides is spelt out, everything else stays."""

from __future__ import annotations

import json
import sys
import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ml_postmortems.plain_text import clean_json, clean_line, printable

ANY = st.text(st.characters(codec=None, categories=None), max_size=40)
HARMLESS = ["3\u00a0% caf\u00e9 \u2013 \u691c\u7d22 \U0001f642", "\u26a0\ufe0f \u845b\U000e0100", "a ::b ##c [d]", ""]


@pytest.mark.parametrize("text", HARMLESS)
def test_what_is_harmless_stays(text: str) -> None:
    """Other scripts, emoji, hard spaces and single variation selectors are what the author wrote."""
    assert clean_line(text) == text
    assert clean_json(json.dumps([text], ensure_ascii=False)) == json.dumps([text], ensure_ascii=False)


@pytest.mark.parametrize(
    ("text", "clean"),
    [
        ("a\x1b[31mb", "a\\u001b[31mb"),
        ("a\x9b31mb", "a\\u009b31mb"),
        ("a\u202eb\u2069", "a\\u202eb\\u2069"),
        ("a\U000e0041b", "a\\U000e0041b"),
        ("a\udcffb", "a\\udcffb"),
        ("a\u3164b", "a\\u3164b"),
        ("a\ufe0f\ufe0eb", "a\ufe0f\\ufe0eb"),
        ("a\n\tb", "a  b"),
        (" \n ::error::b", "   \\u003a:error::b"),
        ("a ##[error]b", "a ##\\u005berror]b"),
    ],
)
def test_what_acts_or_hides_is_spelt_out(text: str, clean: str) -> None:
    """The reader sees that something is there, and which character it is."""
    assert clean_line(text) == clean


def test_every_control_and_format_character_is_spelt_out() -> None:
    """No character of these categories of Unicode is forgotten."""
    for char in map(chr, range(sys.maxunicode + 1)):
        if unicodedata.category(char) in ("Cc", "Cf", "Cs", "Zl", "Zp") and char not in "\n\t":
            assert char not in clean_line(char) and char not in printable(char)


@given(ANY)
def test_a_line_stays_one_line_and_cleaning_twice_is_cleaning_once(text: str) -> None:
    """What was cleaned where it was put together is not spoilt at the door."""
    clean = clean_line(text)
    assert "\n" not in clean and clean_line(clean) == clean
    assert printable(printable(text)) == printable(text)


@given(ANY, st.booleans())
def test_clean_json_has_the_same_value(text: str, only_ascii: bool) -> None:
    """Programs that read the JSON do not notice."""
    document = {"text": text, text: ["##[", "\x7f"]}
    clean = clean_json(json.dumps(document, ensure_ascii=False, indent=2), only_ascii=only_ascii)
    assert json.loads(clean) == document
    assert all(char.isprintable() or char in "\n\u00a0" or unicodedata.category(char) == "Zs" for char in clean)
    assert clean.isascii() or not only_ascii
