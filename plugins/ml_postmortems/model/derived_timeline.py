"""What version 2 derives for entries of the timeline, and from them for trigger and detection."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import UTC, datetime

from ml_postmortems.model.derivation import Tree
from ml_postmortems.model.instant import Instant, Span
from ml_postmortems.model.terms import ActionType, DetectionSource, EventKind, KeyInstant, Phase
from ml_postmortems.model.tiers import Tier
from ml_postmortems.model.tree_values import items_at, only, text_at, text_or_form, words_at

PHASE_OF_STAGE: Mapping[str, Phase] = {
    "data": Phase.INGESTION,
    "labeling": Phase.LABELING,
    "features": Phase.FEATURES,
    "training": Phase.TRAINING,
    "evaluation": Phase.EVALUATION,
    "deployment": Phase.DEPLOYMENT,
    "serving": Phase.SERVING,
    "monitoring": Phase.SERVING,
}
"""The phase of what happens where it broke, by the lifecycle stage."""
_NOTICED: Mapping[str, str] = {
    DetectionSource.ALERT: "An alert fired.",
    DetectionSource.DATA_CHECK: "A check of the data reported it.",
    DetectionSource.MODEL_MONITOR: "A monitor of the model reported it.",
    DetectionSource.INTERNAL_USER: "Somebody of ours noticed it.",
    DetectionSource.CUSTOMER: "A customer reported it.",
    DetectionSource.AUDIT: "An audit found it.",
    DetectionSource.PARTNER: "A partner reported it.",
    DetectionSource.PRESS: "The press reported it.",
}
"""Who noticed it first, as a sentence of the timeline."""
_ENDED = {KeyInstant.RESOLVED: "It was over.", KeyInstant.MITIGATED: "The harm stopped."}
_ENDING = frozenset({ActionType.MITIGATE, ActionType.REPAIR})
_CHANGE_KEYS = frozenset({"from", "to", "ref", "why_it_mattered"})
_ANSWERS = frozenset({KeyInstant.MITIGATED, KeyInstant.RESOLVED, KeyInstant.DATA_REPAIRED})
_RESPONSE = frozenset({EventKind.SIGNAL, EventKind.DECISION, EventKind.ACTION, EventKind.COMMUNICATION})


def event_kind(tree: Tree, block: Tree) -> str:
    """What sort of entry it is, by its marks and the keys of a change."""
    marks = set(words_at(block, "marks"))
    if block.keys() & _CHANGE_KEYS:
        return EventKind.CHANGE
    if KeyInstant.DETECTED in marks:
        return EventKind.SIGNAL
    return EventKind.ACTION if marks & _ANSWERS else EventKind.EVENT


def event_phase(tree: Tree, block: Tree) -> str | None:
    """Where it happened, by kind and marks, else by the lifecycle stage."""
    marks, kind = words_at(block, "marks"), text_at(block, "kind")
    if kind in _RESPONSE or KeyInstant.DIAGNOSED in marks:
        return Phase.RESPONSE
    if KeyInstant.STARTED in marks and kind != EventKind.CHANGE:
        return Phase.USER_IMPACT
    return PHASE_OF_STAGE.get(text_at(tree, "lifecycle_stage") or "")


def changed_text(tree: Tree, block: Tree) -> str | None:
    """What a change was, from what it was before and what it became."""
    before, after = text_at(block, "from"), text_at(block, "to")
    return f"Changed from “{before.rstrip('.')}” to “{after.rstrip('.')}”." if before and after else None


def start_text(tree: Tree, block: Tree) -> str | None:
    """How it began, where nothing but the start is marked: what was seen."""
    return text_at(tree, "symptom") if words_at(block, "marks") == [KeyInstant.STARTED] else None


def noticed_text(tree: Tree, block: Tree) -> str | None:
    """How it was noticed: the monitor, and in the short form, which asks for none, what the source says."""
    detection = tree.get("detection")
    if words_at(block, "marks") != [KeyInstant.DETECTED] or not isinstance(detection, dict):
        return None
    if monitor := text_at(detection, "monitor"):
        return monitor
    return _NOTICED.get(text_at(detection, "source") or "") if _is_short(tree) else None


def diagnosed_text(tree: Tree, block: Tree) -> str | None:
    """That the cause was found, where nothing else is marked: which one it was is told by the causes."""
    return "The cause was found." if words_at(block, "marks") == [KeyInstant.DIAGNOSED] else None


def end_text(tree: Tree, block: Tree) -> str | None:
    """How it ended: in the short form, the title of the only action that ended it, else no more than the marks."""
    marks = words_at(block, "marks")
    if not _is_short(tree) or not marks or not set(marks) <= _ENDED.keys():
        return None
    did = only(text_at(action, "title") for action in items_at(tree, "actions") if action.get("type") in _ENDING)
    return did or next(text for mark, text in _ENDED.items() if mark in marks)


def _is_short(tree: Tree) -> bool:
    return Tier.of(text_at(tree, "kind") or "", text_at(tree, "severity") or "") is Tier.SHORT


def _entry_marking(tree: Tree, instant: KeyInstant) -> Tree | None:
    return next((entry for entry in items_at(tree, "timeline") if instant in words_at(entry, "marks")), None)


def _triggering_entry(tree: Tree) -> Tree | None:
    """The last change up to the start of the failure, else the entry that marks it or is the last one up to it."""
    entries, started = items_at(tree, "timeline"), _entry_marking(tree, KeyInstant.STARTED)
    if started:
        before = entries[: entries.index(started) + 1]
    else:
        latest = _latest_start(tree)
        before = [entry for entry in entries if latest and (at := _instant(entry, "at")) and _begins(at) <= latest]
    changes = [entry for entry in before if entry.get("kind") == EventKind.CHANGE]
    return next(reversed(changes), started or next(reversed(before), None))


def _latest_start(tree: Tree) -> datetime | None:
    """Until when the failure had begun, by `times`, where that names its latest day or moment."""
    times = tree.get("times")
    started = times.get("started") if isinstance(times, dict) else None
    if not isinstance(started, dict):
        return None
    told = [_instant(started, "to"), *(_instant(each, "at") for each in items_at(started, "one_of"))]
    return max((Span.at(each).bounds(UTC)[1] for each in told if each), default=None)


def _instant(block: Tree, key: str) -> Instant | None:
    try:
        return Instant.parse(text_at(block, key) or "")
    except ValueError:
        return None


def _begins(at: Instant) -> datetime:
    return Span.at(at).bounds(UTC)[0]


def trigger_text(tree: Tree, block: Tree) -> str | None:
    """What set it off."""
    entry = _triggering_entry(tree)
    return text_or_form(entry) if entry else None


def trigger_evidence(tree: Tree, block: Tree) -> list[str] | None:
    """What that is known from, where the text is that of the entry."""
    entry = _triggering_entry(tree)
    return words_at(entry, "evidence") or None if entry and block.get("text") == entry.get("text") else None


def detection_monitor(tree: Tree, block: Tree) -> str | None:
    """What noticed it."""
    entry = _entry_marking(tree, KeyInstant.DETECTED)
    return text_or_form(entry) if entry else None


def unknown_monitor(tree: Tree, block: Tree) -> Tree | None:
    """Why nobody knows what noticed it: the reason given for the source."""
    source = block.get("source")
    return source if isinstance(source, dict) and isinstance(source.get("unknown"), str) else None


def detection_evidence(tree: Tree, block: Tree) -> list[str] | None:
    """What that is known from."""
    entry = _entry_marking(tree, KeyInstant.DETECTED)
    return words_at(entry, "evidence") or None if entry else None
