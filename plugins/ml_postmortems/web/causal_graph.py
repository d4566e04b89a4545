"""The causes of a record as a graph, laid out in columns: what lies behind on the left, the failure on the right."""

from __future__ import annotations

from dataclasses import dataclass

from ml_postmortems.model.reasoning import Cause
from ml_postmortems.model.record import Record
from ml_postmortems.web.layered_graph import BOX_HEIGHT, BOX_WIDTH, MOST_BOXES, Arrow, few_words, lay_out

FAILURE = "failure"
_MOST_LETTERS = 68
"""Of a label: three lines of a box hold so many wide ones."""


@dataclass(frozen=True, slots=True)
class Box:
    """A cause, or the failure itself (without a cause), at its place."""

    cause: Cause | None
    label: str
    """The first words of the cause or the symptom; the table has them all."""
    x: int
    y: int


@dataclass(frozen=True, slots=True)
class CausalGraph:
    """Boxes and arrows, in the units of a drawing of this width and height."""

    width: int
    height: int
    boxes: tuple[Box, ...]
    arrows: tuple[Arrow, ...]
    box_width: int = BOX_WIDTH
    box_height: int = BOX_HEIGHT


def causal_graph(record: Record) -> CausalGraph | None:
    """The graph of the causes that were not ruled out; None where there are fewer than two, too many, or a circle.

    Causes that nothing else was caused by lead to the failure directly.
    """
    causes = {cause.id: cause for cause in record.real_causes}
    if not 2 <= len(causes) <= MOST_BOXES:
        return None
    effects: dict[str, list[str]] = {FAILURE: [], **{cause: [] for cause in causes}}
    for cause in causes.values():
        for behind in dict.fromkeys(cause.caused_by):
            if behind in causes:
                effects[behind].append(cause.id)
    for cause_id in causes:
        effects[cause_id] = effects[cause_id] or [FAILURE]
    layout = lay_out(effects)
    if not layout:
        return None
    return CausalGraph(
        width=layout.width,
        height=layout.height,
        boxes=tuple(
            Box(
                causes.get(key),
                few_words(causes[key].text if key in causes else record.symptom, _MOST_LETTERS),
                *layout.places[key],
            )
            for key in (*causes, FAILURE)
        ),
        arrows=layout.arrows,
    )
