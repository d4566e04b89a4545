"""How much is asked of a record: the one place that makes tiers of kinds and severities.

Each mandatory field names the least tier that asks for it. The bounds of `MOST_LINES` keep the form from growing: a new
mandatory field names the one that it replaces, and the tests hold the count of mandatory fields of every tier.
"""

from __future__ import annotations

from collections.abc import Mapping

from ml_postmortems.model.terms import KeyInstant, Kind, Severity, Term


class Tier(Term):
    """How much is asked of a record."""

    SHORT = "short", "Near misses, hazards, and what is SEV4 or SEV5."
    SEV3 = "SEV3", "Moderate incidents and drills."
    SEV2 = "SEV2", "Major ones."
    SEV1 = "SEV1", "Critical ones."

    @classmethod
    def of(cls, kind: str, severity: str) -> Tier:
        """The tier of a kind and a severity; the short form for words that are none."""
        return cls.SHORT if kind in SHORT_KINDS else _BY_SEVERITY.get(severity, cls.SHORT)

    @property
    def is_severe(self) -> bool:
        """Whether the record is asked for an argument: hypotheses, a systemic cause, several points of view."""
        return self in SEVERE


SHORT_KINDS: frozenset[str] = frozenset({Kind.NEAR_MISS, Kind.HAZARD})
"""Kinds that do no harm, and are written in the short form at every severity."""
_BY_SEVERITY: Mapping[str, Tier] = {
    Severity.SEV1: Tier.SEV1,
    Severity.SEV2: Tier.SEV2,
    Severity.SEV3: Tier.SEV3,
    Severity.SEV4: Tier.SHORT,
    Severity.SEV5: Tier.SHORT,
}
EVERY_TIER = frozenset(Tier)
FULL_FORM = EVERY_TIER - {Tier.SHORT}
MODERATE = frozenset({Tier.SEV3})
SEVERE = frozenset({Tier.SEV2, Tier.SEV1})
CRITICAL = frozenset({Tier.SEV1})
MOST_LINES: Mapping[Tier, int] = {Tier.SHORT: 60, Tier.SEV3: 90, Tier.SEV2: 130, Tier.SEV1: 160}
"""How many lines of front matter a well filled record of ours needs, by tier."""
_ASKED_INSTANTS: Mapping[Tier, frozenset[KeyInstant]] = {
    tier: frozenset(KeyInstant) - {KeyInstant.DATA_REPAIRED} for tier in FULL_FORM
} | {Tier.SHORT: frozenset({KeyInstant.DETECTED, KeyInstant.RESOLVED})}


def asked_instants(tier: Tier) -> frozenset[KeyInstant]:
    """The key instants that a published record has to account for; `data-repaired` where bad data was repaired."""
    return _ASKED_INSTANTS[tier]


def tier_names(tiers: frozenset[Tier]) -> str:
    """Some of the tiers as they read in a sentence, the most severe first; empty for all of them."""
    if tiers in (EVERY_TIER, FULL_FORM):
        return "" if tiers == EVERY_TIER else "SEV1 to SEV3"
    return " and ".join("the short form" if tier is Tier.SHORT else tier for tier in reversed(Tier) if tier in tiers)
