"""Not knowing is said: a value may be replaced by the reason why it is not there."""

import re
from typing import Annotated, Any, Self, TypeVar

from pydantic import Discriminator, Tag, model_validator
from pydantic_core import PydanticCustomError

from ml_postmortems.lazy_pattern import lazy_pattern
from ml_postmortems.model.block import Block
from ml_postmortems.model.scalars import Text

KNOWN_TAGS = KNOWN_TAG, NOT_KNOWN_TAG = "\0known", "\0not known"
"""The tags of the two cases in the locations of errors; no key of a file can hold NUL."""


_THERE = lazy_pattern(
    r"\b(?:still|remains?|happened|occurred"
    r"|(?:is|are|was|were) (?:now |all )?(?:in|on|kept in|stored in|written to) (?:the|our)"
    r"|copes? with|have not been (?:removed|repaired|deleted|told))\b",
    re.IGNORECASE,
)
_DENIED = lazy_pattern(
    r"\b(?:no|not|none|nothing|nobody|never|neither|nor|without|only|before|if|would)\b|n't\b", re.IGNORECASE
)


class NotKnown(Block):
    """Stands in place of a value: `{unknown: why}` if nobody knows it, `{not_applicable: why}` if there is none."""

    unknown: Text | None = None
    not_applicable: Text | None = None

    @model_validator(mode="after")
    def _says_one_thing(self) -> Self:
        if (self.unknown is None) == (self.not_applicable is None):
            raise PydanticCustomError("malformed", "must be either `{unknown: why}` or `{not_applicable: why}`")
        return self

    @property
    def is_unknown(self) -> bool:
        """Whether there is a value that nobody knows, as against none at all."""
        return self.unknown is not None

    @property
    def contradiction(self) -> str | None:
        """The words of a reason for `not_applicable` by which the thing is there after all."""
        for sentence in re.split(r"[.;]\s+", self.not_applicable or ""):
            if (match := _THERE.search(sentence)) and not _DENIED.search(sentence):
                return match.group()
        return None

    @property
    def why(self) -> str:
        """The reason given."""
        return self.unknown or self.not_applicable or ""


def _tag(value: Any) -> str:
    is_statement = isinstance(value, dict) and bool(value.keys() & NotKnown.model_fields.keys())
    return NOT_KNOWN_TAG if is_statement or isinstance(value, NotKnown) else KNOWN_TAG


T = TypeVar("T")
Maybe = Annotated[Annotated[T, Tag(KNOWN_TAG)] | Annotated[NotKnown, Tag(NOT_KNOWN_TAG)], Discriminator(_tag)]


def known(value: T | NotKnown | None) -> T | None:
    """The value, or None where it is missing or said not to be known."""
    return None if isinstance(value, NotKnown) else value


def known_items(value: tuple[T, ...] | NotKnown | None) -> tuple[T, ...]:
    """The items of a list, none where it is missing or said not to be known."""
    return () if value is None or isinstance(value, NotKnown) else value
