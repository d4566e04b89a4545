"""White space that only shows how templates nest is left out, and nothing that a reader sees changes."""

from __future__ import annotations

import re

import html5lib
import pytest

from ml_postmortems.web.indentation import without_indentation
from tests.site import Site


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


@pytest.mark.parametrize(
    ("html", "kept"),
    [
        ("<p>1 d 4 h to 2 d</p>", "<p>1_d 4_h to 2_d</p>"),
        ("<p>USD 304 million, 3 to 11 min</p>", "<p>USD_304 million, 3 to 11_min</p>"),
        ("<p>1.2 %, 18 Nov 2025, 11:20 UTC</p>", "<p>1.2_%, 18_Nov_2025, 11:20_UTC</p>"),
        ("<p>Time to detect: N = 8, CAN = 5</p>", "<p>Time to detect: N_=_8, CAN = 5</p>"),
        ("<p>5 dogs, 3 minimal pairs</p>", "<p>5 dogs, 3 minimal pairs</p>"),
        ("<p title='5 s'><code>sleep 5 s</code> 5 s</p>", "<p title='5 s'><code>sleep 5 s</code> 5_s</p>"),
        ("<pre>5 s</pre><script>5 s</script><textarea>5 s</textarea>",) * 2,
    ],
)
def test_a_number_and_its_unit_stand_on_one_line(html: str, kept: str) -> None:
    """In texts; in attributes and in what is copied to a terminal spaces stay what they are."""
    assert without_indentation(html) == kept.replace("_", "\u00a0")


def test_no_unit_begins_a_line_of_a_real_page(frozen_site: Site) -> None:
    """Wherever a text comes from: a record, a number of the site, a chart, a table."""
    pages = [
        frozen_site.folder / name / "index.html"
        for name in ("programme", "times", "recurrence", "stakeholders", "postmortems/PM-2025-0002")
    ]
    texts = [re.sub(r"(?s)<(script|style|code)\b.*?</\1>|<[^>]+>", "\n", page.read_text("utf-8")) for page in pages]
    assert sum(len(re.findall(r"\d\u00a0(?:d|h|min|days)\b", text)) for text in texts) > 200
    assert [re.findall(r".*\d (?:d|h|min|s|%|days|months|Nov)\b.*", text) for text in texts] == [[]] * len(pages)
