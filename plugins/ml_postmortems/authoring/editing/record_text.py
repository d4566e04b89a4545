"""The text of a record, in which a field or an item of a list can be set while all else stays byte for byte."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from copy import deepcopy
from pathlib import Path
from typing import Any

from ml_postmortems.atomic_file import replace_file
from ml_postmortems.authoring.editing.block_parts import Part, block_parts
from ml_postmortems.errors import EditRefused, FileUnwritable, FixNotSafe
from ml_postmortems.lint.fixes.plan import FileChange
from ml_postmortems.model.block import Block
from ml_postmortems.model.draft_questions import question_of
from ml_postmortems.model.record import Record
from ml_postmortems.model.requirements import field_rules
from ml_postmortems.reading.faults import field_text, shown
from ml_postmortems.reading.front_matter import RecordText as FrontMatter
from ml_postmortems.reading.front_matter import parse_front_matter
from ml_postmortems.reading.record_file import parse_record_file
from ml_postmortems.reading.source import FRONT_MATTER_LINE, MAX_FILE_BYTES, Unreadable, decode, read_bytes
from ml_postmortems.reading.yaml_text import Value, mapping_to_yaml, short_item_to_yaml
from ml_postmortems.reading.yaml_tree import read_yaml

Item = Mapping[str, Value]
_DASH = re.compile(r"( *)(-)( +)(?=\S)")
_FIRST = FRONT_MATTER_LINE - 1


class RecordText:
    """One version of a record's file. A change gives the next version, which was read again and compared.

    Every change raises EditRefused where the lines are written in a way that a program cannot change safely.
    """

    def __init__(self, path: Path, content: bytes) -> None:
        """Read the content; raises EditRefused where it is not certain what it says."""
        self.path = path
        self.content = content
        try:
            self._read: FrontMatter = parse_front_matter(decode(content))
        except Unreadable as error:
            fault = error.fault
            raise EditRefused(path, fault.line, f"{fault.subject} {fault.condition}", fault.found, fault.fix) from error
        for fault in self._read.tree.faults:
            raise EditRefused(path, fault.line, f"{fault.subject} {fault.condition}", fault.found, fault.fix)
        self.tree: Mapping[str, Any] = self._read.values
        self._lines = content.decode().split("\n")
        self._line_end = "\r" if self._lines[0].endswith("\r") else ""

    @classmethod
    def read(cls, path: Path) -> RecordText:
        """The file as it is now; raises EditRefused where it cannot be read."""
        return cls(path, read_content(path))

    def items(self, field: str) -> list[Any]:
        """The items of a list, as they are written; none where the field is missing or empty."""
        value = self.tree.get(field)
        if value is None:
            return []
        if not isinstance(value, list):
            raise self._refusal((field,), "must be a list", shown(value), "write one item a line")
        return value

    def line(self, *path: str | int) -> int:
        """The line of the file on which a field or an item stands, from 1."""
        return self._read.tree.lines[path]

    def with_field(self, name: str, value: Value) -> RecordText:
        """A field of the front matter with this value: in its place, on its line `#name:` of a draft, or in order."""
        new = self._new_lines({name: value}, 0)
        if name in self.tree:
            part = next(part for part in self._fields() if part.key == name)
            lines = [*self._lines[: part.start], *new, *self._lines[part.end :]]
        else:
            at, end = self._free_place(name)
            lines = [*self._lines[:at], *new, *self._lines[end:]]
        return self._becoming(lines, {**self.tree, name: value})

    def with_form(self, name: str, form: Sequence[str]) -> RecordText:
        """A missing field as these lines, in the place of its line `#name:` and of the comment on it, or in order."""
        at, end = self._free_place(name)
        lines = [*self._lines[:at], *(f"{line}{self._line_end}" for line in form), *self._lines[end:]]
        written = read_yaml("\n".join(form), 1).value
        assert isinstance(written, dict), "a form is a field with its value"
        return self._becoming(lines, {**self.tree, **written})

    def without_field(self, name: str) -> RecordText:
        """The front matter without a field, in whose place a draft asks for it again."""
        part = next(part for part in self._fields() if part.key == name)
        asked = question_of(next(rule for rule in field_rules() if rule.path == (name,)))
        lines = [*self._lines[: part.start], *(f"{line}{self._line_end}" for line in asked), *self._lines[part.end :]]
        return self._becoming(lines, {key: value for key, value in self.tree.items() if key != name})

    def with_key(self, field: str, key: str, value: Value, block: type[Block]) -> RecordText:
        """A field that is a mapping with this value for one of its keys; `block` knows their order."""
        mapping = self.tree[field]
        whole = next(part for part in self._fields() if part.key == field)
        starts = {name: self.line(field, name) - 1 for name in mapping}
        columns = {len(line) - len(line.lstrip(" ")) for line in (self._lines[start] for start in starts.values())}
        if whole.start in starts.values() or len(columns) != 1 or len(set(starts.values())) < len(starts):
            found = shown(self._lines[whole.start].strip())
            raise self._refusal((field,), "must have each key on a line of its own", found, "write one key a line")
        column, order = columns.pop(), _keys(block)
        parts = block_parts(self._lines, starts, whole.start + 1, whole.end, column)
        there = next((part for part in parts if part.key == key), None)
        earlier = [part for part in parts if order.index(str(part.key)) < order.index(key)]
        at = there.start if there else earlier[-1].end if earlier else whole.start + 1
        end = there.end if there else at
        lines = [*self._lines[:at], *self._new_lines({key: value}, column), *self._lines[end:]]
        return self._becoming(lines, {**self.tree, field: {**mapping, key: value}})

    def has_comments(self, field: str) -> bool:
        """Whether comments may stand among the lines of a field."""
        part = next(part for part in self._fields() if part.key == field)
        return any("#" in line for line in self._lines[part.start : part.end])

    def without_last_item(self, field: str) -> RecordText:
        """A list of several items without the last one and the comments above it."""
        last = self._item_parts(field)[0][-1]
        lines = [*self._lines[: last.first], *self._lines[last.end :]]
        return self._becoming(lines, {**self.tree, field: self.items(field)[:-1]})

    def with_section(self, title: str, prompt: str, following: Sequence[str]) -> RecordText:
        """A body with one more heading and a comment on what to write below, before the first of these that it has."""
        end = self._line_end
        new = [f"## {title}{end}", end, f"<!-- {prompt} -->{end}"]
        first = self._closing_line() + 1
        headings = [f"## {name}" for name in following]
        places = (number for number, line in enumerate(self._lines[first:], first) if line.rstrip() in headings)
        at = next(places, None)
        if at is None:
            text = "\n".join(self._lines).rstrip("\r\n")
            return RecordText(self.path, "\n".join([f"{text}{end}", end, *new, ""]).encode())
        return RecordText(self.path, "\n".join([*self._lines[:at], *new, end, *self._lines[at:]]).encode())

    def with_item(self, field: str, index: int, item: Item) -> RecordText:
        """A list with one more item, which gets this index."""
        return self._with_item_lines(field, index, item, lambda column: self._item_lines(item, column))

    def with_short_item(self, field: str, index: int, item: Mapping[str, str | int]) -> RecordText:
        """The same, the item between braces."""
        end = self._line_end
        return self._with_item_lines(
            field, index, item, lambda column: [f"{' ' * column}{line}{end}" for line in short_item_to_yaml(item)]
        )

    def _with_item_lines(self, field: str, index: int, item: Item, new: Callable[[int], list[str]]) -> RecordText:
        if not self.items(field):
            return self.with_field(field, [item])
        parts, column = self._item_parts(field)
        at = parts[index].first if index < len(parts) else parts[-1].end
        lines = [*self._lines[:at], *new(column), *self._lines[at:]]
        items = [*self.items(field)]
        items.insert(index, item)
        return self._becoming(lines, {**self.tree, field: items})

    def with_order(self, field: str, order: Sequence[int]) -> RecordText:
        """A list with its items, and the comments above each, in the order of these indices."""
        parts, _ = self._item_parts(field)
        moved = [line for index in order for line in self._lines[parts[index].first : parts[index].end]]
        lines = [*self._lines[: parts[0].first], *moved, *self._lines[parts[-1].end :]]
        return self._becoming(lines, {**self.tree, field: [self.items(field)[index] for index in order]})

    def with_values(self, field: str, index: int, values: Mapping[str, Value | None], block: type[Block]) -> RecordText:
        """An item of a list with other values for some keys, None for a key that goes; `block` knows their order."""
        text = self._with_tall_item(field, index)
        for key, value in values.items():
            text = text._with_value(field, index, key, value, _keys(block))
        return text

    def require_no_new_faults(self, before: RecordText) -> None:
        """Raise EditRefused with the first thing that the schema has against this version and not against the other."""
        old = Counter((fault.condition, fault.found) for fault in parse_record_file(self.path, before.content).faults)
        for fault in parse_record_file(self.path, self.content).faults:
            if not old[(fault.condition, fault.found)]:
                condition = f"{field_text(fault.field) or fault.subject} {fault.condition}"
                raise EditRefused(self.path, None, condition, fault.found, fault.fix)
            old[(fault.condition, fault.found)] -= 1

    def change_from(self, before: RecordText) -> FileChange:
        """What was changed since, to be shown as a diff."""
        return FileChange(self.path, self.path, before.content, self.content, ())

    def write_over(self, before: RecordText) -> None:
        """Put this version in the place of the one before; raises FileUnwritable, also where the file has changed."""
        replace_unchanged(self.path, before.content, self.content)

    def _with_tall_item(self, field: str, index: int) -> RecordText:
        """An item that stands between braces with each key on a line of its own; any other as it is."""
        parts, column = self._item_parts(field)
        part = parts[index]
        dash = _DASH.match(self._lines[part.start])
        item = self.items(field)[index]
        is_in_braces = isinstance(item, dict) and dash and self._lines[part.start][dash.end() :].startswith("{")
        if not is_in_braces or any(" #" in line for line in self._lines[part.start : part.end]):
            return self
        lines = [*self._lines[: part.start], *self._item_lines(item, column), *self._lines[part.end :]]
        return self._becoming(lines, self.tree)

    def _with_value(self, field: str, index: int, key: str, value: Value | None, order: Sequence[str]) -> RecordText:
        item = dict(self.items(field)[index])
        parts, column = self._value_parts(field, index)
        there = next((part for part in parts if part.key == key), None)
        if value is None and (not there or there is parts[0]):
            if not there:
                return self
            raise self._refusal(
                (field, index, key), "must not be the first key of its item", shown(key), "move it down"
            )
        if value is None:
            assert there
            lines = [*self._lines[: there.start], *self._lines[there.end :]]
            del item[key]
        else:
            new = self._new_lines({key: value}, column)
            if there:
                new[0] = self._lines[there.start][:column] + new[0][column:]
                lines = [*self._lines[: there.start], *new, *self._lines[there.end :]]
            else:
                earlier = [part for part in parts if order.index(str(part.key)) < order.index(key)] or parts[:1]
                lines = [*self._lines[: earlier[-1].end], *new, *self._lines[earlier[-1].end :]]
            item[key] = value
        items = [item if number == index else each for number, each in enumerate(self.items(field))]
        return self._becoming(lines, {**self.tree, field: items})

    def _becoming(self, lines: Sequence[str], tree: Mapping[str, Any]) -> RecordText:
        """The next version, which must say what is expected, with the same body; raises FixNotSafe."""
        after = RecordText(self.path, "\n".join(lines).encode())
        if after.tree != _as_read(tree) or after._read.body != self._read.body:
            raise FixNotSafe(self.path, "another front matter")
        return after

    def _fields(self) -> list[Part]:
        lines = self._read.tree.lines
        starts = {name: lines[(name,)] - 1 for name in self.tree}
        return block_parts(self._lines, starts, _FIRST, self._closing_line(), 0)

    def _closing_line(self) -> int:
        return next(number for number, line in enumerate(self._lines[1:], 1) if line.rstrip("\r") == "---")

    def _free_place(self, name: str) -> tuple[int, int]:
        """Where a missing field goes, as the lines that it takes the place of."""
        closing = self._closing_line()
        for number, line in enumerate(self._lines[_FIRST:closing], _FIRST):
            if line.rstrip() == f"#{name}:":
                return number - self._comments_above(name, number), number + 1
        order = _keys(Record)
        earlier = [part for part in self._fields() if part.key in order[: order.index(name)]]
        at = max((part.end for part in earlier), default=_FIRST)
        return at, at

    def _comments_above(self, name: str, number: int) -> int:
        """How many lines above `#name:` say what is asked, as the draft has it."""
        asked = question_of(next(rule for rule in field_rules() if rule.path == (name,)))[:-1]
        above = [line.rstrip("\r") for line in self._lines[max(_FIRST, number - len(asked)) : number]]
        return len(asked) if above == asked else 0

    def _item_parts(self, field: str) -> tuple[list[Part], int]:
        """The items of a list that has some, and the column of their dashes."""
        starts = {index: self.line(field, index) - 1 for index in range(len(self.items(field)))}
        dashes = [_DASH.match(self._lines[start]) for start in starts.values()]
        columns = {len(dash.group(1)) for dash in dashes if dash}
        if not all(dashes) or len(columns) > 1 or self.line(field) > min(starts.values()):
            found = shown(self._lines[self.line(field) - 1].strip())
            raise self._refusal((field,), "must be a list with each item on lines of its own, after a `-`", found)
        fields = self._fields()
        whole = next(part for part in fields if part.key == field)
        return block_parts(self._lines, starts, whole.start + 1, whole.end, columns.pop()), len(dashes[0].group(1))  # type: ignore[union-attr]

    def _value_parts(self, field: str, index: int) -> tuple[list[Part], int]:
        """The keys of one item of a list, and their column."""
        part = self._item_parts(field)[0][index]
        dash = _DASH.match(self._lines[part.start])
        assert dash
        item = self.items(field)[index]
        if not isinstance(item, dict) or self._lines[part.start][dash.end()] == "{":
            found = shown(self._lines[part.start].strip())
            raise self._refusal(
                (field, index), "must have each key on a line of its own", found, "write it as the others"
            )
        starts = {key: self.line(field, index, key) - 1 for key in item}
        return block_parts(self._lines, starts, part.start, part.end, dash.end()), dash.end()

    def _item_lines(self, item: Item, column: int) -> list[str]:
        return [f"{' ' * column}{line[2:]}" for line in self._new_lines({"-": [item]}, 0)[1:]]

    def _new_lines(self, mapping: Mapping[str, Value], column: int) -> list[str]:
        written = mapping_to_yaml(mapping).split("\n")[:-1]
        return [f"{' ' * column}{line}{self._line_end}" for line in written]

    def _refusal(
        self, path: tuple[str | int, ...], condition: str, found: str, fix: str = "write one item below the other"
    ) -> EditRefused:
        return EditRefused(self.path, self.line(*path), f"{field_text(path)} {condition}", found, fix)


def read_content(path: Path) -> bytes:
    """The bytes of a record's file; raises EditRefused for what is no plain file."""
    try:
        return read_bytes(path)
    except Unreadable as error:
        fault = error.fault
        raise EditRefused(path, None, f"{fault.subject} {fault.condition}", fault.found, fault.fix) from error


def replace_unchanged(path: Path, before: bytes, after: bytes) -> None:
    """Put new content in the place of the old, unless somebody changed the file meanwhile; raises FileUnwritable."""
    try:
        unchanged = read_bytes(path, max(MAX_FILE_BYTES, len(before))) == before
    except Unreadable as error:
        raise FileUnwritable(path, error.fault.found) from error
    if not unchanged:
        raise FileUnwritable(path, "that it has changed since it was checked; try again")
    replace_file(path, after)


def _keys(block: type[Block]) -> list[str]:
    return [info.alias or name for name, info in block.model_fields.items()]


def _as_read(value: Any) -> Any:
    """A value as the reader gives it back: numbers as text, sequences as lists."""
    match value:
        case Mapping():
            return {key: _as_read(part) for key, part in value.items()}
        case list() | tuple():
            return [_as_read(part) for part in value]
        case bool():
            return str(value).lower()
        case int():
            return str(value)
        case _:
            return deepcopy(value)
