"""What a postmortem states of itself - title, zone, day, severity, team - as a draft has it."""

from __future__ import annotations

import re
from datetime import date, datetime

from ml_postmortems.authoring.archive.archive_map import KEY_INSTANTS, ArchiveMap
from ml_postmortems.authoring.archive.clean_text import without_links
from ml_postmortems.authoring.archive.draft_parts import AboutOriginal, ArchivedDraft, Assumptions
from ml_postmortems.authoring.archive.moments import DayClock, NoMoment
from ml_postmortems.authoring.archive.parts import Parts
from ml_postmortems.authoring.archive.said_time import first_day, first_time
from ml_postmortems.authoring.archive.zones import named_zone, zone_for_all
from ml_postmortems.model.catalog import Catalog
from ml_postmortems.model.scalars import TITLE_LENGTH
from ml_postmortems.model.taxonomy import Taxonomy
from ml_postmortems.reading.faults import shown

_NUMERIC_DAY = re.compile(r"(?<![\d/.])(\d{1,2})[/.](\d{1,2})[/.](?:19|20)\d\d(?!\d)")
_SEVERITY = re.compile(
    r"(?<![A-Za-z0-9])(?:sev(?:erity)?|s|p|priority)[ \-_#:]{0,2}([0-5])(?![0-9A-Za-z])", re.IGNORECASE
)


def take_title(draft: ArchivedDraft, parts: Parts, about: AboutOriginal) -> None:
    labels = parts.values("title")
    title = " ".join(without_links(parts.title or (labels[0].value if labels else "")).split()).strip("*_# ")
    title = re.sub(r"`([@#][^`]*)`", r"\1", title)
    for label in labels if parts.title else labels[1:]:
        if label.value != parts.title:
            about.add(label.key, label.value)
    if len(title) > TITLE_LENGTH:
        about.add("Title", title)
        title = title[: TITLE_LENGTH - 1].rsplit(" ", 1)[0] + "\u2026"
        draft.notes.append(f"The title was cut to {TITLE_LENGTH} characters; the whole one stands under Limitations.")
    draft.fields["title"] = title


def zone_of_file(parts: Parts, used: ArchiveMap, text: str, given: Assumptions) -> str:
    for label in parts.values("timezone"):
        if named := named_zone(label.value, used.zones):
            return named
    stated = zone_for_all(text, used.zones)
    return stated or _zone_of_labels(parts) or used.timezone or given.timezone


def day_first_in(text: str) -> bool | None:
    """Whether the days of a text stand before their months, as a date with a number above twelve shows; else None."""
    for match in _NUMERIC_DAY.finditer(text):
        one, two = int(match.group(1)), int(match.group(2))
        if (one > 12) != (two > 12) and max(one, two) <= 31:
            return one > 12
    return None


def _zone_of_labels(parts: Parts) -> str:
    """The zone behind the time of a label, such as `Start: 1:15pm ET`."""
    for name in (*KEY_INSTANTS, "date"):
        for label in parts.values(name):
            said = first_time(label.value)
            if said and said.clock and said.clock.zone:
                return said.clock.zone
    return ""


def base_day(parts: Parts, clock: DayClock, source_day: date | None, text: str) -> date | None:
    """The day on which the incident began, as well as the file says it."""
    said = [label.value for label in (*parts.values("started"), *parts.values("date"), *parts.values("detected"))]
    headings = [section.heading for section, target in parts.sections if target == "timeline"]
    for each in (*said, parts.title, *headings):
        if day := _dated(each, clock):
            return day
    if source_day:
        return source_day
    return next((day for line in text[:40_000].split("\n") if (day := _dated(line, clock))), None)


def stated_start(parts: Parts, clock: DayClock) -> datetime | None:
    """The beginning of the incident, where a label says it with a time of day."""
    for label in (*parts.values("started"), *parts.values("date")):
        if said := first_time(label.value):
            try:
                at = clock.moment(said)
            except NoMoment:
                continue
            return at if isinstance(at, datetime) else None
    return None


def _dated(text: str, clock: DayClock) -> date | None:
    found = first_day(text)
    if not found or not found.day or not found.day.year:
        return None
    try:
        clock.take_day(found)
    except NoMoment:
        return None
    return clock.day


def take_severity(draft: ArchivedDraft, parts: Parts, taxonomy: Taxonomy, used: ArchiveMap, given: Assumptions) -> None:
    labels = parts.values("severity")
    names = {criteria.name.upper(): level for level, criteria in taxonomy.severities.items()}
    for text in [*(label.value for label in labels), parts.title]:
        if match := _SEVERITY.search(text):
            level = f"SEV{max(1, int(match.group(1)))}"
            if match.group(1) == "0":
                draft.notes.append(f"Severity {shown(text)} became SEV1, the highest there is.")
            draft.fields["severity"] = level
            return
        word = text.strip(" *_").upper()
        if label_level := used.severity_of(word) or names.get(word):
            draft.fields["severity"] = str(label_level)
            return
        if re.fullmatch(r"[1-5]", word):
            draft.fields["severity"] = f"SEV{word}"
            return
    if given.severity:
        draft.fields["severity"] = given.severity
        said = f"says {shown(labels[0].value)}" if labels else "says no severity"
        draft.notes.append(f"The original {said}; {given.severity} was taken from --severity.")


def take_team(draft: ArchivedDraft, parts: Parts, catalog: Catalog, given: Assumptions) -> None:
    ids = {key.casefold(): key for key in catalog.teams}
    ids = {team.name.casefold(): key for key, team in catalog.teams.items() if catalog.is_ours(key)} | ids
    for label in parts.values("team"):
        for name in re.split(r"[,;/&]| and ", label.value):
            said = name.strip(" *_@").casefold()
            if found := ids.get(said) or ids.get(said.removesuffix(" team")) or ids.get(said.replace(" ", "-")):
                draft.fields["teams"] = {"owner": found}
                return
        draft.notes.append(f"The team {shown(label.value)} of the original is not in the catalog.")
    if given.team:
        draft.fields["teams"] = {"owner": given.team}
