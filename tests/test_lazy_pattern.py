"""A pattern that is compiled late says what one that is compiled at once says."""

from __future__ import annotations

import re

import pytest

from ml_postmortems.lazy_pattern import lazy_pattern


def test_it_finds_what_the_pattern_finds() -> None:
    """Every method, flags included, is that of the compiled pattern."""
    source, text = r"(?P<word>l[a-z]+)", "Labels were LOST"
    lazy, real = lazy_pattern(source, re.IGNORECASE), re.compile(source, re.IGNORECASE)
    for _ in range(2):
        assert lazy.findall(text) == real.findall(text) == ["Labels", "LOST"]
    assert lazy.sub("x", text) == real.sub("x", text)
    assert [match.span("word") for match in lazy.finditer(text)] == [match.span() for match in real.finditer(text)]
    assert (lazy.pattern, lazy.flags, lazy.groupindex) == (real.pattern, real.flags, real.groupindex)


def test_a_fault_is_raised_when_it_is_used() -> None:
    """The source of a pattern that nobody needs is not looked at."""
    faulty = lazy_pattern("(")
    with pytest.raises(re.error):
        faulty.search("")
