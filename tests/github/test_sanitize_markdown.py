"""What a bot posts of strangers' text shows, and does nothing."""

from __future__ import annotations

import re

import pytest
from click.testing import CliRunner
from markdown_it import MarkdownIt

from ml_postmortems.cli.main import postmortems
from scripts.post_review import MARKER
from scripts.sanitize_markdown import ZERO_WIDTH_SPACE, cell, sanitized
from tests.helpers import FROZEN_RECORDS

ALLOWED = "https://github.com/acme/postmortems/blob/"


@pytest.mark.parametrize(
    "text",
    [
        "@everyone and @acme/team",
        "someone@example.com",
        "see #1, acme/other#2 and GH-3",
        "https://evil.example/ and www.evil.example and HTTP://evil.example",
        "[a](https://evil.example) [b](/x) [c](javascript:alert(1)) ![p](https://evil.example/p.png)",
        "[a]: https://evil.example\n[^1]: x",
        "<script>alert(1)</script><img src=x><!-- x --><https://evil.example> </div>",
        "<details open onclick=x>",
        "/close\n> /merge\n- /approve",
        f"[a]({ALLOWED}../../../evil/x) [b]({ALLOWED}%2e%2e/x) [c]({ALLOWED}x\n) [d]({ALLOWED}x?y)",
        "[a](https://github.com/acme/postmortems/issues/1)",
        "a\u202eb\u2066c\x1b[31md\u200be",
    ],
)
def test_nothing_active_is_left(text: str) -> None:
    """No mention, reference, address, link, picture, tag, command or hidden mark survives, and no letter is lost."""
    safe = sanitized(text, ALLOWED)
    html = MarkdownIt("gfm-like", {"linkify": False}).render(safe)
    assert not any(tag in html for tag in ("<a ", "<img", "<script", "<details", "<!--", "</div"))
    for active in ("@e", "@a", "#1", "#2", "GH-3", "://", "www.", "](", "]:", "\u202e", "\u2066", "\x1b"):
        assert active not in safe
    assert not re.search(r"^[> -]*/[a-z]", safe, re.MULTILINE)
    kept = {ZERO_WIDTH_SPACE, "\u202e", "\u2066", "\x1b"}
    assert [c for c in safe if c not in kept] == [c for c in text if c not in kept]


def test_what_the_report_needs_is_left() -> None:
    """Tables, code, folding sections and links to the files of the repository stay byte for byte."""
    text = (
        "## Gaps\n\n| a | b |\n|---|---|\n| `x` | **y** |\n\n"
        "<details><summary>More</summary>\n\n- one\n\n</details>\n\n"
        f"[PM-2025-0007]({ALLOWED}main/postmortems/2025/PM-2025-0007-x.md#L12)\n"
    )
    assert sanitized(text, ALLOWED) == text


def test_cell_stays_in_its_cell() -> None:
    """A cell of a table holds neither a border nor the end of a line."""
    assert cell("a | b\nc \\| @d") == f"a \\| b c \\\\\\| @{ZERO_WIDTH_SPACE}d"


def test_diagrams_still_draw() -> None:
    """A diagram keeps its line breaks and coded characters, and nothing else that acts."""
    diagram = "\n\n```mermaid\ntimeline\n    11#58;05 UTC : a<br/>b\n```\n"
    assert sanitized(diagram) == diagram
    assert sanitized("\n#58; one") == f"\n#{ZERO_WIDTH_SPACE}58; one"
    assert sanitized("<details>\n```mermaid\n#58;\n```\n") == f"<details>\n```mermaid\n#{ZERO_WIDTH_SPACE}58;\n```\n"
    hostile = sanitized("\n\n```mermaid\n#12 @x <img> https://evil.example [x](y)\n```\n")
    assert not any(active in hostile for active in ("#12", "@x", "<img", "://", "]("))


FEW = [str(path) for path in sorted(FROZEN_RECORDS.glob("2024/*.md"))[:4]]
"""As many as fit into a comment whole."""


def test_real_report_is_left_as_it_is() -> None:
    """What the reviewer's report writes of the records shipped here is posted as it was written, links included."""
    done = CliRunner().invoke(
        postmortems,
        ["review", *FEW, "--root", str(FROZEN_RECORDS), "--links", f"{ALLOWED}abc"],
    )
    assert done.exit_code == 0, done.output
    report = done.output.replace(MARKER, "")
    assert f"]({ALLOWED}abc/" in report
    posted = sanitized(report, ALLOWED)
    assert posted.count(f"]({ALLOWED}abc/") == report.count(f"]({ALLOWED}abc/")
    assert "```mermaid" in report
    assert [line for line in posted.split("\n") if "#58" in line or "<br/>" in line] == [
        line for line in report.split("\n") if "#58" in line or "<br/>" in line
    ]
