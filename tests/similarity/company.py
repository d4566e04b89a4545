"""Records of a company that all differ: the crowd in which two similar records stand out."""

from __future__ import annotations

from tests.helpers import RecordDict, own_record

_CAUSES = ("data-quality/label-error", "technical/config-push", "process/rollout-gap", "technical/code-defect")
_WORDS = ("gearbox", "harbour", "lantern", "meadow", "orchard", "pebble", "quarry", "saddle", "timber", "velvet")


def company(size: int) -> list[RecordDict]:
    """This many records of 2024, of one team and without artifacts; none shares a word or a cause with `own_record`."""
    return [_record(number) for number in range(size)]


def _record(number: int) -> RecordDict:
    one, two = _WORDS[number % len(_WORDS)], _WORDS[(3 * number + 1) % len(_WORDS)]
    causes = [
        cause | {"category": _CAUSES[(number + index) % len(_CAUSES)], "text": f"The {one} met the {two}."}
        for index, cause in enumerate(own_record()["causes"][:2])
    ]
    return own_record(
        id=f"PM-2024-{number + 100:04}",
        aliases=[],
        title=f"A {one} stops every {two}",
        symptom=f"The {one} and the {two} were silent.",
        summary=f"For an hour the {one} stood still, because the {two} was not there.",
        causes=causes,
        artifacts=[],
        lessons=[],
        tags=[],
        trigger=None,
        failure=None,
        teams={"owner": "data-platform"},
    )
