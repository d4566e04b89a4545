"""From the parts of an archived postmortem to the fields and the body of a draft."""

from __future__ import annotations

import re
from collections.abc import Sequence
from datetime import date

from ml_postmortems.authoring.archive.archive_map import CHAPTERS, ArchiveMap
from ml_postmortems.authoring.archive.clean_text import links_in, without_links
from ml_postmortems.authoring.archive.document import Line, Section
from ml_postmortems.authoring.archive.draft_parts import AboutOriginal, ArchivedDraft, Assumptions
from ml_postmortems.authoring.archive.draft_timeline import compare_durations, take_timeline
from ml_postmortems.authoring.archive.first_paragraph import summarise
from ml_postmortems.authoring.archive.moments import DayClock
from ml_postmortems.authoring.archive.parts import Parts, times_told
from ml_postmortems.authoring.archive.stated_facts import (
    base_day,
    day_first_in,
    stated_start,
    take_severity,
    take_team,
    take_title,
    zone_of_file,
)
from ml_postmortems.authoring.archive.timeline_reader import ReadTimeline, TimelineReader
from ml_postmortems.model.catalog import Catalog
from ml_postmortems.model.scalars import LINE_LENGTH, LONG_LIST, SHORT_LIST, TEXT_LENGTH
from ml_postmortems.model.taxonomy import Taxonomy
from ml_postmortems.model.terms import EvidenceKind
from ml_postmortems.reading.faults import shown

ORIGINAL = "From the original"
_ITEM = re.compile(r"^(?:[-*+]|\d{1,3}[.)])[ \t]+(?P<text>.*)")
_HANDLE = re.compile(r"@[A-Za-z0-9][A-Za-z0-9_.-]{1,60}")


def archived_draft(
    parts: Parts,
    used: ArchiveMap,
    source_day: date | None,
    text: str,
    vocabulary: tuple[Catalog, Taxonomy],
    given: Assumptions,
) -> ArchivedDraft:
    """The draft that the parts of a postmortem make; `source_day` is a date in the name of its file."""
    draft = ArchivedDraft()
    catalog, taxonomy = vocabulary
    about = AboutOriginal(draft)
    take_title(draft, parts, about)
    zone = zone_of_file(parts, used, text, given)
    day_first = day_first_in(text) if used.day_first is None else used.day_first
    clock = DayClock(None, zone, used.zones, day_first)
    draft.day = base_day(parts, clock, source_day, text)
    draft.notes += clock.assumed
    clock = DayClock(draft.day, zone, used.zones, day_first)
    take_severity(draft, parts, taxonomy, used, given)
    take_team(draft, parts, catalog, given)
    _take_labels(draft, parts, about)
    clock.anchor = stated_start(parts, DayClock(draft.day, zone, used.zones, day_first))
    read = _take_sections(draft, parts, about, clock)
    if "summary" not in draft.fields:
        summarise(draft, about, _as_text)
    take_timeline(draft, read, parts, DayClock(draft.day, zone, used.zones, day_first))
    draft.notes += [each for each in clock.assumed if each not in draft.notes]
    compare_durations(draft, read, text)
    about.close()
    return draft


def _take_labels(draft: ArchivedDraft, parts: Parts, about: AboutOriginal) -> None:
    """Lines with a key: what a record has no field for stands under the limitations, by its key."""
    handles: list[str] = []
    for label in parts.labels:
        match label.target:
            case "title" | "summary" | "timeline" | "evidence" | "lessons":
                pass
            case "":
                draft.unmapped.append(label.key)
                draft.original.append(f"- {label.key}: {label.value}")
            case "original":
                draft.original.append(f"- {label.key}: {label.value}")
            case chapter if chapter in CHAPTERS:
                draft.add(CHAPTERS[chapter], f"**{label.key}:** {label.value}")
            case _:
                about.add(label.key, label.value.replace("\n", "\n  "))
                if label.target == "authors":
                    handles += _HANDLE.findall(label.value)
    if handles:
        draft.fields["people"] = {"authors": list(dict.fromkeys(handle.rstrip(".") for handle in handles))[:SHORT_LIST]}


def _take_sections(draft: ArchivedDraft, parts: Parts, about: AboutOriginal, clock: DayClock) -> ReadTimeline:
    """Put every section where it belongs, in order; the timelines are read on the way."""
    reader = TimelineReader(clock)
    summary = [(label.key, label.value) for label in parts.values("summary")]
    for label in (*parts.values("timeline"), *parts.values("evidence"), *parts.values("lessons")):
        lines = [Line(label.line, line) for line in label.value.split("\n")]
        parts.sections.append((Section(label.key, 2, label.line, lines), label.target))
    for section, target in parts.sections:
        text = section.text.strip("\n")
        if target != "timeline" and (told := times_told(section, target)):
            heading = shown(section.heading or "what stands before the first heading")
            draft.notes.append(f"{heading} tells {told} times that are in no entry of the timeline.")
        if section.heading == parts.title and not section.parents:
            if text.strip():
                draft.add("What happened", text)
            continue
        if not section.heading:
            draft.add("What happened", text)
            continue
        match target:
            case "timeline":
                rest_from = len(reader.read.rest)
                if section.parents and _is_in_timeline(parts, section):
                    reader.take_heading(section)
                else:
                    about.headings.append(section.heading)
                reader.take_section(section)
                rest = reader.read.rest[rest_from:]
                draft.add("What happened", "\n".join(line.text for line in rest))
            case "summary" if not section.parents or not _summary_has(summary, section):
                about.headings.append(section.heading)
                summary.append((section.heading, text))
            case "summary":
                summary.append((section.heading, f"{section.heading}: {text}"))
            case "lessons":
                about.headings.append(section.heading)
                _take_lessons(draft, section)
            case "evidence":
                _take_evidence(draft, section, about)
            case "" | "original":
                if target == "":
                    draft.unmapped.append(section.heading)
                draft.original.append(_with_heading(section, text))
            case "account":
                draft.add("Limitations", _with_heading(section, text) if text.strip() else "")
                if not text.strip():
                    about.headings.append(section.heading)
            case _ if not text.strip() and target == "durations":
                about.headings.append(section.heading)
            case _:
                draft.add(CHAPTERS.get(target, "What happened"), _with_heading(section, text))
    _put_summary(draft, summary)
    about.headings += reader.read.headings
    return reader.read


def _is_in_timeline(parts: Parts, section: Section) -> bool:
    return any(
        target == "timeline" and each.heading == section.parents[-1]
        for each, target in parts.sections
        if each is not section
    )


def _summary_has(summary: Sequence[tuple[str, str]], section: Section) -> bool:
    return any(heading == section.parents[-1] for heading, _ in summary)


def _put_summary(draft: ArchivedDraft, said: list[tuple[str, str]]) -> None:
    """The summary is text without blocks; what is longer, or is more than text, goes on in what happened."""
    texts: list[str] = []
    rest: list[str] = []
    for heading, text in said:
        blocks = re.split(r"\n\s*\n", text.strip())
        for block in blocks:
            flat = _as_text(block)
            if flat and sum(len(each) for each in texts) + len(flat) + len(texts) < TEXT_LENGTH and not rest:
                texts.append(flat)
            else:
                rest.append(block)
        del heading
    if any(texts):
        draft.fields["summary"] = " ".join(filter(None, texts))
    draft.add("What happened", "\n\n".join(rest))


def _as_text(block: str) -> str:
    """A paragraph or a list as one line; empty where it is more than text."""
    if re.search(r"^\s*(?:```|~~~|\||>|!\[)|\]\(|^\s*<", block, re.MULTILINE):
        return ""
    return " ".join(" ".join(_ITEM.sub(r"\g<text>", line.strip()) for line in block.split("\n")).split()).replace(
        "**", ""
    )


def _take_lessons(draft: ArchivedDraft, section: Section) -> None:
    lessons = draft.fields.setdefault("lessons", [])
    items: list[str] = []
    is_new = True
    for line in section.lines:
        said = line.text.strip()
        item = _ITEM.fullmatch(said)
        is_nested = line.text.startswith(("  ", "\t"))
        if not said:
            is_new = True
        elif items and (is_nested or (not item and not is_new)) and not line.is_code:
            items[-1] = f"{items[-1]} {item.group('text') if item else said}"
        else:
            items.append(item.group("text") if item else said)
            is_new = False
    for text in items:
        if len(lessons) < SHORT_LIST and len(text) <= TEXT_LENGTH and not re.match(r"[|`~!]", text):
            lessons.append({"id": f"L{len(lessons) + 1}", "text": text.replace("**", "")})
        else:
            draft.original.append(text)
    if not lessons:
        del draft.fields["lessons"]


def _take_evidence(draft: ArchivedDraft, section: Section, about: AboutOriginal) -> None:
    """Lines with one link become evidence; all else stands under the limitations."""
    evidence = draft.fields.setdefault("evidence", [])
    kept = []
    for line in section.lines:
        links = list(links_in(line.text)) if not line.is_code else []
        said = _ITEM.sub(r"\g<text>", line.text.strip())
        if len(links) == 1 and len(evidence) < LONG_LIST // 2 and len(links[0][1]) < 1900:
            words, address = links[0]
            title = " ".join(without_links(said).replace(address, "").split()).strip(" *_<>()|:-") or words
            if len(title) <= LINE_LENGTH:
                entry = {
                    "id": f"E{len(evidence) + 1}",
                    "kind": EvidenceKind.DOCUMENT.value,
                    "title": title,
                    "uri": address,
                }
                evidence.append(entry)
                continue
        kept.append(line.text)
    if not evidence:
        del draft.fields["evidence"]
    text = "\n".join(kept).strip("\n")
    if text.strip():
        draft.add("Limitations", _with_heading(section, text))
    else:
        about.headings.append(section.heading)


def _with_heading(section: Section, text: str) -> str:
    if section.level > 6:
        return f"**{section.heading}**\n\n{text}".rstrip()
    level = min(6, max(3, section.level + (1 if section.level > 1 else 2)))
    return f"{'#' * level} {section.heading}\n\n{text}".rstrip()
