"""The argument of a record from evidence by causes to actions, and where it breaks."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from ml_postmortems.model.action import Action
from ml_postmortems.model.not_known import NotKnown, known_items
from ml_postmortems.model.reasoning import Cause
from ml_postmortems.model.requirements import EVIDENCE_REFERENCES, words
from ml_postmortems.model.terms import CauseRole
from ml_postmortems.reading.record_file import RecordFile

_ANSWERED_BY_ACTIONS = (CauseRole.IMMEDIATE, CauseRole.SYSTEMIC)


@dataclass(frozen=True, slots=True)
class Chain:
    """One cause with what shows it and what is done about it."""

    cause: Cause
    evidence: tuple[str, ...]
    missing_evidence: tuple[str, ...]
    """Ids that it names and the record does not have."""
    actions: tuple[Action, ...]

    @property
    def lacks_evidence(self) -> bool:
        """Whether nothing that exists shows it."""
        return not self.evidence

    @property
    def lacks_action(self) -> bool:
        """Whether it needs an action, and neither has one nor is accepted as it is."""
        return self.cause.role in _ANSWERED_BY_ACTIONS and not self.actions and self.cause.accepted_risk is None


@dataclass(frozen=True, slots=True)
class Break:
    """A place where the argument breaks, in words; identifiers only, no text of the record."""

    text: str
    rule: str | None
    """The rule that tells of it too, once the record is held to it."""


@dataclass(frozen=True, slots=True)
class Argument:
    """All chains of a record, and what hangs on none of them."""

    chains: tuple[Chain, ...]
    """In the order of the record, the ruled-out causes included."""
    loose_actions: tuple[Action, ...]
    """Actions that address no cause of the record, repairs of the damage alone left out."""
    unused_evidence: tuple[str, ...]

    def breaks(self) -> Iterator[Break]:
        """Each place where the argument breaks."""
        for chain in self.chains:
            name = f"{chain.cause.id} ({chain.cause.role})"
            if chain.missing_evidence:
                yield Break(f"{name} names {_and(chain.missing_evidence)}, which the record does not have.", "PM207")
            elif chain.lacks_evidence and not chain.cause.ruled_out_because:
                yield Break(f"{name} has no evidence.", "PM401")
            if chain.lacks_action:
                code = "PM402" if chain.cause.role is CauseRole.SYSTEMIC else None
                yield Break(f"{name} has no action, and nobody has accepted the risk.", code)
        if self.loose_actions:
            several = len(self.loose_actions) > 1
            ids = _and(tuple(action.id for action in self.loose_actions))
            yield Break(f"{ids} {'address' if several else 'addresses'} no cause of the record.", "PM403")
        if self.unused_evidence:
            verb = "support" if len(self.unused_evidence) > 1 else "supports"
            yield Break(f"{_and(self.unused_evidence)} {verb} nothing.", "PM408")


def argument_of(file: RecordFile) -> Argument | None:
    """The argument of a record; None where it names no causes, actions or evidence, or says that it has none."""
    record = file.record
    if not record:
        return None
    causes, actions, evidence = known_items(record.causes), known_items(record.actions), known_items(record.evidence)
    if not causes and not actions and not evidence:
        return None
    exists = {item.id for item in evidence}
    chains = tuple(
        Chain(
            cause,
            tuple(name for name in cause.evidence if name in exists),
            tuple(name for name in cause.evidence if name not in exists),
            tuple(action for action in actions if cause.id in action.addresses),
        )
        for cause in causes
    )
    known_causes = {cause.id for cause in causes}
    loose = tuple(
        action for action in actions if not known_causes & set(action.addresses) and not action.mends_damage_only
    )
    used = {word for field in EVIDENCE_REFERENCES for _, word in words(record, field)}
    used |= {
        word for interval in record.times.values() if not isinstance(interval, NotKnown) for word in interval.evidence
    }
    unused = tuple(item.id for item in evidence if item.id not in used and item.id not in file.body.text)
    return Argument(chains, loose, unused)


def _and(words: tuple[str, ...]) -> str:
    *rest, last = words
    return f"{', '.join(rest)} and {last}" if rest else last
