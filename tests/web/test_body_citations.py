"""What a body cites becomes a small mark that leads to the evidence, and nothing else changes."""

from __future__ import annotations

import pytest

from ml_postmortems.web.markdown import render_body


def html(text: str, *evidence: str) -> str:
    return str(render_body(text, "postmortems/PM-2025-0001/", (), (), evidence=evidence).html).strip()


def mark(*ids: str) -> str:
    return "<sup>" + "".join(f'<a href="#evidence-{id}">{id}</a>' for id in ids) + "</sup>"


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("It broke (E1).", f"<p>It broke{mark('E1')}.</p>"),
        ("It broke [E1].", f"<p>It broke{mark('E1')}.</p>"),
        ("It broke (E1, E2).", f"<p>It broke{mark('E1', 'E2')}.</p>"),
        ("It broke\n(E1).", f"<p>It broke{mark('E1')}.</p>"),
        ("- It broke (E2)", f"<ul>\n<li>It broke{mark('E2')}</li>\n</ul>"),
    ],
)
def test_a_citation_is_a_mark(text: str, shown: str) -> None:
    """Round or square brackets, one id or several, also at the beginning of a line: the mark follows its word."""
    assert html(text, "E1", "E2") == shown


@pytest.mark.parametrize("text", ["See E1.", "It broke (E9).", "It broke (E1, E9).", "`(E1)`", "(see E1)", "(e1)"])
def test_what_cites_nothing_stays_as_it_is(text: str) -> None:
    """Text, code and ids of no evidence are not touched, so that no mark leads nowhere."""
    assert html(text, "E1") == html(text)
    assert "evidence-" not in html(text, "E1")


def test_equal_citations_of_a_paragraph_stand_once() -> None:
    """Of a run of equal marks only the last is left; one between other sources stays, as it says what rests on it."""
    assert html("A (E1). B (E1). C (E2). D (E1).", "E1", "E2").count("#evidence-E1") == 2
    assert html("A (E1).\n\nB (E1).", "E1").count("#evidence-E1") == 2
