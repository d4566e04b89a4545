"""A page put into a shell is the page that the theme would have rendered, or there is no shell."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st
from markupsafe import Markup, escape

from ml_postmortems.web.indentation import without_indentation
from ml_postmortems.web.shell import plain_mark, shell_of, text_mark


def test_a_filled_shell_is_the_page_of_the_theme() -> None:
    """Texts as they are, texts that the theme strips, and HTML."""

    def theme(title: str, content: str) -> str:
        return f"<title>{title}</title><meta content='{escape(Markup(title).striptags())}'>{content}"

    shell = shell_of(theme(text_mark("title"), plain_mark("content")))
    assert shell
    for text in ("a < b &amp; 'c'", "two\nlines  of &lt;p&gt;", " ends "):
        title = str(escape(text))
        assert shell.fill({"title": title, "content": "<p>x</p>"}) == theme(title, "<p>x</p>")


def test_a_text_that_the_theme_changes_makes_no_shell() -> None:
    """Escaped twice, cut, stripped but not escaped again, or in capitals: what it does to others is not known."""
    mark = text_mark("title")
    for changed in (
        str(escape(str(mark))),
        mark[:20],
        Markup(mark).striptags(),
        mark.upper(),
        mark.replace("  ", " x"),
    ):
        assert shell_of(f"<p>{changed}</p>") is None, changed


_TEXTS = st.sampled_from(
    ["5 ", "min", " ", "  ", "\n", "\n   ", "\t\t", "N = ", "8", "Jan ", "2025", "USD ", 30 * "x", "&amp;", ">", "x"]
)
_TAGS = st.sampled_from(
    ["<p>", "</p>", "<title>", "</title>", "<code>", "</code>", "<a title='5 min  '>", "<br>", "<svg><text>", "</text>"]
)
_KEPT = st.sampled_from(["<pre>", "<script>", "<style>", "<textarea>"])
_ENDS = st.sampled_from(["", " ", "  ", "\n", "\n   ", "\t\t", "5 "])
"""What a content can begin and end with; a sign such as `>` is escaped in it."""


@st.composite
def _html(draw: st.DrawFn, *slots: st.SearchStrategy[str]) -> str:
    """Elements, texts and what stays as it stands, with slots anywhere."""
    some = st.one_of(_TEXTS, _TAGS, _TEXTS, *slots)
    parts = []
    for whole in draw(st.lists(st.booleans(), max_size=6)):
        inner = "".join(draw(st.lists(some, max_size=6)))
        tag = draw(_KEPT)
        parts.append(inner if whole else f"{tag}{inner}</{tag[1:]}")
    return "".join(parts)


_MARKS = st.sampled_from([str(text_mark("title")), plain_mark("segment")])


@given(
    before=_html(_MARKS),
    behind=_html(_MARKS),
    content=_html(),
    around=st.tuples(_ENDS, _ENDS, _TEXTS, _TEXTS),
    title=st.lists(_TEXTS).map(lambda texts: str(escape("".join(texts)))),
)
def test_a_page_of_a_shell_is_the_whole_page_without_indentation(
    before: str, behind: str, content: str, around: tuple[str, str, str, str], title: str
) -> None:
    """What is made tidy once and what for each page make together what one pass over the whole page makes."""
    shell = shell_of(f"{before}<i>{around[2]}{plain_mark('content')}{around[3]}</i>{behind}")
    assert shell
    inner = f"{around[0]}<div>{content}</div>{around[1]}"
    for segment in ("", "a-name", 30 * "x"):
        values = {"title": title, "segment": segment}
        tidy = shell.page({**values, "content": without_indentation(inner)})
        assert tidy == without_indentation(shell.fill({**values, "content": inner}))
