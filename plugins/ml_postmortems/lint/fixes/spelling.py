"""The one right spelling of a value, for the values that have one: dates and times, words of a vocabulary, flags."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator, Mapping
from typing import Any, NamedTuple, get_args

from ml_postmortems.model.instant import Instant
from ml_postmortems.model.pasted_time import RecordClock, TimeNotRead, read_pasted
from ml_postmortems.model.requirements import FieldPath, field_rules
from ml_postmortems.model.taxonomy import Taxonomy
from ml_postmortems.model.terms import Term

Field = tuple[str, ...]
_KEYED_BY_AUTHOR = (("times",),)
"""The fields that are mappings whose keys are no field names."""
_DATE = r"(?P<year>\d{4})(?P<dash>[-/])(?P<month>\d{1,2})(?:(?P=dash)(?P<day>\d{1,2}))?"
_NEAR = re.compile(rf"{_DATE}(?P<clock>[tT ].*)?", re.ASCII)
_JOINTS = re.compile(r"[\s_-]+")


class Spelling(NamedTuple):
    """How a value has to be written, and the rule that minds the way it is written now; none for what is read."""

    text: str
    code: str


Speller = Callable[[str, RecordClock | None], Spelling | None]
"""The right spelling of a value that has another; None for one that is right or that only its author can mend.

The clock of the record tells the offset of a time that has none.
"""


def field_of(path: FieldPath) -> Field:
    """The field that a path of the front matter belongs to: without indices and keys of the author's own."""
    field: Field = ()
    skips = False
    for part in path:
        if isinstance(part, str) and not skips:
            field = (*field, part)
        skips = field in _KEYED_BY_AUTHOR and not skips
    return field


def spellers(taxonomy: Taxonomy | None) -> Mapping[Field, Speller]:
    """What can spell the values of each field; without a taxonomy its terms are left as they are."""
    found: dict[Field, Speller] = {}
    for rule in field_rules():
        if speller := _speller_of(set(_types_in(rule.annotation))):
            found[rule.path] = speller
    if taxonomy:
        found["causes", "category"] = _category_speller(taxonomy)
        found["trigger", "category"] = _term_speller(taxonomy.triggers, "PM110")
        found["lifecycle_stage",] = _term_speller(taxonomy.lifecycle_stages, "PM110")
        found["actions", "control", "kind"] = _term_speller(taxonomy.controls, "PM110")
    return found


def spell_instant(text: str, clock: RecordClock | None = None) -> Spelling | None:
    """A date or time in RFC 3339; None where it is so written, or where only its author knows what it means.

    Pasted times are read as they are, so no rule minds them. Months and days of one digit, and slashes after the year,
    are not read, but can be mended.
    """
    if _is_instant(text) or not (match := _NEAR.fullmatch(text)):
        return None
    part = match.groupdict()
    near = "-".join([part["year"], *(part[name].zfill(2) for name in ("month", "day") if part[name])])
    near += part["clock"] or ""
    try:
        right = read_pasted(near, clock) or near
    except TimeNotRead:
        return None
    return Spelling(right, "" if text == near else "PM105") if _is_instant(right) else None


def _is_instant(text: str) -> bool:
    try:
        Instant.parse(text)
    except ValueError:
        return False
    return True


def _speller_of(types: set[Any]) -> Speller | None:
    if Instant in types:
        return spell_instant
    if bool in types:
        return _term_speller(("true", "false"), "PM105")
    terms = [str(term) for part in types if isinstance(part, type) and issubclass(part, Term) for term in part]
    return _term_speller(terms, "PM104") if terms else None


def _types_in(annotation: Any) -> Iterator[Any]:
    """Every class named anywhere in an annotation."""
    yield annotation
    for part in get_args(annotation):
        yield from _types_in(part)


def _term_speller(terms: Iterable[str], code: str) -> Speller:
    """Finds words that differ from exactly one term in nothing but case, spaces, underscores and hyphens."""
    known = frozenset(terms)
    by_letters = _unambiguous((_letters(term), term) for term in known)

    def spell(text: str, _: RecordClock | None) -> Spelling | None:
        right = None if text in known else by_letters.get(_letters(text))
        return Spelling(right, _code_of(text, code)) if right else None

    return spell


def _category_speller(taxonomy: Taxonomy) -> Speller:
    """As for other terms; former names lead to the current one, and a leaf may stand without its family."""
    current = {name: name for name in taxonomy.categories()}
    full = {**taxonomy.renamed_leaves, **current}
    by_letters = _unambiguous((_letters(name), now) for name, now in full.items())
    by_leaf = _unambiguous((_letters(name.rsplit("/", 1)[-1]), now) for name, now in full.items())

    def spell(text: str, _: RecordClock | None) -> Spelling | None:
        if text in current:
            return None
        if text in full:
            return Spelling(full[text], "PM109")
        right = by_letters.get(_letters(text)) or ("/" not in text and by_leaf.get(_letters(text)))
        return Spelling(right, _code_of(text, "PM108")) if right else None

    return spell


def _unambiguous(pairs: Iterable[tuple[str, str]]) -> dict[str, str]:
    """Each spelling that stands for one word only, with that word."""
    words: dict[str, set[str]] = {}
    for spelling, word in pairs:
        words.setdefault(spelling, set()).add(word)
    return {spelling: next(iter(word)) for spelling, word in words.items() if len(word) == 1}


def _letters(word: str) -> str:
    return _JOINTS.sub("", word.lower())


def _code_of(text: str, code: str) -> str:
    """The name of a term with a space in it is refused before anybody looks it up."""
    return "PM105" if code != "PM104" and re.search(r"\s", text) else code
