"""Every question that `postmortems new` asks: those that a draft needs, then those that can be skipped.

A new question is an entry here. A needed one is also an option of the command, of the same name.
"""

from __future__ import annotations

from collections.abc import Sequence
from functools import partial

from ml_postmortems.authoring.drafting.question import Option, Part, Question
from ml_postmortems.authoring.drafting.question_choices import (
    artifacts,
    artifacts_of_team,
    causes_here,
    evidence_here,
    handles,
    leaves,
    levels,
    lifecycle_stages,
    new_artifact,
    severities,
    teams,
    terms,
    triggers,
)
from ml_postmortems.authoring.drafting.sheet import Sheet
from ml_postmortems.authoring.editing.typed_time import read_typed_time
from ml_postmortems.model.pasted_time import RecordClock
from ml_postmortems.model.terms import (
    ActionStatus,
    ActionType,
    ArtifactRole,
    CauseRole,
    Confidence,
    DetectionSource,
    Discipline,
    HypothesisState,
    KeyInstant,
    Kind,
    Origin,
    Phase,
    Priority,
    Visibility,
)
from ml_postmortems.reading.as_of import clock


def _time(text: str, sheet: Sheet) -> str:
    return read_typed_time(text, RecordClock.of(sheet.tree.get("timezone")), clock())


_TIME = "Such as 2025-11-18 11:20 +01:00, 18 Nov 2025 11:20 UTC, a day, or now."
_UNKNOWN = "`unknown: why` says that nobody knows."
_EVIDENCE = Part(
    "evidence",
    "What is it known from?",
    choices_here=evidence_here,
    needed=False,
    is_many=True,
    more="Several with commas.",
)

NEEDED: Sequence[Question] = (
    Question(
        "origin",
        "Whose incident is it?",
        terms(Origin),
        option=Option("own|external", "Whose incident it is (else own)."),
        default=Origin.OWN.value,
    ),
    Question(
        "title",
        "What failed, in at most 90 characters; no names of persons.",
        more="Such as: Stale features lower the ranking of new shops.",
        option=Option("TEXT", "What failed, in at most 90 characters; no names of persons."),
    ),
    Question(
        "symptom",
        "What was seen, apart from why: the words of who first noticed it.",
        more="Such as: New shops did not appear in the first hundred results for two days.",
        option=Option("TEXT", "What was seen, apart from why, where the title does not say it."),
        is_derived=True,
    ),
    Question(
        "kind",
        "What sort of event was it?",
        terms(Kind),
        option=Option("KIND", "incident, near-miss, hazard or drill (else incident)."),
        default=Kind.INCIDENT.value,
    ),
    Question(
        "severity",
        "How bad was it? One criterion of a level is enough.",
        severities,
        option=Option("SEV1..SEV5", "How bad it was, by the criteria of taxonomy.yml."),
    ),
    Question(
        "team",
        "Which team owns the system that failed?",
        teams,
        more="A new team goes into catalog.yml first; Ctrl-C keeps your answers.",
        option=Option("ID", "The team that owns the system that failed, as in catalog.yml, by its id or its name."),
    ),
    Question(
        "visibility",
        "Who may read the record?",
        terms(Visibility),
        option=Option("LEVEL", "public, internal or restricted (else internal, or public for incidents of others)."),
        is_derived=True,
    ),
)
"""What an author says for a draft, in the order of asking; what nobody says is derived."""
OPTIONAL: Sequence[Question] = (
    Question(
        "summary",
        "In 40 to 120 plain words, for a reader outside ML: what happened, to whom, for how long, what ended it.",
    ),
    Question(
        "artifacts",
        "A model, data set, pipeline or service of the catalog that played a part.",
        is_many=True,
        item_name="artifact",
        parts=(
            Part(
                "id",
                "Which one?",
                artifacts,
                new_word=new_artifact,
                common=artifacts_of_team,
                more="Several with commas; what the catalog lacks can be typed as a new id, such as new-ranker.",
            ),
            Part("role", "What part did it play?", terms(ArtifactRole)),
            Part("version", "Which version of it?", needed=False),
        ),
    ),
    Question("lifecycle_stage", "Where did it break?", lifecycle_stages),
    Question(
        "evidence",
        "What the claims rest on: a ticket, a dashboard, a log, a document, a chat.",
        is_many=True,
        id_letter="E",
        item_name="piece of evidence",
        is_in_form=False,
        parts=(
            Part("title", "What is it called?"),
            Part(
                "uri", "Where is it? A link; what has none, such as lines of a chat, is kept by `postmortems attach`."
            ),
        ),
    ),
    Question(
        "timeline",
        "What happened when: the start, when it was noticed, found out, mitigated and resolved.",
        is_many=True,
        item_name="entry",
        parts=(
            Part("at", "When?", read=_time, more=_TIME),
            Part("text", "What happened, in a phrase?"),
            Part(
                "marks",
                "Is it one of the key instants?",
                terms(KeyInstant),
                needed=False,
                is_many=True,
                more="Several with commas.",
            ),
            Part("phase", "Where in the system or the response?", terms(Phase)),
            _EVIDENCE,
        ),
    ),
    Question(
        "trigger",
        "What set it off, apart from why it could happen?",
        parts=(
            Part("category", "What sort of change or event?", triggers),
            Part("text", "What happened, in a sentence?"),
        ),
    ),
    Question(
        "failure",
        "What counted as failure: the indicator or threshold that was violated.",
        is_in_form=False,
        parts=(
            Part("definition", "What counts as failure here?"),
            Part("metric", "Which indicator was it measured by?", needed=False, more=_UNKNOWN),
            Part("expected", "What should it have been?", needed=False, more=_UNKNOWN),
        ),
    ),
    Question(
        "detection",
        "Who or what noticed it first?",
        parts=(
            Part("source", "Who or what noticed it first?", terms(DetectionSource)),
            Part("monitor", "Which monitor, check or person was it?", needed=False, more=_UNKNOWN),
            Part("should_have_been", "What should have noticed it sooner?", needed=False, more=_UNKNOWN),
        ),
    ),
    Question(
        "causes",
        "Why it happened: a cause of the taxonomy, the immediate one first.",
        is_many=True,
        id_letter="C",
        item_name="cause",
        parts=(
            Part(
                "category",
                "Which cause?",
                leaves,
                more="A family such as `process` lists its causes; `unclassified` is possible.",
                common=lambda _: (),
            ),
            Part("role", "What part did it play?", terms(CauseRole)),
            Part("text", "What was it here, in one sentence?"),
            Part("confidence", "How sure are you?", terms(Confidence)),
            _EVIDENCE,
        ),
    ),
    Question("primary_cause", "Which cause counts in totals?", choices_here=causes_here, is_in_form=False),
    Question(
        "hypotheses",
        "Explanations that were considered besides the causes, at least one that did not hold.",
        is_many=True,
        item_name="explanation",
        is_in_form=False,
        parts=(
            Part("text", "What was thought?"),
            Part("state", "What became of it?", terms(HypothesisState)),
        ),
    ),
    Question(
        "actions",
        "What is done about it.",
        is_many=True,
        id_letter="A",
        item_name="action",
        is_in_form=False,
        parts=(
            Part("title", "What is done?"),
            Part("type", "What does it do about the failure?", terms(ActionType)),
            Part("team", "Which team owns it?", teams),
            Part("due", "Until when?", needed=False, read=_time, more=_TIME),
            Part("priority", "How urgent is it?", terms(Priority), needed=False),
            Part("status", "How far has it come?", terms(ActionStatus)),
            Part(
                "success_criterion",
                "How can one tell, by measurement, that it worked?",
                needed=False,
            ),
        ),
    ),
    Question(
        "lessons",
        "What somebody else can use, in one sentence.",
        is_many=True,
        item_name="lesson",
        is_in_form=False,
        parts=(Part("text", "What is the lesson?"),),
    ),
    Question(
        "risk",
        "The risk of the next one.",
        is_in_form=False,
        parts=(
            Part("likelihood", "How likely is it to happen again?", partial(levels, of_impact=False)),
            Part("impact", "How bad would it be?", partial(levels, of_impact=True)),
        ),
    ),
    Question(
        "people",
        "Who wrote the record, by their handles.",
        parts=(
            Part(
                "authors",
                "Who wrote the record? Several with commas.",
                handles,
                needed=False,
                is_many=True,
                new_word=lambda _: (),
            ),
        ),
    ),
    Question(
        "incident_refs",
        "Tickets or pages of the response, with commas between them.",
        is_many=True,
    ),
)
"""What an author may say right away, with `--resume` or in the file; asked where the tier of the record asks for it."""

PEOPLE: Sequence[Question] = (
    Question(
        "participants",
        "Who took part, and as what.",
        is_many=True,
        parts=(
            Part("person", "Who? A handle."),
            Part("discipline", "As what?", terms(Discipline)),
            Part("team", "Of which team?", teams),
        ),
    ),
)
"""Lists within `people`, which the form of the site asks for; the wizard leaves them to the forms of `next`."""
