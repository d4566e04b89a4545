"""Forty bodies in GitHub's Markdown: each construct alone, nested and with its hostile twin, held against GitHub."""

from __future__ import annotations

from collections import Counter
from pathlib import Path
from typing import Any

import html5lib
import pytest

from ml_postmortems.reading.body import Body
from ml_postmortems.reading.prose import passages
from ml_postmortems.similarity.record_text import markdown_text
from ml_postmortems.web.markdown import RenderedBody, render_body
from tests.site import text_of
from tests.web.github import github_html, meaning

BODIES = {
    path.stem: path.read_text("utf-8")
    for path in sorted((Path(__file__).parents[1] / "fixtures" / "github_markdown").glob("*.md"))
}
NOT_OF_THE_PARSER = {"alerts", "emoji"}
"""What GitHub makes of the HTML after its parser is done."""
KNOWN_ATTRIBUTES = {"href", "src", "alt", "title", "class", "id", "rel", "open", "start", "align", "tabindex"} | {
    *("type", "checked", "disabled")
}


def render(text: str, graph: str | None = None) -> RenderedBody:
    return render_body(text, "postmortems/PM-2025-0001/", ["PM-2025-0001"], ["PM-2025-0001/graph.png"], graph)


def elements(text: str, name: str = "", graph: str | None = None) -> list[Any]:
    """The elements of a rendered body, of one name or all."""
    html = render(text, graph).html
    top = html5lib.parseFragment(html, treebuilder="etree", namespaceHTMLElements=False)
    return [each for each in top.iter() if isinstance(each.tag, str) and name in ("", each.tag)][0 if name else 1 :]


def test_each_construct_stands_alone_nested_and_hostile() -> None:
    """A construct that is added gets all three bodies."""
    constructs = Counter(name.rsplit("-", 1)[0] for name in BODIES)
    assert len(BODIES) == 42
    assert set(constructs.values()) == {3}
    assert {name.rsplit("-", 1)[1] for name in BODIES} == {"alone", "nested", "hostile"}


@pytest.mark.parametrize(
    "name", [name for name in BODIES if name.split("-")[0] not in NOT_OF_THE_PARSER and not name.endswith("hostile")]
)
def test_the_site_shows_what_github_shows(name: str) -> None:
    """Lists, tables, code, links, folds and all the rest mean the same to GitHub's parser and to the site."""
    assert meaning(render(BODIES[name]).html) == meaning(github_html(BODIES[name]))


@pytest.mark.parametrize("name", BODIES)
def test_nothing_of_a_body_is_active(name: str) -> None:
    """Whatever a body holds, on the page there are known attributes only, and links to known schemes."""
    for element in elements(BODIES[name]):
        assert element.tag not in ("script", "style", "iframe", "form", "svg", "b", "u", "h1")
        assert set(element.attrib) <= KNOWN_ATTRIBUTES
        assert element.get("href", "#").startswith(("https://", "http://", "mailto:", "#"))
        assert element.get("id", "body-").startswith(("body-", "fn"))
        assert element.tag != "img" or element.get("src") == "graph.png"
        assert element.tag != "input" or element.get("type") == "checkbox"


# Headings


def test_links_to_headings_lead_to_them() -> None:
    """`#why-it-happened` is the heading on GitHub, and the same heading on the site."""
    ids = [each.get("id") for each in elements(BODIES["headings-alone"]) if each.get("id")]
    assert [each.removeprefix("body-") for each in ids] == [
        "what-happened",
        "why-it-happened",
        "why-it-happened-1",
        "p99--5--10-ms",
        "setext-heading",
        "für-später_notiz",
    ]
    for name in ("headings-alone", "headings-nested", "emoji-nested"):
        names = {each.get("id") for each in elements(BODIES[name])}
        links = [each.get("href") for each in elements(BODIES[name], "a")]
        assert links
        assert {link.replace("%C3%BC", "ü").replace("%C3%A4", "ä")[1:] for link in links if link[0] == "#"} <= names


def test_equal_headings_are_numbered_as_on_github() -> None:
    """Its second and third `a` are `a-1` and `a-2`; what has that name already gets another number."""
    ids = [each.get("id") for each in elements("# a\n# a\n# a\n# a-1\n# a\n# :rocket: b\n# 🚀 b\n")]
    assert [each for each in ids if each] == [
        *("body-a", "body-a-1", "body-a-2", "body-a-1-1", "body-a-3", "body-rocket-b", "body--b")
    ]


# Alerts


def test_alerts_are_boxes_of_the_theme() -> None:
    """Each of the five kinds has a box of its own, with the name that GitHub gives it."""
    boxes = elements(BODIES["alerts-alone"], "div")
    assert [each.get("class") for each in boxes] == [
        f"admonition {kind}" for kind in ("note", "tip", "info pm-important", "warning", "danger")
    ]
    assert [text_of(each[0]) for each in boxes] == ["Note", "Tip", "Important", "Warning", "Caution"]
    assert all(each[0].get("class") == "admonition-title" for each in boxes)


def test_alerts_inside_of_something_are_quotes() -> None:
    """GitHub shows no alert in a list or a quote, and none with another name or with text beside it."""
    assert len([each for each in elements(BODIES["alerts-nested"], "div") if "admonition" in each.get("class")]) == 2
    hostile = elements(BODIES["alerts-hostile"])
    assert len([each for each in hostile if "admonition " in each.get("class", "")]) == 1
    assert len([each for each in hostile if each.tag == "blockquote"]) == 4


# Emoji


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        (":rocket: :+1: :-1: :e-mail: :100:", "🚀 👍 👎 📧 💯"),
        (":warning:", "⚠️"),
        (":family_man_woman_boy:", "👨‍👩‍👦"),
        (":collision:", "💥"),
        ("12:30:45 :octocat: :no_such: :rocket a:", "12:30:45 :octocat: :no_such: :rocket a:"),
        ("`:rocket:` https://example.com/:rocket:/", ":rocket: https://example.com/:rocket:/"),
        ("    :rocket:", ":rocket:"),
        ("*:bug:* [:link:](#)", "🐛 🔗"),
    ],
)
def test_short_codes_become_emoji(text: str, shown: str) -> None:
    """GitHub's codes do so outside of code and addresses; what is no code, or has no character, stays as typed."""
    assert " ".join(text_of(each) for each in elements(text) if each.tag in ("p", "pre")) == shown


def test_headings_of_the_contents_have_emoji_too() -> None:
    """The table of contents says what the heading says."""
    assert render("## :rocket: Launch").headings == (("🚀 Launch", "body-rocket-launch"),)


# HTML


def test_a_fold_has_no_attribute_but_open() -> None:
    """What else a tag of these has makes it text."""
    assert [each.attrib for each in elements(BODIES["folds-alone"], "details")] == [{}, {"open": ""}]
    for attribute in ("onclick=x", "class=x", "id=__drawer", "style=x", "open onclick=x", "open=javascript:x", "/x"):
        assert not elements(f"<details {attribute}>\n\nx\n", "details")
    for tag in ("summary", "sub", "sup", "kbd", "br"):
        assert elements(f"a <{tag}>x", tag)
        assert not elements(f"a <{tag} open>x", tag)
        assert not elements(f"a <{tag} onclick=x>x", tag)


def test_comments_are_not_shown() -> None:
    """The prompts of a new draft are for its author; GitHub leaves them out, and so does a preview."""
    text = "".join(text_of(each) for each in elements(BODIES["comments-alone"], "p"))
    assert "Before." in text and "After, with" in text
    assert "noticed" not in render(BODIES["comments-alone"]).html
    assert "&lt;!--" not in render(BODIES["comments-alone"]).html
    assert "shown too" in render(BODIES["comments-nested"]).html


def test_a_comment_hides_nothing_that_github_shows() -> None:
    """GitHub ends a comment at `--!>`, and within a line knows none that holds `--`."""
    for text in ("<!-- a --!>shown", "x <!-- a -- b --> shown", "x <!-- a --!> shown -->", "<!-->shown"):
        assert "shown" in render(text).html


def test_words_around_a_break_stay_two_words() -> None:
    """For the search and for the rules on language, as for readers; other tags leave a word whole."""
    text = "one<br>two H<sub>2</sub>O\n\n<details>\n<summary>a</summary>\nb\n</details>\n"
    assert list(markdown_text(text)) == ["one two H2O", "\na\nb\n\n"]
    assert [passage.text for passage in passages(Body(text, 1))] == ["one two H2O", "\na\nb\n\n"]


# Pictures that GitHub draws


def test_diagrams_say_that_they_are_source() -> None:
    """A caption says so, and leads to the drawing of the causes where the page has one."""
    (caption,) = elements(BODIES["diagrams-alone"], "figcaption", graph="causes")
    assert "Mermaid diagram" in text_of(caption) and "causal graph" in text_of(caption)
    assert [each.get("href") for each in caption.iter("a")] == ["#causes"]
    (caption,) = elements(BODIES["diagrams-alone"], "figcaption")
    assert "causal graph" not in text_of(caption)
    assert len(elements(BODIES["diagrams-nested"], "figcaption")) == 3
    assert not elements("```python\nx\n```\n", "figcaption")


# Addresses


def test_addresses_as_long_as_a_page_are_text() -> None:
    """No browser takes them, and looking for their end would take for ever."""
    assert elements("https://example.com/" + "a" * 1_900, "a")
    assert not elements("https://example.com/" + "a" * 2_100, "a")


def test_tasks_in_quotes_and_of_several_paragraphs_are_tasks() -> None:
    """GitHub's parser alone overlooks the first; its pages show boxes for both."""
    assert len(elements("> - [ ] in a quote\n\n- [x] two\n\n  paragraphs\n", "input")) == 2
