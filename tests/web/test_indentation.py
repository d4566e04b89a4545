"""White space that only shows how templates nest is left out, and nothing that a reader sees changes."""

from __future__ import annotations

import html5lib
import pytest

from ml_postmortems.web.indentation import without_indentation


@pytest.mark.parametrize(
    ("html", "shorter"),
    [
        ("<ul>\n    <li>a\n  b</li>\n\n\n</ul>", "<ul>\n<li>a\nb</li>\n</ul>"),
        ("<p>\n  a</p><pre>\n  x\n    y</pre>\n  <p>b", "<p>\na</p><pre>\n  x\n    y</pre>\n<p>b"),
        ("<PRE>\n  x</PRE>\n  a", "<PRE>\n  x</PRE>\na"),
        ("<textarea>\n  x</textarea>", "<textarea>\n  x</textarea>"),
        ("<script>\n  `\n  a`</script>", "<script>\n  `\n  a`</script>"),
        ("a  b", "a  b"),
        ("<li>a</li>    <li>b   <b>c", "<li>a</li> <li>b <b>c"),
        ('<p title="a   b">', '<p title="a   b">'),
        (f"<b>{24 * 'x'}</b>", f"<b>{24 * 'x'}</b>"),
        (f"<b>of {25 * 'x'}, y</b>", f"<b>of {16 * 'x'}<wbr>{9 * 'x'}, y</b>"),
        (
            f"<a href='{40 * 'x'}'>{15 * 'x'}e\u0301{15 * 'x'}</a>",
            f"<a href='{40 * 'x'}'>{15 * 'x'}e\u0301{15 * 'x'}</a>",
        ),
        (f"<pre>{40 * 'x'}</pre>", f"<pre>{40 * 'x'}</pre>"),
        (f"<title>{40 * 'x'}</title>", f"<title>{40 * 'x'}</title>"),
        (f"<option value='1'>{40 * 'x'}</option>", f"<option value='1'>{40 * 'x'}</option>"),
        (f"<svg><text x='1'>{40 * 'x'}</text></svg>", f"<svg><text x='1'>{40 * 'x'}</text></svg>"),
    ],
)
def test_only_the_beginnings_of_lines_are_shortened(html: str, shorter: str) -> None:
    """Lines are kept, so that words stay apart; what is shown as it stands is not touched."""
    assert without_indentation(html) == shorter


def test_what_is_read_stays_the_same() -> None:
    """A browser that closes up white space shows both pages alike."""
    page = "<div>\n  <p>one\n   two <b>three</b>\n  </p>\n   <pre> a\n  b</pre>\n</div>"
    texts = ["".join(html5lib.parse(each).itertext()) for each in (page, without_indentation(page))]
    assert texts[0].split() == texts[1].split()
