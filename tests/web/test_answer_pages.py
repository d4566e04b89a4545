"""The search knows the questions that readers have, and where each is answered."""

from __future__ import annotations

from urllib.parse import urldefrag

import pytest

from ml_postmortems.search.questions import AnswerPage, answering
from ml_postmortems.web.answer_pages import ANSWER_PAGES, answer_pages
from ml_postmortems.web.number_pages import number_pages
from tests.helpers import external_record, own_record
from tests.site import index_of

INDEX = index_of(own_record(), external_record())
PAGES = list(answer_pages(INDEX.vocabulary.taxonomy))


@pytest.mark.parametrize(
    ("question", "url"),
    [
        ("what to invest in next", "programme/"),
        ("where should we spend our budget?", "programme/"),
        ("has a fix failed", "recurrence/#after-a-fix"),
        ("did the prevention hold?", "recurrence/#after-a-fix"),
        ("who owes what this month", "actions/"),
        ("what is overdue", "actions/"),
        ("what stops rollout gaps", "playbook/process/rollout-gap/"),
        ("what helps against hardware faults", "playbook/technical/capacity-or-hardware/"),
        ("how long was the bot-file incident undetected", "times/"),
        ("how fast do we repair", "times/"),
        ("what keeps coming back", "recurrence/"),
        ("is it getting worse?", "trends/"),
        ("what can we learn from it", "lessons/"),
        ("what happened this month", "stakeholders/"),
        ("how do I export the data", "data/"),
    ],
)
def test_a_plain_question_leads_first_to_the_page_that_answers_it(question: str, url: str) -> None:
    """As people ask it, not as the page is called."""
    assert answering(question, PAGES)[0].url == url


def test_an_anchor_that_answers_is_there() -> None:
    """Where a page answers by one of its parts; that every page is there says the test of searched pages."""
    parts = [page.url for page in PAGES if "#" in page.url]
    assert parts
    numbers = {page.url: page for page in number_pages(INDEX, INDEX.as_of)}
    for part in parts:
        url, anchor = urldefrag(part)
        assert f'id="{anchor}"' in numbers[url].content().html


@pytest.mark.parametrize("page", ANSWER_PAGES, ids=lambda page: page.title)
def test_each_page_has_a_question_that_leads_to_it(page: AnswerPage) -> None:
    """And none that another page answers better, so that no entry of the list is dead."""
    assert page.questions
    for question in page.questions:
        words = " ".join(word.split("/")[0] for word in question.split())
        assert page in answering(f"what about {words}", ANSWER_PAGES)
