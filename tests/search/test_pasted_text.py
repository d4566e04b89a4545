"""What somebody pastes from an incident channel leads to the record of the same failure."""

from __future__ import annotations

import random
from collections.abc import Sequence

import pytest

from ml_postmortems.search import pasted_text
from ml_postmortems.search.pasted_text import similar_to_text
from ml_postmortems.search.whoosh_index import WhooshIndex
from ml_postmortems.similarity.analysis import tokens
from ml_postmortems.similarity.record_text import TextField
from ml_postmortems.similarity.similar import Similar
from scripts.bench.relevance import PASTED, read_judged
from tests.helpers import REPOSITORY
from tests.search.corpora import frozen_corpus, made_corpus


def similar(text: str, most: int = 5) -> Sequence[Similar]:
    searched = frozen_corpus()
    return similar_to_text(text, searched.documents, searched.ranker.engine.index, most)


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
        written = {token.word for token in tokens(each.query)}
        assert all(hit.words and written.issuperset(hit.words) for hit in found)
        right += any(hit.record.id in each.grades for hit in found)
    assert len(judged) == 45
    assert right >= 40


@pytest.mark.parametrize(
    ("text", "record_id", "word"),
    [
        ("users see chat titles of other people since the redis client was deployed", "PM-2023-0001", "redis"),
        ("feature file of the bot model is twice as long, proxies crash on every machine", "PM-2025-0002", "proxies"),
        ("telemetry daemon on every node, kubernetes api servers overloaded, dns gone", "PM-2024-0002", "telemetry"),
    ],
)
def test_the_best_and_its_words(text: str, record_id: str, word: str) -> None:
    """What somebody types into an incident channel leads to the record of the same failure, and by which words."""
    [first, *_] = similar(text)
    assert first.record.id == record_id
    assert first.ties == ()
    assert word in first.words


@pytest.mark.parametrize("text", [" \n --- \x00", "xyzzy plugh", "14:03 12 7", "the of and"])
def test_a_text_that_says_nothing_finds_nothing(text: str) -> None:
    """No words, none that any record has, or the time of day."""
    assert similar(text) == ()


def test_words_that_many_records_have_are_no_reason() -> None:
    """What more than about one in seven has, and short words, but codes are one."""
    bodies = [f"beta record{number}" for number in range(20)]
    bodies[3] = "beta alpha up on 503"
    assert in_bodies(bodies, "beta") == []
    assert in_bodies(bodies, "up up and away") == []
    assert in_bodies(bodies, "503 up on beta") == [(3, ("503",))]
    assert in_bodies(bodies, "Alpha, 503 beta") == [(3, ("503", "alpha"))]


def test_one_chance_word_is_not_enough() -> None:
    """However rare it is; those that do most come first."""
    bodies = [f"beta record{number}" for number in range(50)]
    bodies[3] = "beta gamma omega omega"
    bodies[4] = "gamma beta record4"
    assert in_bodies(bodies, "gamma omega") == [(3, ("omega", "gamma"))]
    assert in_bodies(bodies, "gamma") == []
    assert in_bodies(bodies, "omega and something that no record of ours was ever about") == []


def test_each_record_that_is_shown_is_beyond_chance() -> None:
    """However alike the best is, it brings no other with it."""
    words = [f"word{number}" for number in range(30)]
    others = [f"other{number}" for number in range(30)]
    bodies = [" ".join(others)] * 20
    bodies[3], bodies[4] = " ".join(words), " ".join([*words[:2], *others[2:]])
    assert [number for number, _ in in_bodies(bodies, " ".join(words))] == [3]
    assert {number for number, _ in in_bodies(bodies, " ".join([*words[:3], "other5"]))} == {3, 4}


def test_the_floor_does_not_fall_with_length() -> None:
    """Words by chance seldom find a record in a short text, and no more often in a long one."""
    chance = random.Random(4)
    vocabulary = [f"w{chance.randrange(10**9):09}x" for _ in range(400)]
    bodies = [" ".join(chance.sample(vocabulary, 12 + 4 * number)) for number in range(40)]
    shown = {
        length: sum(bool(in_bodies(bodies, " ".join(chance.sample(vocabulary, length)))) for _ in range(20))
        for length in (10, 40, 160, 320)
    }
    assert shown[320] <= shown[160] <= shown[40] <= 4
    planted = bodies[7].split()[:20]
    assert in_bodies(bodies, " ".join(chance.sample(vocabulary, 40) + planted))[0][0] == 7


_PLUMBER = (
    "Dear residents, on Thursday the water is off from 8 to 11, as a pipe in the cellar leaks. Keep your taps shut."
)
_NEWSLETTER = """Hello friends! Our summer fair is on the 4th. There will be cake, a raffle and music until ten. Bring a
chair if you can. Thank you to all who painted the fence; the kettle has been mended, too."""
_KUBECTL = "$ kubectl get pods\n" + "\n".join(
    f"web-{n * 7919 % 99991:05x}-{n:04x} {n % 2}/1 {state} {n} {n}d"
    for n, state in enumerate(["Running", "CrashLoopBackOff", "Pending", "Evicted"] * 12)
)


@pytest.mark.parametrize(
    "text",
    [
        pytest.param((REPOSITORY / "LICENSE").read_text("utf-8"), id="licence"),
        pytest.param(
            (REPOSITORY / "plugins/ml_postmortems/search/words/LICENSE").read_text("utf-8"), id="short licence"
        ),
        pytest.param(_PLUMBER, id="plumber"),
        pytest.param(_NEWSLETTER, id="newsletter"),
        pytest.param(_KUBECTL, id="kubectl"),
        pytest.param(f"Hello team, good morning!\n{_KUBECTL}\nThanks all, best regards", id="greetings"),
    ],
)
def test_what_is_about_something_else_finds_nothing(text: str) -> None:
    """Of any length: no record is alike enough."""
    assert similar(text) == ()


def test_a_compound_is_one_word() -> None:
    """As a whole where any record has it, else by its words."""
    bodies = [f"record{number}" for number in range(20)]
    bodies[3], bodies[4] = "a feature_store fails", "the feature of a store fails"
    assert in_bodies(bodies, "feature_store fails") == [(3, ("feature_store", "fails"))]
    [(_, words), *_] = in_bodies(bodies, "feature/store fails")
    assert set(words) == {"feature", "store", "fails"}


def test_what_was_taken_back_is_not_offered() -> None:
    """As in every list of similar records; and however alike it is, it hides no other."""
    searched = made_corpus()
    [withdrawn, *_] = (document for document in searched.documents if not document.record.status.is_counted)
    [counted, *_] = (document for document in searched.documents if document.record.status.is_counted)
    others = [f"record{number} beside" for number in range(20)]
    text = "alpha beta gamma delta epsilon zeta eta theta iota kappa lambda omega"
    bodies = (text, "alpha beta gamma delta", *others)
    index = WhooshIndex(dict.fromkeys(TextField, "") | {TextField.BODY: body} for body in bodies)
    found = similar_to_text(text, [withdrawn, *[counted] * 21], index, 5)
    assert [each.record for each in found] == [counted.record]


def test_of_a_long_text_the_beginning_is_read(monkeypatch: pytest.MonkeyPatch) -> None:
    """So that its cost is bounded; what comes again, and what no record has, does not count."""
    monkeypatch.setattr(pasted_text, "MOST_TERMS", 4)
    bodies = ["alpha beta", "gamma delta", "needle thread"]
    assert [number for number, _ in in_bodies(bodies, "alpha beta gamma delta needle thread")] == [0, 1]
    assert [number for number, _ in in_bodies(bodies, "alpha beta alpha xyzzy beta needle thread")] == [0, 2]
