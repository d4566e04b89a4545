"""Single values: which texts are numbers, flags, names, ids and links."""

from __future__ import annotations

import re
from decimal import Decimal
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from pydantic import TypeAdapter, ValidationError

from ml_postmortems.model import scalars
from ml_postmortems.model.instant import Instant

ARABIC_ONE = "\u0661"


def read(form: Any, value: object) -> Any:
    return TypeAdapter(form).validate_python(value)


def refusal(form: Any, value: object) -> str:
    with pytest.raises(ValidationError) as caught:
        read(form, value)
    return str(caught.value.errors()[0]["msg"])


@pytest.mark.parametrize(
    ("form", "text", "value"),
    [
        (scalars.Integer, "0", 0),
        (scalars.Integer, "7", 7),
        (scalars.Integer, "123456789012345", 123456789012345),
        (scalars.Number, "37.5", Decimal("37.5")),
        (scalars.Number, "0.25", Decimal("0.25")),
        (scalars.Number, "1.10", Decimal("1.10")),
        (scalars.Flag, "true", True),
        (scalars.Flag, "false", False),
        (scalars.Text, "  two\n  words ", "two words"),
        (scalars.Slug, "gpt-4-1", "gpt-4-1"),
        (scalars.Name, "data-quality/label-error", "data-quality/label-error"),
        (scalars.Handle, "@mchen", "@mchen"),
        (scalars.Handle, "m.chen", "m.chen"),
        (scalars.RecordId, "PM-2025-0007", "PM-2025-0007"),
        (scalars.EvidenceId, "E999", "E999"),
        (scalars.CauseId, "C1", "C1"),
        (scalars.ActionId, "A10", "A10"),
        (scalars.LessonId, "L2", "L2"),
        (scalars.Uri, "https://example.com/a?b=c&d=%20#e", "https://example.com/a?b=c&d=%20#e"),
        (scalars.Uri, "http://example.com", "http://example.com"),
        (scalars.Uri, "mailto:sre@example.com", "mailto:sre@example.com"),
        (scalars.Uri, "PM-2025-0007/errors.png", "PM-2025-0007/errors.png"),
        (scalars.Title, "x" * 90, "x" * 90),
    ],
)
def test_accepted(form: Any, text: str, value: object) -> None:
    """Text of the right form becomes the value it says."""
    assert read(form, text) == value


@pytest.mark.parametrize(
    ("form", "text"),
    [
        *((scalars.Integer, text) for text in ("", " ", "1.0", "010", "+1", "1_000", "1,000", "0x10", "12:30", "1e3")),
        *((scalars.Integer, text) for text in (" 1", "1\n", ARABIC_ONE, "\u0967", "12345678901234567", "--1", "one")),
        *((scalars.Number, text) for text in ("", ".5", "5.", "1e3", "NaN", ".nan", "inf", "-.inf", "Infinity", "1,5")),
        *((scalars.Number, text) for text in ("1_000.5", "0x1.8", "12:30:00", f"1.{ARABIC_ONE}", "1.1234567890123")),
        *((scalars.Flag, text) for text in ("", "yes", "no", "NO", "on", "True", "TRUE", "1", "0", "t", "true ")),
        *((scalars.Text, text) for text in ("", " ", "\t\n", "\u00a0")),
        *((scalars.Slug, text) for text in ("", "A", "a_b", "a--b", "-a", "a-", "a b", "a/b", "../a", "ä", "a\n")),
        *((scalars.Name, text) for text in ("", "a b", "/a", ".a", "-a", "a\n", "ä")),
        *((scalars.Handle, text) for text in ("", "@", "@@a", "Mia Chen", "mia@example.com", "-a", "a\n")),
        *((scalars.RecordId, text) for text in ("PM-2025-7", "pm-2025-0007", "PM-2025-0007\n", "PM-2025-00077")),
        *((scalars.RecordId, text) for text in ("../PM-2025-0007", f"PM-2025-000{ARABIC_ONE}", "PM2025-0007")),
        *((scalars.EvidenceId, text) for text in ("E0", "E01", "e1", "E", "C1", "E1000", "E1\n", f"E{ARABIC_ONE}")),
        *((scalars.Uri, text) for text in ("javascript:alert(1)", "JavaScript:1", "data:text/html,x", "file:///etc")),
        *((scalars.Uri, text) for text in ("vbscript:1", "ftp://example.com", "//example.com", "/etc/passwd", "../a")),
        *((scalars.Uri, text) for text in ("a/../b", "https://a b", "https://a<b", 'https://a"b', "https://", "")),
        *((scalars.Uri, text) for text in ("https://a\nb", "https://a\\b", "https://a`b", "mailto:", "a b.png")),
        (scalars.Title, "x" * 91),
    ],
)
def test_refused(form: Any, text: str) -> None:
    """Any other text is refused, and the message says what the value must be."""
    message = refusal(form, text)
    assert message.startswith("must ") or re.search("at most|less than or equal", message), message


@pytest.mark.parametrize("value", [["a"], {"a": "b"}, []])
@pytest.mark.parametrize(
    "form",
    [
        scalars.Text,
        scalars.Slug,
        scalars.Name,
        scalars.Handle,
        scalars.RecordId,
        scalars.EvidenceId,
        scalars.When,
        scalars.Integer,
        scalars.Number,
        scalars.Flag,
        scalars.Uri,
    ],
)
def test_single_value_is_not_a_list_or_mapping(form: Any, value: object) -> None:
    """A list or a mapping in place of a single value is told as a wrong shape."""
    with pytest.raises(ValidationError) as caught:
        read(form, value)
    assert caught.value.errors()[0]["type"] == "string_type"


@pytest.mark.parametrize(
    ("form", "value"),
    [
        (scalars.Integer, 7),
        (scalars.Number, Decimal("1.10")),
        (scalars.Flag, True),
        (scalars.Flag, False),
        (scalars.When, Instant.parse("2025-11-18")),
    ],
)
def test_values_stay_what_they_are(form: Any, value: object) -> None:
    """A value that was read already, as in a copy of a block, is itself."""
    assert read(form, value) is value


@given(st.integers(0, scalars.LARGEST_NUMBER))
@settings(max_examples=50)
def test_whole_numbers_are_exact(number: int) -> None:
    """A whole number in plain digits is exactly itself."""
    assert read(scalars.Integer, str(number)) == number


@given(st.decimals(0, 10**12, places=6))
@settings(max_examples=50)
def test_decimals_are_exact(number: Decimal) -> None:
    """A decimal number is exactly what is written, trailing zeros included."""
    assert str(read(scalars.Number, f"{number:f}")) == f"{number:f}"


@given(st.text(max_size=20))
@settings(max_examples=200)
def test_links_cannot_run_code(text: str) -> None:
    """Whatever is accepted as a link is http, https, mailto or a path without a scheme."""
    try:
        link = read(scalars.Uri, text)
    except ValidationError:
        return
    scheme, colon, _ = link.partition(":")
    assert not colon or scheme in ("http", "https", "mailto")


def test_fields_documented_for_editors() -> None:
    """Each form of value says in JSON Schema what it is."""
    assert TypeAdapter(scalars.RecordId).json_schema()["pattern"] == r"^(PM-\d{4}-\d{4})$"
    assert TypeAdapter(scalars.EvidenceId).json_schema()["type"] == "string"
    assert TypeAdapter(scalars.When).json_schema()["type"] == ["string", "integer"], "a bare year is a number to YAML"
    assert TypeAdapter(scalars.Number).json_schema()["type"] == ["number", "string"], "a number may stand in quotes"
