"""The evidence of a record, by where it comes from, each piece with the places that rest on it."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from ml_postmortems.model.account import Evidence
from ml_postmortems.model.impact import IMPACT_HEADINGS
from ml_postmortems.model.not_known import known, known_items
from ml_postmortems.model.record import Record
from ml_postmortems.web.markdown import RenderedBody

_CITED_IN_TEXT = re.compile(r'href="#evidence-(E\d+)"')


@dataclass(frozen=True, slots=True)
class Citation:
    """A place of the page that rests on a piece of evidence."""

    name: str
    anchor: str


@dataclass(frozen=True, slots=True)
class Source:
    """A piece of evidence."""

    evidence: Evidence
    cited: tuple[Citation, ...]
    """In the order of the page, each place once."""


@dataclass(frozen=True, slots=True)
class SourceGroup:
    """The evidence that comes from one team, or from one publisher outside the catalog."""

    team: str | None
    publisher: str | None
    sources: tuple[Source, ...]


def source_groups(record: Record, body: RenderedBody) -> Iterator[SourceGroup]:
    """By team in the order of first mention, then by publisher."""
    cited: dict[str, dict[Citation, None]] = {}
    for place, ids in _citations(record, body):
        for id in ids:
            cited.setdefault(id, {})[place] = None
    groups: dict[tuple[str | None, str | None], list[Source]] = {}
    for item in sorted(known_items(record.evidence), key=lambda item: item.team is None):
        origin = (item.team, None if item.team else item.publisher)
        groups.setdefault(origin, []).append(Source(item, tuple(cited.get(item.id, ()))))
    for (team, publisher), sources in groups.items():
        yield SourceGroup(team, publisher, tuple(sources))


def _citations(record: Record, body: RenderedBody) -> Iterator[tuple[Citation, Iterable[str]]]:
    """Each place of the page and the ids of what it is known from, in the order of the page."""
    for section in body.sections:
        yield Citation(section.title, section.anchor), _CITED_IN_TEXT.findall(section.html)
    for event in known_items(record.timeline):
        yield Citation("timeline", "timeline"), event.evidence
    for cause in known_items(record.causes):
        yield Citation("causes", "causes"), cause.evidence
    for hypothesis in known_items(record.hypotheses):
        yield Citation("hypotheses", "hypotheses"), (*hypothesis.evidence_for, *hypothesis.evidence_against)
    for action in known_items(record.actions):
        yield Citation("actions", "actions"), action.evidence
    for round_ in known_items(record.validation):
        yield Citation("validation", "validation"), round_.evidence
    if impact := known(record.impact):
        measures = [measure for name in IMPACT_HEADINGS for measure in known_items(getattr(impact, name))]
        for said in (impact.evidence, *(each.evidence for each in measures)):
            yield Citation("impact", "impact"), said
    for data in known_items(record.affected_data):
        yield Citation("affected data", "affected-data"), data.evidence
    for place in known_items(record.extent):
        yield Citation("extent", "extent"), place.evidence
    for part in (known(record.trigger), known(record.detection), known(record.failure)):
        if part:
            yield Citation("facts", "facts"), part.evidence
