"""The table of what version 2 of the format derives: each entry fills a field that a file leaves out.

A derived value counts as a written one everywhere. Nothing is derived that takes thought: no cause, no severity, no
impact, no risk and no answer to the recurrence question. What an entry reads is written, or filled by an entry above
it. A pure function of one file: nothing here knows the catalog or other records.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Container, Iterator, Mapping
from typing import Any, TypeVar

from ml_postmortems.lazy_pattern import lazy_pattern
from ml_postmortems.model.derivation import Completed, Derivation, Tree, complete, shortest
from ml_postmortems.model.derived_timeline import (
    changed_text,
    detection_evidence,
    detection_monitor,
    diagnosed_text,
    end_text,
    event_kind,
    event_phase,
    noticed_text,
    start_text,
    trigger_evidence,
    trigger_text,
    unknown_monitor,
)
from ml_postmortems.model.impact import IMPACT_HEADINGS
from ml_postmortems.model.people import NEEDED_DISCIPLINES
from ml_postmortems.model.requirements import EVIDENCE_REFERENCES, FieldPath
from ml_postmortems.model.terms import (
    ActionStatus,
    ActionType,
    ArtifactRole,
    CauseRole,
    EvidenceKind,
    HypothesisState,
    Kind,
    Origin,
    Priority,
    Severity,
    Status,
    Visibility,
)
from ml_postmortems.model.tiers import FULL_FORM, SEVERE, Tier
from ml_postmortems.model.tree_values import items_at, only, text_at, words_at

T = TypeVar("T")
NOT_BY_DEFAULT = (
    ("evidence_default",),
    ("validation", "evidence"),
    ("times", "one_of", "evidence"),
    ("extent", "evidence"),
    ("reporting", "regimes", "evidence"),
    *(("impact", heading, "others_say", "evidence") for heading in IMPACT_HEADINGS),
)
"""References to evidence that `evidence_default` does not fill: they tell which evidence speaks for what."""
RIVALS = frozenset({"others_say", "one_of"})
"""Lists of what other sources say, each of which names its own."""
_PRIORITY_OF_SEVERITY: Mapping[str, Priority] = {
    Severity.SEV1: Priority.P1,
    Severity.SEV2: Priority.P1,
    Severity.SEV3: Priority.P2,
}
"""How urgent an action is unless it says otherwise: what follows a severe incident must be done by its due date."""
_DECIDED_BY: Mapping[str, str] = {
    "evidence_for": HypothesisState.SUPPORTED,
    "evidence_against": HypothesisState.REFUTED,
}
"""The state of a hypothesis that each of its references to evidence decides."""
_PICTURE = lazy_pattern(r"(?!\w+:)\S+\.(?:png|jpe?g|webp|gif)", re.IGNORECASE)
_NUMBERED = frozenset(
    {EvidenceKind.TICKET, EvidenceKind.CHAT, EvidenceKind.COMMIT, EvidenceKind.CONFIG, EvidenceKind.TRACE}
)
"""Kinds of evidence that are called by the number or the hash that their address ends in."""
_END_OF_ADDRESS = lazy_pattern(r"https?://[^/?#]+/(?:[^?#]*/)?(?P<name>[^/?#]{1,80})/?(?:[?#].*)?")
_VERSION_AT_END = lazy_pattern(
    r".*?[a-z]-(?:(?P<date>\d{4}-\d{2}-\d{2})|(?P<tag>v\d+(?:-\d+)*)|(?P<number>\d+(?:-\d+)*))"
)


def completed(values: Mapping[str, Any]) -> Completed:
    """Front matter of a file of any version with what that version derives."""
    return complete(values, DERIVATIONS if values.get("schema_version") == "2" else ())


def as_version_2(values: Mapping[str, Any]) -> Tree:
    """Front matter of version 1 in the fewest words of version 2 that say the same."""
    return shortest({**values, "schema_version": "2"}, DERIVATIONS)


def is_within(path: FieldPath, derived: Container[FieldPath]) -> bool:
    """Whether a place is one of these, or a part of one."""
    return any(path[:length] in derived for length in range(1, len(path) + 1))


def derivations_of(path: tuple[str, ...]) -> tuple[Derivation, ...]:
    """What can fill a field, in the order in which it is tried."""
    return tuple(each for each in DERIVATIONS if each.path == path)


def _always(value: str) -> Callable[[Tree, Tree], str]:
    return lambda tree, block: value


def _is_own(tree: Tree) -> bool:
    return tree.get("origin") == Origin.OWN


def _visibility(tree: Tree, block: Tree) -> str | None:
    match tree.get("origin"):
        case Origin.OWN:
            return Visibility.INTERNAL
        case Origin.EXTERNAL:
            return Visibility.PUBLIC
        case _:
            return None


def _evidence_default(tree: Tree, block: Tree) -> list[str] | None:
    identifier = only(text_at(item, "id") for item in items_at(tree, "evidence"))
    return [identifier] if identifier else None


def _evidence_team(tree: Tree, block: Tree) -> str | None:
    return _owner(tree, block) if _is_own(tree) and "publisher" not in block else None


def _evidence_kind(tree: Tree, block: Tree) -> str | None:
    uri = block.get("uri")
    if isinstance(uri, dict):
        return EvidenceKind.DOCUMENT
    if not isinstance(uri, str) or not uri.strip():
        return None
    return EvidenceKind.PICTURE if _PICTURE.fullmatch(uri) else EvidenceKind.DOCUMENT


def _evidence_title(tree: Tree, block: Tree) -> str | None:
    """What a piece of evidence is called that has a number or a hash in its address, and needs no other name."""
    kind, uri = text_at(block, "kind") or "", text_at(block, "uri") or ""
    named = _END_OF_ADDRESS.match(uri)
    return f"{kind.capitalize()} {named['name']}" if named and kind in _NUMBERED and _is_own(tree) else None


def _evidence_visibility(tree: Tree, block: Tree) -> str | None:
    return next((each for each in Visibility if each == tree.get("visibility")), None)


def _owner(tree: Tree, block: Tree) -> str | None:
    teams = tree.get("teams")
    return text_at(teams, "owner") if isinstance(teams, dict) else None


def _incident_refs(tree: Tree, block: Tree) -> list[str] | None:
    kinds = (EvidenceKind.TICKET, EvidenceKind.CHAT)
    found = [uri for item in items_at(tree, "evidence") if item.get("kind") in kinds and (uri := text_at(item, "uri"))]
    return found if found and _is_own(tree) else None


def _version(tree: Tree, block: Tree) -> str | None:
    named = _VERSION_AT_END.fullmatch(text_at(block, "id") or "")
    if not named:
        return None
    return named["date"] or (named["tag"] or named["number"]).replace("-", ".")


def _default_evidence(path: tuple[str, ...]) -> Callable[[Tree, Tree], list[str] | None]:
    def value(tree: Tree, block: Tree) -> list[str] | None:
        says_nothing = path == ("impact", "evidence") and not (text_at(block, "harm") or text_at(block, "notes"))
        is_own_action = path == ("actions", "evidence") and tree.get("origin") != Origin.EXTERNAL
        is_undecided = path[0] == "hypotheses" and block.get("state") != _DECIDED_BY[path[-1]]
        if says_nothing or is_own_action or is_undecided or block.get("role") == CauseRole.RULED_OUT:
            return None
        return words_at(tree, "evidence_default") or None

    return value


def _primary_cause(tree: Tree, block: Tree) -> str | None:
    causes = items_at(tree, "causes")
    return only(text_at(cause, "id") for cause in causes if cause.get("role") == CauseRole.IMMEDIATE)


def _addresses(tree: Tree, block: Tree) -> list[str] | None:
    causes = items_at(tree, "causes")
    cause = only(text_at(cause, "id") for cause in causes if cause.get("role") != CauseRole.RULED_OUT)
    return [cause] if cause else None


def _case(block: Tree) -> Tree:
    """The regression case of a control; nothing where it has none."""
    case = block.get("regression_case")
    return case if isinstance(case, dict) else {}


def _control_where(tree: Tree, block: Tree) -> str | None:
    return text_at(_case(block), "suite")


def _action_title(tree: Tree, block: Tree) -> str | None:
    """What an action puts in place: the kind of its control, where it runs and, where known, when it speaks up."""
    control = block.get("control")
    if not isinstance(control, dict):
        return None
    kind, where, threshold = (text_at(control, key) for key in ("kind", "where", "threshold"))
    if not kind or not where or not (threshold or isinstance(control.get("threshold"), dict)):
        return None
    place = f"{kind[0].upper()}{kind[1:].replace('-', ' ')}, {where.rstrip('.')}"
    return f"{place}: {threshold}" if threshold else place


def _action_status(tree: Tree, block: Tree) -> str | None:
    if text_at(block, "completed"):
        return ActionStatus.DONE
    return ActionStatus.OPEN if _is_own(tree) else ActionStatus.ANNOUNCED


def _due(tree: Tree, block: Tree) -> str | None:
    """Of an action of ours that is done, the day on which it was: nobody is waiting for it."""
    return text_at(block, "completed") if _is_own(tree) else None


def _should_have_been(tree: Tree, block: Tree) -> str | None:
    """What is built so that it is noticed sooner next time, where that is asked."""
    if Tier.of(text_at(tree, "kind") or "", text_at(tree, "severity") or "") not in SEVERE:
        return None
    actions = items_at(tree, "actions")
    titles = [text_at(each, "title") for each in actions if each.get("type") == ActionType.DETECT]
    return "; ".join(title.rstrip(".") for title in titles if title) or None


def _priority(tree: Tree, block: Tree) -> str | None:
    severity = text_at(tree, "severity") or ""
    is_asked = _is_own(tree) and Tier.of(text_at(tree, "kind") or "", severity) in FULL_FORM
    return _PRIORITY_OF_SEVERITY.get(severity) if is_asked else None


def _success_criterion(tree: Tree, block: Tree) -> str | None:
    """Of an action that leaves a control: what its case asserts, else that a replay of the failure is met by it."""
    control = block.get("control")
    if not isinstance(control, dict):
        return None
    if asserted := text_at(_case(control), "asserts"):
        return asserted
    name = text_at(control, "id") if _is_own(tree) else None
    return f"A replay of the failure is stopped or reported by {name}." if name else None


def _absent(tree: Tree, block: Tree) -> list[Tree] | None:
    """Of the points of view that severe incidents of ours need, those that no participant brought."""
    if not _is_own(tree) or Tier.of(text_at(tree, "kind") or "", text_at(tree, "severity") or "") not in SEVERE:
        return None
    brought = {each.get("discipline") for each in items_at(block, "participants")}
    return [{"discipline": str(each)} for each in NEEDED_DISCIPLINES if brought and each not in brought] or None


def _round(tree: Tree, block: Tree) -> str:
    return str(_number_in("validation", tree, block))


def _lesson_id(tree: Tree, block: Tree) -> str:
    return f"L{_number_in('lessons', tree, block)}"


def _number_in(field: str, tree: Tree, block: Tree) -> int:
    """The place of an item in its list, from 1; for one that is not there yet, the place at the end."""
    items = tree.get(field)
    items = items if isinstance(items, list) else []
    return 1 + next((index for index, item in enumerate(items) if item is block), len(items))


def _applies_to(tree: Tree, block: Tree) -> list[str] | None:
    uses = items_at(tree, "artifacts")
    return [name for use in uses if use.get("role") == ArtifactRole.ORIGIN and (name := text_at(use, "id"))] or None


def _summary(tree: Tree, block: Tree) -> str | None:
    """In the short form, which tells readers outside ML no more than what was seen."""
    tier = Tier.of(text_at(tree, "kind") or "", text_at(tree, "severity") or "")
    return text_at(tree, "symptom") if tier is Tier.SHORT else None


def _title(tree: Tree, block: Tree) -> str | None:
    return text_at(tree, "title")


def _symptom(tree: Tree, block: Tree) -> str | None:
    return text_at(tree, "symptom")


def _table() -> Iterator[Derivation]:
    yield Derivation(("kind",), "the default, `incident`", _always(Kind.INCIDENT))
    yield Derivation(("origin",), "the default, `own`", _always(Origin.OWN))
    yield Derivation(("status",), "the default, `draft`", _always(Status.DRAFT))
    yield Derivation(("visibility",), "`origin`: `internal` for our own, `public` for external records", _visibility)
    yield Derivation(("evidence_default",), "the only entry of `evidence`", _evidence_default)
    yield Derivation(
        ("evidence", "team"), "`teams.owner`, in our own records without `publisher`", _evidence_team, True
    )
    yield Derivation(
        ("evidence", "kind"), "`uri`: `picture` for a picture beside the record, else `document`", _evidence_kind
    )
    yield Derivation(
        ("evidence", "title"),
        "`kind` and the end of `uri`, for a ticket, chat, commit, configuration or trace of ours: `Ticket INC-1042`",
        _evidence_title,
    )
    yield Derivation(("evidence", "visibility"), "`visibility` of the record", _evidence_visibility)
    yield Derivation(("agent", "traces", "visibility"), "`visibility` of the record", _evidence_visibility)
    yield Derivation(("incident_refs",), "the tickets and chats among `evidence`", _incident_refs, True)
    yield Derivation(("symptom",), "`title`", _title, True)
    yield Derivation(("summary",), "`symptom`, in the short form", _summary, True)
    yield Derivation(("failure", "observed"), "`symptom`", _symptom, True)
    yield Derivation(("artifacts", "version"), "the end of `id`, where it names a version", _version)
    yield Derivation(
        ("timeline", "kind"),
        "`marks` and the keys of a change: `change`, `signal` where detected, `action` where mitigated, else `event`",
        event_kind,
    )
    yield Derivation(
        ("timeline", "phase"),
        "`kind` and `marks`: `response`, `user-impact` at the start, else `lifecycle_stage`",
        event_phase,
    )
    yield Derivation(
        ("actions", "title"), "`control`: its kind, `where` and `threshold`, where that is known", _action_title, True
    )
    yield Derivation(("timeline", "text"), "`from` and `to` of a change", changed_text, True)
    yield Derivation(("timeline", "text"), "`symptom`, where it marks `started` and nothing else", start_text, True)
    yield Derivation(
        ("timeline", "text"),
        "`detection.monitor`, in the short form also `detection.source`, where it marks `detected` and nothing else",
        noticed_text,
        True,
    )
    yield Derivation(("timeline", "text"), "its marks, where it marks `diagnosed` and nothing else", diagnosed_text)
    yield Derivation(
        ("timeline", "text"),
        "the only action of type `mitigate` or `repair`, or else the marks, in the short form where it marks "
        "`mitigated` or `resolved`",
        end_text,
        True,
    )
    yield from _evidence_of("timeline")
    yield Derivation(
        ("trigger", "text"),
        "the last change of `timeline` up to the entry that marks `started` or the end of `times.started`, else that "
        "entry or the last one up to that end",
        trigger_text,
        True,
    )
    yield Derivation(("trigger", "evidence"), "the entry of `timeline` that gives its `text`", trigger_evidence, True)
    yield Derivation(("detection", "monitor"), "the entry of `timeline` that marks `detected`", detection_monitor, True)
    yield Derivation(("detection", "monitor"), "`source`, where that is unknown", unknown_monitor, True)
    yield Derivation(
        ("detection", "evidence"), "the entry of `timeline` that marks `detected`", detection_evidence, True
    )
    yield Derivation(
        ("detection", "should_have_been"),
        "the actions of type `detect`, at SEV1 and SEV2",
        _should_have_been,
        True,
    )
    for field in dict.fromkeys(path[0] for path in EVIDENCE_REFERENCES if path[0] != "timeline"):
        yield from _evidence_of(field)
    yield Derivation(("primary_cause",), "the only cause with `role: immediate`", _primary_cause, True)
    yield Derivation(("actions", "team"), "`teams.owner`", _owner, True)
    yield Derivation(("actions", "addresses"), "the only cause that is not ruled out", _addresses, True)
    yield Derivation(("actions", "control", "where"), "`regression_case.suite`", _control_where, True)
    yield Derivation(
        ("actions", "status"),
        "`completed`: `done` with it; else `origin`: `open` for our own, `announced` for others",
        _action_status,
    )
    yield Derivation(("actions", "due"), "`completed`, for our own", _due, True)
    yield Derivation(
        ("actions", "priority"), "`severity`, where it is asked: `P1` at SEV1 and SEV2, `P2` at SEV3", _priority
    )
    yield Derivation(
        ("actions", "success_criterion"),
        "`control.regression_case.asserts`, else `control`: a replay of the failure is stopped or reported by it",
        _success_criterion,
        True,
    )
    yield Derivation(
        ("people", "absent"),
        "`participants`: at SEV1 and SEV2 each of `data`, `ml`, `platform` and `product` that nobody brought",
        _absent,
    )
    yield Derivation(("validation", "round"), "its place in the list", _round)
    yield Derivation(("lessons", "id"), "its place in the list: `L1`, `L2` and so on", _lesson_id)
    yield Derivation(("lessons", "applies_to"), "the artifacts with `role: origin`", _applies_to, True)


def _evidence_of(field: str) -> Iterator[Derivation]:
    for path in EVIDENCE_REFERENCES:
        if path[0] == field and path not in NOT_BY_DEFAULT and not RIVALS.intersection(path):
            yield Derivation(path, "`evidence_default`", _default_evidence(path), True)


DERIVATIONS = tuple(_table())
"""In the order in which they are tried."""
