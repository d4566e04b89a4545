"""How second answers get into `ratings.csv`: all of them or none, each kept before the first answer is told."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from ml_postmortems.atomic_file import folder_lock, write_file
from ml_postmortems.errors import AnswersUnusable, RatingsUnusable, UnknownName
from ml_postmortems.model.ratings import Rating, statement_mark
from ml_postmortems.model.reasoning import Cause
from ml_postmortems.model.record import Record
from ml_postmortems.model.taxonomy import UNCLASSIFIED, Taxonomy
from ml_postmortems.reading.corpus import RATINGS_FILE, Corpus
from ml_postmortems.reading.ratings import COLUMNS, RATER, rating_line, read_ratings
from ml_postmortems.suggestion import closest

_KEYS = ("record", "cause", "leaf")


@dataclass(frozen=True, slots=True)
class Answer:
    """What a rater calls a cause."""

    record: str
    cause: str
    leaf: str
    """A leaf of the taxonomy by its whole name."""
    statement: str | None = None
    """The mark of the text that the rater was shown, where the answer comes with it."""


def find_leaf(word: str, taxonomy: Taxonomy) -> str:
    """The leaf that is meant by its whole name, a former one, or its last part; raises UnknownName."""
    names = [*taxonomy.leaves, UNCLASSIFIED]
    meant = taxonomy.current_name(word.strip().lower())
    found = [name for name in names if meant in (name, name.rpartition("/")[2])]
    if len(found) != 1:
        raise UnknownName("cause", word, names, closest(meant, names))
    return found[0]


def require_rater(rater: str) -> str:
    """The rater as the file names one; raises AnswersUnusable for what looks like a person or is no plain word."""
    if not RATER.fullmatch(rater):
        fix = "name a role, a team or a pseudonym in small letters, digits and hyphens, such as `reliability-2`"
        raise AnswersUnusable("rater", "must be a role, a team or a pseudonym", f"`{rater}`", fix)
    return rater


def read_answers(text: str, taxonomy: Taxonomy) -> tuple[Answer, ...]:
    """The answers of a JSON list of `{record, cause, leaf}`; raises AnswersUnusable and UnknownName."""
    fix = 'write a list such as `[{"record": "PM-2025-0001", "cause": "C1", "leaf": "process/rollout-gap"}]`'
    try:
        items = json.loads(text)
    except (ValueError, RecursionError) as error:
        raise AnswersUnusable("answers", "must be JSON", "text that is none", fix) from error
    if not isinstance(items, list):
        raise AnswersUnusable("answers", "must be a list", "something else", fix)
    return tuple(_answer(item, index, taxonomy, fix) for index, item in enumerate(items))


def keep_answers(corpus: Corpus, answers: Sequence[Answer], rater: str, day: date) -> tuple[Rating, ...]:
    """Write the answers behind those that are there, and return them with the first ones, which are read only now.

    Raises AnswersUnusable where an answer is about no cause that can be rated, about another text than the present one,
    or is this rater's second on it; RatingsUnusable where the file has a fault. Then nothing is written.
    """
    assert corpus.taxonomy, "answers are of a taxonomy"
    with folder_lock(corpus.root):
        path = corpus.root / RATINGS_FILE
        kept, files = read_ratings(path)
        if fault := next((fault for file in files for fault in file.faults), None):
            raise RatingsUnusable(path, f"{fault.subject} {fault.condition}: {fault.found} (line {fault.line})")
        seen = {rating.key for rating in kept}
        new = []
        for answer in answers:
            rating = _rating(corpus, answer, require_rater(rater), day)
            if rating.key in seen:
                found = f"an earlier answer of `{rater}`"
                fix = "keep the first one; let somebody else rate it too, under another name"
                raise AnswersUnusable(f"{rating.record} {rating.cause}", "must be rated once by each rater", found, fix)
            seen.add(rating.key)
            new.append(rating)
        text = files[0].text if files else ",".join(COLUMNS) + "\n"
        end = "" if text.endswith("\n") else "\n"
        if new:
            write_file(path, f"{text}{end}{''.join(map(rating_line, new))}".encode())
    return tuple(new)


def _answer(item: Any, index: int, taxonomy: Taxonomy, fix: str) -> Answer:
    where = f"answers[{index}]"
    if not isinstance(item, Mapping) or not all(isinstance(item.get(key), str) for key in _KEYS):
        raise AnswersUnusable(where, f"must have {', '.join(_KEYS)} as texts", "something else", fix)
    unknown = item.keys() - {*_KEYS, "statement"}
    if unknown:
        raise AnswersUnusable(where, f"must have {', '.join(_KEYS)} and `statement` only", min(map(str, unknown)), fix)
    statement = item.get("statement")
    if statement is not None and not isinstance(statement, str):
        raise AnswersUnusable(where, "must have a text as its `statement`", "something else", fix)
    return Answer(item["record"], item["cause"], find_leaf(item["leaf"], taxonomy), statement)


def _rating(corpus: Corpus, answer: Answer, rater: str, day: date) -> Rating:
    name = f"{answer.record} {answer.cause}"
    record = corpus.get(answer.record)
    cause = _cause(record, answer.cause) if record and record.status.is_counted else None
    if not record or not cause:
        fix = "name a published record and a cause that is not ruled out, as `postmortems rate --json` lists them"
        raise AnswersUnusable(name, "must be a cause that can be rated", "no such cause", fix)
    mark = statement_mark(cause)
    if answer.statement not in (None, mark):
        fix = "read the present text, and rate that"
        raise AnswersUnusable(name, "must be rated by its present text", f"the mark `{answer.statement}`", fix)
    assert corpus.taxonomy
    first = corpus.taxonomy.current_name(cause.category)
    return Rating(record.id, cause.id, mark, first, answer.leaf, rater, day)


def _cause(record: Record, wanted: str) -> Cause | None:
    return next((cause for cause in record.real_causes if cause.id == wanted), None)
