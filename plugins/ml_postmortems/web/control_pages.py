"""The pages of controls: all of them by kind, and one for each with its ledger."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence

from ml_postmortems.analytics.control_failures import ControlFailure
from ml_postmortems.analytics.controls import ControlLedger
from ml_postmortems.model.facets import ARTIFACT, CAUSE, CONTROL, FACETS_BY_KEY, TEAM, Facet
from ml_postmortems.plurals import words
from ml_postmortems.web.choices import Choice, choice
from ml_postmortems.web.contents import Contents
from ml_postmortems.web.control_reads import ControlReads, control_reads, rates_of
from ml_postmortems.web.long_lists import LongList, is_large
from ml_postmortems.web.page import Content, KeyedContent, SitePage
from ml_postmortems.web.parts import Part, parts_of
from ml_postmortems.web.rendering import render
from ml_postmortems.web.site_index import SiteIndex
from ml_postmortems.web.urls import CONTROLS, RECURRENCE, control_url
from ml_postmortems.wording import control_name, date_text


def control_pages(index: SiteIndex) -> Iterator[SitePage]:
    """The list of all controls, and a page for each."""
    for part in parts_of(index.control_report.controls, CONTROLS):
        yield _list_page(index, part)
    for ledger in index.control_report.controls:
        yield _control_page(index, ledger)


def failed_controls(failures: Callable[[], Sequence[ControlFailure]]) -> LongList:
    """Where controls failed, the latest first, which the pages of controls and of recurrences show."""
    return LongList(
        f"{RECURRENCE}failed-controls/",
        "Controls that failed",
        "Every control that a record of a later incident says did not hold.",
        failures,
        "control_parts.html",
        "failure_table",
    )


def _list_page(index: SiteIndex, part: Part[ControlLedger]) -> SitePage:
    def content() -> Content:
        html = render(
            "controls.html",
            part.url,
            index=index,
            facets=FACETS_BY_KEY,
            part=part,
            rates=rates_of(index.control_report),
            failed=failed_controls(lambda: index.control_report.failures),
            is_large=is_large(index),
            choices=_choices(index, part.everything) if part.is_first else [],
            as_of=date_text(index.as_of),
        )
        return Content(html)

    about = "What was put in place so that it does not happen again, and what became of it."
    return SitePage(part.url, part.title("Controls"), about, content)


def _choices(index: SiteIndex, ledgers: tuple[ControlLedger, ...]) -> list[Choice]:
    def names(facet: Facet, keys: Iterable[str]) -> dict[str, str]:
        return {key: index.name(facet, key) for key in keys}

    causes = [leaf for ledger in ledgers for leaf in ledger.causes]
    states = {ledger.state.value: words(ledger.state).capitalize() for ledger in ledgers}
    failing = {"failing": "Regression case fails"} if any(ledger.failing_cases for ledger in ledgers) else {}
    return [
        *choice("cause", "Covers", names(CAUSE, causes)),
        *choice("state", "State", states | failing),
        *choice("kind", "Kind", names(CONTROL, (ledger.kind for ledger in ledgers))),
        *choice("team", "Team", names(TEAM, (team for ledger in ledgers for team in ledger.teams))),
        *choice("artifact", "At", names(ARTIFACT, (key for ledger in ledgers for key in ledger.artifacts))),
    ]


def _control_page(index: SiteIndex, ledger: ControlLedger) -> SitePage:
    def keyed() -> KeyedContent:
        reads = control_reads(ledger, index)
        return KeyedContent(lambda: reads.key, lambda: _control_content(reads))

    about = f"The control {ledger.id}: what it covers and did."
    return SitePage.of_keyed(control_url(ledger.id), control_name(ledger.id), about, keyed)


def _control_content(reads: ControlReads) -> Content:
    contents = Contents()
    html = render(
        "control.html",
        control_url(reads.ledger.id),
        index=reads.facts,
        contents=contents,
        facets=FACETS_BY_KEY,
        ledger=reads.ledger,
        record=reads.record,
        titles=reads.titles,
        cases=reads.cases,
        rates=reads.rates,
        as_of=date_text(reads.facts.as_of),
    )
    return Content(html, contents.of_a_long_page)
