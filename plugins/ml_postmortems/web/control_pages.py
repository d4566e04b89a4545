"""The pages of controls: all of them by kind, and one for each with its ledger."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from ml_postmortems.analytics.controls import (
    ControlLedger,
    ControlState,
    Outcome,
    count_outcomes,
    count_states,
)
from ml_postmortems.model.facets import CONTROL, FACETS_BY_KEY
from ml_postmortems.web.page import Content, SitePage
from ml_postmortems.web.parts import Part, parts_of
from ml_postmortems.web.rendering import render
from ml_postmortems.web.site_index import SiteIndex, TermIndex
from ml_postmortems.web.urls import CONTROLS, control_url
from ml_postmortems.wording import date_text


@dataclass(frozen=True, slots=True)
class KindOfControls:
    """The controls of one kind, summed."""

    term: TermIndex
    number: int
    states: dict[ControlState, int]
    outcomes: dict[Outcome, int]


def control_pages(index: SiteIndex) -> Iterator[SitePage]:
    """The list of all controls, and a page for each."""
    order = {key: place for place, key in enumerate(index.vocabulary.taxonomy.controls)}
    ledgers = sorted(index.controls.values(), key=lambda each: (order.get(each.kind, len(order)), each.id))
    for part in parts_of(ledgers, CONTROLS):
        yield _list_page(index, part)
    for ledger in ledgers:
        yield _control_page(index, ledger)


def _list_page(index: SiteIndex, part: Part[ControlLedger]) -> SitePage:
    def content() -> Content:
        kinds = [
            KindOfControls(term, len(of_kind), count_states(of_kind), count_outcomes(of_kind))
            for term in index.terms(CONTROL)
            if (of_kind := index.controls_of(term))
        ]
        html = render(
            "controls.html",
            part.url,
            index=index,
            facets=FACETS_BY_KEY,
            part=part,
            kinds=kinds,
            as_of=date_text(index.as_of),
        )
        return Content(html)

    about = "What was put in place so that it does not happen again, and what became of it."
    return SitePage(part.url, part.title("Controls"), about, content)


def _control_page(index: SiteIndex, ledger: ControlLedger) -> SitePage:
    def content() -> Content:
        html = render(
            "control.html",
            control_url(ledger.id),
            index=index,
            facets=FACETS_BY_KEY,
            ledger=ledger,
            record=index.corpus.get(ledger.sources[0].record),
            as_of=date_text(index.as_of),
        )
        return Content(html)

    return SitePage(control_url(ledger.id), ledger.id, f"The control {ledger.id}: what it covers and did.", content)
