"""A page put into a shell is the page that the theme would have rendered, or there is no shell."""

from __future__ import annotations

from markupsafe import Markup, escape

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
