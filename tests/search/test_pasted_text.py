"""What somebody pastes from an incident channel leads to the record of the same failure."""

from __future__ import annotations

from collections.abc import Sequence

import pytest

from ml_postmortems.search.pasted_text import MOST_TERMS, similar_to_text
from ml_postmortems.search.whoosh_index import WhooshIndex
from ml_postmortems.similarity.record_text import TextField
from ml_postmortems.similarity.similar import Similar
from scripts.bench.relevance import PASTED, read_judged
from tests.search.corpora import made_corpus, real_corpus


def similar(text: str, most: int = 5) -> Sequence[Similar]:
    searched = real_corpus()
    return similar_to_text(text, searched.documents, searched.ranker.index, most)


def in_bodies(bodies: Sequence[str], text: str) -> list[tuple[int, tuple[str, ...]]]:
    """What is found among records with these bodies: their numbers, and the words that they share."""
    documents = [each for each in made_corpus().documents if each.record.status.is_counted][: len(bodies)]
    index = WhooshIndex(dict.fromkeys(TextField, "") | {TextField.BODY: body} for body in bodies)
    numbers = {id(document.record): number for number, document in enumerate(documents)}
    return [(numbers[id(each.record)], each.words) for each in similar_to_text(text, documents, index, 100)]


def test_notes_of_an_incident_find_the_same_failure() -> None:
    """Nearly all of the judged ones have it among the first five, and each says by which words."""
    right = 0
    judged = read_judged(PASTED)
    for each in judged:
        found = similar(each.query)
        assert [hit.score for hit in found] == sorted((hit.score for hit in found), reverse=True)
        assert all(set(hit.words) <= set(each.query.lower().replace("`", " ").split()) or hit.words for hit in found)
        right += any(hit.record.id in each.grades for hit in found)
    assert len(judged) == 45
    assert right >= 42


def test_the_best_and_its_words() -> None:
    """As they are written in the text, those that do most first."""
    [first, *_] = similar("users see chat titles of other people since the redis client was deployed")
    assert first.record.id == "PM-2023-0001"
    assert first.ties == ()
    assert "redis" in first.words


@pytest.mark.parametrize("text", [" \n --- \x00", "xyzzy plugh", "14:03 12 7", "the of and"])
def test_a_text_that_says_nothing_finds_nothing(text: str) -> None:
    """No words, none that any record has, or the time of day."""
    assert similar(text) == ()


def test_words_that_many_records_have_are_no_reason() -> None:
    """What more than about one in seven has, and short words, but codes are one."""
    bodies = [f"beta record{number}" for number in range(20)]
    bodies[3] = "beta alpha up 503"
    assert in_bodies(bodies, "beta") == []
    assert in_bodies(bodies, "up up and away") == []
    assert in_bodies(bodies, "503 beta up") == [(3, ("503",))]
    assert in_bodies(bodies, "Alpha, beta") == [(3, ("alpha",))]


def test_what_was_taken_back_is_not_offered() -> None:
    """As in every list of similar records."""
    searched = made_corpus()
    [withdrawn, *_] = (document for document in searched.documents if not document.record.status.is_counted)
    [counted, *_] = (document for document in searched.documents if document.record.status.is_counted)
    index = WhooshIndex(dict.fromkeys(TextField, "") | {TextField.BODY: "alpha"} for _ in range(2))
    assert [each.record for each in similar_to_text("alpha", [withdrawn, counted], index, 5)] == [counted.record]


def test_a_long_text_is_looked_up_by_its_rarest_words() -> None:
    """However much is pasted, and wherever in it they are."""
    common = " ".join(f"word{number}" for number in range(3 * MOST_TERMS))
    bodies = [common, common, f"{common} needle", common]
    assert in_bodies(bodies, f"{common} needle")[0] == (2, ("needle",))
