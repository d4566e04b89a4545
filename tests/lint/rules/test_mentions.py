"""What would notify people or link to issues, were the body quoted by a bot; and what only looks like it."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.helpers import BODY, own_record
from tests.lint.rules.cases import findings_of_record

_QUIET = "It was a quiet night"


def mentions(folder: Path, text: str) -> list[str]:
    """What the rule finds in the body with this text in it."""
    found = findings_of_record(folder, own_record(), BODY.replace(_QUIET, text))
    return [finding.sentence.rpartition("found ")[2] for finding in found if finding.code == "PM707"]


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("@asinha and (@r-kim) looked.", ["`@asinha`", "`@r-kim`"]),
        ("Ask @acme/ml-platform.", ["`@acme/ml-platform`"]),
        ("- @asinha: looked\n", ["`@asinha`"]),
        ("| who |\n|---|\n| @asinha |\n", ["`@asinha`"]),
        ("**#123**, #4 and #56.", ["`#123`", "`#4`", "`#56`"]),
        ("See acme/ranker#12 or GH-7.", ["`acme/ranker#12`", "`GH-7`"]),
    ],
)
def test_mentions_are_found(tmp_path: Path, text: str, found: list[str]) -> None:
    """In sentences, lists, tables and emphasis, each for itself."""
    assert mentions(tmp_path, f"{text}\n\n{_QUIET}") == found


@pytest.mark.parametrize(
    "text",
    [
        "The decorator `@tf.function` and `#123` are code.",
        "```python\n@cache\ndef f(): ...  # 1\nx = 1  #2\n```\n",
        "    @indented code, #12\n",
        "Write to noreply@example.com or abuse@example.org.",
        "[RANK-311](https://tickets.example.com/RANK-311#123), [#311](https://tickets.example.com/311)",
        "<https://social.example.com/@asinha>",
        "https://social.example.com/@asinha and https://tickets.example.com/x#311",
        "ranker@v3 at 5 @ 3 Hz, image@sha256, C# 12, issue # 12, F#1x, recall@10",
        "A footnote[^1].\n\n[^1]: It is short.\n",
    ],
)
def test_what_notifies_nobody_is_left_alone(tmp_path: Path, text: str) -> None:
    """Code, addresses, links, versions and measures."""
    assert mentions(tmp_path, f"{text}\n\n{_QUIET}") == []
