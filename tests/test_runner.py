"""The parser of runner commands that other tests rely on."""

from __future__ import annotations

import pytest

from tests.runner import Command, commands_in


@pytest.mark.parametrize(
    ("printed", "commands"),
    [
        ("::error file=a.md,line=7::x%0Ay", [Command("error", {"file": "a.md", "line": "7"}, "x\ny")]),
        (" \t::Warning title=50%25%3A a%2Cb::", [Command("Warning", {"title": "50%: a,b"}, "")]),
        ("a\r::debug::b\n::nothing::c\n::error", [Command("debug", {}, "b")]),
        ("text ::error::x", []),
        ("+a ##[set-env name=A%3BB;x]y%5D", [Command("set-env", {"name": "A;B"}, "y]", is_older_grammar=True)]),
        ("##[Error]", [Command("Error", {}, "", is_older_grammar=True)]),
        ("##[heading]x ##[error", []),
        ("\\u003a:error::x ##\\u005berror]x", []),
    ],
)
def test_commands_are_found_as_the_runner_finds_them(printed: str, commands: list[Command]) -> None:
    """The newer grammar at the start of a line, the older one anywhere; unknown names are text."""
    assert commands_in(printed) == commands
