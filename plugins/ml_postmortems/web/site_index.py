"""Which records belong to which term of which facet, computed once for the whole site."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from datetime import date
from functools import cache, cached_property

from ml_postmortems.access.published_words import site_search_index, words_of
from ml_postmortems.access.search_index import SearchIndex
from ml_postmortems.analytics.actions import ActionReport
from ml_postmortems.analytics.agents import AgentUse, agent_uses
from ml_postmortems.analytics.agreement import AgreementReport, published_agreement
from ml_postmortems.analytics.archive import Archive, counted_records
from ml_postmortems.analytics.control_report import ControlReport, control_report
from ml_postmortems.analytics.controls import ControlLedger, ControlState
from ml_postmortems.analytics.drills import Drill, find_drills, makes_drill
from ml_postmortems.analytics.lineage import UpstreamIncident, upstream_incidents
from ml_postmortems.analytics.periods import Period, periods_over
from ml_postmortems.analytics.playbook import Playbook, ToldLesson, playbook, told_lessons
from ml_postmortems.analytics.regression_cases import ListedCase, regression_cases
from ml_postmortems.analytics.report import whole_word_report
from ml_postmortems.analytics.risk_progress import RiskProgress, risk_progress
from ml_postmortems.analytics.words import WordReport
from ml_postmortems.errors import UnknownName
from ml_postmortems.model.durations import happened
from ml_postmortems.model.facets import (
    ARTIFACT,
    CAUSE,
    CAUSE_FAMILY,
    CONTROL,
    FACETS,
    MODEL,
    TEAM,
    Facet,
    facet_term,
)
from ml_postmortems.model.not_known import known
from ml_postmortems.model.record import Record
from ml_postmortems.model.taxonomy import family_of
from ml_postmortems.model.terms import Coverage, Kind, Origin, Visibility
from ml_postmortems.processes import made_apart
from ml_postmortems.reading.corpus import Corpus
from ml_postmortems.reading.publication_days import PublicationDays, publication_days
from ml_postmortems.search.postings_words import state_of_words
from ml_postmortems.similarity.similar import KnownTexts, SimilarRecords, compared_state
from ml_postmortems.similarity.written_words import WrittenWords
from ml_postmortems.suggestion import closest
from ml_postmortems.web.draft_place import DEFAULT_PLACE, DraftPlace
from ml_postmortems.web.fragments import NO_FRAGMENTS, Fragments
from ml_postmortems.web.kept_similar import KeptSimilar
from ml_postmortems.web.owed_index import OwedIndex
from ml_postmortems.web.record_rows import RecordRows
from ml_postmortems.web.site_facts import SiteFacts, TermLink
from ml_postmortems.web.site_reads import NOTHING_MADE, MadeOfFrontMatter, SiteReads
from ml_postmortems.web.term_index import RecordGroups, TermIndex, terms_with_records
from ml_postmortems.web.ticket_links import ticket_href


class SiteIndex:
    """The corpus of one audience by facet; everything in a stable order."""

    def __init__(
        self,
        corpus: Corpus,
        as_of: date,
        audience: Visibility = Visibility.PUBLIC,
        draft_place: DraftPlace = DEFAULT_PLACE,
        fragments: Fragments = NO_FRAGMENTS,
        known_texts: KnownTexts | None = None,
        known: MadeOfFrontMatter = NOTHING_MADE,
    ) -> None:
        """The corpus holds what the audience gets.

        `fragments` is what former builds made; `known_texts` is kept by whoever makes several of these. `known` is
        what was made of the same front matter.
        """
        self.fragments = fragments
        self.known_texts = known_texts
        self._known = known
        self.draft_place = draft_place
        self.corpus = corpus.without_bodies()
        self.with_bodies = corpus
        """For the pages and data of records and for the search, and nothing else: see `edited_bodies`."""
        self.as_of = as_of
        self.audience = audience
        self.vocabulary = corpus.vocabulary

    @cached_property
    def groups(self) -> RecordGroups:
        """Every record of this audience by its standing, newest first."""
        return RecordGroups.of(self._newest_first)

    @property
    def counted(self) -> tuple[Record, ...]:
        """The records in every total, newest first."""
        return self.groups.counted

    @cached_property
    def incidents(self) -> tuple[Record, ...]:
        """The records of incidents, newest first: no near misses, hazards or drills."""
        return tuple(record for record in self.counted if record.kind is Kind.INCIDENT)

    @cached_property
    def facts(self) -> SiteFacts:
        """What every page may read of the whole site."""
        links = {
            facet.key: {
                key: TermLink(facet_term(facet, key, self.vocabulary), facet.url(key))
                for key in self.reads.terms[facet.key]
            }
            for facet in FACETS
        }
        return SiteFacts(
            vocabulary=self.vocabulary,
            settings=self.corpus.settings,
            as_of=self.as_of,
            audience=self.audience,
            draft_place=self.draft_place,
            usual_origin=self.reads.usual_origin,
            links=links,
        )

    @cached_property
    def reads(self) -> SiteReads:
        """What pages of records read of all records."""
        return self._known.reads or SiteReads(
            usual_origin=self.usual_origin,
            terms={facet: tuple(terms) for facet, terms in self._terms.items()},
            leaves={leaf.term.key: tuple(record.id for record in leaf.counted) for leaf in self.terms(CAUSE)},
            named_by={id: tuple(later.id for later in laters) for id, laters in self.named_by.items()},
            controls=frozenset(self.controls),
            compared=cache(lambda: compared_state(self.corpus)),
        )

    @property
    def made_of_front_matter(self) -> MadeOfFrontMatter:
        """What was made so far that no edit of a body changes."""
        made = self.__dict__
        return MadeOfFrontMatter(made.get("reads", self._known.reads), made.get("similar", self._known.similar))

    @cached_property
    def usual_origin(self) -> Origin:
        """Whose incidents most of the records are of; records of others say whose they are."""
        origins = Counter(record.origin for record in self.counted)
        return max(Origin, key=lambda origin: origins[origin])

    @cached_property
    def incident_years(self) -> range:
        """The years from the first incident to the last."""
        years = [happened(record).earliest.year for record in self.incidents]
        return range(min(years), max(years) + 1) if years else range(0)

    @cached_property
    def periods(self) -> tuple[Period, ...]:
        """The quarters or years of all records that count."""
        return periods_over(self.counted, self.as_of)

    @cached_property
    def upstream_incidents(self) -> Mapping[str, tuple[UpstreamIncident, ...]]:
        """For each artifact the incidents that reach it through what it is made of, newest first."""
        return upstream_incidents(self.incidents, self.vocabulary.catalog)

    @cached_property
    def owed(self) -> OwedIndex:
        """What the records that count owe: actions, other artifacts to look at, and reports."""
        return OwedIndex(self.corpus, self.as_of)

    @property
    def actions(self) -> ActionReport:
        """Every action of the records that count, what presses most first."""
        return self.owed.report

    @cached_property
    def publication_days(self) -> PublicationDays:
        """When each record was published, from the history."""
        return publication_days(self.corpus.root)

    @cached_property
    def _counted_then(self) -> tuple[Record, ...]:
        """The records that count, as they were known on the day."""
        return counted_records(self.corpus, self.as_of)

    @cached_property
    def lessons(self) -> tuple[ToldLesson, ...]:
        """Every lesson, the newest record first."""
        return told_lessons(self._counted_then, self.vocabulary)

    @cached_property
    def _by_leaf(self) -> Mapping[str, tuple[list[Record], list[ToldLesson]]]:
        found: dict[str, tuple[list[Record], list[ToldLesson]]] = {}
        for record in self._counted_then:
            for leaf in CAUSE.keys(record, self.vocabulary):
                found.setdefault(leaf, ([], []))[0].append(record)
        for lesson in self.lessons:
            for leaf in lesson.causes:
                found[leaf][1].append(lesson)
        return found

    def playbook_of(self, leaf: TermIndex) -> Playbook:
        """What the records of a cause teach."""
        records, lessons = self._by_leaf.get(leaf.term.key, ((), ()))
        return playbook(leaf.term.key, records, self.controls_of(leaf), lessons)

    def ticket_href(self, ticket: str) -> str | None:
        """The address of the issue that a ticket names, as this audience may follow it; None where there is none."""
        return ticket_href(ticket, self.corpus.settings, self.audience)

    @cached_property
    def control_report(self) -> ControlReport:
        """Every control of the records that count, by kind."""
        return control_report(self.corpus, self.as_of)

    @cached_property
    def controls(self) -> Mapping[str, ControlLedger]:
        """The same by their ids."""
        return {ledger.id: ledger for ledger in sorted(self.control_report.controls, key=lambda each: each.id)}

    @cached_property
    def regression_cases(self) -> tuple[ListedCase, ...]:
        """Every regression case of the records that count, what presses most first."""
        return regression_cases(self._counted_then, self.as_of)

    @cached_property
    def cases_of_control(self) -> Mapping[str, Sequence[ListedCase]]:
        """The same by the control that they guard."""
        found: dict[str, list[ListedCase]] = {}
        for case in self.regression_cases:
            found.setdefault(case.control, []).append(case)
        return found

    def cases_of(self, term: TermIndex) -> tuple[ListedCase, ...]:
        """The cases that a team owns, or that guard what happened to an artifact, what presses most first."""
        return tuple(self._cases_of_term.get((term.facet.key, term.term.key), ()))

    @cached_property
    def _cases_of_term(self) -> Mapping[tuple[str, str], Sequence[ListedCase]]:
        found: dict[tuple[str, str], list[ListedCase]] = {}
        for case in self.regression_cases:
            keys = [(facet.key, artifact) for artifact in case.artifacts for facet in (MODEL, ARTIFACT)]
            for key in [(TEAM.key, case.team), *keys]:
                found.setdefault(key, []).append(case)
        return found

    @cached_property
    def agents(self) -> Mapping[str, Sequence[AgentUse]]:
        """By artifact the records in which it was the agent, its model, a tool or a guardrail, newest first."""
        return agent_uses(self.counted)

    @cached_property
    def _controls_of_term(self) -> Mapping[tuple[str, str], list[ControlLedger]]:
        found: dict[tuple[str, str], list[ControlLedger]] = {}
        order = list(ControlState)
        for ledger in sorted(self.controls.values(), key=lambda each: (order.index(each.state), each.id)):
            families = dict.fromkeys(map(family_of, ledger.causes))
            keys = [(CONTROL.key, ledger.kind), *((TEAM.key, team) for team in ledger.teams)]
            keys += [*((CAUSE.key, leaf) for leaf in ledger.causes), *((CAUSE_FAMILY.key, each) for each in families)]
            keys += [(facet.key, artifact) for artifact in ledger.artifacts for facet in (MODEL, ARTIFACT)]
            for key in keys:
                found.setdefault(key, []).append(ledger)
        return found

    def controls_of(self, term: TermIndex) -> tuple[ControlLedger, ...]:
        """The controls that a team put in place or owes, that cover a cause or an artifact, or are of a kind.

        Those that have come furthest stand first.
        """
        return tuple(self._controls_of_term.get((term.facet.key, term.term.key), ()))

    def risk_of(self, team: str) -> RiskProgress:
        """Which way the risks of the incidents that a team owns went."""
        return risk_progress(self._incidents_by_owner.get(team, ()))

    @cached_property
    def _incidents_by_owner(self) -> Mapping[str, Sequence[Record]]:
        found: dict[str, list[Record]] = {}
        for record in self._counted_then:
            if record.kind is Kind.INCIDENT:
                found.setdefault(record.teams.owner, []).append(record)
        return found

    @cached_property
    def drills(self) -> Mapping[str, Drill]:
        """By id of the record those that can be practised, newest first."""
        return {drill.record.id: drill for drill in find_drills(self.counted)}

    @cached_property
    def drilled(self) -> frozenset[str]:
        """The ids of the same, without the drills themselves."""
        return frozenset(record.id for record in self.counted if makes_drill(record))

    @cached_property
    def agreement(self) -> AgreementReport:
        """How alike two raters file the causes of the records that count."""
        return published_agreement(self.corpus, self.as_of)

    @cached_property
    def similar(self) -> SimilarRecords:
        """Finds the records most like another; made in one pass when first asked for."""
        return self._known.similar or SimilarRecords(self.corpus, known=self.known_texts)

    @cached_property
    def kept_similar(self) -> KeptSimilar:
        """The same with the answers of former builds."""
        return KeptSimilar(lambda: self.reads.compared(), lambda: self.similar, self.fragments)

    @cached_property
    def searched(self) -> SearchIndex:
        """The records as the site's search finds them."""
        return site_search_index(self.with_bodies, self.audience, self.as_of)

    @cached_property
    def record_rows(self) -> RecordRows:
        """The rows of tables of records."""
        return RecordRows(self)

    @cached_property
    def words(self) -> WrittenWords:
        """Words and phrases with their records, out of the index of the site's search."""
        return words_of(self.searched, self.corpus.root, self.audience)

    @property
    def state_of_words(self) -> str:
        """A hash of what decides, besides front matter, which words rise; empty of a collection that is no census."""
        is_census = self.vocabulary.catalog.corpus is Coverage.CENSUS
        return state_of_words(self.words, self.searched.index) if is_census else ""

    @property
    def rising_words(self) -> WordReport | None:
        """The words that rise in all incidents; None of a collection that is no census."""
        return self.told_words[0]

    @cached_property
    def told_words(self) -> tuple[WordReport | None, str]:
        """The same with their `state_of_words`, for which no more is read."""
        archive = Archive(self.corpus, self.as_of)
        if not archive.is_census:
            return None, ""
        _ = self.searched  # so that the index is made before, in a copy of its own
        told = made_apart(
            len(self.corpus.files), lambda: [(whole_word_report(archive, self.words), self.state_of_words)]
        )
        return next(told)

    @cached_property
    def named_by(self) -> Mapping[str, Sequence[Record]]:
        """By id of a record those that say they repeat it or are related to it, newest first."""
        named: dict[str, dict[str, Record]] = {}
        for later in self.counted:
            if answer := known(later.recurrence):
                for name in (*answer.of, *answer.related):
                    earlier = self.corpus.get(name)
                    named.setdefault(earlier.id if earlier else name, {})[later.id] = later
        return {id: tuple(laters.values()) for id, laters in named.items()}

    @cached_property
    def record_ids(self) -> frozenset[str]:
        """Every id that leads to a record of this audience, former ones too."""
        return frozenset(name for file in self.corpus.files if file.head for name in file.head.names)

    @cached_property
    def _newest_first(self) -> tuple[Record, ...]:
        by_id = sorted(self.corpus.records, key=lambda record: record.id)
        return tuple(sorted(by_id, key=lambda record: happened(record).sort_key(), reverse=True))

    @cached_property
    def _terms(self) -> Mapping[str, Mapping[str, TermIndex]]:
        return {facet.key: terms_with_records(facet, self._newest_first, self.vocabulary) for facet in FACETS}

    def terms(self, facet: Facet) -> tuple[TermIndex, ...]:
        """Every term of a facet that has a page, in the order of the vocabulary."""
        return tuple(self._terms[facet.key].values())

    def term(self, facet: Facet, key: str) -> TermIndex | None:
        """One term, or None where it has no page."""
        return self._terms[facet.key].get(key)

    def name(self, facet: Facet, key: str) -> str:
        """What readers call a term; the key of one that is not in the vocabulary."""
        return facet_term(facet, key, self.vocabulary).name

    def primary_leaf(self, record: Record) -> str | None:
        """The leaf of the primary cause under its present name; None where there is none yet."""
        return self.vocabulary.taxonomy.current_name(record.primary.category) if record.primary else None

    @cached_property
    def place_in_leaf(self) -> Mapping[str, Mapping[str, int]]:
        """By leaf and id where each counted record stands in `counted` of the leaf's term, the newest at 0."""
        return {leaf: {id: place for place, id in enumerate(ids)} for leaf, ids in self.reads.leaves.items()}

    def record(self, record_id: str) -> Record:
        """The record of an id, also of a former one; raises UnknownName with the nearest one."""
        found = self.corpus.get(record_id)
        if not found:
            known_ids = [each.id for each in self.counted]
            raise UnknownName("record", record_id, known_ids, closest(record_id, known_ids))
        return found

    def select(self, wanted: Mapping[str, str]) -> tuple[Record, ...]:
        """The counted records that belong to all of these terms, newest first.

        `wanted` maps facet keys to term keys; raises UnknownName for either that does not exist.
        """
        return self._selected(self.counted, wanted)

    def select_with_in_review(self, wanted: Mapping[str, str]) -> tuple[Record, ...]:
        """The same with the records in review among them, for lists that count nothing."""
        listed = [record for record in self._newest_first if not record.status.is_taken_back]
        return self._selected(tuple(listed), wanted)

    def _selected(self, records: tuple[Record, ...], wanted: Mapping[str, str]) -> tuple[Record, ...]:
        for facet_key, key in wanted.items():
            facet = find_facet(facet_key)
            terms = self._terms[facet.key]
            if key not in terms:
                raise UnknownName(facet.noun, key, list(terms), closest(key, terms))
            members = {record.id for record in (*terms[key].groups.counted, *terms[key].groups.in_review)}
            records = tuple(record for record in records if record.id in members)
        return records


def find_facet(key: str) -> Facet:
    """The facet of this name; raises UnknownName with the nearest one."""
    names: Iterable[str] = [facet.key for facet in FACETS]
    for facet in FACETS:
        if facet.key == key:
            return facet
    raise UnknownName("facet", key, list(names), closest(key, names))
