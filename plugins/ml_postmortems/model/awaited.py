"""What a record need not be asked for, because fields that are still to be written will give it."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from ml_postmortems.model.derivation import Completed, Tree
from ml_postmortems.model.derived_values import completed, derivations_of
from ml_postmortems.model.terms import DetectionSource
from ml_postmortems.model.tiers import Tier

AWAITED = ("evidence", "artifacts", "timeline", "causes")
"""The fields that others are derived from."""


def with_awaited(values: Mapping[str, Any], tier: Tier | None) -> Completed:
    """Front matter with what it derives, as if its missing fields were filled in the way their forms begin them.

    A field that holds an empty text is a form that nobody has filled in yet, and counts as missing.
    """
    causes = [{"id": "C1", "role": "immediate"}, {"id": "C2", "role": "systemic"}]
    awaited: dict[str, Any] = {
        "evidence": [{"id": "E1", "kind": "ticket", "uri": "https://example.com"}],
        "artifacts": [{"id": "origin", "role": "origin"}],
        "timeline": [{"marks": [mark], "text": "What happened."} for mark in ("started", "detected")],
        "causes": causes if tier is None or tier.is_severe else causes[:1],
    }
    if tier is Tier.SHORT:
        awaited["detection"] = {"source": DetectionSource.CUSTOMER}
    missing = {key: value for key, value in awaited.items() if key not in values or is_open_form(values[key])}
    return completed({**values, **missing})


def will_follow(path: tuple[str, ...], tree: Tree, entry: Mapping[str, Any], version: object) -> bool:
    """Whether a field of a file of this version may be left out, because the rest gives it.

    `tree` is the front matter `with_awaited`, `entry` what is known of the block that the field stands in.
    """
    derivations = derivations_of(path) if str(version) == "2" else ()
    return any(each.value(tree, dict(entry)) is not None for each in derivations)


def is_open_form(value: Any) -> bool:
    """Whether a value holds an empty text: a form that nobody has filled in yet."""
    match value:
        case Mapping():
            return any(map(is_open_form, value.values()))
        case list():
            return any(map(is_open_form, value))
        case _:
            return isinstance(value, str) and not value
