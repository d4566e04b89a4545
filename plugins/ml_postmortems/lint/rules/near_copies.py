"""PM8 for accounts that are those of another record with other names and numbers."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from ml_postmortems.lint.context import Context
from ml_postmortems.lint.finding import Problem
from ml_postmortems.lint.problems import at_field
from ml_postmortems.lint.registry import record_rule
from ml_postmortems.lint.texts import record_texts
from ml_postmortems.model.block import Gate
from ml_postmortems.reading.record_file import RecordFile

_MOST_COMPARED = 10
"""Records, the most similar ones by words and ties, that a new one is compared with."""
_NEAR = 0.8
"""Of the runs of words of the shorter account, how many both must have."""
_LEAST_KEPT = 0.7
"""Of the words of an account that must be left when those that the other one does not use are taken for names."""
_LEAST_WORDS = 100
_RUN = 4
_WORD = re.compile(r"[^\W\d_]+")


@record_rule("PM814")
def near_copy(file: RecordFile, context: Context) -> Iterator[Problem]:
    """The account of a new record is not that of another one with other names and numbers.

    What it does
        Compares the texts of a record that a pull request adds with those of the ten most similar records: four words
        in a row, numbers and words that only one of the two uses left out. Four of five that are the same are an error.
    Why it matters
        A copy tells nothing of this incident, and counts it as a second one.
    Example
        The record of March again, with `merchants` in place of `shops`, as a new incident in May
    Instead
        What happened in May, and the record of March under `recurrence.of`.
    """
    record, similar = file.record, context.recurrence_question.similar_records if file.path in context.changed else None
    if not record or not similar or file.path in context.former or not Gate.IN_REVIEW.includes(record.status):
        return
    own = _words(file)
    for each in similar.to_record(record, _MOST_COMPARED):
        other = context.corpus.file_of(each.record.id)
        share = _share(own, _words(other)) if other and other.path != file.path else 0.0
        if share >= _NEAR:
            yield at_field(
                file,
                ("title",),
                f"must be that of an account of its own, and not of {each.record.id} with other names",
                f"{100 * share:.0f} % of its runs of words",
                f"tell what happened this time; what is the same belongs under `recurrence.of: [{each.record.id}]`",
                {"record": each.record.id},
            )


def _words(file: RecordFile) -> list[str]:
    texts = [text for _, text in record_texts(file.record) if " " in text] if file.record else []
    lines = [line for line in file.body.text.split("\n") if not line.startswith("#")]
    return _WORD.findall("\n".join((*texts, *lines)).casefold())


def _share(one: Sequence[str], other: Sequence[str]) -> float:
    """Of the runs of words of the shorter text, how many both have, without words that only one of them uses."""
    in_both = set(one) & set(other)
    kept = [[word for word in words if word in in_both] for words in (one, other)]
    for words, rest in zip((one, other), kept, strict=True):
        if len(words) < _LEAST_WORDS or len(rest) < _LEAST_KEPT * len(words):
            return 0.0
    runs = [{tuple(rest[place : place + _RUN]) for place in range(len(rest) - _RUN + 1)} for rest in kept]
    return len(runs[0] & runs[1]) / min(map(len, runs))
