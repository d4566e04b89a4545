"""The pages that the search offers besides records and terms: what each is for, and the questions that it answers."""

from __future__ import annotations

from collections.abc import Iterator

from ml_postmortems.model.taxonomy import UNCLASSIFIED, Taxonomy
from ml_postmortems.search.questions import AnswerPage
from ml_postmortems.web import urls

ANSWER_PAGES = (
    AnswerPage(
        urls.ACTIONS,
        "Actions",
        "Who owes what: overdue, due soon, open, announced, by team, owner and month. Tasks, deadlines.",
        ("owe", "overdue", "due month/week/soon/next", "open/outstanding action"),
        "postmortems actions",
    ),
    AnswerPage(
        urls.FINISHED_ACTIONS, "Finished actions", "What was done, verified or given up: completed actions.",
        ("action done/finished/completed/verified",),
    ),
    AnswerPage(
        urls.CONTROLS,
        "Controls",
        "What was put in place and what became of it: safeguards, caught, missed, bypassed, failed.",
        ("control/safeguard/guardrail place/exist/protect/catch", "stops failures/incidents"),
        "postmortems controls",
    ),
    AnswerPage(
        urls.PROGRAMME,
        "Where to invest",
        "Programme: harm, trend, recurrence, prevention owed and controls by cause. Budget.",
        (
            "invest/investment", "budget/money spend/go", "spend effort/time/money", "work next", "fix first/next",
            "prioritise/prioritize/priority", "most/biggest/greatest/worst harm/risk/damage", "costs/cost most",
        ),
    ),
    AnswerPage(
        urls.PLAYBOOK,
        "Playbook",
        "What to ask, what ended it and what was tried, by cause. Runbooks, on call, checklist.",
        ("runbook/playbook/checklist", "ask first"),
        "postmortems playbook",
    ),
    AnswerPage(
        urls.LESSONS, "Lessons", "Lessons learned that others can use, by cause and kind of artifact.",
        ("lesson/learn/learnt",),
    ),
    AnswerPage(
        urls.DRILLS, "Drills", "Past incidents to practise on, one event at a time: exercise, training, game day.",
        ("practise/practice/exercise/train/rehearse incident/incidents/response/call", "drill"),
    ),
    AnswerPage(
        urls.ASSUMPTIONS, "Assumptions", "What records take as true, what expired, what was broken: beliefs, recheck.",
        ("assume/assumption/believe",),
    ),
    AnswerPage(
        urls.DOUBTS,
        "Dissent and refuted explanations",
        "Doubts: views that differ, hypotheses and what refuted them.",
        ("dissent/disagree/doubt/refuted/hypotheses/hypothesis",),
    ),
    AnswerPage(
        urls.CULTURE, "Saves and thanks", "Near misses, saves, recognition and thanks by team. Culture.",
        ("near miss", "thank/recognised/recognized", "saves"),
    ),
    AnswerPage(
        urls.PRACTICE,
        "How postmortems are kept",
        "Incidents without a postmortem, time to publish, reviews. Coverage.",
        ("without/lack/miss postmortem", "postmortem late/published/reviewed/coverage"),
    ),
    AnswerPage(
        urls.STAKEHOLDERS,
        "For stakeholders",
        "Plain summaries by month with what is owed, for management, to print.",
        (
            "plain words/language/summary", "management/manager/executive/board/stakeholder",
            "happened month",
        ),
        "postmortems digest",
    ),
    AnswerPage(
        urls.DATA,
        "Data and feeds",
        "Export for other programs: JSON, CSV, Atom feeds, calendar, llms.txt. API, download.",
        ("export/download/api/feed/csv/json",),
        "postmortems export",
    ),
    AnswerPage(
        urls.TRENDS, "Trends", "What rises and falls over time, by cause.",
        (
            "trend", "getting/become better/worse", "more/less/fewer often/incidents",
            "rise/increase/fall",
        ),
        "postmortems trends",
    ),
    AnswerPage(
        f"{urls.RECURRENCE}#after-a-fix",
        "Recurrence: what came back after a fix",
        "Fixes and controls that failed or may have failed, and which incidents came back.",
        (
            "fix/prevention/safeguard/remedy fail/broke/break/hold/held/work",
            "fix again/back",
        ),
        "postmortems recurrence",
    ),
    AnswerPage(
        urls.RECURRENCE, "Recurrence", "What came back: patterns, repeats, controls that failed.",
        (
            "came/come back", "recur/recurrence/repeat",
            "happen again/twice",
        ),
        "postmortems recurrence",
    ),
    AnswerPage(
        urls.TIMES, "Times", "How fast incidents are noticed, ended and repaired: MTTD, MTTR.",
        (
            "long undetected/unnoticed/unseen/detect/notice",
            "long/fast/quickly/time mitigate/repair/resolve/recover/last/take/hurt",
            "fast/quickly/soon detect/notice", "mttd", "mttr",
        ),
        "postmortems times",
    ),
)  # fmt: skip
"""Most of them have a command of the same words."""
_AGAINST = "stop/prevent/avoid/against/about/help/fix"


def answer_pages(taxonomy: Taxonomy) -> Iterator[AnswerPage]:
    """Each page, and the playbook of each cause, which says what stops it."""
    yield from ANSWER_PAGES
    for key, leaf in taxonomy.leaves.items():
        if key != UNCLASSIFIED:
            about = f"{' '.join(leaf.definition.split())}\nWhat to ask first, what ended it, what was tried."
            command = f"postmortems playbook {key}"
            yield AnswerPage(
                urls.playbook_url(key),
                f"Playbook: {leaf.name}",
                about,
                (f"{_AGAINST} {leaf.name.replace(' or ', '/')}",),
                command,
            )
