"""The largest amounts that an impact can have: what is above them is a slip of the pen or made up."""

from __future__ import annotations

import re
from dataclasses import dataclass
from decimal import Decimal

from ml_postmortems.lazy_pattern import lazy_pattern
from ml_postmortems.model.impact import IMPACT_HEADINGS, Measure

_PERCENT = lazy_pattern(r"%|per ?cent\b", re.IGNORECASE)
_NO_PERCENT = lazy_pattern(r"(?!%|per ?cent\b)", re.IGNORECASE)
_SHARE = lazy_pattern(r"\b(share|proportion|fraction|percentage)\b(?!.*\bbudget)", re.IGNORECASE)
_ANY = lazy_pattern("")


@dataclass(frozen=True, slots=True)
class AmountBound:
    """The most that a measure can be."""

    headings: frozenset[str]
    unit: re.Pattern[str]
    """What the unit begins with."""
    text: re.Pattern[str]
    """What the text of the measure holds."""
    most: int
    what: str
    """What is bounded, as it reads after `must be at most 100`."""

    def excess(self, heading: str, measure: Measure) -> Decimal | None:
        """The amount that lies above the bound; None where none does, or where something else is measured."""
        if heading in self.headings and self.unit.match(measure.unit) and self.text.search(measure.text):
            return next((amount for amount in measure.amounts if amount > self.most), None)
        return None


AMOUNT_BOUNDS = (
    AmountBound(frozenset({"users", "requests", "predictions"}), _PERCENT, _ANY, 100, "% of all"),
    AmountBound(frozenset(IMPACT_HEADINGS), _PERCENT, _SHARE, 100, "% for a share"),
    AmountBound(frozenset({"users"}), _NO_PERCENT, _ANY, 10_000_000_000, "people, because fewer are alive"),
)
"""All bounds. An error budget has none in per cent unless it is called a share: an outage can spend it many times."""
