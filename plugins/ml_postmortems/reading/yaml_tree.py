"""The strict part of YAML that front matter may use, read from parser events into mappings, lists and text.

A record has 750 events, so what is done for each is kept short: their types are compared, as PyYAML makes no others,
and what only some texts can hold is looked for where the text may hold it.

PyYAML's own constructors are never reached: every scalar stays text until the schema converts it, so there are no
implicit booleans, base-60 numbers or dates, and nothing can be built from a tag.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from itertools import chain, islice
from typing import Any

import yaml

from ml_postmortems.model.requirements import FieldPath
from ml_postmortems.reading.faults import Fault, FaultKind, field_text, shown
from ml_postmortems.reading.forbidden_characters import forbidden_character
from ml_postmortems.reading.source import Unreadable

MAX_DEPTH = 12
MAX_EVENTS = 10_000
Tree = dict[str, Any] | list[Any] | str | None
_LOADER: Any = getattr(yaml, "CSafeLoader", yaml.SafeLoader)
_NULLS = ("", "~", "null")
_QUOTES = "put the whole text into double quotes"
_QUOTES_BY_FIX = f"{_QUOTES}; `postmortems check --fix` does it"


@dataclass(slots=True)
class YamlTree:
    """What was read: mappings, lists, text and None for empty values; and the line of every key and item."""

    value: Tree
    lines: Mapping[FieldPath, int]
    faults: list[Fault] = field(default_factory=list)


def read_yaml(text: str, first_line: int, max_events: int = MAX_EVENTS) -> YamlTree:
    """Read one document; raises Unreadable where nothing sensible follows, else collects faults and reads on.

    `first_line` is the line of the file, from 1, on which the text begins.
    """
    try:
        return _Reader(text, first_line, max_events).read()
    except yaml.YAMLError as error:
        raise Unreadable(_syntax_fault(error, text, first_line)) from error


class _Reader:
    def __init__(self, text: str, first_line: int, max_events: int) -> None:
        self.source_lines = text.split("\n")
        self.first_line = first_line
        self.max_events = max_events
        self.may_hold_comments = "#" in text
        self.may_hold_forbidden = "\\" in text or forbidden_character(text) is not None
        self.may_need_a_look = self.may_hold_comments or self.may_hold_forbidden
        events = iter(_LOADER(text).get_event, None)
        self.events = chain(islice(events, max_events), self._refuse_surplus(events))
        self.lines: dict[FieldPath, int] = {}
        self.faults: list[Fault] = []

    def read(self) -> YamlTree:
        value: Tree = None
        documents = 0
        for event in self.events:
            match event:
                case yaml.DocumentStartEvent():
                    documents += 1
                    if documents > 1:
                        condition, fix = (
                            "must be one YAML document",
                            "delete the `---` or `...` between them",
                        )
                        self._stop(event, FaultKind.YAML_FEATURE, condition, "a second one", fix)
                case yaml.StreamStartEvent() | yaml.StreamEndEvent() | yaml.DocumentEndEvent():
                    pass
                case _:
                    value = self._node(event, (), 0)
        return YamlTree(value, self.lines, self.faults)

    def _refuse_surplus(self, events: Iterable[Any]) -> Iterator[Any]:
        for event in events:
            self._stop(
                event,
                FaultKind.EXCESSIVE_NESTING,
                f"must hold at most {self.max_events} keys and values",
                "more",
                "shorten the lists; what explains belongs into the body",
            )
        yield from ()

    def _node(self, event: Any, path: FieldPath, depth: int) -> Tree:
        if depth > MAX_DEPTH:
            self._stop(event, FaultKind.EXCESSIVE_NESTING, f"must nest at most {MAX_DEPTH} levels deep", "deeper")
        self.lines.setdefault(path, event.start_mark.line + self.first_line)
        kind = type(event)
        if kind is yaml.AliasEvent:
            self._collect_feature(event, path, f"an alias {shown(f'*{event.anchor}')}", "write the value out")
            return None
        if event.anchor or event.tag:
            self._refuse_features(event, path)
        if kind is yaml.ScalarEvent:
            return self._scalar(event, path)
        if kind is yaml.SequenceStartEvent:
            return self._sequence(path, depth)
        return self._mapping(path, depth, in_braces=bool(event.flow_style))

    def _scalar(self, event: Any, path: FieldPath) -> str | None:
        value: str = event.value
        if self.may_need_a_look:
            self._look_at_scalar(event, path)
        return None if value in _NULLS and not event.style else value

    def _look_at_scalar(self, event: Any, path: FieldPath) -> None:
        if self.may_hold_forbidden:
            self._refuse_escaped_characters(event, path)
        rest = _rest_of_line(self.source_lines, event.end_mark).lstrip() if _is_plain(event) else ""
        if rest.startswith("#"):
            self._collect(
                event,
                FaultKind.COMMENT_AFTER_VALUE,
                path,
                "must not be followed by ` #`, which YAML cuts off as a comment",
                shown(rest),
                "put the whole value into double quotes, or the comment on a line of its own",
            )

    def _sequence(self, path: FieldPath, depth: int) -> list[Tree]:
        items: list[Tree] = []
        for event in self.events:
            if type(event) is yaml.SequenceEndEvent:
                break
            items.append(self._node(event, (*path, len(items)), depth + 1))
        return items

    def _mapping(self, path: FieldPath, depth: int, *, in_braces: bool) -> dict[str, Tree]:
        mapping: dict[str, Tree] = {}
        last_text = ""  # the key before, if its value is text without quotes, which begins at `start`
        start: Any = None
        for event in self.events:
            if type(event) is yaml.MappingEndEvent:
                break
            if type(event) is not yaml.ScalarEvent:
                self._stop(event, FaultKind.YAML_FEATURE, "must have plain words as keys", "a list or mapping")
            if event.anchor or event.tag:
                self._refuse_features(event, path)
            key: str = event.value
            here = (*path, key)
            if in_braces and last_text and follows_comma(event, self.source_lines):
                next(self.events)
                mapping[last_text] = text_between(self.source_lines, start, event.end_mark)
                self._collect_comma(event, (*path, last_text), mapping[last_text], _QUOTES_BY_FIX)
                continue
            if in_braces and last_text and _is_plain(event) and " " in key:
                self._node(next(self.events), here, depth + 1)
                self._collect_comma(event, (*path, last_text), text_between(self.source_lines, start, event.end_mark))
                continue
            last_text = ""
            if not key or key[0] in "([" or (self.may_hold_forbidden and forbidden_character(key)):
                condition, fix = "must have plain words as keys", "use a key of the format"
                self._collect(event, FaultKind.YAML_FEATURE, path, condition, shown(key), fix)
                self._node(next(self.events), here, depth + 1)
                continue
            if key in mapping:
                self._collect(
                    event,
                    FaultKind.DUPLICATE_KEY,
                    here,
                    "must be given once",
                    f"a second one; line {self.lines[here]} has the first",
                    "delete one of the two",
                )
                self._node(next(self.events), (*path, f"{key} (again)"), depth + 1)
                continue
            if key == "<<":
                self._collect_feature(event, path, "a merge key `<<`", "write the keys out")
                self._node(next(self.events), here, depth + 1)
                continue
            self.lines[here] = event.start_mark.line + self.first_line
            value = next(self.events)
            mapping[key] = self._node(value, here, depth + 1)
            if in_braces:
                last_text = key if mapping[key] is not None and _is_plain(value) else ""
                start = value.start_mark
        return mapping

    def _collect_comma(self, event: Any, path: FieldPath, text: Tree, fix: str = _QUOTES) -> None:
        """Tell once of a text that commas cut, however many."""
        if self.faults and self.faults[-1].kind is FaultKind.YAML_SYNTAX and self.faults[-1].field == path:
            self.faults.pop()
        condition = "must be in quotes, because a comma ends a text between `{` and `}`"
        self._collect(event, FaultKind.YAML_SYNTAX, path, condition, shown(text), fix)

    def _refuse_features(self, event: Any, path: FieldPath) -> None:
        if event.anchor:
            self._collect_feature(event, path, f"an anchor {shown(f'&{event.anchor}')}", "remove the anchor")
        if event.tag:
            self._collect_feature(event, path, f"a tag {shown(event.tag)}", "remove the tag; values are text")

    def _refuse_escaped_characters(self, event: Any, path: FieldPath) -> None:
        if character := forbidden_character(str(event.value)):
            condition = "must hold no control, invisible or direction-changing characters, nor escapes of them"
            found, fix = f"U+{ord(character):04X}", "delete the escape"
            self._collect(event, FaultKind.FORBIDDEN_CHARACTER, path, condition, found, fix)

    def _collect_feature(self, event: Any, path: FieldPath, found: str, fix: str) -> None:
        condition = "must be plain YAML without tags, anchors, aliases and merge keys"
        self._collect(event, FaultKind.YAML_FEATURE, path, condition, found, fix)

    def _collect(self, event: Any, kind: FaultKind, path: FieldPath, condition: str, found: str, fix: str) -> None:
        subject = field_text(path) or "front matter"
        self.faults.append(Fault(kind, self._line(event), subject, condition, found, fix, path))

    def _stop(
        self,
        event: Any,
        kind: FaultKind,
        condition: str,
        found: str,
        fix: str = "write it as simple keys, lists and texts",
    ) -> None:
        raise Unreadable(Fault(kind, self._line(event), "front matter", condition, found, fix))

    def _line(self, event: Any) -> int:
        return int(event.start_mark.line) + self.first_line


def follows_comma(key: Any, lines: list[str]) -> bool:
    """Whether a key stands in braces as the second half of a text that a comma cut in two: there is no colon."""
    return _is_plain(key) and _rest_of_line(lines, key.end_mark).lstrip().startswith((",", "}"))


def text_between(lines: list[str], start: Any, end: Any) -> str:
    """What stands between two marks, on one line as YAML folds it."""
    text = "\n".join(lines[start.line : end.line + 1])
    return " ".join(text[start.column : len(text) - len(lines[end.line]) + end.column].split())


def _is_plain(event: Any) -> bool:
    """Whether an event is text without quotes."""
    return type(event) is yaml.ScalarEvent and not event.style


def _rest_of_line(lines: list[str], mark: Any) -> str:
    """What stands on a line from a mark on; nothing at the end of the text, where a mark has no line."""
    return "".join(lines[mark.line : mark.line + 1])[mark.column :]


def _syntax_fault(error: yaml.YAMLError, text: str, first_line: int) -> Fault:
    mark = getattr(error, "problem_mark", None)
    problem = str(getattr(error, "problem", None) or error).removeprefix("found ")
    problem = re.sub("(?:did|could) not find expected (.+)", r"no \1 where one is expected", problem)
    advice = "quote texts that hold `: ` or begin with a special character; indent by spaces, two a level"
    if "mapping values are not allowed" in problem:
        problem, advice = "a second `: ` in one line", "put the whole value into double quotes"
    elif "cannot start any token" in problem:
        problem, advice = "a character that cannot begin a value", "put the whole value into double quotes"
        if mark and _rest_of_line(text.split("\n"), mark).startswith("\t"):
            problem, advice = "a tab", "indent by spaces, two a level"
    return Fault(
        FaultKind.YAML_SYNTAX,
        (mark.line if mark else 0) + first_line,
        "front matter",
        "must be YAML",
        f"{problem} (column {mark.column + 1})" if mark else problem,
        advice,
    )
