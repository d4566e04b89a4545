"""A record of version 1 in the words of version 2: what is derived now goes, and all else stays byte for byte."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import yaml

from ml_postmortems.authoring.editing.block_parts import Part, block_parts
from ml_postmortems.authoring.editing.record_text import read_content
from ml_postmortems.errors import EditRefused, FixNotSafe
from ml_postmortems.lint.fixes.plan import FileChange
from ml_postmortems.model.derived_values import as_version_2, completed
from ml_postmortems.model.record import Record
from ml_postmortems.model.requirements import FieldPath
from ml_postmortems.reading.record_file import RecordFile, parse_record_file
from ml_postmortems.reading.source import split_front_matter

_LOADER: Any = getattr(yaml, "CSafeLoader", yaml.SafeLoader)
_NEW_KEYS = frozenset({"schema_version", "evidence_default"})
_COMMENT = re.compile(r"\s#|^#")


@dataclass(frozen=True, slots=True)
class Migration:
    """One record before and after."""

    change: FileChange
    lines_before: int
    lines_after: int
    """Lines of the front matter."""
    left_out: Mapping[FieldPath, str]
    """Each place that is derived from now on, and from what."""
    kept: tuple[FieldPath, ...]
    """Places that could be derived and stay, since a comment stands at them or their braces span several lines."""


def migrate(file: RecordFile) -> Migration | None:
    """What version 2 makes of a record; None where it is one of version 2 already.

    Raises EditRefused where the file has faults, FixNotSafe where the shorter file would say something else.
    """
    content = read_content(file.path)
    for fault in file.faults:
        raise EditRefused(file.path, fault.line, f"{fault.subject} {fault.condition}", fault.found, fault.fix)
    if file.tree.get("schema_version") == "2":
        return None
    root: Any = yaml.compose(split_front_matter(content.decode()).front_matter, Loader=_LOADER)
    versions = [_shortened(content.decode(), root, file.tree, default) for default in _defaults(file.tree)]
    text, kept = min(versions, key=lambda version: version[0].count("\n"))
    after = parse_record_file(file.path, text.encode())
    filled = completed(after.tree)
    if after.faults or after.body.text != file.body.text or _as_version_1(after.record) != _as_version_1(file.record):
        raise FixNotSafe(file.path, "another record")
    left_out = {place: each.source for place, each in filled.derived.items() if place[-1] not in _NEW_KEYS}
    change = FileChange(file.path, file.path, content, text.encode(), ())
    return Migration(change, _length(content.decode()), _length(text), left_out, kept)


def _defaults(tree: Mapping[str, Any]) -> Iterator[list[str] | None]:
    """What may stand under `evidence_default`: nothing, or any single piece of evidence."""
    yield None
    items = tree.get("evidence")
    if isinstance(items, list) and len(items) > 1:
        yield from ([str(item["id"])] for item in items)


def _shortened(
    text: str, root: yaml.MappingNode, tree: Mapping[str, Any], default: list[str] | None
) -> tuple[str, tuple[FieldPath, ...]]:
    """The text with this default, and the places that could be derived and had to stay."""
    wanted = as_version_2({**tree, "evidence_default": default} if default else tree)
    editor = _Editor(text, root)
    editor.match(editor.root, tree, wanted, ())
    if default:
        editor.add_field_after("evidence", f"evidence_default: [{', '.join(default)}]")
    return editor.result(), tuple(editor.kept)


def _as_version_1(record: Record | None) -> Record | None:
    """A record without what only version 2 can say."""
    return record and record.model_copy(update={"schema_version": "1", "evidence_default": ()})


def _length(text: str) -> int:
    return split_front_matter(text).front_matter.rstrip("\n").count("\n") + 1


class _Editor:
    """Takes keys out of front matter and puts keys in, line by line; the rest of the text is not touched."""

    def __init__(self, text: str, root: yaml.MappingNode) -> None:
        """The text, and its front matter as YAML reads it."""
        halves = split_front_matter(text)
        self._offset = halves.front_matter_line - 1
        self._lines = text.split("\n")
        self._end = self._offset + halves.front_matter.rstrip("\n").count("\n") + 1
        self.root = root
        self._cut: set[int] = set()
        self._replaced: dict[int, str] = {}
        self._added: dict[int, list[str]] = {}
        self.kept: list[FieldPath] = []

    def match(self, node: yaml.Node, old: Any, new: Any, path: FieldPath) -> None:
        """Make the text of a node, which says `old`, say `new`."""
        if isinstance(node, yaml.MappingNode) and isinstance(old, Mapping) and isinstance(new, Mapping):
            self._match_mapping(node, old, new, path)
        elif isinstance(node, yaml.SequenceNode) and isinstance(old, Sequence) and isinstance(new, Sequence):
            for index, (item, before, after) in enumerate(zip(node.value, old, new, strict=True)):
                self.match(item, before, after, (*path, index))
        elif old != new:
            assert isinstance(node, yaml.ScalarNode)
            assert path == ("schema_version",)
            number = node.start_mark.line + self._offset
            line = self._lines[number]
            column = node.start_mark.column
            end = node.end_mark.column
            self._replaced[number] = f"{line[:column]}2{line[end:]}"

    def add_field_after(self, name: str, line: str) -> None:
        """Put a line below a field of the front matter."""
        part = next(part for part in self._parts(self.root) if part.key == name)
        self._added.setdefault(part.end, []).append(line)

    def result(self) -> str:
        """The text with every change."""
        lines: list[str] = []
        for number, line in enumerate(self._lines):
            lines += self._added.get(number, [])
            if number not in self._cut:
                lines.append(self._replaced.get(number, line))
        return "\n".join(lines)

    def _match_mapping(
        self, node: yaml.MappingNode, old: Mapping[str, Any], new: Mapping[str, Any], path: FieldPath
    ) -> None:
        if node.flow_style:
            self._match_flow(node, old, new, path)
            return
        parts = {str(part.key): part for part in self._parts(node)}
        for key, value in node.value:
            name = str(key.value)
            if name in new:
                self.match(value, old[name], new[name], (*path, name))
            elif self._has_comment(parts[name]):
                self.kept.append((*path, name))
            else:
                self._cut |= set(range(parts[name].start, parts[name].end))
        self._move_dash(node, list(parts.values()))
        column = node.start_mark.column
        for name in sorted(new.keys() - old.keys() - _NEW_KEYS):
            assert new[name] == [], (path, name)
            self._added.setdefault(max(part.end for part in parts.values()), []).append(f"{' ' * column}{name}: []")

    def _has_comment(self, part: Part) -> bool:
        return any(_COMMENT.search(line) for line in self._lines[part.first : part.end])

    def _move_dash(self, node: yaml.MappingNode, parts: Sequence[Part]) -> None:
        """Where the key beside the dash of an item went, the dash goes before the next one that stays."""
        first = parts[0].start
        column = node.start_mark.column
        dash = self._lines[first][:column]
        if first not in self._cut or not dash.strip():
            return
        stays = next(part.start for part in parts if part.start not in self._cut)
        self._replaced[stays] = dash + self._replaced.get(stays, self._lines[stays])[column:]

    def _match_flow(
        self, node: yaml.MappingNode, old: Mapping[str, Any], new: Mapping[str, Any], path: FieldPath
    ) -> None:
        """A mapping in braces on one line is written without what goes; on several lines it stays."""
        number = node.start_mark.line + self._offset
        gone = [name for name in old if name not in new]
        more = sorted(new.keys() - old.keys() - _NEW_KEYS)
        if not gone and not more:
            return
        is_on_one_line = node.start_mark.line == node.end_mark.line
        line = self._replaced.get(number, self._lines[number])
        if not is_on_one_line or number in self._replaced:
            self.kept += [(*path, name) for name in gone]
            return
        pieces = [
            line[key.start_mark.column : value.end_mark.column]
            for key, value in node.value
            if str(key.value) not in gone
        ]
        pieces += [f"{name}: []" for name in more]
        written = f"{{{', '.join(pieces)}}}"
        self._replaced[number] = f"{line[: node.start_mark.column]}{written}{line[node.end_mark.column :]}"

    def _parts(self, node: yaml.MappingNode) -> list[Part]:
        starts = {str(key.value): key.start_mark.line + self._offset for key, _ in node.value}
        begin = min(starts.values())
        end = self._end if node is self.root else self._end_of(node)
        return block_parts(self._lines, starts, begin, end, node.start_mark.column)

    def _end_of(self, node: yaml.Node) -> int:
        """The line after the last one of a node."""
        last = node.end_mark.line + self._offset
        return (
            last if node.end_mark.column == 0 or not self._lines[last][: node.end_mark.column].strip(" -") else last + 1
        )
