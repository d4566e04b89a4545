"""Mending the text of one record where there is one right answer, and nothing else: what is not mended stays as it is.

The text is edited at known places, not written anew, so comments, quotes, folded blocks and line ends are kept.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence, Set
from copy import deepcopy
from dataclasses import dataclass, field
from pathlib import Path, PurePosixPath
from typing import Any

from ml_postmortems.errors import FixNotSafe
from ml_postmortems.lint.fixes.body import Moves, body_html, moved_links, moved_target, relink
from ml_postmortems.lint.fixes.fix import Edit, Fix, ListChange, ValueChange, apply_edits
from ml_postmortems.lint.fixes.lists import list_changes
from ml_postmortems.lint.fixes.questions import question_edits
from ml_postmortems.lint.fixes.spelling import Field, Speller, Spelling, field_of
from ml_postmortems.lint.fixes.tokens import Tokens, read_tokens
from ml_postmortems.lint.fixes.white_space import body_space, final_newline, front_matter_space
from ml_postmortems.model.block import Gate
from ml_postmortems.model.pasted_time import RecordClock
from ml_postmortems.model.requirements import FieldPath
from ml_postmortems.reading.faults import FaultKind, field_text, shown
from ml_postmortems.reading.record_file import RecordFile, parse_record, parse_record_file
from ml_postmortems.reading.source import split_front_matter

_AMBIGUOUS = frozenset({FaultKind.YAML_FEATURE, FaultKind.DUPLICATE_KEY, FaultKind.FORBIDDEN_CHARACTER})
"""With one of these it is not certain what the front matter says, so nothing is mended."""
_QUESTIONS = "the comments that the draft asked its questions with"
_ZONE = "timezone"
_PICTURE_FIELDS: frozenset[Field] = frozenset([("evidence", "uri"), ("evidence", "copy")])


@dataclass(frozen=True, slots=True)
class Repair:
    """What may be mended."""

    spellers: Mapping[Field, Speller] = field(default_factory=dict)
    codes: Set[str] | None = None
    """The rules whose findings to mend, with an empty one for what no rule minds; None for all."""
    moves: Moves = field(default_factory=dict)
    """Files and folders that get another path, so that links to them have to follow."""
    only_links: bool = False
    """Whether nothing but such links is to be mended."""

    def wants(self, code: str) -> bool:
        """Whether to mend what this rule finds."""
        return not self.only_links and (self.codes is None or code in self.codes)


@dataclass(frozen=True, slots=True)
class Mended:
    """The text of a file once mended; the one that was given, where there was nothing to mend."""

    text: str
    fixes: tuple[Fix, ...] = ()


@dataclass(slots=True)
class _Draft:
    """A text on the way; until its lists are mended it has the lines that it had."""

    path: Path
    text: str
    fixes: list[Fix] = field(default_factory=list)
    values: list[ValueChange] = field(default_factory=list)
    lists: list[ListChange] = field(default_factory=list)
    links: dict[str, str] = field(default_factory=dict)
    dropped: list[str] = field(default_factory=list)
    """Fields of the front matter that were taken out."""

    @property
    def lines(self) -> list[str]:
        return self.text.split("\n")

    def tokens(self) -> Tokens:
        return read_tokens(split_front_matter(self.text.replace("\r\n", "\n")))

    def edit(self, edits: Sequence[Edit], fixes: Sequence[Fix]) -> None:
        self.text = apply_edits(self.text, edits)
        self.fixes += fixes


def fix_text(path: Path, text: str, repair: Repair) -> Mended:
    """Mend the text of a record file, line ends as in the file; a file that cannot be read is left alone.

    Raises FixNotSafe where the mended text would not read as it should.
    """
    before = parse_record_file(path, text.encode())
    if not before.record or any(fault.kind in _AMBIGUOUS for fault in before.faults):
        return Mended(text)
    draft = _Draft(path, text)
    _mend_values(draft, repair, RecordClock.of(before.tree.get("timezone")))
    if repair.wants(""):
        _mend_space(draft, before)
    if repair.moves:
        _mend_links(draft, before, repair.moves)
    if repair.wants(""):
        draft.lists = list(list_changes(path, draft.tokens(), draft.lines))
        edits = [edit for change in draft.lists for edit in change.edits]
        questions = _questions(draft, before)
        fixes = [_fix(draft, questions[0].start[0], f"took out {_QUESTIONS}")] if questions else []
        zone = _needless_zone(draft, before)
        fixes += [_fix(draft, edit.start[0], "took out `timezone`: each time has its offset") for edit in zone]
        draft.edit([*edits, *questions, *zone], [*(change.fix for change in draft.lists), *fixes])
    if draft.text != text:
        _require_same(before, draft)
    return Mended(draft.text, tuple(sorted(draft.fixes)))


def _mend_values(draft: _Draft, repair: Repair, clock: RecordClock) -> None:
    for path, token in draft.tokens().values.items():
        if token.is_cut:
            if token.is_on_one_line and repair.wants("PM007"):
                what = f"{field_text(path)}: put {shown(token.value)} into quotes"
                fix = Fix(draft.path.as_posix(), token.start[0] + 1, what, "PM007")
                draft.values.append(ValueChange(path, token.value, token.quoted(), fix))
            continue
        spelling = _spelling(path, token.value, draft.path, repair, clock) if token.is_on_one_line else None
        if spelling:
            what = f"{field_text(path)}: from {shown(token.value)} to {shown(spelling.text)}"
            fix = Fix(draft.path.as_posix(), token.start[0] + 1, what, spelling.code)
            draft.values.append(ValueChange(path, spelling.text, token.edit(spelling.text), fix))
    draft.edit([change.edit for change in draft.values], [change.fix for change in draft.values])


def _spelling(path: FieldPath, value: str, file: Path, repair: Repair, clock: RecordClock) -> Spelling | None:
    """How a value has to be written, if that is known and wanted."""
    kind = field_of(path)
    if kind in _PICTURE_FIELDS and repair.moves:
        target = moved_target(value, PurePosixPath(file.as_posix()), repair.moves)
        return Spelling(target, "") if target != value else None
    spelling = repair.spellers[kind](value, clock) if kind in repair.spellers else None
    return spelling if spelling and repair.wants(spelling.code) else None


def _mend_space(draft: _Draft, before: RecordFile) -> None:
    lines = draft.lines
    first = before.body.line - 1
    in_front = list(front_matter_space(draft.tokens(), lines, first - 1))
    in_body = list(body_space(before.body, lines))
    at_end = list(final_newline(lines))
    if body_html(_body(apply_edits(draft.text, [*in_body, *at_end]), first)) != body_html(before.body.text):
        in_body = []
    fixes = [_fix(draft, edit.start[0], "removed white space at the end of the line") for edit in (*in_front, *in_body)]
    fixes += [_fix(draft, edit.start[0], "added the newline at the end of the file") for edit in at_end]
    draft.edit([*in_front, *in_body, *at_end], fixes)


def _questions(draft: _Draft, before: RecordFile) -> list[Edit]:
    """The questions of the draft, once the record is published and needs nothing of what they ask."""
    if not before.record or not Gate.PUBLISHED.includes(before.record.status):
        return []
    texts = (range(token.start[0] + 1, token.end[0] + 1) for token in draft.tokens().values.values())
    within = frozenset(line for lines in texts for line in lines)
    return question_edits(draft.lines, before.body.line - 2, before.record.id, within)


def _needless_zone(draft: _Draft, before: RecordFile) -> list[Edit]:
    """The line `timezone:` of a published record, once no time of it is written without its offset."""
    token = draft.tokens().values.get((_ZONE,))
    if not token or not token.is_on_one_line or not before.record or not Gate.PUBLISHED.includes(before.record.status):
        return []
    number = token.start[0]
    if not draft.lines[number].startswith(f"{_ZONE}:"):
        return []
    edit = Edit((number, 0), (number + 1, 0), "")
    without = parse_record_file(draft.path, apply_edits(draft.text, [edit]).encode())
    if without.faults or without.record != before.record.model_copy(update={_ZONE: None}):
        return []
    draft.dropped.append(_ZONE)
    return [edit]


def _mend_links(draft: _Draft, before: RecordFile, moves: Moves) -> None:
    draft.links = moved_links(before.body, PurePosixPath(draft.path.as_posix()), moves)
    if not draft.links:
        return
    lines, first = draft.lines, before.body.line - 1
    body = relink("\n".join(lines[first:]), draft.links)
    if body is None:
        raise FixNotSafe(draft.path, "a link that cannot follow the file it leads to")
    new = [*lines[:first], *body.split("\n")]
    changed = [index for index, pair in enumerate(zip(lines, new, strict=True)) if pair[0] != pair[1]]
    draft.fixes += [_fix(draft, index, "made a link follow the file it leads to") for index in changed]
    draft.text = "\n".join(new)


def _fix(draft: _Draft, line: int, what: str) -> Fix:
    return Fix(draft.path.as_posix(), line + 1, what)


def _body(text: str, first: int) -> str:
    return "\n".join(text.replace("\r\n", "\n").split("\n")[first:]).rstrip()


def _require_same(before: RecordFile, draft: _Draft) -> None:
    """Read the mended text again; raises FixNotSafe unless it says what the old one did, with the fixes."""
    after = parse_record_file(draft.path, draft.text.encode())
    expected = _expected_tree(before, draft)
    differing = [key for key in expected if _prose(expected[key]) != _prose(after.tree.get(key))]
    differing += [key for key in after.tree if key not in expected]
    if differing or not after.record:
        raise FixNotSafe(draft.path, f"another {', '.join(differing) or 'front matter'}")
    if parse_record(expected, {}).block != after.record:
        raise FixNotSafe(draft.path, "another record")
    if len(after.faults) > len(before.faults):
        raise FixNotSafe(draft.path, "new faults")
    if body_html(before.body.text, draft.links) != body_html(after.body.text):
        raise FixNotSafe(draft.path, "another body")


def _expected_tree(before: RecordFile, draft: _Draft) -> dict[str, Any]:
    """What the mended front matter must say, made from the old one without looking at its text."""
    tree: dict[str, Any] = deepcopy(dict(before.tree))
    for change in draft.values:
        _parent(tree, change.path)[change.path[-1]] = change.new
    for each in draft.lists:
        parent = _parent(tree, each.path)
        items = parent[each.path[-1]]
        parent[each.path[-1]] = [items[index] for index in each.kept]
    for key in draft.dropped:
        del tree[key]
    return tree


def _parent(tree: Any, path: FieldPath) -> Any:
    for part in path[:-1]:
        tree = tree[part]
    return tree


def _prose(value: Any) -> Any:
    """A value with its white space as prose has it: blanks at the end of lines do not count."""
    match value:
        case dict():
            return {key: _prose(part) for key, part in value.items()}
        case list():
            return [_prose(part) for part in value]
        case str():
            return " ".join(value.split())
        case _:
            return value
