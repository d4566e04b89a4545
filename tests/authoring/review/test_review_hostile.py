"""The text of records in a report: whatever it is, it is shown, and means nothing to GitHub, Mermaid or a runner."""

from __future__ import annotations

import re
from datetime import date
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from markdown_it import MarkdownIt
from markdown_it.token import Token

from ml_postmortems.authoring.review.change import value
from ml_postmortems.authoring.review.markdown_text import code, plain, prose, shortened
from ml_postmortems.authoring.review.mermaid import label
from ml_postmortems.authoring.review.report import review, review_to_markdown
from ml_postmortems.lint.context import Context
from ml_postmortems.reading.corpus import load_corpus
from ml_postmortems.reading.selection import Selection
from tests.helpers import own_record, write_corpus

HOSTILE = [
    "@everyone and @org/team, mail a@b.example",
    "![p](https://evil.example/p.png) [l](https://evil.example) <https://evil.example> www.evil.example",
    "https://evil.example and http://evil.example",
    "<script>alert(1)</script> <img src=x onerror=alert(1)> </details> <!-- x --> &lt;b&gt; &#64;x",
    "``` ```mermaid ~~~ `a` ``b`` `",
    "::error file=a::b ##[set-env name=x]y ::set-output::",
    'a"] --> b["x"; click C1 "javascript:alert(1)" %% x {{y}} end subgraph',
    "#quot; #35; style C1 fill:#f00; classDef x:y#z; : section title accTitle: x",
    "fixes #1 closes GH-2 org/repo#3 $x$ $$y$$ *b* _i_ ~~s~~ ||x|| \\| \\` \\",
    "# heading",
    "1. list",
    "- [x] done",
    "--- | --- | ===",
    "ﬂ°°60¶ß ﬂ°lt¶ß %%{init: {'securityLevel': 'loose'}}%%",
]
ANY = st.one_of(
    st.text(max_size=80),
    st.text(alphabet="`\\[]()<>!@#*_~|$:/&;\"'-+=.%{}w \n1a", max_size=40),
    st.lists(st.sampled_from(HOSTILE), max_size=3).map(" ".join),
)
_GFM = MarkdownIt("gfm-like", {"linkify": False})


def hostile_report(folder: Path, links: str = "https://git.example.com/blob/1") -> str:
    """A report on a record in which every text is hostile."""
    record = own_record()
    texts = iter(HOSTILE * 10)
    record["title"] = '<b>@x ](https://e.example) `"'
    for part in (*record["causes"], *record["timeline"], *record["hypotheses"], *record["lessons"]):
        part["text"] = next(texts)
    for part in (*record["actions"], *record["evidence"]):
        part["title"] = next(texts)
    record["causes"][2]["ruled_out_because"] = next(texts)
    record["symptom"] = next(texts)
    record["exemptions"] = [{"rule": "PM602", "reason": text} for text in HOSTILE]
    record["tags"] = ["no `such` ::tag"]
    record["recurrence"] = {"dismissed": [{"id": "PM-2024-0001", "reason": HOSTILE[1]}]}
    earlier = own_record(id="PM-2024-0001", title=HOSTILE[1][:80])
    earlier["timeline"] = [{**event, "at": event["at"].replace("2025", "2024")} for event in earlier["timeline"]]
    corpus = load_corpus(write_corpus(folder, record, earlier))
    context = Context(corpus, date(2025, 6, 1), changed=frozenset(file.path for file in corpus.files))
    return review_to_markdown(review(context, Selection(corpus.files, None)), context, links)


def _inline(tokens: list[Token]) -> list[Token]:
    return [child for token in tokens for child in (token, *(token.children or ()))]


def _assert_inert(markdown: str, own_links: str | None = None) -> None:
    """No link but ours, no picture, no mark-up of other sorts, no mention, no HTML."""
    for token in _inline(_GFM.parse(markdown)):
        assert token.type not in ("image", "html_inline", "html_block", "heading_open", "hr", "fence", "code_block")
        assert token.type not in ("em_open", "s_open", "link_open", "ordered_list_open", "blockquote_open")
        if token.type == "text":
            assert not re.search(r"[@#]\w", token.content), "GitHub looks for mentions after rendering"
            assert "://" not in token.content and "www." not in token.content.lower()


@pytest.mark.parametrize("show", [plain, prose, code])
@given(text=ANY)
def test_text_of_a_record_is_inert(show: object, text: str) -> None:
    """Whatever a record says is one line of text or code in a list item: no link, mention, picture, block or HTML."""
    assert callable(show)
    shown = show(text)
    assert "\n" not in shown
    _assert_inert(f"- x: {shown}\n- {shown}")
    assert not re.search("##\\[|::", shown), "a runner would look for commands"


@given(text=ANY)
def test_text_of_a_record_stays_in_its_cell(text: str) -> None:
    """A table keeps its columns."""
    rows = [
        token for token in _GFM.parse(f"| a | b |\n| --- | --- |\n| {plain(text)} | y |") if token.type == "td_open"
    ]
    assert len(rows) == 2


@given(text=ANY)
def test_plain_text_is_shown_as_it_is_written(text: str) -> None:
    """Escapes are for the parser: the reader sees the words of the author."""
    (paragraph,) = [token for token in _GFM.parse(f"x {plain(text, 500)}") if token.type == "inline"]
    read = "".join(child.content for child in paragraph.children or ())
    assert " ".join(read.replace("\u200b", "").split()) == f"x {shortened(text, 500).replace(chr(0x200B), '')}".strip()


@given(text=ANY)
def test_a_value_in_a_change_stays_between_its_backquotes(text: str) -> None:
    """A quoted value cannot end its quotation, so what follows is still our sentence."""
    quoted = prose(f"It was {value(text)} before.")
    inline = [token for token in _inline(_GFM.parse(quoted)) if token.type in ("text", "code_inline")]
    assert [token.type for token in inline] == ["text", "code_inline", "text"]


@given(text=ANY)
def test_a_label_of_a_drawing_holds_nothing_that_mermaid_reads(text: str) -> None:
    """Letters, digits and entity codes only: nothing ends a node, opens a comment or closes the code block."""
    assert re.fullmatch(r"(?:[\w .,'’…/–-]|#\d+;)*", label(text))
    assert "`" not in label(text) and "\n" not in label(text)


def test_a_hostile_record_leaves_the_report_whole(tmp_path: Path) -> None:
    """The folds, drawings and links of a report are those of its template, whatever the record says."""
    text = hostile_report(tmp_path)
    html = [token.content.strip() for token in _inline(_GFM.parse(text)) if token.type.startswith("html")]
    allowed = r"<!-- postmortems review -->|<details><summary>[A-Za-z0-9:, ]+</summary>|</details>"
    assert html and all(re.fullmatch(allowed, each) for each in html)
    tokens = _inline(_GFM.parse(text))
    addresses = {str(token.attrGet("href")) for token in tokens if token.type == "link_open"}
    assert addresses and all(address.startswith("https://git.example.com/blob/1/") for address in addresses)
    assert not [token for token in tokens if token.type == "image"]
    fences = [token for token in tokens if token.type == "fence"]
    assert [token.info for token in fences] == ["mermaid"] * 4
    for line in text.split("\n"):
        assert not line.lstrip().startswith("::") and "##[" not in line
        assert line.isprintable() or "\u200b" in line


def test_an_address_of_a_file_ends_where_it_should(tmp_path: Path) -> None:
    """The name of a folder cannot break out of a link."""
    folder = tmp_path / "a b](x) <c>"
    folder.mkdir()
    tokens = _inline(_GFM.parse(hostile_report(folder)))
    addresses = {str(token.attrGet("href")) for token in tokens if token.type == "link_open"}
    assert all(address.startswith("https://git.example.com/blob/1/") for address in addresses)
    assert all(re.search(r"\.md(\?plain=1#L\d+)?$", address) for address in addresses)
