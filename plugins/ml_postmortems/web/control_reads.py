"""All that the page of a control reads. Its hash tells whether the page has to be made again.

A page gets this in place of the index. Whatever else it is to show must be added here, and then is part of the hash.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cached_property

from ml_postmortems.analytics.control_report import ControlReport
from ml_postmortems.analytics.controls import ControlLedger
from ml_postmortems.analytics.regression_cases import ListedCase
from ml_postmortems.model.record import Record
from ml_postmortems.web.fragments import key_of
from ml_postmortems.web.record_reads import record_digest
from ml_postmortems.web.site_facts import SiteFacts
from ml_postmortems.web.site_index import SiteIndex
from ml_postmortems.web.value_digest import value_digest


@dataclass(frozen=True)
class ControlReads:
    """What one control page reads of the site."""

    facts: SiteFacts
    ledger: ControlLedger
    record: Record | None
    """The first that put it in place; None where the control has no runbook, since nothing else asks for it."""
    titles: Mapping[str, tuple[str, str]]
    """The ids and titles of the records that it names, by the names that it gives them."""
    cases: Sequence[ListedCase]
    rates: ControlReport
    """Of no control: whether the site tells how often controls held, and from when on."""

    @cached_property
    def key(self) -> str:
        """The hash of all of it."""
        record = record_digest(self.record) if self.record else ""
        shown = (self.ledger, self.titles, self.cases, self.rates)
        return key_of("control", self.facts.digest, record, value_digest(shown))


def control_reads(ledger: ControlLedger, index: SiteIndex) -> ControlReads:
    """Collect what the page of a control reads."""
    names = (*(each.record for each in ledger.meetings), *(each.record for each in ledger.sources))
    titles = {name: (record.id, record.title) for name in names if (record := index.corpus.get(name))}
    return ControlReads(
        facts=index.facts,
        ledger=ledger,
        record=index.corpus.get(ledger.sources[0].record) if ledger.runbook else None,
        titles=titles,
        cases=index.cases_of_control.get(ledger.id, ()),
        rates=rates_of(index.control_report),
    )


def rates_of(report: ControlReport) -> ControlReport:
    """What the note below controls says of rates needs no control."""
    return replace(report, controls=(), failures=())
