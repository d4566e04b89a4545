"""The taxonomy that comes with the package, and the one of a base that extends it."""

from __future__ import annotations

from collections.abc import Mapping
from functools import cache
from pathlib import Path
from typing import Any

from ml_postmortems.reading.yaml_tree import read_yaml

DEFAULT_TAXONOMY = Path(__file__).with_name("default-taxonomy.yml")
"""Everything that `extends: default` stands for."""
EXTENDS = "extends"
DEFAULT = "default"
_APPENDED = "synonyms"
_MOST_EVENTS = 100_000


@cache
def _default_tree() -> Mapping[str, Any]:
    tree = read_yaml(DEFAULT_TAXONOMY.read_text("utf-8"), 1, _MOST_EVENTS)
    assert isinstance(tree.value, dict) and not tree.faults
    return tree.value


def extended(tree: Mapping[str, Any]) -> dict[str, Any]:
    """A taxonomy with what it extends: its mappings are laid over the packaged ones, key by key.

    Any other value replaces the packaged one, lists too; groups of synonyms are added. A tree that extends nothing, or
    something unknown, is given back as it is.
    """
    if tree.get(EXTENDS) != DEFAULT:
        return dict(tree)
    merged = _laid_over(_default_tree(), tree)
    own, packaged = tree.get(_APPENDED), _default_tree().get(_APPENDED)
    if isinstance(own, list) and isinstance(packaged, list):
        merged[_APPENDED] = [*packaged, *(each for each in own if each not in packaged)]
    return merged


def _laid_over(below: Mapping[str, Any], above: Mapping[str, Any]) -> dict[str, Any]:
    merged = dict(below)
    for key, value in above.items():
        under = merged.get(key)
        merged[key] = _laid_over(under, value) if isinstance(under, dict) and isinstance(value, dict) else value
    return merged
