"""What the template of a record page gets: everything computed, sorted and grouped, nothing left to decide."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from ml_postmortems.analytics.actions import ActionState, action_state
from ml_postmortems.analytics.data_flow import data_flow
from ml_postmortems.model.account import ArtifactUse, Interval, PublishedInstant
from ml_postmortems.model.action import Action
from ml_postmortems.model.body_sections import section_named
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
from ml_postmortems.model.required_content import LASTING_TYPES
from ml_postmortems.model.requirements import FieldPath, field_rules, value_in
from ml_postmortems.model.risk_steps import EstimateStep, risk_steps
from ml_postmortems.model.taxonomy import Taxonomy
from ml_postmortems.model.terms import ArtifactRole, CauseRole, KeyInstant
from ml_postmortems.plurals import words
from ml_postmortems.reading.record_file import RecordFile
from ml_postmortems.web.causal_graph import CausalGraph, causal_graph
from ml_postmortems.web.cause_latency import latency_texts
from ml_postmortems.web.common_evidence import common_evidence
from ml_postmortems.web.elsewhere import Elsewhere
from ml_postmortems.web.flow_graph import FlowGraph, flow_graph
from ml_postmortems.web.forge_links import ForgeLink, forge_links
from ml_postmortems.web.in_short import InShort, in_short
from ml_postmortems.web.markdown import RenderedBody, RenderedSection, render_body
from ml_postmortems.web.phase_bar import PhaseBar, phase_bar
from ml_postmortems.web.pictures import published_pictures
from ml_postmortems.web.record_reads import RecordReads
from ml_postmortems.web.remedy import unanswered_causes
from ml_postmortems.web.sources import SourceGroup, source_groups
from ml_postmortems.web.told_timeline import ToldTimeline, told_timeline
from ml_postmortems.web.urls import record_url
from ml_postmortems.wording import risk_sentence

_HEADING_NAMES = {"slo_budget": "Error budget", "other": "Other numbers"}


_ORDER = [rule.path for rule in field_rules()]


@dataclass(frozen=True, slots=True)
class InstantLine:
    """A key instant, what bounds it, or why it is not known."""

    name: KeyInstant
    value: Span | Interval | NotKnown
    evidence: tuple[str, ...]
    one_of: tuple[PublishedInstant, ...] = ()
    """The values between which sources differ."""

    @property
    def sources_differ(self) -> bool:
        """Whether the values tell more than the two ends of the span and what all of it is known from."""
        return len(self.one_of) > 2 or any(each.evidence != self.evidence for each in self.one_of)


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
class Remedies:
    """The actions that answer a cause."""

    cause: Cause
    actions: tuple[Action, ...]
    is_unanswered: bool
    leaf: str
    """The key of what it is filed under, as the taxonomy names it now."""
    is_first_of_leaf: bool


@dataclass(frozen=True, slots=True)
class RecordView:
    """A record page."""

    record: Record
    url: str
    instants: tuple[InstantLine, ...]
    durations: tuple[DurationLine, ...]
    harm: DurationLine | None
    """How long it hurt; None where the record says nothing of it yet."""
    phase_bar: PhaseBar | None
    impact: tuple[ImpactLine, ...]
    in_short: InShort
    timeline: ToldTimeline
    causes: tuple[Remedies, ...]
    cause_evidence: tuple[str, ...]
    """What most of the causes are known from; empty where that differs."""
    ruled_out: tuple[Cause, ...]
    latencies: dict[str, str]
    """How long each cause was there, as far as its record tells."""
    causal_graph: CausalGraph | None
    """None where no cause has another one behind it: then the list says all."""
    flow: FlowGraph | None
    """Which artifact fed which; None where neither the record nor the catalog says."""
    ended_it: tuple[Action, ...]
    keeps_it_away: tuple[Action, ...]
    """The lasting actions; `ended_it` are the others."""
    action_evidence: tuple[str, ...]
    """What most of all actions are known from; empty where that differs, or where one names no source."""
    artifacts: tuple[tuple[ArtifactRole, tuple[ArtifactUse, ...]], ...]
    """The artifacts by what part they had, in the order of the record."""
    states: dict[str, ActionState]
    """How each action stands, by its id."""
    risk: tuple[EstimateStep, ...]
    """The estimates of its risk, in order."""
    risk_sentence: str
    sources: tuple[SourceGroup, ...]
    elsewhere: tuple[Elsewhere, ...]
    dismissed: tuple[Elsewhere, ...]
    """Those that looked alike to the checker, and how this one differs."""
    forge: tuple[ForgeLink, ...]
    body: RenderedBody
    prose: dict[str, RenderedSection]
    """The sections that the page gives a place, by title."""
    other_sections: tuple[RenderedSection, ...]
    completeness: Completeness
    unknowns: tuple[tuple[str, NotKnown], ...]
    derived: tuple[tuple[str, tuple[str, ...]], ...]
    """What the format fills fields from that the file leaves out somewhere, each source with its fields."""


def record_view(file: RecordFile, index: RecordReads) -> RecordView:
    """Make the view of one record, which must be free of errors, with what its page reads of the site."""
    record = file.record
    assert record
    url = record_url(record.id)
    instants = key_instants(record)
    times = tuple(_duration_line(record, name, value) for name, value in durations(record).items())
    actions = known_items(record.actions)
    states = {each.id: action_state(each, index.as_of) for each in actions}
    graph = causal_graph(record) if any(cause.caused_by for cause in record.real_causes) else None
    body = render_body(
        file.body.text,
        url,
        index.record_ids,
        published_pictures(record),
        graph="causes" if graph else None,
        evidence=[each.id for each in known_items(record.evidence)],
    )
    prose = {each.title: each for each in reversed(body.sections) if section_named(each.title)}
    return RecordView(
        record=record,
        url=url,
        instants=tuple(_instant_line(record, name, value) for name, value in instants.items()),
        durations=times,
        harm=next((line for line in times if line.name is DurationName.HARM), None),
        phase_bar=phase_bar(record),
        impact=tuple(_impact_lines(record)),
        in_short=in_short(record, states),
        timeline=told_timeline(record),
        causes=tuple(_remedies(record, index.vocabulary.taxonomy)),
        cause_evidence=common_evidence(record.real_causes),
        ruled_out=tuple(cause for cause in known_items(record.causes) if cause.role is CauseRole.RULED_OUT),
        latencies=latency_texts(record),
        causal_graph=graph,
        flow=flow_graph(data_flow(record, index.vocabulary.catalog)),
        ended_it=tuple(each for each in actions if each.type not in LASTING_TYPES),
        keeps_it_away=tuple(each for each in actions if each.type in LASTING_TYPES),
        action_evidence=common_evidence(actions) if all(each.evidence for each in actions) else (),
        artifacts=_artifacts_by_role(record),
        states=states,
        risk=risk_steps(record),
        risk_sentence=risk_sentence(record),
        sources=tuple(source_groups(record, body)),
        elsewhere=tuple(each for each in index.elsewhere if not each.reason),
        dismissed=tuple(each for each in index.elsewhere if each.reason),
        forge=forge_links(file.path, index.draft_place),
        body=body,
        prose=prose,
        other_sections=tuple(each for each in body.sections if prose.get(each.title) is not each),
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
    """Each heading that is answered, those with numbers first."""
    impact = known(record.impact)
    if not impact:
        return
    answered = [(name, value) for name in IMPACT_HEADINGS if (value := getattr(impact, name)) is not None]
    for name, value in sorted(answered, key=lambda each: isinstance(each[1], NotKnown)):
        yield ImpactLine(
            _HEADING_NAMES.get(name, name.capitalize()),
            known_items(value),
            value if isinstance(value, NotKnown) else None,
        )


def _remedies(record: Record, taxonomy: Taxonomy) -> Iterator[Remedies]:
    """The causes that were not ruled out, the primary one first."""
    actions = known_items(record.actions)
    unanswered = unanswered_causes(record)
    leaves: set[str] = set()
    for cause in sorted(record.real_causes, key=lambda cause: cause.id != record.primary_cause):
        leaf = taxonomy.current_name(cause.category)
        answers = tuple(each for each in actions if cause.id in each.addresses)
        yield Remedies(cause, answers, cause in unanswered, leaf, leaf not in leaves)
        leaves.add(leaf)


def _artifacts_by_role(record: Record) -> tuple[tuple[ArtifactRole, tuple[ArtifactUse, ...]], ...]:
    by_role: dict[ArtifactRole, list[ArtifactUse]] = {}
    for use in known_items(record.artifacts):
        by_role.setdefault(use.role, []).append(use)
    return tuple((role, tuple(uses)) for role, uses in by_role.items())


def _unknowns(record: Record) -> Iterator[tuple[str, NotKnown]]:
    """Everything that the record says is not known, in its order: `Times: diagnosed`, `Artifacts ranking: version`."""
    for path, value in not_known_places(record):
        label = ": ".join(_path_names(record, path))
        yield label[:1].upper() + label[1:], value


def _derived(file: RecordFile) -> Iterator[tuple[str, tuple[str, ...]]]:
    """Each source with its fields, in the order of the record."""
    fields: dict[str, list[str]] = {}
    for each in sorted(file.derivations, key=lambda each: _ORDER.index(each.path)):
        name = ": ".join(words(part) for part in each.path)
        fields.setdefault(each.source.replace("`", ""), []).append(name[:1].upper() + name[1:])
    for source, names in fields.items():
        yield source, tuple(names)


def _path_names(record: Record, path: FieldPath) -> Iterator[str]:
    """The parts of a path in words; an item of a list by the name of the list and its id or its number from 1."""
    for place, part in enumerate(path):
        if isinstance(part, int):
            continue
        name = words(part)
        number = path[place + 1] if place + 1 < len(path) else None
        if isinstance(number, int):
            item = value_in(record, path[: place + 2])
            name = f"{name} {getattr(item, 'id', number + 1)}"
        yield name
