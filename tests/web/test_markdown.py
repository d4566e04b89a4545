"""The body of a record: GitHub's Markdown in, harmless HTML out."""

from __future__ import annotations

import re
import time
from typing import Any

import html5lib
import pytest
from hypothesis import given
from hypothesis import strategies as st

from ml_postmortems.reading.source import MAX_FILE_BYTES
from ml_postmortems.web.markdown import RenderedBody, render_body
from tests.site import text_of

HERE = "postmortems/PM-2025-0001/"
RECORDS = frozenset({"PM-2025-0001", "PM-2025-0002", "PM-2024-0001"})
PICTURES = frozenset({"PM-2025-0001/graph.png"})
SECONDS = 5.0
"""How long the worst of bodies may take, without what other processes take."""


def render(text: str) -> RenderedBody:
    return render_body(text, HERE, RECORDS, PICTURES)


def parse(text: str) -> Any:
    """The rendered body as the tree that a browser makes of it."""
    return html5lib.parseFragment(render(text).html, treebuilder="lxml", namespaceHTMLElements=False)


def elements(text: str, name: str = "") -> list[Any]:
    """The elements of a rendered body, of one name or all."""
    top = [each for each in parse(text) if not isinstance(each, str)]
    return [each for part in top for each in part.iter() if isinstance(each.tag, str) and name in ("", each.tag)]


def body_text(text: str) -> str:
    return " ".join(part if isinstance(part, str) else text_of(part) for part in parse(text))


# What it makes of Markdown


@pytest.mark.parametrize(
    ("text", "tags"),
    [
        ("A *word* and a **strong** one.", ["p", "em", "strong"]),
        ("- a\n  - b\n", ["ul", "li", "ul", "li"]),
        ("3. a\n", ["ol", "li"]),
        ("> said\n", ["blockquote", "p"]),
        ("~~gone~~", ["p", "s"]),
        ("---\n", ["hr"]),
        ("`code`", ["p", "code"]),
        ("a  \nb", ["p", "br"]),
        ("    indented\n", ["pre", "code"]),
    ],
)
def test_markdown_becomes_html(text: str, tags: list[str]) -> None:
    """The site shows what the pull request shows."""
    assert [each.tag for each in elements(text)] == tags


def test_lists_keep_their_first_number() -> None:
    """A list that goes on after a paragraph goes on counting."""
    [ordered] = elements("3. a\n4. b\n", "ol")
    assert ordered.get("start") == "3"


def test_tables_keep_their_alignment() -> None:
    """Numbers stand under each other where the author said so."""
    text = "| a | b | c |\n| :-- | --: | :-: |\n| 1 | 2 | 3 |\n"
    assert [cell.get("align") for cell in elements(text, "th")] == ["left", "right", "center"]
    assert [cell.get("align") for cell in elements(text, "td")] == ["left", "right", "center"]
    assert [cell.get("align") for cell in elements("| a |\n| - |\n| 1 |\n", "td")] == [None]


def test_tasks_are_boxes_that_cannot_be_changed() -> None:
    """A reader sees what is done; the file says it, so clicking must not."""
    done, left = elements("- [x] done\n- [ ] left\n", "input")
    assert done.get("type") == left.get("type") == "checkbox"
    assert "checked" in done.attrib
    assert "checked" not in left.attrib
    assert "disabled" in done.attrib
    assert "disabled" in left.attrib
    assert [text_of(label) for label in elements("- [x] done\n- [ ] *not* done\n", "label")] == ["done", "not done"]
    assert not elements("- [y] no\n- [x]no\n- a [x] no\n\n[x] no\n", "input")


def test_footnotes_lead_there_and_back() -> None:
    """A note that is used twice has two ways back; every way leads to something."""
    text = "One[^a] and two[^b], and one again[^a].\n\n[^a]: First.\n[^b]: Second.\n"
    anchors = [each.get("href") for each in elements(text, "a")]
    ids = [each.get("id") for each in elements(text) if each.get("id")]
    assert len(anchors) == 6
    assert all(href.startswith("#") and href[1:] in ids for href in anchors)
    assert len(ids) == len(set(ids))


def test_code_is_coloured_where_the_language_is_known() -> None:
    """And printed as it is where it is not; the theme colours what stands in a block of the class `highlight`."""
    known = elements("```python\ndef f(x): return x < 1\n```\n")
    assert [each.tag for each in known[:3]] == ["div", "pre", "code"]
    assert known[0].get("class") == "highlight"
    assert [each.get("class") for each in known if each.tag == "span"]
    assert text_of(known[0]) == "def f(x): return x < 1"
    for language in ("nonsuch", "pug", "", 'python"onclick=x'):
        unknown = elements(f"```{language}\n<b> & {{{{ x }}}}\n```\n")
        assert [each.tag for each in unknown] == ["div", "pre", "code"]
        assert text_of(unknown[0]) == "<b> & {{ x }}"


# Headings


def test_headings_leave_no_level_out_and_are_below_the_title() -> None:
    """The title of the page is its only first level, whatever the body begins with."""
    text = "# a\n\n#### b\n\n##### c\n\n## d\n\n### e\n\nf\n---\n"
    assert [each.tag for each in elements(text)] == ["h2", "h3", "h4", "h2", "h3", "h2"]


def test_only_the_second_level_is_in_the_table_of_contents() -> None:
    """With its text as it is read, and the id that it has."""
    text = "## What *happened* & `why`\n\n### detail\n\n## After\n"
    body = render(text)
    assert [title for title, _ in body.headings] == ["What happened & why", "After"]
    assert [anchor for _, anchor in body.headings] == [each.get("id") for each in elements(text, "h2")]


@given(
    st.lists(st.sampled_from(["a", "a 2", "a-2", "A", "a 2 2", "", "é", "__drawer", "b", "[^1]", "times"]), max_size=9)
)
def test_ids_of_headings_are_unique_and_prefixed(titles: list[str]) -> None:
    """They clash neither with each other nor with anything of the theme or of the page around them."""
    text = "".join(f"## {title}\n\n" for title in titles)
    ids = [each.get("id") for each in elements(text, "h2")]
    assert len(ids) == len(set(ids)) == len(titles)
    assert all(re.fullmatch(r"body-[\w-]*", each) for each in ids)
    assert [anchor for _, anchor in render(text).headings] == ids


# Links and pictures


@pytest.mark.parametrize(
    ("target", "href"),
    [
        ("https://example.org/a?b=c&d#e", "https://example.org/a?b=c&d#e"),
        ("mailto:postmortems@example.org", "mailto:postmortems@example.org"),
        ("#what-happened", "#body-what-happened"),
        ("#", "#"),
        ("PM-2025-0002-slow-labels.md", "../PM-2025-0002/"),
        ("../2024/PM-2024-0001-lost-labels.md", "../PM-2024-0001/"),
        ("../2024/PM-2024-0001-lost-labels.md#causes", "../PM-2024-0001/#body-causes"),
        ("PM-2025-0001-this-record.md#times", "#body-times"),
        ("PM-2025-0001/graph.png", "graph.png"),
    ],
)
def test_links_between_files_become_links_between_pages(target: str, href: str) -> None:
    """The same link works in the pull request and on the site."""
    [link] = elements(f"[text]({target})", "a")
    assert link.get("href") == href


@pytest.mark.parametrize(
    "target",
    [
        "../2024/PM-2024-0009-hidden.md",
        "PM-2025-0003-hidden.md#causes",
        "PM-2025-0001/not-published.png",
        "PM-2025-0002/graph.png",
        "../../mkdocs.yml",
        "/etc/passwd",
        "//evil.example/",
        "other.md",
        "ftp://example.org/",
    ],
)
def test_links_that_lead_nowhere_become_text(target: str) -> None:
    """Who may not see a record must not learn its id; what is not published has no address."""
    html = render(f"See [**this** text]({target}) and ![this picture]({target}).").html
    assert target.split("#")[0] not in html
    assert "PM-2025-0003" not in html
    assert body_text(f"See [**this** text]({target}).") == "See this text."
    assert not elements(f"[x]({target}) ![y]({target})", "a")
    assert not elements(f"[x]({target}) ![y]({target})", "img")


def test_pictures_beside_the_record_are_shown() -> None:
    """With their text."""
    [picture] = elements("![Clicks *fall*](PM-2025-0001/graph.png)", "img")
    assert picture.get("src") == "graph.png"
    assert picture.get("alt") == "Clicks fall"


@pytest.mark.parametrize(
    "text",
    [
        "![graph](https://evil.example/g.png)",
        "[![graph](https://evil.example/g.png)](https://example.org/)",
        "![graph](//evil.example/g.png)",
        "![graph](data:image/png;base64,AAAA)",
        "![graph](data:image/svg+xml,<svg onload=x>)",
        "![graph][g]\n\n[g]: https://evil.example/g.png",
    ],
)
def test_pictures_from_elsewhere_are_not_fetched(text: str) -> None:
    """A page makes no request to another host; at most there is a link to the picture."""
    assert not elements(text, "img")
    assert "graph" in body_text(text)
    assert not [each for each in elements(text) if "src" in each.attrib]
    assert len(elements(text, "a")) <= 1


# What must not come to life


@pytest.mark.parametrize(
    "text",
    [
        "<script>alert(1)</script>",
        "a <b onclick=alert(1)>b</b> c",
        '<div id="__drawer" style="position:fixed">x</div>',
        "<svg onload=alert(1)>",
        "<iframe src=https://evil.example/></iframe>",
        "<style>@import '//evil.example/'</style>",
        "<base href=//evil.example/>",
        "<form action=//evil.example/><input name=x></form>",
        "<?php x ?>",
        "<![CDATA[x]]>",
        "<a href=javascript:alert(1)>x</a>",
        "</div></article></body>",
        "<details open ontoggle=alert(1)>",
    ],
)
@pytest.mark.parametrize("frame", ["{}", "before {} after", "- {}\n", "> {}\n", "| a |\n| - |\n| {} |\n", "## {}\n"])
def test_raw_html_is_text(text: str, frame: str) -> None:
    """Whatever looks like markup is printed letter by letter, wherever it stands."""
    allowed = {"p", "ul", "li", "blockquote", "div", "table", "thead", "tbody", "tr", "th", "td", "h2"}
    assert {each.tag for each in elements(frame.format(text))} <= allowed
    assert text in body_text(frame.format(text))


@pytest.mark.parametrize(
    "target",
    [
        "javascript:alert(1)",
        "JaVaScRiPt:alert(1)",
        "javascript&colon;alert(1)",
        "&#106;avascript:alert(1)",
        "java\tscript:alert(1)",
        "%6Aavascript:alert(1)",
        "data:text/html,<script>alert(1)</script>",
        "data:image/svg+xml,<svg onload=alert(1)>",
        "vbscript:x",
        "file:///etc/passwd",
        "\\javascript:alert(1)",
        " javascript:alert(1)",
        "view-source:javascript:alert(1)",
        "blob:https://x",
    ],
)
@pytest.mark.parametrize(
    "form", ["[x]({})", "[x](<{}>)", "![x]({})", "<{}>", "[x][y]\n\n[y]: {}\n", "[^1]\n\n[^1]: [x]({})"]
)
def test_dangerous_links_are_dropped(target: str, form: str) -> None:
    """Only http, https, mailto and fragments are followed."""
    for element in elements(form.format(target)):
        for name in ("href", "src"):
            value = element.get(name, "#")
            assert value.startswith(("https://", "http://", "mailto:", "#")), value


@given(st.text(alphabet=st.sampled_from(list("<>[]()!`*_\"'&#:;/=\n -|ab1^\\{}%")), max_size=60))
def test_no_text_makes_anything_active(text: str) -> None:
    """For any text there are only known elements, without handlers and styles, and links to known schemes."""
    for element in elements(f"a {text}\n\n{text}"):
        assert element.tag not in ("script", "style", "iframe", "form", "svg", "h1")
        for name, value in element.attrib.items():
            assert not name.startswith(("on", "style"))
            if name == "href":
                assert value.startswith(("https://", "http://", "mailto:", "#"))
            if name == "id":
                assert value.startswith(("body-", "fn-body-", "fnref-body-", "fn", "fnref"))


def test_templates_are_text() -> None:
    """Nothing between braces is ever evaluated."""
    assert body_text("{{ 7 * 191 }} {% include 'x' %} {# y #}") == "{{ 7 * 191 }} {% include 'x' %} {# y #}"


# What must not take for ever


def _fill(unit: str, limit: int = 100_000) -> str:
    return unit * (limit // len(unit))


SLOW = {
    "brackets": "[" * 10_000,
    "pictures": "![" * 10_000,
    "a file of brackets": _fill("["),
    "a file of pictures": _fill("!["),
    "links in links": "[" * 5_000 + "a" + "](x)" * 5_000,
    "nested lists": "".join(f"{'  ' * depth}- a\n" for depth in range(400)),
    "nested lists in a line": _fill("- ", 20_000),
    "nested quotes": "> " * 10_000 + "a",
    "a file of quotes": _fill("> "),
    "stars": _fill("*a **a "),
    "open stars": _fill("**a *b_"),
    "underscores": _fill("_a__"),
    "backticks": "".join("`" * length + "a " for length in range(1, 700)),
    "tildes": _fill("~~a~ "),
    "a wide table": "|" + "a|" * 3_000 + "\n|" + "-|" * 3_000 + "\n|" + "b|" * 3_000 + "\n",
    "a long table": "| a | b |\n| - | - |\n" + _fill("| 1 | 2 |\n"),
    "a table with missing cells": "|" + "a|" * 1_000 + "\n|" + "-|" * 1_000 + "\n" + "|b|\n" * 5_000,
    "definitions": "".join(f"[a{number}]: x\n" for number in range(10_000)),
    "references": _fill("[a][b] ") + "\n\n[b]: #x\n",
    "footnotes": "".join(f"a[^{number}]\n\n[^{number}]: b\n\n" for number in range(4_000)),
    "footnotes of one": "[^1]" * 10_000 + "\n\n[^1]: a\n",
    "open footnotes": _fill("[^"),
    "inline footnotes": "^[" * 5_000,
    "equal headings": _fill("## a\n"),
    "headings with numbers": "".join(f"## a {number % 7}\n" for number in range(20_000)),
    "autolinks": _fill("<a"),
    "entities": _fill("&amp;"),
    "open fence": "```python\n" + _fill("x = 1\n"),
    "fences": _fill("```\n```\n"),
    "a deep expression": "```python\n" + "(" * 20_000 + "\n```\n",
    "spaces in code": "```cpp\n" + " \n" * 50_000 + "```\n",
    "many blocks of code": ("```ts\n" + "a." * 999 + "\n```\n") * 40,
    "tasks": _fill("- [ ] a\n"),
    "colons": _fill(":"),
    "colons in words": _fill("a:"),
    "open addresses": _fill("http:"),
    "addresses with brackets": "https://a.b/" + _fill(")"),
    "many addresses": _fill("https://a.b "),
    "addresses in labels": _fill("[http://a.b"),
    "hosts in labels": _fill("![www.a.b "),
    "at signs": _fill("@"),
    "addresses of mail": _fill("a@b.c "),
    "open comments": _fill("a<!--"),
    "open instructions": _fill("a<?"),
    "open tags": _fill('a<a b="'),
    "open folds": _fill("<details>\n\n"),
    "folds in folds": _fill("<details>\n\n", 50_000) + _fill("</details>\n\n", 50_000),
    "keys in keys": "a" + _fill("<kbd>", 50_000) + _fill("</kbd>", 50_000),
    "emoji": _fill(":+1:"),
    "alerts": _fill("> [!NOTE]\n> a\n\n"),
    "escapes": _fill("\\*"),
    "paragraphs": _fill("a\n\n"),
}


@pytest.mark.parametrize("name", SLOW)
def test_no_body_takes_long(name: str) -> None:
    """Each of these takes one parser or another seconds to for ever; here the time grows with the length only."""
    assert len(SLOW[name].encode()) <= MAX_FILE_BYTES
    start = time.process_time()
    render(SLOW[name])
    assert time.process_time() - start < SECONDS
