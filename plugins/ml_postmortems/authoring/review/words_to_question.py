"""What the words of a record give to ask: words to its judges, punishment, denied harm, a cause without a cause."""

from __future__ import annotations

import re
from collections.abc import Iterator

from ml_postmortems.authoring.review.markdown_text import plain
from ml_postmortems.lazy_pattern import lazy_pattern
from ml_postmortems.lint.general_words import tells
from ml_postmortems.lint.personal_data import PUNISHMENT
from ml_postmortems.lint.prose import prose_of
from ml_postmortems.lint.shared_stems import stems
from ml_postmortems.lint.text_patterns import pattern
from ml_postmortems.lint.wordings import is_said_by_authors
from ml_postmortems.model.not_known import NotKnown, known, known_items
from ml_postmortems.model.record import Record
from ml_postmortems.model.requirements import words
from ml_postmortems.model.tiers import Tier
from ml_postmortems.reading.record_file import RecordFile

_JUDGES = r"(?:assistants?|AIs?|agents?|bots?|chatbots?|LLMs?|language models?|summari[sz]ers?|reviewers?)"
_THIS = (
    r"(?:this (?:review|report|document|file|page|text)|th(?:is|e) (?:record|postmortem|pull request|merge request))"
)
_VERDICT = (
    r"(?:approve|accept|merge|pass)\b|(?:report|mark|rate|treat|describe|call) (?:it|this|them|the \w+) as\b"
    r"|(?:skip|ignore|omit)\b|(?:unasked|unread|no (?:findings|questions|objections))\b"
)
_TO_JUDGES = (
    pattern(
        "words to whoever judges it",
        ("assistant", "agent", "bot", "llm", "language model", "summari", "reviewer", " ai ", " ais "),
        rf"(?i:\b{_JUDGES}\b[^.]{{0,80}}\b{_THIS}\b[^.]{{0,80}}\b(?:{_VERDICT}))",
        is_said_by_authors,
    ),
    pattern(
        "an order to a machine",
        ("instruction",),
        r"(?:(?:please )?[Ii]gnore|(?:please )?[Dd]isregard)(?<![\w,] \w{6})(?<![\w,] \w{9}) (?:all|any|the|your)?"
        r" ?(?:previous|prior|earlier|above) instructions\b",
        is_said_by_authors,
    ),
)
_PEOPLE = (
    r"(?:families|households|people|persons|patients|applicants|customers|tenants|claimants|borrowers|students|workers"
    r"|drivers|residents|women|men|children)"
)
_LOSS = lazy_pattern(
    rf"\b{_PEOPLE}\b[^.;]{{0,90}}\b(?:lost (?!time\b|nothing\b|interest\b|patience\b)|(?:was|were)"
    r" (?:wrongly )?(?:refused|denied|turned away|evicted|arrested|accused|misdiagnosed|injured|dismissed))[^.;]{0,60}"
    rf"|\brefused \d+ {_PEOPLE}\b[^.;]{{0,60}}",
    re.IGNORECASE,
)
_TOLD = (("summary",), ("symptom",), ("impact", "users", "text"), ("impact", "other", "text"))
FAILURE = (("failure",), *(("failure", part) for part in ("definition", "metric", "expected", "observed")))
"""What failed, by which measure."""
_SYMPTOM = (("symptom",), *FAILURE)
_EXACT = lazy_pattern(r"\d|\w_\w|[a-z][A-Z]|`")
_FACTS = (
    ("symptom",),
    ("trigger", "text"),
    *FAILURE,
    ("timeline", "text"),
    ("timeline", "from"),
    ("timeline", "to"),
    ("causes", "text"),
    ("actions", "title"),
    ("actions", "success_criterion"),
    ("actions", "control", "threshold"),
)


def word_signs(file: RecordFile) -> tuple[str, ...]:
    """The signs as Markdown, each with what to ask: the first two of any record, others of published ones of ours."""
    record = file.record
    if not record:
        return ()
    signs = [*_to_judges(file), *_punishment(file)]
    if record.is_own and record.status.is_counted:
        signs += [*_denied_harm(record), *_cause_of_the_symptom(record), *_nothing_exact(record)]
    return tuple(signs)


def _to_judges(file: RecordFile) -> Iterator[str]:
    for match in prose_of(file).find(_TO_JUDGES):
        if not match.piece.is_quoted:
            yield (
                f"It speaks to whoever judges it: “{plain(match.found.text, 160)}”. Nobody has to follow it. Why does "
                "it stand there?"
            )
            return


def _punishment(file: RecordFile) -> Iterator[str]:
    if any(not match.piece.is_quoted for match in prose_of(file).find((PUNISHMENT,))):
        yield "It tells of the punishment of one person. Who could tell openly what happened, after reading that?"


def _texts(record: Record, fields: tuple[tuple[str, ...], ...]) -> Iterator[str]:
    for field in fields:
        yield from (text for _, text in words(record, field))


def _denied_harm(record: Record) -> Iterator[str]:
    """What people lost, where the record says that no harm applies."""
    impact = known(record.impact)
    if not impact or not isinstance(impact.harm, NotKnown) or impact.harm.is_unknown:
        return
    for text in _texts(record, _TOLD):
        if loss := _LOSS.search(text):
            yield (
                f"`harm` does not apply, it says ({plain(impact.harm.why, 80)}), and it tells: "
                f"“{plain(loss.group(), 120)}”. Would those people say so?"
            )
            return


def _cause_of_the_symptom(record: Record) -> Iterator[str]:
    """A primary cause that has no word of its own; in the short form the symptom may name it."""
    cause = record.primary
    if not cause or record.tier is Tier.SHORT:
        return
    told = frozenset[str]().union(*map(stems, _texts(record, _SYMPTOM)))
    own = stems(" ".join(word for word in cause.text.split() if tells(word)))
    if own <= told:
        yield f"{cause.id} has no word that symptom and failure do not have. What brought it about?"


def has_exact_name(text: str) -> bool:
    """Whether a text holds a number, code or a name such as `user_id`."""
    return bool(_EXACT.search(text))


def _nothing_exact(record: Record) -> Iterator[str]:
    versions = [each.version for each in known_items(record.artifacts)]
    if any(version and not isinstance(version, NotKnown) for version in versions):
        return
    if not any(has_exact_name(text) for text in _texts(record, _FACTS)):
        yield "It names no version, no field and no amount of what failed. What did the system show, and where?"
