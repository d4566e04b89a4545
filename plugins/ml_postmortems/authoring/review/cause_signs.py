"""What the sentence of a primary cause gives to ask: the symptom in other words, or the words of another leaf."""

from __future__ import annotations

from collections.abc import Iterator

from ml_postmortems.authoring.review.leaf_words import LeafWords
from ml_postmortems.authoring.review.markdown_text import plain
from ml_postmortems.authoring.review.specific_words import specific_stems
from ml_postmortems.authoring.review.words_to_question import FAILURE, has_exact_name
from ml_postmortems.model.not_known import known_items
from ml_postmortems.model.reasoning import Cause
from ml_postmortems.model.record import Record
from ml_postmortems.model.requirements import words
from ml_postmortems.model.terms import ArtifactRole

_MECHANISM = (
    ("title",),
    ("trigger", "text"),
    ("artifacts", "id"),
    ("timeline", "text"),
    ("timeline", "from"),
    ("timeline", "to"),
    ("timeline", "why_it_mattered"),
    ("evidence", "title"),
    ("hypotheses", "text"),
    ("actions", "title"),
    ("actions", "success_criterion"),
    ("actions", "control", "where"),
    ("actions", "control", "threshold"),
)
"""Where a mechanism shows again: what set it off, where it ran, who shows it, what stops it."""
_VICTIMS = (ArtifactRole.FAILED, ArtifactRole.AFFECTED)
_MOST_WORDS = 5


def cause_signs(record: Record | None, leaf_words: LeafWords | None) -> tuple[str, ...]:
    """The signs of a published record of ours as Markdown, each with what to ask; none of any other record."""
    cause = record.primary if record else None
    if not record or not cause or not leaf_words or not record.is_own or not record.status.is_counted:
        return ()
    return (*_symptom_again(record, cause, leaf_words), *_another_leaf(cause, leaf_words))


def _symptom_again(record: Record, cause: Cause, leaf_words: LeafWords) -> Iterator[str]:
    """A cause that shares nothing but the symptom with the rest of the record, nor anything with its leaf."""
    if has_exact_name(cause.text):
        return
    told = specific_stems(cause.text)
    symptom = specific_stems(record.symptom) | _subject(record)
    own = told - symptom - _stems(record, FAILURE)
    others = frozenset[str]().union(*(specific_stems(each.text) for each in record.real_causes if each != cause))
    if own & (_stems(record, _MECHANISM) | others) or (told - symptom) & leaf_words.stems_of(cause.category):
        return
    strange = [word for word in cause.text.split() if specific_stems(word) & own][:_MOST_WORDS]
    beyond = f"its words “{plain(', '.join(word.strip('.,;:()') for word in strange), 120)}” stand nowhere else in "
    yield (
        f"{cause.id} may be the symptom in other words: {beyond if strange else 'it shares nothing more with '}"
        "trigger, timeline, evidence and actions. What brought it about, step by step?"
    )


def _subject(record: Record) -> frozenset[str]:
    """The names of what failed and of whose it is: a cause that names them has said no more than the symptom."""
    victims = [each.id for each in known_items(record.artifacts) if each.role in _VICTIMS]
    return specific_stems(" ".join((*victims, record.teams.owner)).replace("-", " ").replace("_", " "))


def _another_leaf(cause: Cause, leaf_words: LeafWords) -> Iterator[str]:
    if nearer := leaf_words.nearer_leaf(cause.category, cause.text):
        shared = plain(", ".join(nearer.words[:_MOST_WORDS]), 120)
        yield (
            f"{cause.id} is filed under `{cause.category}` and told in words of “{plain(nearer.leaf.name)}”: {shared}. "
            "Which of the two is it?"
        )


def _stems(record: Record, fields: tuple[tuple[str, ...], ...]) -> frozenset[str]:
    texts = (text.replace("-", " ").replace("_", " ") for field in fields for _, text in words(record, field))
    return frozenset[str]().union(*map(specific_stems, texts))
