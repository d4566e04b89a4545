"""Maps: which heading, label or key of an archive becomes which part of a draft; ready ones, and files of one's own."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from functools import cache
from pathlib import Path
from typing import Any

from ml_postmortems.authoring.archive.document import plain_heading
from ml_postmortems.authoring.archive.zones import zone_of
from ml_postmortems.errors import InputUnusable
from ml_postmortems.model.body_sections import BODY_SECTIONS
from ml_postmortems.model.terms import Severity
from ml_postmortems.reading.faults import shown
from ml_postmortems.reading.source import Unreadable, decode, read_bytes
from ml_postmortems.reading.yaml_tree import read_yaml
from ml_postmortems.suggestion import closest

READY = Path(__file__).parent / "maps"
CHAPTERS: Mapping[str, str] = {section.title.lower().replace(" ", "-"): section.title for section in BODY_SECTIONS}
"""Sections of the body, by the names that maps give them."""
KEY_INSTANTS = ("started", "detected", "mitigated", "resolved")
TARGETS = (
    *("title", "date", "authors", "severity", "team", "timezone", *KEY_INSTANTS),
    *("account", "summary", "timeline", "durations", "lessons", "evidence", *CHAPTERS, "original"),
)
"""What a heading, a label or a key can become; `account` is what is said of the document, `original` nothing."""
_KEYS = ("title", "extends", "signature", "timezone", "dates", "zones", "severities", "fields")
_DEFAULT = "plain"
_MAX_BYTES, _MOST_PATTERNS, _LONGEST = 64 * 1024, 1000, 200


@dataclass(frozen=True, slots=True)
class ArchiveMap:
    """Patterns by what they become, and what is to be assumed of times."""

    name: str
    patterns: tuple[tuple[str, str], ...]
    """Pairs of a pattern and what it becomes; the first that matches counts, exact ones before those with `*`.

    Of one map, those that find their words anywhere (`*chat*`) come after all others.
    """
    signature: tuple[str, ...] = ()
    """Headings by which files of this kind are known."""
    timezone: str = ""
    day_first: bool | None = None
    """Whether `05/03/2024` is in March; None where nobody knows."""
    zones: Mapping[str, str] = field(default_factory=dict)
    """What letters of zones mean in this archive."""

    severities: Mapping[str, str] = field(default_factory=dict)
    """What words for severities mean in this archive, in capitals."""

    def severity_of(self, word: str) -> str:
        """The level that a word means; empty where the map says nothing of it."""
        return self.severities.get(word.upper(), "")

    def target(self, heading: str) -> str:
        """What a heading, a label or a key becomes; empty where no pattern matches."""
        said = plain_heading(heading[:_LONGEST])
        return _target(self, said) if said else ""

    def score(self, headings: Iterable[str]) -> int:
        """How many headings are of the signature."""
        said = {plain_heading(heading[:_LONGEST]) for heading in headings}
        return sum(any(_matches(plain_pattern(pattern), each) for each in said) for pattern in self.signature)


def ready_maps() -> tuple[str, ...]:
    """The names of the maps that come with the package."""
    return tuple(sorted(path.stem for path in READY.glob("*.yml")))


@cache
def ready_map(name: str) -> ArchiveMap:
    """A map that comes with the package."""
    return _read(READY / f"{name}.yml", name)


def find_map(wanted: str) -> ArchiveMap:
    """The map of this name, or the one in this file; raises InputUnusable."""
    if wanted in ready_maps():
        return ready_map(wanted)
    path = Path(wanted)
    if path.suffix not in (".yml", ".yaml") and not path.exists():
        near = closest(wanted, ready_maps())
        fix = f"did you mean `{near}`?" if near else f"name a file, or one of {', '.join(ready_maps())}"
        raise InputUnusable(path, None, "the map must exist: found none", fix)
    return _read(path, path.name)


def fitting_map(headings: Iterable[str]) -> ArchiveMap:
    """The ready map whose signature most of the headings are of; the plain one where fewer than two are of any."""
    listed = list(headings)
    scores = {name: ready_map(name).score(listed) for name in ready_maps()}
    best = max(scores, key=lambda name: (scores[name], name == _DEFAULT))
    return ready_map(best if scores[best] >= 2 else _DEFAULT)


def map_of_notion(content: ArchiveMap) -> ArchiveMap:
    """The map of Notion's exports, over the one that fits the headings of a page."""
    notion, plain = ready_map("notion"), ready_map(_DEFAULT)
    own = notion.patterns[: len(notion.patterns) - len(plain.patterns)]
    return replace(content, name=notion.name, patterns=own + content.patterns)


def _target(used: ArchiveMap, said: str) -> str:
    exact = next((target for pattern, target in used.patterns if pattern == said), "")
    return exact or next(
        (target for pattern, target in used.patterns if "*" in pattern and _matches(pattern, said)), ""
    )


def plain_pattern(pattern: str) -> str:
    """A pattern in the form in which headings are compared, with its `*`."""
    parts = [plain_heading(part) for part in pattern.split("*")]
    spaced = [
        (" " if at and part and pattern.split("*")[at].startswith(" ") else "")
        + part
        + (" " if at < len(parts) - 1 and part and pattern.split("*")[at].endswith(" ") else "")
        for at, part in enumerate(parts)
    ]
    return "*".join(spaced)


def _matches(pattern: str, said: str) -> bool:
    """Whether a text has the parts of a pattern between its `*`, in order, each looked for once."""
    first, *rest = pattern.split("*")
    if not rest:
        return pattern == said
    if not said.startswith(first):
        return False
    at = len(first)
    for part in rest[:-1]:
        place = said.find(part, at)
        if place < 0:
            return False
        at = place + len(part)
    return said.endswith(rest[-1]) and len(said) - len(rest[-1]) >= at


def _read(path: Path, name: str) -> ArchiveMap:
    try:
        tree = read_yaml(decode(read_bytes(path, _MAX_BYTES)), 1)
        if tree.faults:
            raise Unreadable(tree.faults[0])
    except Unreadable as error:
        fault = error.fault
        raise InputUnusable(
            path, fault.line, f"{fault.subject} {fault.condition}: found {fault.found}", fault.fix
        ) from error
    values = tree.value
    if not isinstance(values, dict):
        raise InputUnusable(path, 1, "the map must be a mapping: found something else", "begin with `fields:`")
    lines = tree.lines
    for key in values:
        if key not in _KEYS:
            raise _unknown(path, lines[(key,)], "key", key, _KEYS)
    fields = values.get("fields") or {}
    if not isinstance(fields, dict):
        raise InputUnusable(path, lines[("fields",)], "fields must be a mapping: found something else", _FIX)
    patterns = list[tuple[str, str]]()
    for target, said in fields.items():
        if target not in TARGETS:
            raise _unknown(path, lines[("fields", target)], "name under fields", target, TARGETS)
        patterns += [(plain_pattern(each), target) for each in _texts(path, lines[("fields", target)], target, said)]
    patterns.sort(key=lambda pair: pair[0].startswith("*") and pair[0].endswith("*"))
    if len(patterns) > _MOST_PATTERNS:
        raise InputUnusable(path, None, f"the map must have at most {_MOST_PATTERNS} patterns: found more", "use `*`")
    base = _base(path, values)
    dates = values.get("dates")
    if dates not in (None, "day-first", "month-first"):
        found = f"dates must be day-first or month-first: found {shown(dates)}"
        raise InputUnusable(path, lines.get(("dates",)), found, "write one of the two, or leave it out")
    zones = values.get("zones") or {}
    if not isinstance(zones, dict):
        raise InputUnusable(
            path, lines[("zones",)], "zones must be a mapping: found something else", "write `IST: Asia/Kolkata`"
        )
    severities = values.get("severities") or {}
    for level in severities.values() if isinstance(severities, dict) else [severities]:
        if level not in list(Severity):
            found = f"severities must be levels: found {shown(level)}"
            raise InputUnusable(path, lines[("severities",)], found, "write a mapping such as `{high: SEV2}`")
    timezone = values.get("timezone")
    for zone in [*zones.values(), *([timezone] if timezone else [])]:
        if not isinstance(zone, str) or not zone_of(zone, {}):
            raise InputUnusable(
                path, None, f"a zone must exist: found {shown(zone)}", "write a name such as `Europe/Berlin`"
            )
    return ArchiveMap(
        name,
        tuple(patterns) + (base.patterns if base else ()),
        tuple(_texts(path, 1, "signature", values.get("signature"))),
        str(timezone or (base.timezone if base else "")),
        {"day-first": True, "month-first": False}.get(str(dates), base.day_first if base else None),
        {**(base.zones if base else {}), **{str(key): str(zone) for key, zone in zones.items()}},
        {**(base.severities if base else {}), **{str(key).upper(): str(level) for key, level in severities.items()}},
    )


_FIX = "write what becomes what, such as `timeline: [what happened when]`"


def _base(path: Path, values: Mapping[str, Any]) -> ArchiveMap | None:
    """The map whose patterns follow: the plain one, unless the map says another or `none`."""
    name = values.get("extends", None if path.parent == READY else _DEFAULT)
    if name is None or name == "none":
        return None
    if name not in ready_maps():
        raise InputUnusable(
            path,
            None,
            f"extends must be a ready map or `none`: found {shown(name)}",
            f"write one of {', '.join(ready_maps())}",
        )
    return ready_map(str(name))


def _texts(path: Path, line: int, name: str, said: object) -> list[str]:
    listed = [] if said is None else said if isinstance(said, list) else [said]
    for text in listed:
        if not isinstance(text, str) or len(text) > _LONGEST:
            raise InputUnusable(path, line, f"{name} must be a list of headings: found {shown(text)}", _FIX)
    return [text for text in listed if isinstance(text, str)]


def _unknown(path: Path, line: int, what: str, found: str, known: tuple[str, ...]) -> InputUnusable:
    near = closest(found, list(known))
    fix = f"did you mean `{near}`?" if near else f"use of: {', '.join(known)}"
    return InputUnusable(path, line, f"{what} must be one of {', '.join(known)}: found {shown(found)}", fix)
