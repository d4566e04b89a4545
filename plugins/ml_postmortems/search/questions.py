"""Which pages answer a plain question, such as `who owes what`. `questions.js` is its twin in the browser."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import cached_property
from itertools import chain

from ml_postmortems.similarity.analysis import tokens

QUESTION_WORDS = (
    "are", "can", "did", "do", "does", "had", "has", "have", "how", "is", "should", "was", "were", "what", "when",
    "where", "which", "who", "whom", "whose", "why", "will",
)  # fmt: skip
"""Words that a question begins with; none of them tells what it is about."""
MOST_ANSWERS = 2
"""How many pages are offered: a third one answers another question."""


@dataclass(frozen=True)
class AnswerPage:
    """A page that answers questions."""

    url: str
    """Its address relative to the root of the site."""
    title: str
    about: str
    questions: tuple[str, ...] = ()
    """The words that a question must have, in any order and form; `fix/remedy` stands for either word."""
    command: str = ""
    """The command that tells the same at a terminal; empty where there is none."""

    @cached_property
    def asked_by(self) -> Sequence[Sequence[Sequence[str]]]:
        """Each question as the terms of its words, with those that stand for one word together."""
        return [
            [terms for word in question.split() if (terms := sorted(_terms(word.replace("/", " "))))]
            for question in self.questions
        ]


def answering(query: str, pages: Iterable[AnswerPage]) -> list[AnswerPage]:
    """The pages whose question has all its words in the query, those that share most of it first.

    A query that does not begin as a question or end in a question mark is one only if it has no other words.
    """
    asked = _terms(query)
    words = query.split()
    is_question = bool(words) and (words[0].lower() in QUESTION_WORDS or query.rstrip().endswith("?"))
    found: list[tuple[int, int, AnswerPage]] = []
    for place, page in enumerate(pages):
        shared = [
            len(question)
            for question in page.asked_by
            if all(any(term in asked for term in word) for word in question)
            and (is_question or asked.issubset(chain.from_iterable(question)))
        ]
        if shared:
            found.append((-max(shared), place, page))
    return [page for _, _, page in sorted(found, key=lambda each: each[:2])[:MOST_ANSWERS]]


def _terms(text: str) -> set[str]:
    return {token.term for token in tokens(text) if token.is_word and token.word not in QUESTION_WORDS}
