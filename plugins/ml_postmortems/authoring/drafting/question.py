"""What a question of the wizard is, and when it is open: as long as the record does not say what its tier asks for."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from typing import Any

from ml_postmortems.authoring.drafting.answers import DraftContext, field_of
from ml_postmortems.authoring.drafting.choosing import Choice
from ml_postmortems.authoring.drafting.sheet import Sheet
from ml_postmortems.model.awaited import with_awaited
from ml_postmortems.model.block import Gate
from ml_postmortems.model.derived_values import DERIVATIONS, completed
from ml_postmortems.model.draft_questions import tier_of
from ml_postmortems.model.not_known import NotKnown
from ml_postmortems.model.requirements import FieldRule, field_rules
from ml_postmortems.model.terms import Origin

Choices = Callable[[DraftContext], Sequence[Choice]]
_GATES = (Gate.DRAFT, Gate.IN_REVIEW, Gate.PUBLISHED)
"""The gates whose fields are asked for; what comes after publication is not yet known."""


@dataclass(frozen=True, slots=True)
class Option:
    """How the command shows the option that answers a question."""

    metavar: str
    help: str


@dataclass(frozen=True, slots=True)
class Part:
    """One of several answers that make up the answer to a question; its name is that of a key of the field."""

    name: str
    help: str
    choices: Choices | None = None
    choices_here: Callable[[Sheet], Sequence[Choice]] | None = None
    """For choices that the record itself gives, such as its evidence."""
    needed: bool = True
    """False where the others are kept without it."""
    is_many: bool = False
    """Whether it is a list of words."""
    new_word: Callable[[str], Sequence[str]] | None = None
    """For a word that is not among the choices and may be used: what has to be done about it."""
    common: Callable[[Sheet], Sequence[str]] | None = None
    """Of too many choices, those to list unasked."""
    read: Callable[[str, Sheet], str] | None = None
    """Brings what was typed into the form of the file; raises PostmortemsError."""
    more: str = ""
    """What else `?` says."""

    def choices_for(self, sheet: Sheet) -> Sequence[Choice]:
        """What it can be answered with; none where anything can be typed."""
        if self.choices_here:
            return self.choices_here(sheet)
        return self.choices(sheet.context) if self.choices else ()


@dataclass(frozen=True, slots=True)
class Question(Part):
    """One question. With parts, its answer is a mapping of theirs, and a list of mappings where it takes many."""

    option: Option | None = None
    """For a question that the command has an option for; None for one that is asked later."""
    default: str = ""
    """What stands where nobody answers: it is offered, and not written."""
    is_derived: bool = False
    """Whether its answer follows from the others, so that it is not asked unless somebody wants to say otherwise."""
    parts: tuple[Part, ...] = ()
    id_letter: str = ""
    """For a list whose items have ids of the record's own."""
    item_name: str = ""
    """What one item of the list is called."""
    is_in_form: bool = True
    """Whether the form of the site asks it too."""

    @property
    def is_needed(self) -> bool:
        """Whether there is no draft without an answer."""
        return self.is_asked_first and not self.default

    @property
    def is_asked_first(self) -> bool:
        """Whether a draft begins with it."""
        return self.option is not None and not self.is_derived

    @property
    def label(self) -> str:
        """Its name as people read it."""
        return self.name.replace("_", " ")

    @property
    def origins(self) -> frozenset[Origin]:
        """For whose incidents it is asked."""
        rule = rule_of(field_of(self.name)[:1])
        return frozenset(rule.needed.origins) if rule.needed else frozenset(Origin)

    def allowed_words(self, context: DraftContext) -> list[str]:
        """The words that it can be answered with; none where any text will do."""
        return [str(choice.word) for choice in self.choices(context)] if self.choices else []


@cache
def _rules() -> Mapping[tuple[str, ...], FieldRule]:
    return {rule.path: rule for rule in field_rules()}


def rule_of(path: tuple[str | int, ...]) -> FieldRule:
    """The rule of the format for a field."""
    return _rules()[tuple(str(part) for part in path)]


def is_asked(rule: FieldRule, tree: Mapping[str, Any]) -> bool:
    """Whether the tier and the origin of a record ask for a field before it can be published.

    A severity that does not exist asks for everything.
    """
    origin, tier, needed = str(tree.get("origin") or Origin.OWN), tier_of(tree), rule.needed
    if rule.insider_only and origin == Origin.EXTERNAL:
        return False
    if rule.always_with_parent:
        return True
    is_of_origin = needed and (origin in needed.origins or origin not in list(Origin))
    return bool(needed and needed.gate in _GATES and is_of_origin and (tier is None or tier in needed.tiers))


def is_said_unknown(value: Any) -> bool:
    """Whether a value says why there is none."""
    return isinstance(value, Mapping) and bool(value.keys() & NotKnown.model_fields.keys())


def is_open(question: Question, tree: Mapping[str, Any]) -> bool:
    """Whether a record lacks something that the question asks; what the format derives, or will, counts as said."""
    path = field_of(question.name)
    if not is_asked(rule_of(path[:1]), tree):
        return False
    whole = completed(tree).tree
    value = whole.get(str(path[0]))
    if value in (None, "", [], {}):
        return path[:1] not in with_awaited(tree, tier_of(tree)).derived
    if len(path) > 1:
        return not (isinstance(value, Mapping) and value.get(path[1]))
    return any(missing_parts(question, whole, item) for item in blocks_of(value))


def blocks_of(value: Any) -> list[Mapping[str, Any]]:
    """The mappings that a value is, or that are its items; none of what is said not to be known."""
    items = value if isinstance(value, list) else [value]
    return [item for item in items if isinstance(item, Mapping) and not is_said_unknown(item)]


def missing_parts(question: Question, whole: Mapping[str, Any], item: Mapping[str, Any]) -> list[Part]:
    """The parts that the record asks for and an item lacks; `whole` is the record with what is derived."""
    found = asked_parts(question, whole, item)
    return [part for part in found if not item.get(part.name) and is_asked(rule_of((question.name, part.name)), whole)]


def asked_parts(question: Question, whole: Mapping[str, Any], item: Mapping[str, Any]) -> list[Part]:
    """The parts to ask for an item: what its tier asks for or gains from, and what does not follow from the rest."""
    return list(_asked_parts(question, whole, item))


def _asked_parts(question: Question, whole: Mapping[str, Any], item: Mapping[str, Any]) -> Iterator[Part]:
    for part in question.parts:
        rule = rule_of((question.name, part.name))
        is_extra = rule.needed is None and not (rule.insider_only and whole.get("origin") == Origin.EXTERNAL)
        if not (is_asked(rule, whole) or is_extra):
            continue
        if part.name in item or not is_derived((question.name, part.name), whole, item):
            yield part


def is_derived(path: tuple[str, ...], whole: Mapping[str, Any], item: Mapping[str, Any]) -> bool:
    """Whether the rest of a record gives a part of an item that is left out."""
    if str(whole.get("schema_version")) != "2":
        return False
    tree, filled = dict(whole), {key: value for key, value in item.items() if key != path[-1]}
    for each in DERIVATIONS:
        if each.path[:-1] == path[:-1] and each.path[-1] not in filled:
            value = each.value(tree, filled)
            if value is not None:
                filled[each.path[-1]] = value
    return path[-1] in filled
