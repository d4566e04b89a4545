"""What agents may ask: answers for one audience, bounded, and made of the reports of the command line."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from ml_postmortems.access.search_index import SearchIndex
from ml_postmortems.access.similar_records import LONGEST_TEXT
from ml_postmortems.analytics.actions import ActionFilter, ActionState, ListedAction
from ml_postmortems.analytics.archive import require_names
from ml_postmortems.analytics.control_report import ControlFilter, control_report
from ml_postmortems.analytics.controls import ControlLedger
from ml_postmortems.analytics.playbook import Told
from ml_postmortems.analytics.playbook_report import find_leaf, playbook_of
from ml_postmortems.errors import RecordNotFound
from ml_postmortems.export.record_data import DataContext, record_document
from ml_postmortems.export.record_markdown import record_markdown
from ml_postmortems.export.search_json import answer_page_data
from ml_postmortems.mcp_server.bounds import MOST_OF_A_RECORD, NOTICE, bounded, clipped
from ml_postmortems.mcp_server.snapshot import Base, Snapshot
from ml_postmortems.model.durations import happened
from ml_postmortems.model.record import Record
from ml_postmortems.search.found import Hit
from ml_postmortems.search.pasted_text import similar_to_text
from ml_postmortems.search.questions import answering
from ml_postmortems.search.searching import Search, Sort
from ml_postmortems.suggestion import closest
from ml_postmortems.web.answer_pages import answer_pages

LONGEST_QUERY = 1_000
_OWED = tuple(state for state in ActionState if state.is_owed)
_MOST_TOLD = 8

Answer = dict[str, Any]


class Answers:
    """The answers out of one base; every method raises errors of the package, whose texts name nothing hidden."""

    def __init__(self, base: Base, site: str = "") -> None:
        self.base = base
        self.site = site if not site or site.endswith("/") else f"{site}/"
        """Where the pages are; empty where links are relative to the top of the site."""

    def prepare(self) -> SearchIndex:
        """Do what the first search would have to wait for; raises what it would."""
        return self.base.now().search

    def search(self, query: str, limit: int = 10) -> Answer:
        """The records that a query finds, in the order of the site's search, and the pages that answer a question."""
        now = self.base.now()
        opened = now.search
        asked = query[:LONGEST_QUERY]
        found = Search(opened.documents, opened.index, opened.vocabulary).run(asked, Sort.RELEVANCE)
        hits = [self._hit(hit, now) for hit in found.hits(max(1, limit))]
        context = self._context(now)
        pages = [
            answer_page_data(page) | {"about": clipped(page.about), "url": context.address(page.url)}
            for page in answering(asked, answer_pages(opened.vocabulary.taxonomy))
        ]
        answer = bounded(self._facts(now) | {"answers": pages}, "records", hits, limit)
        return answer | {"total": len(found.order), "suggestion": found.suggestion or None}

    def similar(self, text: str, limit: int = 5) -> Answer:
        """The records that are like a text, with what they share."""
        now = self.base.now()
        opened = now.search
        told = text.encode("utf-8", "replace")[:LONGEST_TEXT].decode("utf-8", "replace")
        found = similar_to_text(told, opened.documents, opened.index, max(1, limit))
        rows = [
            self._record(each.record, now) | {"reasons": [clipped(str(reason)) for reason in each.reasons]}
            for each in found
        ]
        return bounded(self._facts(now), "records", rows, limit)

    def record(self, id: str) -> Answer:
        """One record as Markdown, with what is derived of it."""
        now = self.base.now()
        corpus = now.publication.corpus
        file = corpus.file_of(id.strip().upper())
        if file is None or file.record is None:
            near = closest(id.strip().upper(), [record.id for record in corpus.records])
            raise RecordNotFound(id[:80], f"did you mean `{near}`?" if near else "search finds ids")
        actions = [each for each in now.actions.actions if each.record == file.record.id]
        context = self._context(now)
        document = record_document(file, actions, context)
        text = record_markdown(file, actions, context)
        return {
            "notice": NOTICE,
            **self._facts(now),
            **self._record(file.record, now),
            "derived": document["derived"],
            "is_cut": len(text) > MOST_OF_A_RECORD,
            "markdown": clipped(text, MOST_OF_A_RECORD),
        }

    def open_actions(
        self,
        team: str | None = None,
        artifact: str | None = None,
        cause: str | None = None,
        overdue: bool = False,
        limit: int = 20,
    ) -> Answer:
        """Actions that are not finished, what presses most first."""
        now = self.base.now()
        require_names(now.publication.corpus.vocabulary, team, artifact, cause)
        asked = ActionFilter(team=team, artifact=artifact, cause=cause, overdue=overdue)
        owed = [each for each in now.actions.of(*_OWED) if asked.takes(each)]
        counts = {state.value: sum(each.state is state for each in owed) for state in _OWED}
        rows = [self._action(each, now) for each in owed]
        return bounded(self._facts(now) | {"counts": counts}, "actions", rows, limit)

    def controls(self, cause: str, limit: int = 20) -> Answer:
        """What was put in place against a leaf, and what it did when the failure came again."""
        now = self.base.now()
        corpus = now.publication.corpus
        leaf = find_leaf(corpus.vocabulary.taxonomy, cause)
        report = control_report(corpus, now.publication.as_of, ControlFilter(cause=leaf))
        facts = self._facts(now) | {"cause": leaf, "url": self._context(now).address(f"playbook/{leaf}/")}
        return bounded(facts, "controls", [self._control(each, now) for each in report.controls], limit)

    def playbook(self, cause: str) -> Answer:
        """What the records of a leaf teach."""
        now = self.base.now()
        corpus = now.publication.corpus
        book = playbook_of(corpus, now.publication.as_of, cause)
        leaf = corpus.vocabulary.taxonomy.leaves[book.leaf]
        context = self._context(now)
        questions = leaf.questions
        facts = self._facts(now) | {
            "cause": book.leaf,
            "definition": leaf.definition,
            "url": context.address(f"playbook/{book.leaf}/"),
            "questions": [questions.data_source, questions.alternative, questions.refutation, questions.bias],
            "symptoms": _told(book.symptoms),
            "shown_by": _told(book.shown_by),
            "ended_by": _told(book.ended_by),
            "lessons": [{"record": each.record, "text": clipped(each.text)} for each in book.lessons[:_MOST_TOLD]],
            "runbooks": list(book.runbooks[:_MOST_TOLD]),
            "controls": [self._control(each, now) for each in book.controls[:_MOST_TOLD]],
            "control_states": {state.value: number for state, number in book.control_states.items()},
        }
        pages = [{"record": id, "url": context.address(f"postmortems/{id}/")} for id in book.records]
        return bounded(facts, "records", pages, len(pages))

    def _facts(self, now: Snapshot) -> Answer:
        return {"audience": now.publication.audience.value, "as_of": now.publication.as_of.isoformat()}

    def _context(self, now: Snapshot) -> DataContext:
        seen = frozenset(name for each in now.publication.corpus.records for name in (each.id, *each.aliases))
        return DataContext(now.publication.audience, now.publication.as_of, self.site, seen)

    def _record(self, record: Record, now: Snapshot) -> Answer:
        return {
            "id": record.id,
            "url": self._context(now).address(f"postmortems/{record.id}/"),
            "title": record.title,
            "severity": record.severity.value,
            "status": record.status.value,
            "team": record.teams.owner,
            "happened": str(happened(record).earliest),
        }

    def _hit(self, hit: Hit, now: Snapshot) -> Answer:
        snippet = "".join(piece.text for piece in hit.snippet)
        return self._record(hit.document.record, now) | {"snippet": clipped(snippet), "lacks": list(hit.lacks)}

    def _action(self, action: ListedAction, now: Snapshot) -> Answer:
        return {
            "record": action.record,
            "url": self._context(now).address(f"postmortems/{action.record}/"),
            "action": action.id,
            "title": action.title,
            "state": action.state.value,
            "type": action.type.value,
            "priority": action.priority.value if action.priority else None,
            "team": action.team,
            "due": str(action.due) if action.due else None,
            "days_overdue": action.days_overdue,
            "causes": list(action.causes),
            "artifacts": list(action.artifacts),
            "control": action.control,
        }

    def _control(self, ledger: ControlLedger, now: Snapshot) -> Answer:
        context = self._context(now)
        return {
            "id": ledger.id,
            "url": context.address(f"controls/{ledger.id}/"),
            "kind": ledger.kind,
            "state": ledger.state.value,
            "where": clipped(ledger.where),
            "threshold": clipped(ledger.threshold),
            "runbook": ledger.runbook,
            "artifacts": list(ledger.artifacts),
            "teams": list(ledger.teams),
            "outcomes": {outcome.value: number for outcome, number in ledger.outcomes.items()},
            "failing_cases": list(ledger.failing_cases),
            "put_in_place_by": [
                {"record": each.record, "action": each.action, "title": each.title} for each in ledger.sources
            ][:_MOST_TOLD],
        }


def _told(all_told: Iterable[Told]) -> list[Answer]:
    return [{"record": each.record, "text": clipped(each.text)} for each in list(all_told)[:_MOST_TOLD]]
