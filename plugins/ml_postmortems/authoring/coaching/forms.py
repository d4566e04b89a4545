"""The form of a field: YAML to paste, with what is known filled in and the rest left empty for the author."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field, replace

from ml_postmortems.authoring.coaching.effort import Effort
from ml_postmortems.authoring.coaching.form_layout import Entry, Layout, Part
from ml_postmortems.authoring.coaching.known_names import LOCAL_IDS, KnownNames
from ml_postmortems.authoring.coaching.shapes import is_block, is_fact, is_list, parts_of, rules_by_path, terms
from ml_postmortems.model.budgets import length_hint
from ml_postmortems.model.not_known import known
from ml_postmortems.model.people import NEEDED_DISCIPLINES
from ml_postmortems.model.record import Record
from ml_postmortems.model.required_cases import asks_for_cases
from ml_postmortems.model.requirements import FieldRule
from ml_postmortems.model.terms import KeyInstant, Origin
from ml_postmortems.model.tiers import Tier, asked_instants

_EMPTY = '""'
_USUAL_PARTS = frozenset(
    {
        ("artifacts", "version"),
        ("evidence", "date"),
        ("timeline", "evidence"),
        ("timeline", "marks"),
        ("causes", "evidence"),
        ("hypotheses", "evidence_for"),
        ("hypotheses", "evidence_against"),
        ("impact", "users"),
        ("actions", "addresses"),
        ("actions", "person"),
        ("actions", "control"),
        ("actions", "control", "threshold"),
        ("lessons", "applies_to"),
        ("recurrence", "of"),
        ("recurrence", "related"),
    }
)
"""Parts that the format does not insist on and that good records have: rules ask for them, or readers use them."""
_EXTERNAL_PARTS = frozenset({("actions", "evidence")})
"""The same for records of others."""
_PARAGRAPHS = frozenset({("summary",)})
_TALL = frozenset({("validation",)})
"""Lists whose items are changed often, and stand with each key on a line of its own."""
Preset = dict[str, str]
"""The parts of an entry that are known, as they are written; an empty one is left out."""
_INSTANTS: Sequence[tuple[Preset, tuple[KeyInstant, ...]]] = (
    ({"phase": "user-impact", "kind": "event"}, (KeyInstant.STARTED,)),
    ({"phase": "response", "kind": "signal"}, (KeyInstant.DETECTED,)),
    ({"phase": "response", "kind": "decision"}, (KeyInstant.DIAGNOSED,)),
    ({"phase": "response", "kind": "action"}, (KeyInstant.MITIGATED, KeyInstant.RESOLVED)),
)


@dataclass(slots=True)
class Form:
    """Lines to paste, and how long it takes to fill them in."""

    lines: list[str] = field(default_factory=list)
    """With all comments, as it is shown."""
    in_file: list[str] = field(default_factory=list)
    """As it goes into a file: of the comments, those that list words to choose from."""
    minutes: float = 0.0


def form_of(path: tuple[str, ...], record: Record, names: KnownNames) -> Form:
    """The form of a field for a record that has its goal as its status.

    What is left empty is refused by the checker, so that no form gets published by mistake.
    """
    return _Writer(record, names).form(rules_by_path()[path])


class _Writer:
    def __init__(self, record: Record, names: KnownNames) -> None:
        self._record, self._names = record, names
        self._minutes = 0.0

    def form(self, rule: FieldRule) -> Form:
        parts = [self._part(rule, {}, is_first=True, is_told=False)]
        if hint := length_hint(rule.path):
            parts[0] = replace(parts[0], choices=" ".join(filter(None, (parts[0].choices, hint))))
        if rule.path == ("evidence",) and self._names.has_no(("evidence",)) and self._names.is_short_format:
            told = "What claims rest on that name no evidence of their own."
            parts.append(Part("evidence_default", "[E1]", told))
        shown = [line for part in parts for line in Layout().lines(part)]
        in_file = [line for part in parts for line in Layout(is_in_file=True).lines(part)]
        return Form(shown, in_file, self._minutes)

    def _part(self, rule: FieldRule, preset: Preset, *, is_first: bool, is_told: bool = True) -> Part:
        key = rule.path[-1]
        is_asked = is_first and key not in preset and not self._names.certain(rule.path)
        told = rule.description if is_asked and is_told else ""
        choices = self._choices(rule) if is_asked or (is_first and is_block(rule)) else ""
        if rule.path in _PARAGRAPHS:
            self._minutes += Effort.PARAGRAPH.minutes
            return Part(key, ">-", "Write below it, with two blanks before each line.")
        if not is_block(rule):
            return Part(key, self._value(rule, preset), told, choices)
        if not is_list(rule):
            return Part(key, self._entry(rule.path, {}, is_first=is_first), told, choices)
        entries = self._entries(rule)
        return Part(
            key,
            [self._entry(rule.path, each, is_first=is_first and each is entries[0]) for each in entries],
            told,
            choices,
        )

    def _entry(self, path: tuple[str, ...], preset: Preset, *, is_first: bool) -> Entry:
        parts = [rule for rule in parts_of(path) if not (rule.insider_only and self._is_external)]
        usual = [rule for rule in parts if self._is_shown(rule, preset, is_first=is_first)]
        derived = [rule for rule in usual if self._names.is_derived(rule.path, preset)]
        if is_first and self._is_titled_by_control(path):
            derived += [rule for rule in usual if rule.path == ("actions", "title")]
        remarks = []
        if is_first and (others := [_key(rule) for rule in parts if rule not in usual]):
            remarks.append(f"If it applies: {', '.join(others)}.")
        if is_first and derived:
            remarks.append(f"Taken from the rest if left out: {', '.join(rule.path[-1] for rule in derived)}.")
        shown = [self._part(rule, preset, is_first=is_first) for rule in usual if rule not in derived]
        return Entry(shown, remarks, is_tall=path in _TALL)

    def _is_shown(self, rule: FieldRule, preset: Preset, *, is_first: bool) -> bool:
        if preset.get(rule.path[-1]) == "":
            return False
        if rule.path == ("actions", "control"):
            return self._leaves_control(is_first=is_first)
        if rule.path == ("actions", "control", "regression_case"):
            return is_first and asks_for_cases(self._record)
        if rule.path == ("causes", "since"):
            return is_first and self._record.tier.is_severe and not self._is_external
        if rule.path == ("actions", "success_criterion") and self._names.is_short_format:
            return self._is_needed(rule) and not self._leaves_control(is_first=is_first)
        if rule.always_with_parent or rule.path in _USUAL_PARTS or rule.path[-1] in preset:
            return True
        if self._is_external and rule.path in _EXTERNAL_PARTS:
            return True
        return self._is_needed(rule)

    def _is_titled_by_control(self, path: tuple[str, ...]) -> bool:
        """Whether the entry is an action that is begun with its control, which says what is done."""
        is_own_action = path == ("actions",) and not self._is_external
        return is_own_action and self._names.is_short_format and self._leaves_control(is_first=True)

    def _is_needed(self, rule: FieldRule) -> bool:
        record = self._record
        return bool(rule.needed and rule.needed.applies(record.status, record.tier, record.origin))

    def _leaves_control(self, *, is_first: bool) -> bool:
        """Whether an action is begun with the control that it puts in place: the first one, outside the short form."""
        return is_first and self._record.tier is not Tier.SHORT

    @property
    def _is_external(self) -> bool:
        return self._record.origin is Origin.EXTERNAL

    @property
    def _is_found_outside(self) -> bool:
        detection = known(self._record.detection)
        source = known(detection.source) if detection else None
        return bool(source and source.is_outside)

    def _entries(self, rule: FieldRule) -> list[Preset]:
        """What is known of each entry that a list is begun with."""
        key = rule.path[-1]
        match rule.path:
            case ("timeline",):
                entries = list(self._instant_entries())
            case ("hypotheses",):
                entries = [{"state": "refuted", "evidence_for": ""}]
            case ("causes",):
                entries = self._cause_entries()
            case ("actions",) if self._is_external:
                entries = [{}]
            case ("actions",):
                entries = self._own_actions()
            case ("evidence",) if self._is_external:
                entries = [{"kind": "document"}]
            case ("validation",):
                entries = [{"round": "1"}]
            case ("people", "participants"):
                entries = [{"discipline": each} for each in NEEDED_DISCIPLINES]
            case _:
                entries = [{}]
        if len(rule.path) == 1 and key in LOCAL_IDS:
            first = self._names.next_number(key)
            entries = [{"id": f"{LOCAL_IDS[key]}{first + number}"} | each for number, each in enumerate(entries)]
        return entries

    def _instant_entries(self) -> Iterator[Preset]:
        """An entry for the start, and for each instant that the tier asks for."""
        for preset, marks in _INSTANTS:
            if marks == (KeyInstant.STARTED,) or asked_instants(self._record.tier).intersection(marks):
                yield preset | {"marks": f"[{', '.join(marks)}]"}

    def _own_actions(self) -> list[Preset]:
        """One, or at SEV1 and SEV2 one for each role of causes; and one that detects what an outsider noticed first."""
        entries: list[Preset] = [{}]
        if self._record.tier.is_severe:
            entries = [{"addresses": f"[{cause}]"} for cause in self._names.main_causes]
        if self._is_found_outside:
            entries.append({"type": "detect"})
        return entries

    def _cause_entries(self) -> list[Preset]:
        """The immediate cause, and the one behind it where a rule asks for one."""
        if not self._record.tier.is_severe:
            return [{"role": "immediate"}]
        first = self._names.next_number("causes")
        return [{"role": "immediate", "caused_by": f"[C{first + 1}]"}, {"role": "systemic"}]

    def _advice_on_actions(self) -> Iterator[str]:
        """What rules ask of some types of actions, and what a control makes needless."""
        if self._record.detection is None:
            yield "One with `type: detect` if a customer, partner, auditor or the press noticed it first."
        if self._record.tier.is_severe:
            yield "Each with `type: prevent` names its `control`."
        if self._names.is_short_format:
            yield "What has a `control` needs no `success_criterion`."
            yield "Write `control` only where something stays in place."

    def _value(self, rule: FieldRule, preset: Preset) -> str:
        key = rule.path[-1]
        if key in preset:
            return preset[key]
        name = self._names.certain(rule.path)
        self._minutes += self._effort(rule, name).minutes
        if is_list(rule):
            is_asked = rule.always_with_parent or rule.needed or rule.path == ("recurrence", "of")
            return f"[{name or (_EMPTY if is_asked else '')}]"
        return name or _EMPTY

    def _effort(self, rule: FieldRule, name: str) -> Effort:
        if name:
            return Effort.KNOWN
        if terms(rule) or self._names.offered(rule.path):
            return Effort.CHOICE
        return Effort.FACT if is_fact(rule) or is_list(rule) else Effort.SENTENCE

    def _choices(self, rule: FieldRule) -> str:
        """The words to choose from, and what rules ask of a value beside the format."""
        record = self._record
        is_short = self._names.is_short_format
        match rule.path:
            case ("actions", "due") if is_short and not self._is_external:
                return "What is done has `completed` in its place."
            case ("detection", "should_have_been") if is_short and not self._is_external:
                return "Left out, it is the title of the only action of type `detect`."
            case ("timeline",) if is_short and record.tier is not Tier.SHORT:
                return 'A change that led to it stands first: `- {at: "", from: "", to: ""}`; its text follows.'
            case ("affected_data",) if record.tier is not Tier.SHORT:
                return "What is `repaired` has an entry of the timeline that marks `data-repaired`."
            case ("impact",) if record.tier is not Tier.SHORT:
                return "Where the harm stopped and came back: `windows: [{from: ..., to: ...}, {from: ..., to: ...}]`."
            case ("people", "facilitator") if record.tier.is_severe:
                return f"Nobody of {record.teams.owner}, and nobody who has an action."
            case ("actions",) if not self._is_external and record.tier is not Tier.SHORT:
                return " ".join(self._advice_on_actions())
            case ("causes", "since"):
                return "The day, `{from: ..., to: ...}` or `{unknown: why}`, in place of the quotes."
            case ("causes",) if self._is_external and record.tier.is_severe:
                return "A systemic one that no action addresses: `accepted_risk: {unknown: No action was published.}`"
        return f"One of: {', '.join(terms(rule))}." if terms(rule) else self._names.offered(rule.path)


def _key(rule: FieldRule) -> str:
    """The key of a field, with the brackets that its value needs: `caught_by: []` for a list."""
    return f"{rule.path[-1]}: []" if is_list(rule) else str(rule.path[-1])
