"""The incidents that owe a postmortem, as the incident tool lists them."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from urllib.parse import urlsplit

from ml_postmortems.model.not_known import known_items
from ml_postmortems.model.record import Record
from ml_postmortems.model.terms import Severity


@dataclass(frozen=True, slots=True)
class LoggedIncident:
    """One incident of the tool."""

    incident: str
    """Its id or address there, as records name it under `incident_refs`."""
    day: date
    severity: Severity
    has_hidden_record: bool = False
    """Whether a record tells of it that this audience may not see."""

    @property
    def names(self) -> frozenset[str]:
        """What a record may call it: as it stands in the log, and its id alone where that is an address."""
        return names_of(self.incident)


def names_of(reference: str) -> frozenset[str]:
    """The reference as it is, and the last part of an address, in small letters."""
    path = urlsplit(reference).path if reference.startswith(("https://", "http://")) else reference
    return frozenset({reference.lower(), path.rstrip("/").rpartition("/")[2].lower()})


def told_by(record: Record) -> frozenset[str]:
    """What a record calls the incidents that it tells of."""
    return frozenset(name for reference in known_items(record.incident_refs) for name in names_of(reference))
