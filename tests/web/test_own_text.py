"""The text of the organisation on the home page."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

from ml_postmortems.model.settings import DEFAULT_SETTINGS, OwnTexts
from ml_postmortems.web.macros import Macros
from tests.helpers import own_record
from tests.site import index_of


def _macro(text: str | None) -> str:
    index = index_of(own_record())
    settings = DEFAULT_SETTINGS.model_copy(update={"texts": OwnTexts(home=text)})
    index.corpus = replace(index.corpus, settings=settings)
    return str(Macros(index, date(2025, 6, 1), lambda: "").own_text())


def test_the_text_is_shown_without_markup() -> None:
    """HTML and Markdown in it are characters, and an address is no link."""
    shown = _macro("Ask <b>us</b>, *all* of https://wiki.example.com")
    assert shown.startswith("<p>Ask &lt;b&gt;us&lt;/b&gt;, ")
    assert "<b>" not in shown
    assert "<a " not in shown
    assert "*" not in shown


def test_without_a_text_nothing_is_shown() -> None:
    """Most bases have none."""
    assert _macro(None) == ""
