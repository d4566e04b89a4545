"""The commands that GitHub's runner finds in what a step prints, by the grammar of its own parser.

Source: actions/runner, `src/Runner.Common/ActionCommand.cs` (`TryParseV2`, then `TryParse`, the older grammar) and
`ActionCommandManager.cs` (the registered names); lines end as .NET's `ReadLine` ends them.
"""

from __future__ import annotations

import re
from typing import NamedTuple

REGISTERED = {
    *("add-mask", "add-matcher", "add-path", "debug", "echo", "endgroup", "error", "group", "notice", "warning"),
    *("internal-set-repo-path", "remove-matcher", "save-state", "set-env", "set-output", "stop-commands"),
}


class Command(NamedTuple):
    """One command as the runner obeys it."""

    name: str
    properties: dict[str, str]
    data: str
    is_older_grammar: bool = False


def commands_in(printed: str) -> list[Command]:
    """Every command in a text, in its order."""
    found = (_command(line) or _older_command(line) for line in re.split(r"\r\n|\r|\n", printed))
    return [command for command in found if command]


def _command(line: str) -> Command | None:
    """`::name key=value,key=value::data`, after leading blanks."""
    line = line.lstrip()
    if not line.startswith("::") or "::" not in line[2:]:
        return None
    head, _, data = line[2:].partition("::")
    name, _, properties = head.partition(" ")
    if name.lower() not in REGISTERED:
        return None
    return Command(name, _properties(properties.strip(), ",", "\r\n:,%"), _decoded(data, "\r\n%"))


def _older_command(line: str) -> Command | None:
    """`##[name key=value;key=value]data`, anywhere in a line."""
    _, prefix, rest = line.partition("##[")
    if not prefix or "]" not in rest:
        return None
    head, _, data = rest.partition("]")
    name, _, properties = head.partition(" ")
    if name.lower() not in REGISTERED:
        return None
    return Command(name, _properties(properties, ";", ";\r\n]%"), _decoded(data, ";\r\n]%"), is_older_grammar=True)


def _properties(text: str, separator: str, encoded: str) -> dict[str, str]:
    pairs = (part.partition("=") for part in text.split(separator))
    return {key: _decoded(value, encoded) for key, equals, value in pairs if key and equals and value}


def _decoded(text: str, encoded: str) -> str:
    for char in encoded:
        text = text.replace(f"%{ord(char):02X}", char)
    return text
