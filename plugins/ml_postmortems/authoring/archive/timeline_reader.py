"""A timeline as people write it - table, list, headings, lines or prose - read into entries with their moments."""

from __future__ import annotations

import re
from contextlib import suppress
from dataclasses import dataclass, field, replace
from datetime import date, datetime

from ml_postmortems.authoring.archive.document import Line, Section
from ml_postmortems.authoring.archive.line_lead import AFTER_TIME, MOST_BEFORE, leading_time, takes_day
from ml_postmortems.authoring.archive.line_shapes import (
    BULLET,
    clauses,
    is_item,
    is_newest_first,
    starts_with_time,
    time_column,
    without_empty_fences,
)
from ml_postmortems.authoring.archive.moments import DayClock, NoMoment
from ml_postmortems.authoring.archive.relative_time import relative_time
from ml_postmortems.authoring.archive.said_time import SaidTime, find_times, first_day, first_time
from ml_postmortems.authoring.archive.tables import read_tables

_SENTENCE_END = re.compile(
    r"(?<=[.!?])(?<!\b[ap]\.m\.)(?<!approx\.)(?<!\bca\.)(?<!e\.g\.)(?<!i\.e\.)\s+(?=[A-Z\"'(*\d~])"
)
_NEXT_DAY = re.compile(r"\b(?:next|following) (?:day|morning)\b", re.IGNORECASE)


@dataclass(slots=True)
class Entry:
    """An entry with the line on which it stands."""

    line: int
    at: datetime | date
    text: str
    said: SaidTime
    group: str = ""
    """The heading in the timeline that it stands below, other than a day."""


@dataclass(slots=True)
class ReadTimeline:
    """What was read of a timeline."""

    entries: list[Entry] = field(default_factory=list)
    rest: list[Line] = field(default_factory=list)
    """Lines that are no entry and belong to none."""
    headings: list[str] = field(default_factory=list)
    """Headings of columns and groups, which are in no entry."""
    unread: list[tuple[int, str]] = field(default_factory=list)
    """Lines with a time that became no entry, and why."""

    @property
    def timed_lines(self) -> int:
        """How many lines have a time."""
        return len(self.entries) + len(self.unread)


class TimelineReader:
    """Reads sections in order; days and zones that one of them names go on to the next."""

    def __init__(self, clock: DayClock) -> None:
        self.clock = clock
        self.read = ReadTimeline()
        self._group = ""
        self._is_open = False
        """Whether a line without a time belongs to the entry before it."""

    def take_section(self, section: Section) -> None:
        """Read the lines of a section; a heading below that of the timeline may be a day, a time or a group."""
        self.clock.take_zone(section.heading)
        is_backwards = is_newest_first(section.lines)
        lines = self._oldest_first(section.lines) if is_backwards else section.lines
        self.clock.newest_first = is_backwards and lines is section.lines
        tables, others = read_tables(lines)
        for number, block in enumerate(self._blocks(others)):
            if isinstance(block, int):
                self._take_table(tables[block])
            else:
                self._is_open &= not number or bool(re.match(r"\s", block[0].text))
                self._take_block(block)
        self._is_open = False
        self.read.rest = list(without_empty_fences(self.read.rest))

    def take_heading(self, section: Section) -> None:
        """A heading inside the timeline."""
        said = leading_time(section.heading, self.clock)
        if said and said[0].clock:
            self._add(Line(section.number, section.heading), *said)
            return
        self._is_open = False
        if not self._is_day(section.heading):
            self.read.headings.append(section.heading)
            self._group = section.heading
            if day := first_day(section.heading):
                self.clock.take_day(day)

    def _oldest_first(self, lines: list[Line]) -> list[Line]:
        """The lines in the order of time, each with those that belong to it; as they are where days stand between."""
        groups: list[list[Line]] = [[]]
        for line in lines:
            said = leading_time(line.text, self.clock)
            if line.is_code or "|" in line.text or (first_day(line.text) and not (said and said[0].clock)):
                return lines
            groups += [[]] if said and said[0].clock else []
            groups[-1].append(line)
        return [line for group in (groups[0], *reversed(groups[1:])) for line in group]

    def _blocks(self, lines: list[Line | int]) -> list[list[Line] | int]:
        """Lines that stand together, and tables by their numbers."""
        blocks: list[list[Line] | int] = []
        for line in lines:
            if isinstance(line, int):
                blocks.append(line)
            elif not line.text.strip():
                blocks.append([])
            elif blocks and isinstance(blocks[-1], list):
                blocks[-1].append(line)
            else:
                blocks.append([line])
        return [block for block in blocks if block != []]

    def _take_block(self, block: list[Line]) -> None:
        if not self._is_prose(block):
            for line in block:
                self._take_line(line)
            return
        text = " ".join(line.text.strip() for line in block)
        if self._is_day(text):
            return
        is_first = True
        starts = self._line_starts(block)
        offset = 0
        for sentence in (part for whole in _SENTENCE_END.split(text) for part in clauses(whole)):
            place = text.find(sentence, offset)
            offset = place + len(sentence)
            line = Line(max(number for start, number in starts if start <= place), sentence)
            said = first_time(sentence) if len(sentence) < 1900 else None
            if said:
                self._add(line, said, sentence)
            elif self._takes_day(sentence) or (is_first and not self._is_continued(block[0])) or not self._is_open:
                self.read.rest.append(line)
                self._is_open = False
            else:
                self._continue(line)
            is_first = False
        self._is_open = False

    def _takes_day(self, sentence: str) -> bool:
        """Take the day that a sentence is about, if it is little more than a day."""
        day = first_day(sentence)
        if not day or len(sentence) - (day.end - day.start) > MOST_BEFORE:
            return False
        self.clock.take_day(day)
        return True

    def _is_prose(self, block: list[Line]) -> bool:
        """Whether a block is running text: no line of it is a list item or begins with its time, and one has one."""
        if any(line.is_code for line in block):
            return False
        plain = [line for line in block if not is_item(line.text)]
        leads = [line for line in block if (said := leading_time(line.text, self.clock)) and said[0].clock]
        is_running = len(plain) == len(block) and len(leads) <= 1 and (not leads or leads[0] is block[0])
        times = len(list(find_times(" ".join(line.text for line in block))))
        return is_running and (not leads or times > 1 or not starts_with_time(block[0].text))

    def _line_starts(self, block: list[Line]) -> list[tuple[int, int]]:
        starts, at = [], 0
        for line in block:
            starts.append((at, line.number))
            at += len(line.text.strip()) + 1
        return starts

    def _take_line(self, line: Line) -> None:
        if line.is_fence:
            self.read.rest.append(line)
            return
        if not line.is_code and self._take_relative(line, BULLET.sub("", line.text, count=1)):
            return
        said = leading_time(line.text, self.clock)
        if said and said[0].clock:
            self._add(line, *said)
        elif self._is_day(line.text):
            self._is_open = False
        elif said and said[0].day:
            self._add(line, *said)
        elif self._is_continued(line):
            self._continue(line)
        elif (inside := first_time(line.text)) and is_item(line.text) and not line.is_code:
            self._add(line, inside, BULLET.sub("", line.text, count=1).strip())
        else:
            self._is_open = False
            self.read.rest.append(line)

    def _take_relative(self, line: Line, text: str) -> bool:
        """Read a line that counts from the beginning of the incident."""
        found = relative_time(text)
        if not found:
            return False
        after = AFTER_TIME.match(text, found.end)
        assert after
        said_text = text[after.end() :].strip()
        if not self.clock.anchor and not found.since and (said := first_time(said_text)):
            with suppress(NoMoment):
                at = self.clock.moment(said)
                self.clock.anchor = at if isinstance(at, datetime) else None
        if not self.clock.anchor:
            self.read.unread.append((line.number, f"{found.written} counts from a time that no label names"))
            self.read.rest.append(line)
            self._is_open = False
            return True
        said = SaidTime(0, 0, found.written, None, None, is_about=True)
        self.read.entries.append(Entry(line.number, self.clock.anchor + found.since, said_text, said, self._group))
        self._is_open = True
        return True

    def _is_continued(self, line: Line) -> bool:
        is_indented = bool(re.match(r"\s{2,}|\t", line.text)) or line.is_code
        return self._is_open and (is_indented or not is_item(line.text))

    def _continue(self, line: Line) -> None:
        entry = self.read.entries[-1]
        text = BULLET.sub("", line.text, count=1).strip()
        joint = " " if not entry.text or not is_item(line.text) else "; " if entry.text[-1] not in ".:;!?" else " "
        entry.text = f"{entry.text}{joint}{text}".strip()

    def _take_table(self, rows: list[tuple[int, list[str]]]) -> None:
        (_, header), *body = rows
        self.read.headings += [cell for cell in header if cell]
        for cell in header:
            self.clock.take_zone(cell)
        at = time_column(header, [cells for _, cells in body])
        if at is None:
            self.read.rest += [Line(number, " | ".join(cells)) for number, cells in body]
            return
        for number, cells in body:
            self._take_row(number, header, cells, at)

    def _take_row(self, number: int, header: list[str], cells: list[str], at: tuple[int, ...]) -> None:
        when = " ".join(cells[column] for column in at if column < len(cells)).strip()
        others = [
            (header[column] if column < len(header) else "", cell)
            for column, cell in enumerate(cells)
            if column not in at and cell
        ]
        text = " \u2014 ".join(
            cell if not place or not name else f"{name}: {cell}" for place, (name, cell) in enumerate(others)
        )
        line = Line(number, f"{when} | {text}" if when else text)
        if self._take_relative(Line(number, when), f"{when} {text}"):
            return
        said = first_time(when)
        if said:
            around = " ".join((when[: said.start] + " " + when[said.end :]).split()).strip("*_`[]():,.-\u2013| ")
            self._add(line, said, f"{around}: {text}" if around and text else around or text)
        elif self._is_day(when) and not text:
            return
        elif (day := first_day(when)) and day.day:
            around = (when[: day.start] + when[day.end :]).strip("*_`[]():,.-\u2013| ")
            self._add(line, day, f"{around}: {text}" if around else text)
        elif self._is_day(text):
            return
        elif not when and self._is_open:
            self._continue(Line(number, text))
        elif when or text:
            if when:
                self.read.unread.append((number, f"{when[:60]} is no time that could be read"))
            self.read.rest.append(line)

    def _add(self, line: Line, said: SaidTime, text: str) -> None:
        if not said.day and not said.days_later and _NEXT_DAY.search(line.text[: max(0, line.text.find(said.written))]):
            said = replace(said, days_later=1)
        try:
            at = self.clock.moment(said)
        except NoMoment as error:
            self.read.unread.append((line.number, str(error)))
            self.read.rest.append(line)
            self._is_open = False
            return
        text = text if text.count("**") % 2 == 0 else text.replace("**", "")
        self.read.entries.append(Entry(line.number, at, text, said, self._group))
        self._is_open = True

    def _is_day(self, text: str) -> bool:
        """Take a line that is a day and nothing else as the day of what follows."""
        if not takes_day(text, self.clock):
            return False
        self.read.headings.append(text.strip(" *_#-+|:"))
        return True
