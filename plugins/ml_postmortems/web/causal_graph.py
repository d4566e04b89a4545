"""The causes of a record as a graph, laid out in columns: what lies behind on the left, the failure on the right."""

from __future__ import annotations

from dataclasses import dataclass
from textwrap import shorten

from ml_postmortems.model.reasoning import Cause
from ml_postmortems.model.record import Record
from ml_postmortems.web.layered_graph import BOX_HEIGHT, BOX_WIDTH, MOST_BOXES, Arrow, lay_out

FAILURE = "failure"
_MOST_LETTERS = 90


@dataclass(frozen=True, slots=True)
class Box:
    """A cause, or the failure itself (without a cause), at its place."""

    cause: Cause | None
    label: str
    """The sentence of the cause or the symptom, of which the box shows as much as fits."""
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
            Box(causes.get(key), _few_words(causes[key].text if key in causes else record.symptom), *layout.places[key])
            for key in (*causes, FAILURE)
        ),
        arrows=layout.arrows,
    )


def _few_words(text: str) -> str:
    """As much of a text as two lines of a box could hold of narrow letters."""
    return shorten(text, _MOST_LETTERS, placeholder="…")
