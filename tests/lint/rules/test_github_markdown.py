"""The rules on what a body may hold: all of GitHub's Markdown passes, none of its hostile twins does."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.helpers import BODY, own_record
from tests.lint.rules.cases import EXTERNAL, OWN, PICTURE, PNG, Files, codes, findings_of, findings_of_record, pictured

BODIES = {
    path.stem: path.read_text("utf-8")
    for path in sorted((Path(__file__).parents[2] / "fixtures" / "github_markdown").glob("*.md"))
}
RULES = {"PM018", "PM703", "PM704"}
REFUSED = {
    "addresses": {"PM703", "PM704"},
    "alerts": {"PM703"},
    "comments": {"PM703"},
    "emoji": {"PM703"},
    "folds": {"PM703"},
    "footnotes": {"PM703"},
    "headings": {"PM018", "PM703"},
    "links": {"PM703", "PM704"},
    "strikes": {"PM703"},
    "tables": {"PM703", "PM704"},
    "tags": {"PM703"},
    "tasks": {"PM703"},
}
"""What refuses the hostile twin of each construct; those of code are shown as the code that they are."""


def found(folder: Path, text: str) -> set[str]:
    """Which of the rules on links and HTML find something in this text, beside the picture that it may name."""
    record = pictured().replace("PM-2025-0001/clicks.png", "PM-2025-0001/graph.png")
    files: Files = {OWN: record + "\n" + text, PICTURE.replace("clicks", "graph"): PNG}
    return RULES & set(codes(findings_of(folder, files)))


@pytest.mark.parametrize("name", [name for name in BODIES if not name.endswith("hostile")])
def test_githubs_markdown_passes(name: str, tmp_path: Path) -> None:
    """What GitHub shows and the site shows alike is no fault."""
    assert found(tmp_path, BODIES[name]) == set()


@pytest.mark.parametrize("name", [name for name in BODIES if name.endswith("hostile")])
def test_hostile_twins_are_refused(name: str, tmp_path: Path) -> None:
    """Each by the rule that says what is wrong with it."""
    assert found(tmp_path, BODIES[name]) == REFUSED.get(name.removesuffix("-hostile"), set())


@pytest.mark.parametrize(
    ("text", "fix"),
    [
        ("[x](#what-happened-there)", "write `#what-happened`"),
        ("[x](#body-what-happened)", "write `#what-happened`"),
        ("[x](#What-Happened)", "write `#what-happened`"),
        ("[x](#zzz)", "link to one of its headings: `#what-happened`"),
        (f"[x](../{EXTERNAL}#zzz)", "link to one of its headings: `#what-happened`"),
    ],
)
def test_a_dead_link_to_a_heading_is_found(text: str, fix: str, tmp_path: Path) -> None:
    """Here and in other records, with the anchor to write instead."""
    (finding,) = findings_of_record(tmp_path, own_record(), f"{BODY}\n{text}\n")
    assert finding.code == "PM018"
    assert "must lead to a heading of the body" in finding.sentence
    assert finding.fix.startswith(fix)


@pytest.mark.parametrize("text", ["[x](#what-happened)", "[x](#)", f"[x](../{EXTERNAL}#what-happened)"])
def test_a_link_to_a_heading_is_no_fault(text: str, tmp_path: Path) -> None:
    """Nor one to the top of the page."""
    assert findings_of_record(tmp_path, own_record(), f"{BODY}\n{text}\n") == []


@pytest.mark.parametrize(
    ("text", "fix"),
    [
        ("<details>\n\nx\n", "write `</details>` behind it, or take it out"),
        ("<details>\n<summary>x\n\ny\n\n</details>", "write `</summary>` behind it, or take it out"),
        ("a <sub>2\n\nb</sub>", "write `</sub>` behind it, or take it out"),
        ("a</kbd>", "write `<kbd>` before it, or take it out"),
        ("<details class=x>\n\nx\n\n</details>", "leave the attributes out"),
        ("a <SUB style=x>2</SUB>", "leave the attributes out"),
        ("a <b>b</b>", "write Markdown, or put it into backquotes"),
    ],
)
def test_html_that_must_not_stand_says_what_to_do(text: str, fix: str, tmp_path: Path) -> None:
    """A tag that nothing ends would hide the rest of the text."""
    findings = findings_of_record(tmp_path, own_record(), f"{BODY}\n{text}\n")
    assert set(codes(findings)) == {"PM703"}
    assert findings[0].fix == fix
