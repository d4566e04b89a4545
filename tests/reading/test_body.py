"""The sections of a body, and the links in it."""

from __future__ import annotations

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ml_postmortems.reading.body import Body, Section
from ml_postmortems.reading.markdown import PICTURE_LINK, RECORD_LINK, Link, body_links, new_parser
from tests.helpers import BODY

SECTION_TITLES = tuple(re.findall(r"^## (.+)$", BODY, re.MULTILINE))


def titles(text: str) -> list[str]:
    return [section.title for section in Body(text, 1).sections]


def test_sections_of_a_complete_body() -> None:
    """The six sections of a record are found in order, each with its text and the line of its heading."""
    body = Body(BODY, 100)
    assert tuple(section.title for section in body.sections) == SECTION_TITLES
    assert all(section.text for section in body.sections)
    lines = BODY.split("\n")
    assert [section.line - 100 for section in body.sections] == [lines.index(f"## {title}") for title in SECTION_TITLES]


def test_text_of_sections() -> None:
    """What stands under a heading, up to the next, belongs to its section; what stands before the first to none."""
    body = Body("before\n## One\n\ntext\n### Sub\nmore\n## Two\n## Three\nend", 10)
    assert body.sections == (
        Section("One", 11, "text\n### Sub\nmore"),
        Section("Two", 16, ""),
        Section("Three", 17, "end"),
    )


@pytest.mark.parametrize(
    "text", ["", "\n", "text", "# One", "### One", "##One", "##", "## ", "text ## One", "\\## One"]
)
def test_no_sections(text: str) -> None:
    """Only a line of two `#`, a space and a title is the heading of a section."""
    assert titles(text) == []


@pytest.mark.parametrize(
    ("heading", "title"),
    [
        ("## What happened", "What happened"),
        ("##   What happened  ", "What happened"),
        ("## What happened ##", "What happened"),
        ("## What happened ####  ", "What happened"),
        ("## What happened#", "What happened#"),
        ("## About C#", "About C#"),
        ("## `code` and *stars*", "`code` and *stars*"),
    ],
)
def test_titles(heading: str, title: str) -> None:
    """Closing `#`s and spaces around are no part of a title."""
    assert titles(heading) == [title]


@pytest.mark.parametrize(
    "block",
    [
        "```\n## No\n```",
        "```python\n## No\n```",
        "~~~\n## No\n~~~",
        "~~~ a `b`\n## No\n~~~",
        "````\n```\n## No\n```\n````",
        "```\n~~~\n## No\n```",
        "   ```\n## No\n   ```",
        "```\n## No\n``` text\n## No\n```",
        "```\n## No\n`````",
    ],
)
def test_headings_in_code_blocks_are_text(block: str) -> None:
    """A code block ends with its own fence, at least as long, and nothing in it is a heading."""
    assert titles(f"## Before\n\n{block}\n\n## After\n") == ["Before", "After"]


@pytest.mark.parametrize("line", ["```a``` is code", "`` ``` ``", "text ```", "    ```", "``", "~~"])
def test_lines_that_open_no_code_block(line: str) -> None:
    """Code within a line opens no block, so the headings below it count."""
    assert titles(f"## Before\n\n{line}\n\n## After\n") == ["Before", "After"]


def test_unclosed_code_block_runs_to_the_end() -> None:
    """As in CommonMark, a code block that is never closed takes in everything."""
    assert titles("## Before\n```\n## No\n") == ["Before"]


def test_comments_are_no_text() -> None:
    """A section that holds nothing but comments, over several lines too, is empty."""
    body = Body("## One\n<!-- who\nnoticed? -->\n\n<!-- x -->\n## Two\na <!-- b --> c\n", 1)
    assert [section.text for section in body.sections] == ["", "a  c"]


def test_links_of_a_body() -> None:
    """Links and pictures are found in paragraphs, lists, tables and footnotes, with the line of their block."""
    text = (
        "\n[a](https://a.example)\nand <https://b.example>\n\n"
        "- ![errors](PM-2025-0001/errors.png)\n\n"
        "| x |\n|---|\n| [c](../2024/PM-2024-0001-x.md#why) |\n\n"
        "text[^1]\n\n[^1]: [d][e]\n\n[e]: mailto:e@example.com\n\n"
        "`[no](https://no.example)`\n\n    [no](https://no.example)\n"
    )
    assert sorted(body_links(Body(text, 50)), key=lambda link: link.target) == [
        Link("../2024/PM-2024-0001-x.md#why", 58, False, "c"),
        Link("PM-2025-0001/errors.png", 54, True, "errors"),
        Link("https://a.example", 51, False, "a"),
        Link("https://b.example", 51, False, "https://b.example"),
        Link("mailto:e@example.com", 62, False, "d"),
    ]


@pytest.mark.parametrize("text", ["", "no links (here)", "a < b"])
def test_body_without_links(text: str) -> None:
    """A body without links has none."""
    assert list(body_links(Body(text, 1))) == []


@pytest.mark.parametrize("target", ["javascript:alert(1)", "data:text/html,x", "vbscript:x", "file:///etc/passwd"])
def test_dangerous_links_never_become_links(target: str) -> None:
    """No page gets a link of a scheme that runs code or reads files; the checker sees it, to refuse it."""
    assert "<a " not in new_parser().render(f"[x]({target})")
    assert [link.target for link in body_links(Body(f"[x]({target})", 1))] == [target]


def test_forms_of_internal_links() -> None:
    """A link between records and one to a picture have one form each."""
    assert RECORD_LINK.fullmatch("../2025/PM-2025-0007-bot-file.md#why")
    assert RECORD_LINK.fullmatch("PM-2025-0007-bot-file.md")
    assert PICTURE_LINK.fullmatch("PM-2025-0007/errors.png")
    for wrong in ("../../PM-2025-0007-x.md", "/2025/PM-2025-0007-x.md", "PM-2025-0007/../x.png", "PM-2025-0007/x.svg"):
        assert not RECORD_LINK.fullmatch(wrong)
        assert not PICTURE_LINK.fullmatch(wrong)


_MARKS = [
    "\n",
    "\\",
    "`",
    "~",
    "*",
    "_",
    "a_b",
    "__",
    "_a.b@c.d",
    "[",
    "]",
    "(",
    ")",
    "<",
    ">",
    "&amp;",
    ":",
    "@",
    "!",
    "^",
    "www.",
    "w",
    "http",
    "#",
]


@given(st.lists(st.one_of(st.sampled_from(_MARKS), st.text(max_size=4), st.just("a.org ")), max_size=25).map("".join))
def test_the_parser_stops_wherever_something_can_begin(text: str) -> None:
    """Stops that are left out save time and change no token, silent looks into labels included."""
    everywhere = new_parser()
    everywhere.inline.terminator_re = re.compile(r"\W|w|_")
    assert new_parser().parse(text) == everywhere.parse(text)
