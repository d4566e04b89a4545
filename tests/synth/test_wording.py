"""What synthetic records say of days and places does not contradict itself."""

from __future__ import annotations

from datetime import date, timedelta

import pytest

from scripts.synth.dice import Dice
from scripts.synth.phrases import TemplateFiller, sentences

DAY = date(2025, 3, 10)


@pytest.mark.parametrize("days", range(7))
def test_the_weekday_is_that_of_the_incident(days: int) -> None:
    """Whatever a sentence says of it, and however often."""
    day = DAY + timedelta(days=days)
    filler = TemplateFiller(Dice(1, "weekdays"), {}, day)
    assert {filler.say("On {weekday}.") for _ in range(20)} == {f"On {day:%A}."}


def test_a_sentence_names_each_region_once() -> None:
    """What lay in one region is not said to be missing in the same one."""
    filler = TemplateFiller(Dice(1, "regions"), {}, DAY)
    regions = sentences()["regions"]
    for _ in range(300):
        told = filler.say("seen in {region}, and hardly anything in {region}")
        assert sum(told.count(region) for region in regions) == 2
        assert sum(region in told for region in regions) == 2


def test_other_words_stay_as_they_were_drawn() -> None:
    """The stream goes on as if a weekday had been drawn, so that nothing else of a record changes with it."""
    days = (DAY, DAY + timedelta(days=3))
    first, second = (TemplateFiller(Dice(5, "stream"), {}, day) for day in days)
    told = [filler.say("{weekday} {code} {term} {n}").split(" ", 1)[1] for filler in (first, second)]
    assert told[0] == told[1]
