"""Why version 2 does not derive a field that a file leaves out: what its source lacks, said of that file."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from typing import Any

from ml_postmortems.model.derivation import Tree
from ml_postmortems.model.derived_values import derivations_of
from ml_postmortems.model.requirements import FieldPath
from ml_postmortems.model.terms import ActionType, CauseRole, KeyInstant
from ml_postmortems.model.tree_values import items_at, text_at, words_at


def why_not_derived(path: FieldPath, tree: Tree) -> str | None:
    """What keeps a field from being derived, as it reads after `since`; None where nothing ever derives it.

    `tree` is the front matter with what it derives, `path` the place of the field in it.
    """
    names = tuple(part for part in path if isinstance(part, str))
    sources = derivations_of(names) if tree.get("schema_version") == "2" else ()
    if not sources:
        return None
    if (explain := REASONS.get(names)) and (reason := explain(tree, _block(tree, path[:-1]))):
        return reason
    return f"nothing is there to take it from: {', or '.join(dict.fromkeys(each.source for each in sources))}"


def _block(tree: Any, path: FieldPath) -> Tree:
    for part in path:
        try:
            tree = tree[part]
        except (KeyError, IndexError, TypeError):
            return {}
    return tree if isinstance(tree, dict) else {}


def _title(tree: Tree, block: Tree) -> str:
    control = block.get("control")
    if not isinstance(control, dict):
        return "the action has no `control`"
    return next(
        f"`{key}` of its control is {'unknown' if isinstance(control.get(key), dict) else 'missing'}"
        for key in ("kind", "where", "threshold")
        if not text_at(control, key)
    )


def _event_text(tree: Tree, block: Tree) -> str:
    marks = words_at(block, "marks")
    if len(marks) > 1:
        return f"the entry marks {' and '.join(marks)}, and only what marks one thing has a text by itself"
    match marks:
        case [KeyInstant.DETECTED]:
            return "`detection` has no `monitor` in words"
        case [KeyInstant.MITIGATED | KeyInstant.RESOLVED]:
            return "only the short form derives how it ended"
        case _:
            return "the entry has neither `from` and `to`, nor a mark that tells what happened"


def _incident_refs(tree: Tree, block: Tree) -> str:
    return "no ticket and no chat is among the `evidence`"


def _should_have_been(tree: Tree, block: Tree) -> str:
    return f"no action has `type: {ActionType.DETECT}`"


def _primary_cause(tree: Tree, block: Tree) -> str:
    return _not_one((each.get("role") for each in items_at(tree, "causes")), CauseRole.IMMEDIATE, "causes", "role")


def _addresses(tree: Tree, block: Tree) -> str:
    count = sum(each.get("role") != CauseRole.RULED_OUT for each in items_at(tree, "causes"))
    return f"{count or 'no'} causes are not ruled out, and it would be the only one"


def _not_one(found: Iterable[Any], word: str, items: str, key: str) -> str:
    count = sum(each == word for each in found)
    have = "have" if count > 1 else "has"
    return f"{count or 'none'} of the {items} {have} `{key}: {word}`, and it takes exactly one"


def _due(tree: Tree, block: Tree) -> str:
    return "the action has no `completed`, in whose place it stands"


def _criterion(tree: Tree, block: Tree) -> str:
    return "the action has no `control`" if "control" not in block else "its control has no `id`"


def _unmarked(mark: KeyInstant) -> Callable[[Tree, Tree], str | None]:
    def reason(tree: Tree, block: Tree) -> str | None:
        is_marked = any(mark in words_at(entry, "marks") for entry in items_at(tree, "timeline"))
        return None if is_marked else f"no entry of the timeline marks `{mark}`"

    return reason


REASONS: Mapping[tuple[str, ...], Callable[[Tree, Tree], str | None]] = {
    ("actions", "title"): _title,
    ("actions", "addresses"): _addresses,
    ("actions", "due"): _due,
    ("actions", "success_criterion"): _criterion,
    ("incident_refs",): _incident_refs,
    ("timeline", "text"): _event_text,
    ("trigger", "text"): _unmarked(KeyInstant.STARTED),
    ("detection", "monitor"): _unmarked(KeyInstant.DETECTED),
    ("detection", "should_have_been"): _should_have_been,
    ("primary_cause",): _primary_cause,
}
