"""Since when a cause was there: an instant, bounds, or not known."""

from typing import Annotated, Any, Self

from pydantic import Discriminator, Field, Tag, model_validator

from ml_postmortems.model.block import Block
from ml_postmortems.model.instant import Instant
from ml_postmortems.model.not_known import NotKnown
from ml_postmortems.model.scalars import When, malformed

SINCE_TAGS = _INSTANT_TAG, _BOUNDS_TAG = "\0instant", "\0bounds"
"""The tags of the two sorts of age in the locations of errors; no key of a file can hold NUL."""


class SinceBounds(Block):
    """What is known where nobody can say the day: the cause came not before `from` and not after `to`."""

    start: Annotated[When | None, Field(alias="from", description="Not before: it was not there yet.")] = None
    end: Annotated[When | None, Field(alias="to", description="Not after: it was there by then.")] = None

    @model_validator(mode="after")
    def _has_a_bound(self) -> Self:
        if self.start is None and self.end is None:
            raise malformed("must have `from`, `to` or both", "add `from:`, `to:` or both")
        return self


def _since_tag(value: Any) -> str:
    return _BOUNDS_TAG if isinstance(value, dict | SinceBounds) else _INSTANT_TAG


Since = Annotated[
    Annotated[When, Tag(_INSTANT_TAG)] | Annotated[SinceBounds, Tag(_BOUNDS_TAG)], Discriminator(_since_tag)
]


def since_bounds(since: Instant | SinceBounds | NotKnown | None) -> tuple[Instant | None, Instant | None]:
    """The instants between which a cause came, the same one twice where it is known; None for an open end."""
    match since:
        case Instant():
            return since, since
        case SinceBounds():
            return since.start, since.end
        case _:
            return None, None
