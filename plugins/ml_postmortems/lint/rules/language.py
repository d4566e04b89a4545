"""PM6: words that help to learn. All are warnings, each with the systemic or plain rewording."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from typing import NamedTuple

from ml_postmortems.lint.finding import Level, Problem
from ml_postmortems.lint.problems import at_field, in_body
from ml_postmortems.lint.registry import file_rule
from ml_postmortems.lint.texts import folded, folded_prose, prose
from ml_postmortems.reading.faults import shown
from ml_postmortems.reading.record_file import RecordFile


class _Wording(NamedTuple):
    """Words that a record should not use."""

    pattern: re.Pattern[str]
    hints: tuple[str, ...]
    """Of which every match has one, in lower case."""
    advice: str


def _wording(pattern: str, hints: tuple[str, ...], advice: str) -> _Wording:
    return _Wording(re.compile(pattern, re.IGNORECASE), hints, advice)


_BLAME = (
    _wording(
        r"\b(human|operator|user|engineer|manual) error\b",
        ("human error", "operator error", "user error", "engineer error", "manual error"),
        "say what made the action look right at the time",
    ),
    _wording(
        r"\b(careless(ly|ness)?|negligen(t|ce|tly)|sloppy|sloppiness|incompeten(t|ce)|laz(y|iness))\b",
        ("careless", "negligen", "slopp", "incompeten", "lazy", "laziness"),
        "say what the work asked for and what it gave to go by",
    ),
    _wording(
        r"\b(forgot|forgotten|neglected|did not bother|didn't bother) to\b",
        ("forgot", "neglected", "bother"),
        "say what should have reminded or refused",
    ),
    _wording(
        r"\b(ignored|disregarded|overlooked) (the|an?|all|every) (alert|alarm|warning|page|check)s?\b",
        ("ignored", "disregarded", "overlooked"),
        "say how many there were and what set this one apart",
    ),
    _wording(
        r"\b(to blame|culprits?|guilty|fault of the (engineer|operator|developer|team|user|analyst)s?)\b",
        ("to blame", "culprit", "guilty", "fault of"),
        "say what made it possible",
    ),
    _wording(
        r"\b(stupid|dumb|idiotic|silly)\b",
        ("stupid", "dumb", "idiotic", "silly"),
        "say what was seen and expected",
    ),
)
_HINDSIGHT = (
    _wording(
        r"\bshould have (known|noticed|seen|realised|realized|been obvious|checked|caught)\b",
        ("should have",),
        "say what was there to be seen at the time, and what would have shown it",
    ),
    _wording(
        r"\bobviously\b|\bof course\b|\bclearly should\b",
        ("obviously", "of course", "clearly should"),
        "say what made it hard to see then",
    ),
    _wording(
        r"\bif only (we|they|he|she|the|some(body|one))\b",
        ("if only",),
        "say what the control is that was missing",
    ),
)
_JARGON = {
    "p50": "the typical response time",
    "p95": "the slow responses",
    "p99": "the slowest responses",
    "kubernetes": "the system that runs the machines",
    "k8s": "the system that runs the machines",
    "kafka": "the message queue",
    "embedding": "the numbers that stand for a text or picture",
    "embeddings": "the numbers that stand for texts or pictures",
    "logits": "the raw scores of the model",
    "hyperparameter": "a setting of the training",
    "hyperparameters": "the settings of the training",
    "backfill": "computing past values again",
    "backfilled": "computed again for the past",
    "canary": "a trial on a small share",
    "sharding": "splitting over machines",
    "idempotent": "safe to repeat",
    "mutex": "a lock",
    "nan": "a value that is not a number",
    "regex": "a text pattern",
    "slo": "the promised service level",
    "slos": "the promised service levels",
    "oom": "running out of memory",
    "cuda": "the software of the graphics chips",
    "tensor": "a table of numbers",
    "tensors": "tables of numbers",
    "softmax": "the step that turns scores into shares",
    "etl": "the job that moves the data",
    "dag": "the plan of jobs",
    "cron": "the timer",
    "auc": "how well the model tells cases apart",
    "auroc": "how well the model tells cases apart",
    "f1": "how well the model finds cases",
    "rollout": "bringing it to everybody",
    "5xx": "failed answers",
    "503": "failed answers",
}
_WORD = re.compile(r"[A-Za-z0-9]+")


@file_rule("PM601", Level.WARNING, exemptable=True)
def blaming_language(file: RecordFile) -> Iterator[Problem]:
    """The record describes situations, not failings of people.

    What it does
        Looks for words that blame, in every text but `dissent`, and shows what to say instead.
    Why it matters
        Who fears blame tells less, and a cause in a person cannot be fixed by an action.
    Example
        `text: Operator error during the migration.`
    Instead
        `text: The migration tool showed the staging cluster under the name of production.`
    """
    yield from _matches(file, _BLAME, "must describe the situation, not the failing of a person")


@file_rule("PM602", Level.WARNING, exemptable=True)
def jargon_in_summary(file: RecordFile) -> Iterator[Problem]:
    """The summary uses words that a reader outside ML knows.

    What it does
        Looks for technical words in `summary` and shows plain ones.
    Why it matters
        It is all that executives, support and customers read.
    Example
        `summary: A backfill wrote NaN embeddings ...`
    Instead
        `summary: A job that computes past values again wrote unusable numbers ...`
    """
    if not file.record or not isinstance(file.record.summary, str):
        return
    for word in dict.fromkeys(_WORD.findall(file.record.summary)):
        if plain := _JARGON.get(word.lower()):
            yield at_field(file, ("summary",), "must be plain to a reader outside ML", shown(word), f"perhaps: {plain}")


@file_rule("PM603", Level.WARNING, exemptable=True)
def hindsight_language(file: RecordFile) -> Iterator[Problem]:
    """The record tells what could be known at the time.

    What it does
        Looks for words of hindsight, in every text but `dissent`, and shows what to say instead.
    Why it matters
        Everything is obvious afterwards. What would have made it obvious before is the lesson.
    Example
        `text: The team should have noticed the drop in recall.`
    Instead
        `text: Recall was computed weekly, and the drop was visible after six days.`
    """
    yield from _matches(file, _HINDSIGHT, "must tell what could be known at the time")


def _matches(file: RecordFile, wordings: Sequence[_Wording], condition: str) -> Iterator[Problem]:
    """A problem for each wording in each text of the record, its body included."""
    if not file.record:
        return
    whole = f"{folded_prose(file.record)}\n{folded(file.body.text)}"
    if not (found := [each for each in wordings if any(hint in whole for hint in each.hints)]):
        return
    for path, text in prose(file.record):
        for each in found:
            if match := each.pattern.search(text):
                yield at_field(file, path, condition, shown(match.group()), each.advice)
    for number, line in enumerate(file.body.text.split("\n"), file.body.line):
        for each in found:
            if match := each.pattern.search(line):
                yield in_body(number, "body", condition, shown(match.group()), each.advice)
