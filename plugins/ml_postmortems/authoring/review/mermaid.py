"""The timeline and the causes of a record as Mermaid diagrams, which GitHub draws.

Everything in a label but letters, digits and a few harmless signs becomes one of Mermaid's entity codes (`#34;`), so
that no text can leave its node, begin a statement or a comment, or close the code block.
"""

from __future__ import annotations

from collections.abc import Sequence
from itertools import groupby

from ml_postmortems.authoring.review.markdown_text import shortened
from ml_postmortems.model.account import Event
from ml_postmortems.model.instant import Instant
from ml_postmortems.model.not_known import known_items
from ml_postmortems.model.reasoning import Cause
from ml_postmortems.model.record import Record
from ml_postmortems.model.taxonomy import Taxonomy
from ml_postmortems.model.terms import CauseRole, EventKind

MOST_EVENTS, MOST_CAUSES, MOST_ARROWS = 14, 40, 200
"""Beyond these a drawing can no longer be read; GitHub itself gives up at 50,000 characters or 500 arrows."""
_LABEL = 70
_HARMLESS = frozenset(" .,-/'…’–")
_SHAPES: dict[CauseRole, tuple[str, str]] = {
    CauseRole.IMMEDIATE: ("[", "]"),
    CauseRole.SYSTEMIC: ("([", "])"),
    CauseRole.CONTRIBUTING: ("(", ")"),
    CauseRole.RULED_OUT: (">", "]"),
}


def label(text: str, limit: int = _LABEL) -> str:
    """Text for a node or an event, shortened, with all that could mean something to Mermaid as entity codes."""
    return "".join(char if char.isalnum() or char in _HARMLESS else f"#{ord(char)};" for char in shortened(text, limit))


def timeline_diagram(record: Record) -> list[str]:
    """The timeline, a section a day; where there are too many events, those that mark or change something."""
    events = known_items(record.timeline)
    if not events:
        return []
    lines = ["timeline"]
    for day, of_day in groupby(_most_telling(events), key=lambda event: _day(event.at)):
        lines.append(f"    section {label(day)}")
        for clock, at_once in groupby(of_day, key=lambda event: _clock(event.at)):
            said = [
                label(part) for event in at_once for part in (" and ".join(event.marks).upper(), _said(event)) if part
            ]
            lines.append(f"        {label(clock)} : {' : '.join(said)}")
    return _fenced(lines)


def events_left_out(record: Record) -> int:
    """How many events of the timeline the diagram does not show."""
    return max(0, len(known_items(record.timeline)) - MOST_EVENTS)


def causal_diagram(record: Record, taxonomy: Taxonomy | None) -> list[str]:
    """The causes that were not ruled out, with arrows to what they caused and in the end to the failure."""
    causes = {cause.id: cause for cause in record.real_causes[:MOST_CAUSES]}
    if not causes:
        return []
    arrows = [(behind, cause.id) for cause in causes.values() for behind in cause.caused_by if behind in causes]
    leading = {start for start, _ in arrows}
    lines = ["flowchart LR"]
    lines += [f"    {_node(cause, taxonomy)}" for cause in causes.values()]
    lines.append('    failure{{"The failure"}}')
    lines += [f"    {start} --> {end}" for start, end in dict.fromkeys(arrows[:MOST_ARROWS])]
    lines += [f"    {cause} --> failure" for cause in causes if cause not in leading]
    if record.primary_cause in causes:
        lines.append(f"    style {record.primary_cause} stroke-width:4px")
    return _fenced(lines)


def _node(cause: Cause, taxonomy: Taxonomy | None) -> str:
    opening, closing = _SHAPES[cause.role]
    leaf = taxonomy.leaves.get(taxonomy.current_name(cause.category)) if taxonomy else None
    name = label(leaf.name if leaf else cause.category, 40)
    return f'{cause.id}{opening}"{cause.id} {cause.role}<br/>{name}<br/>{label(cause.text, 60)}"{closing}'


def _most_telling(events: Sequence[Event]) -> list[Event]:
    """At most so many events, in their order: marks first, then changes and signals, then the rest."""

    def weight(at: int) -> tuple[int, int]:
        event = events[at]
        return (0 if event.marks else 1 if event.kind in (EventKind.CHANGE, EventKind.SIGNAL) else 2, at)

    return [events[at] for at in sorted(sorted(range(len(events)), key=weight)[:MOST_EVENTS])]


def _said(event: Event) -> str:
    return event.text if event.evidence else f"{event.text[:_LABEL]} (no evidence)"


def _day(at: Instant) -> str:
    return at.text.split("T")[0]


def _clock(at: Instant) -> str:
    if not at.moment:
        return "that day" if at.text.count("-") == 2 else at.text
    return at.text.split("T")[1].removesuffix("Z").removesuffix(":00") + (" UTC" if at.text.endswith("Z") else "")


def _fenced(lines: list[str]) -> list[str]:
    return ["```mermaid", *lines, "```"]
