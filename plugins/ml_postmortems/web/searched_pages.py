"""The pages that the search offers besides records and terms: what each is for, in words that people use."""

from __future__ import annotations

from collections.abc import Iterator

from ml_postmortems.model.facets import CAUSE
from ml_postmortems.model.taxonomy import UNCLASSIFIED
from ml_postmortems.search.pages import Page
from ml_postmortems.web import urls
from ml_postmortems.web.site_index import SiteIndex

_PAGES = (
    (
        urls.ACTIONS,
        "Actions",
        "Who owes what: overdue, due soon, open, announced, by team, owner and month. Tasks, deadlines.",
    ),
    (urls.FINISHED_ACTIONS, "Finished actions", "What was done, verified or given up: completed actions."),
    (
        urls.CONTROLS,
        "Controls",
        "What was put in place and what became of it: safeguards, caught, missed, bypassed, failed.",
    ),
    (
        urls.PROGRAMME,
        "Where to invest",
        "Programme: harm, trend, recurrence, prevention owed and controls by cause. Budget.",
    ),
    (
        urls.PLAYBOOK,
        "Playbook",
        "What to ask, what ended it and what was tried, by cause. Runbooks, on call, checklist.",
    ),
    (urls.LESSONS, "Lessons", "Lessons learned that others can use, by cause and kind of artifact."),
    (urls.DRILLS, "Drills", "Past incidents to practise on, one event at a time: exercise, training, game day."),
    (urls.ASSUMPTIONS, "Assumptions", "What records take as true, what expired, what was broken: beliefs, recheck."),
    (urls.DOUBTS, "Dissent and refuted explanations", "Doubts: views that differ, hypotheses and what refuted them."),
    (urls.CULTURE, "Saves and thanks", "Near misses, saves, recognition and thanks by team. Culture."),
    (urls.PRACTICE, "How postmortems are kept", "Incidents without a postmortem, time to publish, reviews. Coverage."),
    (urls.STAKEHOLDERS, "For stakeholders", "Plain summaries by month with what is owed, for management, to print."),
    (
        urls.DATA,
        "Data and feeds",
        "Export for other programs: JSON, CSV, Atom feeds, calendar, llms.txt. API, download.",
    ),
    (urls.TRENDS, "Trends", "What rises and falls over time, by cause."),
    (urls.RECURRENCE, "Recurrence", "What came back: patterns, repeats, controls that failed."),
    (urls.TIMES, "Times", "How fast incidents are noticed, ended and repaired: MTTD, MTTR."),
)
"""Address, title and words; most of them have a command of the same words, such as `postmortems actions`."""
_EXTENT = (
    f"{urls.ACTIONS}#where-else",
    "Where else it could be",
    "Extent: artifacts that could have the same fault and that nobody has looked at yet.",
)


def searched_pages(index: SiteIndex) -> Iterator[Page]:
    """Each page with what it is for, and the playbook of each cause."""
    for url, title, body in (*_PAGES, *((_EXTENT,) if index.actions.owed_extents else ())):
        yield Page(url, title, "Page of this site", body)
    for term in index.terms(CAUSE):
        if term.term.key != UNCLASSIFIED:
            title = f"Playbook: {term.term.name}"
            body = f"{' '.join(term.term.definition.split())}\nWhat to ask first, what ended it, what was tried."
            yield Page(urls.playbook_url(term.term.key), title, "Playbook", body)
