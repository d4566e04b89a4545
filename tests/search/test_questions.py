"""A plain question leads to the page that answers it, and a description of a failure to records alone."""

from __future__ import annotations

import pytest

from ml_postmortems.search.questions import MOST_ANSWERS, AnswerPage, answering
from ml_postmortems.web.answer_pages import answer_pages
from scripts.bench.judged_queries import QUERIES, read_half
from tests.search.corpora import frozen_corpus
from tests.search.javascript import JavaScript

PAGES = (
    AnswerPage("owed/", "Owed", "Who owes what.", ("owe", "due month/week")),
    AnswerPage("failed/", "Failed", "Fixes that failed.", ("fix/remedy fail",)),
    AnswerPage("stop/", "Stop", "What stops it.", ("stop/against rollout gap", "gap")),
    AnswerPage("more/", "More", "Another one about fixes.", ("fix fail", "fix")),
)


@pytest.mark.parametrize(
    ("query", "urls"),
    [
        ("who owes what this month", ["owed/"]),
        ("What is due next WEEK?", ["owed/"]),
        ("has a fix failed", ["failed/", "more/"]),
        ("did our remedies fail", ["failed/"]),
        ("what stops rollout gaps", ["stop/"]),
        ("gaps in rollouts stopped?", ["stop/"]),
        ("the fix failed in production", []),
        ("fix failed", ["failed/", "more/"]),
        ("owed", ["owed/"]),
        ("what", []),
        ("", []),
        ("how?", []),
        ("which canary", []),
    ],
)
def test_a_page_answers_what_has_all_words_of_its_question(query: str, urls: list[str]) -> None:
    """In any order and form; what is no question must have no other words. The longest question comes first."""
    assert [page.url for page in answering(query, PAGES)] == urls


def test_no_more_pages_are_offered_than_one_reads() -> None:
    """However many fit."""
    pages = [AnswerPage(f"{number}/", "Any", "Any.", ("owe",)) for number in range(MOST_ANSWERS + 3)]
    assert [page.url for page in answering("who owes it", pages)] == [f"{number}/" for number in range(MOST_ANSWERS)]


def test_who_describes_a_failure_gets_records_alone() -> None:
    """Of the judged queries, which describe incidents, pages are set before the records of a few questions at most."""
    pages = list(answer_pages(frozen_corpus().vocabulary.taxonomy))
    queries = [each.text for half in ("tune", "final") for each in read_half(QUERIES, half)]
    assert sum(bool(answering(query, pages)) for query in queries) <= len(queries) * 0.05


def test_the_browser_finds_the_same_pages(javascript: JavaScript) -> None:
    """For questions, descriptions and odd texts alike."""
    pages = [*PAGES, *answer_pages(frozen_corpus().vocabulary.taxonomy)]
    sent = [{"url": page.url, "title": page.title, "askedBy": page.asked_by} for page in pages]
    queries = [each.text for half in ("tune", "final") for each in read_half(QUERIES, half)]
    queries += [f"what is it about: {question.replace('/', ' ')}" for page in pages for question in page.questions]
    queries += ["", " ", "?", "OWED", "a\u00a0fix failed?", "what stops rollout-gaps", "owe\u2028what"]
    found = javascript.call("questions.js", "answering", [[query, sent] for query in queries])
    expected = [[page.url for page in answering(query, pages)] for query in queries]
    assert [[page["url"] for page in each] for each in found] == expected
    assert sum(map(bool, expected)) > len(pages)
