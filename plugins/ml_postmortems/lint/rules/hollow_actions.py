"""PM5 for actions that change nothing: talk, what was so before, nobody in charge, and dates that are far away."""

from __future__ import annotations

import re
from collections.abc import Iterator

from ml_postmortems.lazy_pattern import lazy_pattern
from ml_postmortems.lint.context import Context
from ml_postmortems.lint.finding import Level, Problem
from ml_postmortems.lint.problems import at_field
from ml_postmortems.lint.registry import file_rule, record_rule
from ml_postmortems.lint.subjects import own_published
from ml_postmortems.lint.wordings import AT_WORK
from ml_postmortems.model.durations import happened
from ml_postmortems.model.instant import Duration, Span
from ml_postmortems.model.not_known import known, known_items
from ml_postmortems.model.requirements import words
from ml_postmortems.model.terms import ActionStatus, ActionType
from ml_postmortems.reading.faults import shown
from ml_postmortems.reading.record_file import RecordFile

_TALK = lazy_pattern(
    r"\b(?:discussions?|meetings?|talks?|conversations?|workshops?|trainings?|sessions?|reminders?|presentations?)"
    r"(?: \w+){0,6} (?:took place|taken place|held|happened|given|sent|done)\b"
    r"|\b(?:was|were|has been|have been|is|are) (?:discussed|talked about|reminded|raised|sensiti[sz]ed|made aware)\b"
    r"|\bpay(?:s|ing)? (?:more|closer|better|greater) attention\b|\b(?:is|are|everyone|everybody) aware of\b",
    re.IGNORECASE,
)
_MOST_DAYS = 365
_WORK_OF_WORDS = lazy_pattern(
    r"\W*(?:we (?:will|should|must) )?(?:(?:re)?remind|discuss|talk (?:about|to|with)"
    r"|ask (?:everybody|everyone|all|the team|people)"
    r"|tell (?:everybody|everyone|all|the team|people)|raise (?:the )?awareness|sensiti[sz]e|encourage|urge|consider"
    r"|think about|pay (?:more|closer|better)|be (?:more )?(?:careful|attentive|vigilant)|try to|keep an eye"
    r"|hold an? (?:\w+ )?(?:meeting|session|workshop|training))\b",
    re.IGNORECASE,
)
_EVERYBODY = (
    rf"(?:(?:the|all|our|every|each|new) )?(?:[\w-]+ ){{0,2}}?"
    rf"(?:{AT_WORK}|people|everybody|everyone|members|group|department|on[- ](?:call|duty))"
    r"(?= (?:on|about|in|to|how|who|for|with|and|at|of|that|will|should|must|shall|are|is|were|was|has|have|needs?"
    r"|takes?|pays?)\b|\W*$)"
)
_CARE = r"(?:care|vigilance|attention|caution|diligence|awareness|discipline)"
_CARE_OF_PEOPLE = lazy_pattern(
    rf"\W*(?:we (?:will|should|must) )?(?:(?:re)?train {_EVERYBODY}"
    r"|(?:(?:mandatory|regular|yearly|annual|extra|additional|more|further|better|internal) )*"
    r"(?:training|refresher|workshop|briefing|course|seminar|session|reminder)s?(?: (?:course|session|training|day)s?)?"
    rf"(?: (?:on|about|in) [^.]{{1,40}}?)? (?:for|of|with|to|among) {_EVERYBODY}|(?:refresher|reminder|awareness)"
    r"|(?:stress|emphasi[sz]e|reiterate|underline|reinforce) (?:\w+ ){0,2}(?:importance|need|message|awareness)"
    r"|(?:circulate|distribute|share) (?:the )?(?:lessons?|learnings?|postmortem|record|findings|story)"
    rf"|double-check|(?:take|use) (?:more|extra|greater|better) {_CARE}|(?:stay|remain|be) (?:alert|vigilant|attentive)"
    rf"|watch out|be (?:mindful|aware)|(?:(?:more|greater|increased?|improved?|better|extra|raised?|higher) )+{_CARE}"
    rf"|(?:brief|coach|instruct|educate|advise) {_EVERYBODY}"
    rf"|{_EVERYBODY}(?: on the \w+)? (?:will|should|must|shall|are|is|were|was|has|have|needs?|takes?|pays?)"
    r"(?: (?:be|been|to|have|being|also|now|always))*"
    r" (?:more careful|careful|reminded|told|asked|trained|briefed|instructed|informed|made aware|aware|sensiti[sz]ed"
    rf"|vigilant|attentive|(?:(?:take|pay|more|extra|greater|better|closer) )+{_CARE}|double-check|remember|mindful"
    r"|keep in mind))\b",
    re.IGNORECASE,
)
_CARE_WORDS = frozenset(
    """
    advise advised alert ask asked attention attentive aware awareness brief briefed briefing briefings care careful
    caution circulate coach course courses diligence discipline distribute double educate emphasise emphasize informed
    instruct instructed mind mindful postmortem reinforce reiterate remember reminded reminder reminders refresher
    refreshers retrain seminar seminars sensitised sensitized session sessions share stress told train trained training
    trainings underline vigilance vigilant watch workshop workshops
    """.split()  # noqa: SIM905
)
"""One of them is in each title that the pattern above finds, and in few others."""
_AS_BEFORE = lazy_pattern(
    r"\bas (?:(?:it|they|he|she) (?:always |already )?(?:did|was|were|had|has|have|do|does|is|are) "
    r"(?:before|until then|in the year before|so far|always|ever)|before|usual|always|ever|until then|so far)\b"
    r"|\b(?:continues?|keeps? on|goes on|still) to \w+ (?:as|every|each)\b"
    r"|\bis still (?:there|in place|on|running|used)\b",
    re.IGNORECASE,
)
_NOBODY = lazy_pattern(
    r"(?:(?:the|our|whole|all|entire)[-_.]?)?(?:team|teams|all|everyone|everybody|anyone|anybody|someone|somebody|nobody"
    r"|no[-_]?one|none|channel|here|staff|people|us|we|me|you|tbd|tba|tbc|unassigned|unknown|n\.?a|owner|person|user|handle"
    r"|name|on[-_]?call|engineers|developers|devs|ops|management|company|group|squad|dept|department)",
    re.IGNORECASE,
)
_WAYS_BACK = (ActionType.MITIGATE, ActionType.REPAIR)
_PERSONS = (
    ("actions", "person"),
    ("people", "facilitator"),
    ("people", "authors"),
    ("people", "participants", "person"),
    ("people", "reviewers", "person"),
)


@file_rule("PM532", Level.WARNING, exemptable=True)
def criterion_of_talk(file: RecordFile) -> Iterator[Problem]:
    """The success criterion of an action is a change, and not that people talked.

    What it does
        Looks in the criteria of our own actions that were not given up for a discussion, a meeting, a training or a
        reminder that took place, and for attention and awareness.
    Why it matters
        The next night somebody else is at work, and nothing but what was built is still there.
    Example
        `success_criterion: 1 discussion took place.`
    Instead
        `success_criterion: A replay of the bad batch is refused before it is loaded.`
    """
    record = own_published(file)
    for index, action in enumerate(known_items(record.actions) if record else ()):
        criterion = known(action.success_criterion)
        if action.status is ActionStatus.WONT_DO or not criterion:
            continue
        if match := _TALK.search(criterion):
            yield at_field(
                file,
                ("actions", index, "success_criterion"),
                "must be a change that can be observed",
                shown(match.group()),
                "say what fires, refuses or is measured afterwards, whoever is at work",
            )


@file_rule("PM533", Level.WARNING, exemptable=True)
def all_actions_due_late(file: RecordFile) -> Iterator[Problem]:
    """One of the actions is due within a year of the incident.

    What it does
        Compares the due dates of our own unfinished actions with the time of the incident; warns where no action is
        finished and all of them are due more than 365 days later.
    Why it matters
        Until then the failure can come back every day, and who promised it may have left.
    Example
        All actions of an incident of 2025 have `due: 2029-05-01`
    Instead
        What stops the next one, soon; the rest may take its time.
    """
    record = own_published(file)
    actions = (
        [each for each in known_items(record.actions) if each.status is not ActionStatus.WONT_DO] if record else []
    )
    if not record or not actions or any(each.status.is_finished for each in actions):
        return
    start, due = happened(record), [day for each in actions if (day := known(each.due))]
    if len(due) == len(actions) and all(_days(start, Span.at(day)) > _MOST_DAYS for day in due):
        index = next(index for index, each in enumerate(known_items(record.actions)) if each is actions[0])
        yield at_field(
            file,
            ("actions", index, "due"),
            "must not be more than a year after the incident for every action",
            f"{shown(str(actions[0].due))} and {len(actions) - 1} more"
            if len(actions) > 1
            else shown(str(actions[0].due)),
            "agree on what can be done this month that makes the next one less likely",
        )


@file_rule("PM534", Level.WARNING, exemptable=True)
def action_of_words(file: RecordFile) -> Iterator[Problem]:
    """An action of ours changes something, and is not only said.

    What it does
        Looks at the beginning of the titles of our own actions that were not given up for `Remind`, `Discuss`, `Raise
        awareness`, `Be careful`, `Consider`, `Train all engineers`, `The team will be more careful` and the like. Where
        no lasting action is anything else, in these or other words, the review begins with a question.
    Why it matters
        Whoever was not there, or has forgotten it by spring, does the same again.
    Example
        `title: Remind everybody to be careful with units`
    Instead
        `title: Refuse session lengths above a day`
    """
    record = own_published(file)
    for index, action in enumerate(known_items(record.actions) if record else ()):
        if action.status is not ActionStatus.WONT_DO and (match := _words_for_work(action.title)):
            yield at_field(
                file,
                ("actions", index, "title"),
                "must change something",
                shown(match.group().strip()),
                "say what will be built, refused, measured or taken away",
            )


@file_rule("PM535", Level.WARNING, exemptable=True)
def criterion_met_before(file: RecordFile) -> Iterator[Problem]:
    """The success criterion of an action was not met before the action.

    What it does
        Looks in the criteria of our own actions, but those that only mitigate or repair, for `as before`, `as usual`,
        `as it did` and the like. The review begins with this warning, and asks the same of every other criterion.
    Why it matters
        What was so on the day before the incident did not stop it. Such an action is a success from the start.
    Example
        `success_criterion: The feature job runs every night as it did before.`
    Instead
        `success_criterion: A replay of that night is refused within one minute.`
    """
    record = own_published(file)
    for index, action in enumerate(known_items(record.actions) if record else ()):
        criterion = known(action.success_criterion)
        if not criterion or action.status is ActionStatus.WONT_DO or action.type in _WAYS_BACK:
            continue
        if match := _AS_BEFORE.search(criterion):
            yield at_field(
                file,
                ("actions", index, "success_criterion"),
                "must be something that was not so before",
                shown(match.group()),
                "say what would have been seen on the night itself, had the action been done by then",
            )


@record_rule("PM536")
def group_as_person(file: RecordFile, context: Context) -> Iterator[Problem]:
    """From `published` on, a person is somebody.

    What it does
        Looks at the persons of actions and at facilitator, authors, participants and reviewers of our own records for
        a team of the catalog, and for `@team`, `@everyone`, `@oncall`, `@tbd` and the like.
    Why it matters
        What everybody has to do nobody does, and nobody can be asked.
    Example
        `person: "@team"`
    Instead
        `person: "@mchen"`
    """
    record = own_published(file)
    for field in _PERSONS if record else ():
        for place, handle in words(record, field) if record else ():
            name = handle.removeprefix("@")
            if _NOBODY.fullmatch(name) or any(name in each.teams for each in context.catalogs_in_force):
                yield at_field(file, place, "must be one person", shown(handle), "write who it is, such as `@mchen`")


def is_work_of_words(title: str) -> bool:
    """Whether the title of an action begins with talk, or with what people are to keep in mind."""
    return bool(_words_for_work(title))


def _words_for_work(title: str) -> re.Match[str] | None:
    if match := _WORK_OF_WORDS.match(title):
        return match
    words_of_title = title.lower().replace("-", " ").split()
    return None if _CARE_WORDS.isdisjoint(words_of_title) else _CARE_OF_PEOPLE.match(title)


def _days(start: Span, end: Span) -> int:
    return Duration.between(start, end).shortest.days
