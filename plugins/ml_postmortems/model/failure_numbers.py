"""What was expected, what was observed, and what is measured after the fix, as numbers of one unit."""

from decimal import Decimal
from typing import Annotated, Self

from pydantic import Field, model_validator

from ml_postmortems.model.block import Block
from ml_postmortems.model.impact import Amount, Quantity
from ml_postmortems.model.not_known import Maybe, NotKnown
from ml_postmortems.model.scalars import EvidenceId, Line, ShortList, malformed
from ml_postmortems.model.terms import Term


class AfterFix(Term):
    """Where the value after the fix lies, seen from what was observed and what was expected."""

    AS_EXPECTED = "as-expected", "It is what was expected, or better."
    BETTER = "better", "It is better than what was observed, and not yet what was expected."
    NO_BETTER = "no-better", "It is no better than what was observed."
    OPEN = "open", "The numbers do not say."


class FailureNumbers(Block):
    """The indicator in numbers. One unit holds for all, so that they can be compared."""

    unit: Annotated[Line, Field(description="Of what: `%`, `ms`, `refused payments per hour`.")]
    expected: Annotated[Amount | None, Field(description="What it should have been, or the bound it should keep.")] = (
        None
    )
    observed: Annotated[Amount | None, Field(description="What it was at its worst.")] = None
    after_fix: Annotated[Maybe[Amount] | None, Field(description="What it was once the fix was in place.")] = None
    evidence: Annotated[ShortList[EvidenceId], Field(description="Where the numbers stand.")] = ()

    @model_validator(mode="after")
    def _says_a_number(self) -> Self:
        if self.expected is None and self.observed is None and self.after_fix is None:
            raise malformed(
                "must have `expected`, `observed` or `after_fix`", "add a number, or take `numbers` away with its unit"
            )
        return self

    @property
    def value_after_fix(self) -> Decimal | Quantity | None:
        """What it was once the fix was in place; None where nobody says so."""
        return None if isinstance(self.after_fix, NotKnown) else self.after_fix

    @property
    def values(self) -> tuple[tuple[str, Decimal | Quantity], ...]:
        """The numbers that there are, in the order of what happened, each with its name."""
        named = (("Expected", self.expected), ("Observed", self.observed), ("After the fix", self.value_after_fix))
        return tuple((name, value) for name, value in named if value is not None)

    @property
    def fails_by(self) -> int | None:
        """-1 where what was observed lies certainly below what was expected, 1 where above; None where they overlap."""
        return _side(self.observed, self.expected)

    @property
    def after(self) -> AfterFix:
        """Where the value after the fix lies. Which side is the bad one, the observed value says."""
        bad, after = self.fails_by, self.value_after_fix
        if after is None or bad is None:
            return AfterFix.OPEN
        if _side(after, self.expected) != bad:
            return AfterFix.AS_EXPECTED if _keeps(after, self.expected, bad) else AfterFix.OPEN
        if _side(after, self.observed) == -bad:
            return AfterFix.BETTER
        return AfterFix.NO_BETTER if _is_no_better(after, self.observed, bad) else AfterFix.OPEN


Value = Decimal | Quantity | None


def _ends(value: Decimal | Quantity) -> tuple[Decimal, Decimal]:
    if isinstance(value, Quantity):
        low, high = value.at_least, value.at_most
        return (Decimal("-Infinity") if low is None else low, Decimal("Infinity") if high is None else high)
    return value, value


def _side(value: Value, of: Value) -> int | None:
    """-1 where a value lies certainly below another, 1 where above it, None where that is not certain."""
    if value is None or of is None:
        return None
    (low, high), (least, most) = _ends(value), _ends(of)
    return -1 if high < least else 1 if low > most else None


def _keeps(value: Value, expected: Value, bad: int) -> bool:
    """Whether a value certainly lies in what was expected, or past it on the good side."""
    if value is None or expected is None:
        return False
    (low, high), (least, most) = _ends(value), _ends(expected)
    return low >= least if bad < 0 else high <= most


def _is_no_better(value: Value, observed: Value, bad: int) -> bool:
    """Whether a value certainly is what was observed, or past it on the bad side."""
    if value is None or observed is None:
        return False
    (low, high), (least, most) = _ends(value), _ends(observed)
    return high <= least if bad < 0 else low >= most
