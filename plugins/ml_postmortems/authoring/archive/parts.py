"""A postmortem of an archive taken apart by a map: what of it becomes which part of a draft, nothing left over."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field

from ml_postmortems.authoring.archive.archive_map import CHAPTERS, KEY_INSTANTS, ArchiveMap
from ml_postmortems.authoring.archive.document import Document, Line, Section, plain_heading
from ml_postmortems.authoring.archive.said_time import find_times, first_time
from ml_postmortems.authoring.archive.tables import read_tables

_LABEL = re.compile(
    r"\s*(?:[-*+]\s+)?(?P<bold>\*\*|__)?(?P<key>[^\s*_|:`\[<][^*|:`\n]{0,60}?)\s*(?:(?P<inner>:)\s*(?:\*\*|__)|(?:\*\*|__)?\s*(?P<outer>:))\s*(?P<value>.*)"
)
_STRONG = frozenset(
    (
        "timeline",
        "lessons",
        "how-we-fix-it",
        "what-went-well",
        "what-went-badly",
        "where-we-were-lucky",
        "evidence",
        "durations",
        "why-it-happened",
        "summary",
    )
)
"""What a heading becomes by its own words although a heading above it becomes something else."""
_ONE_LINE = frozenset(("date", "authors", "severity", "team", "timezone", *KEY_INSTANTS))
"""What a section of one line says as a label would."""
_MAY_TELL = frozenset(("", "what-happened", "how-we-fix-it", "why-it-happened", "original"))
"""What a section without the heading of a timeline may be, that tells the times all the same."""
_CHATS = frozenset(("irc", "chat", "slack", "channel", "teams", "mattermost", "discord"))
_LOGS = frozenset(("log", "logs", "transcript", "transcripts", "history", "excerpt", "excerpts"))
_LEAST_TIMED = 3
"""Lines that begin with a time, from which on a section is read as a timeline whatever its heading."""


@dataclass(frozen=True, slots=True)
class Label:
    """A key with its value, as a line, a row or front matter has it."""

    line: int
    key: str
    value: str
    target: str


@dataclass(slots=True)
class Parts:
    """What a postmortem consists of."""

    title: str = ""
    labels: list[Label] = field(default_factory=list)
    sections: list[tuple[Section, str]] = field(default_factory=list)
    """Sections in order, each with what it becomes."""

    def values(self, target: str) -> list[Label]:
        """The labels that become this."""
        return [label for label in self.labels if label.target == target]


def take_apart(document: Document, used: ArchiveMap) -> Parts:
    """Labels and sections of a document with what each becomes."""
    parts = Parts(document.title)
    for key, value in document.fields.items():
        said = flat_text(value)
        if said:
            parts.labels.append(Label(1, key, said, used.target(key)))
    timeline_level = 0
    targets: dict[tuple[str, ...], str] = {}
    for section in document.sections:
        target, timeline_level = _section_target(section, used, targets, timeline_level)
        is_title = section.heading == document.title and not section.parents
        targets[(*section.parents, section.heading)] = "" if is_title else target
        own = used.target(section.heading)
        if own in _ONE_LINE and target == "account" and 0 < len(section.text.strip()) < 300:
            parts.labels.append(Label(section.number, section.heading, " ".join(section.text.split()), own))
            parts.sections.append(
                (Section(section.heading, section.level, section.number, [], section.parents), target)
            )
            continue
        has_labels = target in ("", "account", "durations") or section.heading == document.title
        rest = Section(section.heading, section.level, section.number, list(section.lines), section.parents)
        if has_labels and not _is_timed(section):
            rest.lines = list(_take_labels(section, used, parts, is_preamble=not target or target == "account"))
        elif (target not in ("timeline", "original") and _is_timed(section) and section.heading != document.title) or (
            target == "" and _is_timed(section)
        ):
            target = "timeline"
        parts.sections.append((rest, target))
    if not parts.values("timeline") and all(
        target != "timeline" or is_chat_log(section.heading) for section, target in parts.sections
    ):
        _find_timeline(parts)
    return parts


def is_chat_log(heading: str) -> bool:
    """Whether a heading is that of a log of a chat, whose lines are entries and tell the timeline of nobody."""
    said = plain_heading(heading).split()
    return bool(_CHATS.intersection(said)) and bool(_LOGS.intersection(said))


def times_told(section: Section, target: str) -> int:
    """How many times a section tells that is no timeline; 0 where they are too few for one."""
    told = sum(1 for _ in find_times(section.text)) if target in _MAY_TELL else 0
    return told if told >= _LEAST_TIMED else 0


def _find_timeline(parts: Parts) -> None:
    """Take the section with the most times for the timeline, where no heading says that it is one."""
    told = [times_told(section, target) for section, target in parts.sections]
    most = max(told, default=0)
    if most:
        place = told.index(most)
        parts.sections[place] = (parts.sections[place][0], "timeline")


def label_keys(lines: list[Line]) -> Iterator[str]:
    """The keys near the beginning of a text, by which a map can be known as by headings."""
    for line in lines[:80]:
        said = line.text[:200].strip("| ").split("|")[0] + ":" if "|" in line.text[:200] else line.text[:200]
        if match := _LABEL.fullmatch(said):
            yield match.group("key")


def flat_text(value: object) -> str:
    """A value of front matter on one line."""
    match value:
        case str():
            return " ".join(value.split())
        case list():
            return ", ".join(filter(None, map(flat_text, value)))
        case dict():
            return "; ".join(f"{key}: {flat_text(part)}" for key, part in value.items())
    return ""


def _section_target(
    section: Section, used: ArchiveMap, targets: dict[tuple[str, ...], str], timeline_level: int
) -> tuple[str, int]:
    own = used.target(section.heading) if section.heading else ""
    above = next(
        (
            target
            for length in range(len(section.parents), 0, -1)
            if (target := targets.get(section.parents[:length], ""))
        ),
        "",
    )
    if timeline_level and section.level > timeline_level and above == "timeline":
        is_group = own not in _STRONG or own == "timeline" or _is_timed(section)
        return ("timeline" if is_group else own), timeline_level
    if own == "timeline":
        return own, section.level
    if own == "lessons" and above in CHAPTERS and above != "what-happened":
        return own, 0
    if above and own not in _STRONG:
        return above, 0
    if own in ("title", "date", "authors", "severity", "team", "timezone", *KEY_INSTANTS):
        return "account", 0
    return own or above, 0


def _is_timed(section: Section) -> bool:
    """Whether at least so many lines of a section begin with a time."""
    found = 0
    for line in section.lines:
        said = first_time(line.text) if not line.is_code else None
        if said and not re.sub(r"[-*+\u2022>|\[\](`_~#\s.\d)]|\d{4}-\d\d-\d\d", "", line.text[: said.start]):
            found += 1
    return found >= _LEAST_TIMED


def _take_labels(section: Section, used: ArchiveMap, parts: Parts, *, is_preamble: bool) -> Iterator[Line]:
    """Take labels out of a section, and give back the other lines."""
    tables, others = read_tables(section.lines)
    label: Label | None = None
    for line in others:
        if isinstance(line, int):
            label = None
            rows = tables[line]
            width = max(len(cells) for _, cells in rows)
            if width == 2:
                pairs = [(number, cells[0], cells[1] if len(cells) > 1 else "") for number, cells in rows]
            elif width == 3 and sum(bool(used.target(cells[0])) for _, cells in rows[1:]) * 2 > len(rows) - 1:
                pairs = [(number, cells[0], "\n".join(filter(None, cells[1:]))) for number, cells in rows]
            elif len(rows) == 2:
                pairs = [(rows[1][0], key, value) for key, value in zip(rows[0][1], rows[1][1], strict=False)]
            else:
                pairs = []
            if not any(used.target(key) for _, key, _ in pairs):
                first, last = rows[0][0], rows[-1][0]
                yield from (each for each in section.lines if first <= each.number <= last)
                continue
            for number, key, value in pairs:
                _add_label(parts, used, number, key.strip("*_ :"), value)
            continue
        match = _LABEL.fullmatch(line.text[:4000]) if not line.is_code else None
        target = used.target(match.group("key")) if match else ""
        if match and (target or (match.group("bold") and is_preamble)):
            label = _add_label(parts, used, line.number, match.group("key").strip(), match.group("value").strip())
        elif (
            label
            and line.text.strip()
            and not line.is_code
            and (line.text.startswith((" ", "\t")) or not match)
            and not line.text.lstrip().startswith(("#", "|", ">"))
        ):
            joint = "\n" if re.match(r"\s*(?:[-*+]|\d+[.)])\s", line.text) else " "
            parts.labels[-1] = label = Label(
                label.line, label.key, f"{label.value}{joint}{line.text.strip()}".strip(), label.target
            )
        else:
            if not line.text.strip() and label and not label.value:
                continue
            label = None
            yield line


def _add_label(parts: Parts, used: ArchiveMap, line: int, key: str, value: str) -> Label:
    label = Label(line, key, value, used.target(key))
    if key or value:
        parts.labels.append(label)
    return label
