"""A hash of values that a page is made of, so that a page whose values are the same need not be made again."""

from __future__ import annotations

import json
from collections.abc import Mapping, Set
from dataclasses import fields, is_dataclass
from datetime import date
from decimal import Decimal
from pathlib import PurePath
from typing import Any

from ml_postmortems.model.block import Block
from ml_postmortems.model.instant import Instant
from ml_postmortems.reading.record_json import block_to_json
from ml_postmortems.text_store import digest_of


def value_digest(value: Any) -> str:
    """The hash of texts, numbers, terms, days, blocks and whatever dataclasses and collections hold of them.

    Of mappings the order counts, because pages show it; of sets it does not. Raises TypeError for anything else: a
    value that cannot be told apart from another must not decide what is kept.
    """
    return digest_of(json.dumps(value, default=_plain, ensure_ascii=False, separators=(",", ":")))


def _plain(value: Any) -> Any:
    """What the encoder does not know; it writes texts, terms, numbers, lists and tuples itself."""
    if isinstance(value, Instant):
        return ["instant", value.text]
    if isinstance(value, Block):
        return ["block", type(value).__name__, block_to_json(value)]
    if is_dataclass(value) and not isinstance(value, type):
        parts = [getattr(value, field.name) for field in fields(value)]
        return ["dataclass", type(value).__name__, *map(_keyed, parts)]
    if isinstance(value, Mapping):
        return _keyed(value)
    if isinstance(value, Set):
        return ["set", *sorted(json.dumps(part, default=_plain) for part in value)]
    if isinstance(value, date | Decimal | PurePath):
        return [type(value).__name__, str(value)]
    raise TypeError(f"a page must be kept by no {type(value).__name__}")


def _keyed(value: Any) -> Any:
    """A mapping as a list of pairs, since the encoder takes only texts as keys and makes texts of numbers."""
    return ["mapping", *([key, _keyed(part)] for key, part in value.items())] if isinstance(value, Mapping) else value
