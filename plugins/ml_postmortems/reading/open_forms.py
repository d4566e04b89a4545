"""Forms that nobody has filled in yet: what is empty in one field, or one item of a list, is one fault."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import replace

from ml_postmortems.model.requirements import FieldPath
from ml_postmortems.reading.faults import Fault, FaultKind, field_text, shown

_MOST_NAMED = 6


def grouped(faults: Iterable[Fault]) -> tuple[Fault, ...]:
    """The faults, of which those about several empty texts of one field or item are one, in the place of the first."""
    found = list(faults)
    empty: dict[FieldPath, list[Fault]] = defaultdict(list)
    for fault in found:
        if fault.field and fault.found == shown(""):
            empty[_whole(fault.field)].append(fault)
    several = {key: each for key, each in empty.items() if len(each) > 1}
    first = {id(each[0]): _one(key, each) for key, each in several.items()}
    dropped = {id(fault) for each in several.values() for fault in each[1:]}
    return tuple(first.get(id(fault), fault) for fault in found if id(fault) not in dropped)


def _whole(path: FieldPath) -> FieldPath:
    """The field of the front matter in which a place stands, of a list the item."""
    return path[:2] if len(path) > 1 and isinstance(path[1], int) else path[:1]


def _one(whole: FieldPath, faults: list[Fault]) -> Fault:
    names = [f"`{field_text(fault.field[len(whole) :])}`" for fault in faults]
    more = f" and {len(names) - _MOST_NAMED} more" if len(names) > _MOST_NAMED else ""
    return replace(
        faults[0],
        kind=FaultKind.MALFORMED_VALUE,
        subject=field_text(whole),
        condition="must be filled in",
        found=f"{len(faults)} empty texts: {', '.join(names[:_MOST_NAMED])}{more}",
        fix="write between the quotes, or delete what the record can do without; `{unknown: why}` where nobody knows",
        field=whole,
    )
