"""Where an organisation keeps what only its own people can read, as its own records tell."""

from __future__ import annotations

from collections.abc import Iterable
from urllib.parse import urlsplit

from ml_postmortems.model.not_known import known, known_items
from ml_postmortems.model.record import Record
from ml_postmortems.model.terms import EvidenceKind

_OF_INSIDERS = (
    EvidenceKind.LOG,
    EvidenceKind.DASHBOARD,
    EvidenceKind.METRIC,
    EvidenceKind.TRACE,
    EvidenceKind.CONFIG,
    EvidenceKind.TICKET,
    EvidenceKind.CHAT,
)
"""What an operator does not publish."""
_SHARED = ("github.com", "gitlab.com", "bitbucket.org", "codeberg.org", "dev.azure.com", "huggingface.co", "wandb.ai")
"""Hosts of many organisations, of which the first part of the path names one."""


def site_of(address: str) -> str:
    """The host of a web address, with the organisation where many share the host; empty for what is no web address."""
    parts = urlsplit(address)
    host = (parts.hostname or "").removeprefix("www.") if parts.scheme in ("http", "https") else ""
    return f"{host}/{parts.path.strip('/').partition('/')[0].lower()}" if host in _SHARED else host


def own_sites_of(records: Iterable[Record]) -> frozenset[str]:
    """The sites on which logs, dashboards, tickets and chats of our own records lie."""
    return frozenset(
        site
        for record in records
        if record.is_own
        for item in known_items(record.evidence)
        if item.kind in _OF_INSIDERS and (site := site_of(known(item.uri) or ""))
    )
