"""What a corpus is asked to be."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta
from pathlib import Path

from ml_postmortems.reading.default_taxonomy import DEFAULT_TAXONOMY

DEFAULT_UNTIL = date(2026, 6, 30)
MAX_RECORDS_A_YEAR = 9_999
"""The ids of a year have four digits."""


@dataclass(frozen=True, slots=True)
class Settings:
    """The arguments that decide every byte of a corpus; raises ValueError, in words, for those that cannot be met."""

    records: int
    seed: int = 1
    years: int = 3
    until: date = DEFAULT_UNTIL
    """The as-of date: nothing in the corpus happens later."""
    words: int = 450
    """The median length of a body."""
    is_null: bool = False
    """Whether nothing is planted: one homogeneous Poisson process, given its number of records."""
    taxonomy: Path = DEFAULT_TAXONOMY
    """The file that the corpus gets as its `taxonomy.yml`."""

    def __post_init__(self) -> None:
        """Refuse what no corpus can be."""
        for name, value, least, most in (
            ("records", self.records, 1, MAX_RECORDS_A_YEAR * 100),
            ("years", self.years, 1, 100),
            ("words", self.words, 150, 20_000),
        ):
            if not least <= value <= most:
                raise ValueError(f"{name} must be {least} to {most}: found {value}")
        if self.until.year - self.years < 1970:
            raise ValueError(f"until must leave room for {self.years} years after 1970: found {self.until}")
        if self.records > MAX_RECORDS_A_YEAR * self.years // 2:
            raise ValueError(
                f"records must be at most {MAX_RECORDS_A_YEAR * self.years // 2} in {self.years} years, "
                f"because the ids of a year have four digits: found {self.records}"
            )

    @property
    def first(self) -> date:
        """The first day of the period."""
        return self.until - timedelta(days=round(365.25 * self.years))
