"""What the template of a record page gets: everything computed, sorted and grouped, nothing left to decide."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from ml_postmortems.analytics.data_flow import data_flow
from ml_postmortems.model.account import Evidence, Interval, PublishedInstant
from ml_postmortems.model.action import Action
from ml_postmortems.model.completeness import Completeness, completeness, not_known_places
from ml_postmortems.model.durations import (
    ENDS,
    DurationName,
    durations,
    harm_in_windows,
    harm_span,
    harm_windows,
    key_instants,
    not_before,
)
from ml_postmortems.model.impact import IMPACT_HEADINGS, Measure
from ml_postmortems.model.instant import Duration, Span
from ml_postmortems.model.not_known import NotKnown, known, known_items
from ml_postmortems.model.reasoning import Cause
from ml_postmortems.model.record import Record
from ml_postmortems.model.requirements import FieldPath, field_rules, value_in
from ml_postmortems.model.risk_steps import EstimateStep, risk_steps
from ml_postmortems.model.terms import CauseRole, KeyInstant
from ml_postmortems.reading.record_file import RecordFile
from ml_postmortems.similarity.similar import Similar
from ml_postmortems.web.causal_graph import CausalGraph, causal_graph
from ml_postmortems.web.cause_latency import latency_texts
from ml_postmortems.web.flow_graph import FlowGraph, flow_graph
from ml_postmortems.web.markdown import RenderedBody, render_body
from ml_postmortems.web.phase_bar import PhaseBar, phase_bar
from ml_postmortems.web.pictures import published_pictures
from ml_postmortems.web.site_index import SiteIndex
from ml_postmortems.web.urls import record_url
from ml_postmortems.wording import risk_sentence

_HEADING_NAMES = {"slo_budget": "Error budget", "other": "Other numbers"}


_MOST_SIMILAR = 5
_ORDER = [rule.path for rule in field_rules()]


@dataclass(frozen=True, slots=True)
class InstantLine:
    """A key instant, what bounds it, or why it is not known."""

    name: KeyInstant
    value: Span | Interval | NotKnown
    evidence: tuple[str, ...]
    one_of: tuple[PublishedInstant, ...] = ()
    """The values between which sources differ."""


@dataclass(frozen=True, slots=True)
class DurationLine:
    """A duration with the two instants it is the time between, or why it is not known."""

    name: DurationName
    ends: tuple[KeyInstant, KeyInstant]
    value: Duration | NotKnown
    windows: int = 0
    """In how many times of harm it came; 0 where it did not stop between."""
    over: Duration | None = None
    """From the first of them to the end of the last, breaks included."""
    is_lower_bound: bool = False
    """Whether it goes on, so that it lasts at least so long."""


@dataclass(frozen=True, slots=True)
class ImpactLine:
    """One heading of the impact."""

    name: str
    measures: tuple[Measure, ...]
    not_known: NotKnown | None


@dataclass(frozen=True, slots=True)
class EvidenceGroup:
    """The evidence that comes from one team, or from one publisher outside the catalog."""

    team: str | None
    publisher: str | None
    items: tuple[Evidence, ...]


@dataclass(frozen=True, slots=True)
class Mention:
    """Another record that this one names, or that names this one, with the reason."""

    record_id: str
    record: Record | None
    relation: str
    reason: str | None = None


@dataclass(frozen=True, slots=True)
class RecordView:
    """A record page."""

    record: Record
    url: str
    instants: tuple[InstantLine, ...]
    durations: tuple[DurationLine, ...]
    phase_bar: PhaseBar | None
    impact: tuple[ImpactLine, ...]
    causes: tuple[Cause, ...]
    ruled_out: tuple[Cause, ...]
    latencies: dict[str, str]
    """How long each cause was there, as far as its record tells."""
    causal_graph: CausalGraph | None
    flow: FlowGraph | None
    """Which artifact fed which; None where neither the record nor the catalog says."""
    actions: tuple[Action, ...]
    addressed_by: dict[str, tuple[str, ...]]
    """The ids of the actions that answer each cause."""
    risk: tuple[EstimateStep, ...]
    """The estimates of its risk, in order."""
    risk_sentence: str
    evidence: tuple[EvidenceGroup, ...]
    mentions: tuple[Mention, ...]
    similar: tuple[Similar, ...]
    """The records most like it, with the reasons; none that `mentions` names already."""
    body: RenderedBody
    completeness: Completeness
    unknowns: tuple[tuple[str, NotKnown], ...]
    derived: tuple[tuple[str, str], ...]
    """The fields that the file leaves out somewhere, each with what the format fills it from."""


def record_view(file: RecordFile, index: SiteIndex) -> RecordView:
    """Make the view of one record, which must be free of errors."""
    record = file.record
    assert record
    url = record_url(record.id)
    instants = key_instants(record)
    known_durations = durations(record)
    mentions = tuple(_mentions(record, index))
    graph = causal_graph(record, index.vocabulary.taxonomy)
    graph_anchor = "causes" if graph else None
    return RecordView(
        record=record,
        url=url,
        instants=tuple(_instant_line(record, name, value) for name, value in instants.items()),
        durations=tuple(_duration_line(record, name, value) for name, value in known_durations.items()),
        phase_bar=phase_bar(record),
        impact=tuple(_impact_lines(record)),
        causes=tuple(sorted(record.real_causes, key=lambda cause: cause.id != record.primary_cause)),
        ruled_out=tuple(cause for cause in known_items(record.causes) if cause.role is CauseRole.RULED_OUT),
        latencies=latency_texts(record),
        causal_graph=graph,
        flow=flow_graph(data_flow(record, index.vocabulary.catalog)),
        actions=known_items(record.actions),
        addressed_by=_addressed_by(record),
        risk=risk_steps(record),
        risk_sentence=risk_sentence(record),
        evidence=tuple(_evidence_groups(record)),
        mentions=mentions,
        similar=index.similar.to_record(record, _MOST_SIMILAR, without=[each.record_id for each in mentions]),
        body=render_body(file.body.text, url, index.record_ids, published_pictures(record), graph_anchor),
        completeness=completeness(record),
        unknowns=tuple(_unknowns(record)),
        derived=tuple(_derived(file)),
    )


def _instant_line(record: Record, name: KeyInstant, value: Span | NotKnown) -> InstantLine:
    typed = record.times.get(name)
    if isinstance(typed, Interval):
        return InstantLine(name, value if isinstance(value, Span) else typed, typed.evidence, typed.one_of)
    return InstantLine(name, value, ())


def _duration_line(record: Record, name: DurationName, value: Duration | NotKnown) -> DurationLine:
    """A duration as far as it is known: of what was still going on, at least how long."""
    windows = harm_windows(record) if name is DurationName.HARM else ()
    first, last = ENDS[name]
    is_lower_bound = False
    if isinstance(value, NotKnown):
        begin, not_come = key_instants(record).get(first), not_before(record).get(last)
        if windows:
            value, is_lower_bound = harm_in_windows(windows), True
        elif not_come and isinstance(begin, Span):
            value, is_lower_bound = Duration.between(begin, Span.at(not_come)), True
    over = harm_span(record) if windows else None
    return DurationLine(
        name, (first, last), value, len(windows), over if isinstance(over, Duration) else None, is_lower_bound
    )


def _impact_lines(record: Record) -> Iterator[ImpactLine]:
    impact = known(record.impact)
    if not impact:
        return
    for name in IMPACT_HEADINGS:
        value = getattr(impact, name)
        if value is not None:
            yield ImpactLine(
                _HEADING_NAMES.get(name, name.capitalize()),
                known_items(value),
                value if isinstance(value, NotKnown) else None,
            )


def _addressed_by(record: Record) -> dict[str, tuple[str, ...]]:
    answers: dict[str, list[str]] = {}
    for action in known_items(record.actions):
        for cause in action.addresses:
            answers.setdefault(cause, []).append(action.id)
    return {cause: tuple(actions) for cause, actions in answers.items()}


def _evidence_groups(record: Record) -> Iterator[EvidenceGroup]:
    """By team in the order of first mention, then by publisher."""
    groups: dict[tuple[str | None, str | None], list[Evidence]] = {}
    for item in sorted(known_items(record.evidence), key=lambda item: item.team is None):
        origin = (item.team, None if item.team else item.publisher)
        groups.setdefault(origin, []).append(item)
    for (team, publisher), items in groups.items():
        yield EvidenceGroup(team, publisher, tuple(items))


def _mentions(record: Record, index: SiteIndex) -> Iterator[Mention]:
    recurrence = known(record.recurrence)
    if recurrence:
        for other in recurrence.of:
            yield Mention(other, index.corpus.get(other), "Repeats")
        for other in recurrence.related:
            yield Mention(other, index.corpus.get(other), "Same failure elsewhere")
    for later in index.named_by.get(record.id, ()):
        answer = known(later.recurrence)
        names = {record.id, *record.aliases}
        if answer and names & set(answer.of):
            yield Mention(later.id, later, "Repeated by")
        elif answer and names & set(answer.related) and not (recurrence and later.id in recurrence.related):
            yield Mention(later.id, later, "Same failure elsewhere")
    for dismissed in recurrence.dismissed if recurrence else ():
        yield Mention(dismissed.id, index.corpus.get(dismissed.id), "Looks alike, but differs", dismissed.reason)


def _unknowns(record: Record) -> Iterator[tuple[str, NotKnown]]:
    """Everything that the record says is not known, in its order: `Times: diagnosed`, `Artifacts ranking: version`."""
    for path, value in not_known_places(record):
        label = ": ".join(_path_names(record, path))
        yield label[:1].upper() + label[1:], value


def _derived(file: RecordFile) -> Iterator[tuple[str, str]]:
    """Each field with its source, in the order of the record."""
    for each in sorted(file.derivations, key=lambda each: _ORDER.index(each.path)):
        name = ": ".join(_words(part) for part in each.path)
        yield name[:1].upper() + name[1:], each.source.replace("`", "")


def _path_names(record: Record, path: FieldPath) -> Iterator[str]:
    """The parts of a path in words; an item of a list by the name of the list and its id or its number from 1."""
    for place, part in enumerate(path):
        if isinstance(part, int):
            continue
        name = _words(part)
        number = path[place + 1] if place + 1 < len(path) else None
        if isinstance(number, int):
            item = value_in(record, path[: place + 2])
            name = f"{name} {getattr(item, 'id', number + 1)}"
        yield name


def _words(name: str) -> str:
    return name.replace("_", " ").replace("-", " ")
