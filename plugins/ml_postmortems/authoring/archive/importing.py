"""The flow of `postmortems import`: each file of an archive becomes a draft, once, or is told with the reason."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from pathlib import Path
from typing import Any

from ml_postmortems.authoring.archive.archive_map import ArchiveMap, fitting_map, map_of_notion
from ml_postmortems.authoring.archive.archived_draft import ORIGINAL, archived_draft
from ml_postmortems.authoring.archive.carried_pictures import PLACE, CarriedPictures
from ml_postmortems.authoring.archive.clean_text import clean_markup, closed_fences, without_what_must_go
from ml_postmortems.authoring.archive.document import Document, numbered_lines, read_sections
from ml_postmortems.authoring.archive.draft_parts import ArchivedDraft, Assumptions
from ml_postmortems.authoring.archive.draft_timeline import difference_text
from ml_postmortems.authoring.archive.kept_words import missing_lines, share_of
from ml_postmortems.authoring.archive.parts import flat_text, label_keys, take_apart
from ml_postmortems.authoring.archive.source_files import (
    FoundFiles,
    SourceFile,
    day_in_name,
    imported_before,
    is_notion_export,
    provenance,
    read_source,
    title_in_name,
)
from ml_postmortems.authoring.drafting.answers import DraftContext
from ml_postmortems.authoring.drafting.draft_file import draft_path, write_draft
from ml_postmortems.authoring.drafting.draft_text import draft_text
from ml_postmortems.authoring.drafting.next_id import next_id
from ml_postmortems.authoring.unsaved_check import check_unsaved
from ml_postmortems.errors import DraftRefused, FileUnwritable, InputUnusable
from ml_postmortems.lint.finding import Finding, Level
from ml_postmortems.model.body_sections import BODY_SECTIONS
from ml_postmortems.model.own_fields import OwnField
from ml_postmortems.progress import followed
from ml_postmortems.reading.record_file import read_record_file
from ml_postmortems.reading.source import FENCE, MAX_FILE_BYTES, Unreadable
from ml_postmortems.reading.yaml_tree import read_yaml

_STRUCTURE = ("PM0", "PM1")
"""Rules of file, format and schema: a draft with an error of these is not written."""
_ALLOWED = frozenset(("PM112",))
_PAGES = frozenset(("readme", "index", "contributing", "license", "template", "changelog", "code_of_conduct"))


class State(StrEnum):
    """What became of a file."""

    WRITTEN = "written"
    WOULD_WRITE = "would be written"
    KNOWN = "imported before"
    CHANGED = "imported before, and the source has changed since"
    LEFT_OUT = "left out"
    REFUSED = "refused"


@dataclass(slots=True)
class FileOutcome:
    """What became of a file, for the report."""

    source: str
    state: State
    record: Path | None = None
    id: str = ""
    map: str = ""
    entries: int = 0
    timed_lines: int = 0
    unread: list[tuple[int, str]] = field(default_factory=list)
    compared: int = 0
    differences: list[str] = field(default_factory=list)
    under_original: float = 0.0
    """The share of the words of the source that stand under `From the original`."""
    unmapped: list[str] = field(default_factory=list)
    notes: list[str] = field(default_factory=list)
    reason: str = ""


@dataclass(slots=True)
class PlannedDraft:
    """A draft that is ready to be written."""

    draft: ArchivedDraft
    pictures: CarriedPictures
    provenance: str
    own: Mapping[str, OwnField]

    def text_of(self, record_id: str) -> str:
        """The file of the draft under this id."""
        fields = {"schema_version": 2, "id": record_id, "status": "draft"} | self.draft.fields
        text = draft_text(fields, self.own)
        head, _, body = text.partition(f"\n{FENCE}\n")
        first, _, rest = head.partition("\n")
        whole = f"{first}\n{self.provenance}\n{rest}\n{FENCE}\n{_body(self.draft, body)}"
        return whole.replace(f"{PLACE}/", f"{record_id}/")


def import_files(
    context: DraftContext, files: FoundFiles, wanted: ArchiveMap | None, given: Assumptions, *, dry_run: bool
) -> Iterator[FileOutcome]:
    """Import each file in turn, and tell what became of it; a file that is refused stops no other."""
    known = dict(imported_before(context.corpus))
    for path, why in files.passed_over:
        yield FileOutcome(path.as_posix(), State.LEFT_OUT, reason=why)
    planned_ids = Counter[int]()
    for source in followed("Importing files", files.sources):
        outcome = _import(context, source, known, wanted, given, planned_ids, dry_run=dry_run)
        yield outcome


def _import(
    context: DraftContext,
    source: SourceFile,
    known: dict[str, Path],
    wanted: ArchiveMap | None,
    given: Assumptions,
    planned_ids: Counter[int],
    *,
    dry_run: bool,
) -> FileOutcome:
    outcome = FileOutcome(source.path.as_posix(), State.REFUSED)
    try:
        text, digest = read_source(source)
        if earlier := known.get(digest) or known.get(source.label):
            outcome.state = State.KNOWN if digest in known else State.CHANGED
            outcome.record = earlier
            return outcome
        planned = plan_draft(context, source, text, digest, wanted, given, outcome)
        if not planned:
            outcome.state, outcome.reason = State.LEFT_OUT, "it has no timeline, and the name of a page about others"
            return outcome
        _require_sound(context, planned, source, outcome)
        year = planned.draft.day.year if planned.draft.day else context.as_of.year
        if not planned.draft.day:
            outcome.notes.append(f"No date with a year was found; the id is of {year}, the year of this import.")
        title = str(planned.draft.fields["title"])
        if dry_run:
            number = int(next_id(context.corpus, year)[-4:]) + planned_ids[year]
            planned_ids[year] += 1
            outcome.id = f"PM-{year:04}-{number:04}"
            outcome.record, outcome.state = draft_path(context.corpus.root, outcome.id, title), State.WOULD_WRITE
        else:
            outcome.record = _write(context, planned, year, title)
            written = read_record_file(outcome.record).record
            outcome.id = written.id if written else ""
            outcome.state = State.WRITTEN
        known[digest] = known[source.label] = outcome.record
    except (InputUnusable, DraftRefused, FileUnwritable) as error:
        outcome.reason = str(error)
    return outcome


def plan_draft(
    context: DraftContext,
    source: SourceFile,
    text: str,
    digest: str,
    wanted: ArchiveMap | None,
    given: Assumptions,
    outcome: FileOutcome,
) -> PlannedDraft | None:
    """The draft of a file; None for a page that is no postmortem. Raises InputUnusable."""
    safe = without_what_must_go(text)
    pictures = CarriedPictures(source)
    document, cleaned, first = _document(safe.text, pictures)
    lines = numbered_lines(cleaned, first)
    headings = [*(section.heading for section in read_sections(lines, lambda _: True)), *label_keys(lines)]
    fitting = wanted or fitting_map([*headings, *document.fields])
    used = map_of_notion(fitting) if not wanted and is_notion_export(source.path) else fitting
    document.sections = read_sections(lines, lambda heading: bool(used.target(heading)))
    document.title = document.title or _title(document, source, used)
    parts = take_apart(document, used)
    draft = archived_draft(parts, used, day_in_name(source.path), cleaned, (context.catalog, context.taxonomy), given)
    if source.path.stem.lower() in _PAGES and not draft.timed_lines:
        return None
    if not draft.fields["title"]:
        draft.fields["title"] = title_in_name(source.path)[:90]
    if document.raw_front_matter:
        draft.original.append(f"```yaml\n{document.raw_front_matter}\n```")
        draft.notes.append("The front matter is no YAML that can be read; it stands under From the original.")
    _require_needed(source, draft)
    if entries := pictures.evidence(len(draft.fields.get("evidence", [])) + 1):
        draft.fields["evidence"] = [*draft.fields.get("evidence", []), *entries]
    labels = [(1, f"{key}: {flat_text(value)}") for key, value in document.fields.items()]
    timed = {line.number for section, target in parts.sections if target == "timeline" for line in section.lines}
    timed |= {section.number for section, target in parts.sections if target == "timeline"}
    shown = "\n".join(
        [str(draft.fields), *(block for blocks in draft.chapters.values() for block in blocks), *draft.original]
    )
    missing = list(missing_lines([*labels, *((line.number, line.text) for line in lines)], shown, timed))
    draft.original += [closed for _, line in missing if (closed := line.strip("`~ "))]
    outcome.map = used.name
    outcome.entries, outcome.timed_lines = len(draft.fields.get("timeline", [])), draft.timed_lines
    outcome.unread, outcome.unmapped = draft.unread, list(dict.fromkeys(draft.unmapped))
    outcome.compared, outcome.differences = draft.compared, [difference_text(each) for each in draft.differences]
    outcome.notes = [*safe.notes, *pictures.notes, *draft.notes]
    outcome.under_original = share_of("\n".join(draft.original), cleaned)
    return PlannedDraft(draft, pictures, provenance(source.label, digest), context.corpus.settings.fields)


def _document(text: str, pictures: CarriedPictures) -> tuple[Document, str, int]:
    """The front matter, and the rest with its first line, fit for a record."""
    document = Document()
    lines = text.split("\n")
    first = 1
    if lines[0].strip() == FENCE and (closing := _closing(lines)):
        raw = "\n".join(lines[1:closing])
        first = closing + 2
        text = "\n".join(lines[closing + 1 :])
        try:
            tree = read_yaml(raw + "\n", 2)
            if tree.faults or not isinstance(tree.value, dict):
                document.raw_front_matter = raw
            else:
                document.fields = tree.value
        except Unreadable:
            document.raw_front_matter = raw
    return document, clean_markup(text, pictures.show), first


def _closing(lines: list[str]) -> int:
    return next((number for number, line in enumerate(lines[1:400], 1) if line.strip() in (FENCE, "...")), 0)


def _title(document: Document, source: SourceFile, used: ArchiveMap) -> str:
    """The first heading, unless it is that of a part; else what the front matter says, or the name of the file."""
    named = next((flat_text(value) for key, value in document.fields.items() if used.target(key) == "title"), "")
    headed = [section for section in document.sections if section.heading]
    if headed and headed[0].level == 1 and (not named or headed[0].heading == named):
        others = [section.level for section in headed[1:]]
        if not used.target(headed[0].heading) or (
            1 not in others and headed[0].heading.lower() not in ("summary", "timeline")
        ):
            return headed[0].heading
    if headed and not named and not used.target(headed[0].heading) and headed[0].level < 3:
        return headed[0].heading
    first = next((line.text.strip() for line in document.sections[0].lines if line.text.strip()), "")
    if not named and re.fullmatch(r"(?:\*\*|__)[^*_]{4,200}(?:\*\*|__)|[A-Z][^:|#*.]{10,100}", first):
        return first.strip("*_ ")
    return ""


def _require_needed(source: SourceFile, draft: ArchivedDraft) -> None:
    for name, option in (("severity", "--severity SEV3"), ("teams", "--team ID")):
        if name not in draft.fields:
            what = "team" if name == "teams" else name
            fix = f"add {option}, which is taken for all files that do not say it, and run it again"
            raise InputUnusable(
                source.path, None, f"the postmortem must say its {what}: found nothing that is known", fix
            )


def _body(draft: ArchivedDraft, asked: str) -> str:
    """The sections of the body: what the original says, and prompts for what it does not."""
    prompts = dict(re.findall(r"^## (.+)\n\n(<!--.*?-->)$", asked, re.MULTILINE))
    sections = []
    for section in BODY_SECTIONS:
        blocks = [closed_fences(block) for block in draft.chapters.get(section.title, [])]
        if blocks or section.title in prompts:
            sections.append(f"\n## {section.title}\n\n" + ("\n\n".join(blocks) or prompts[section.title]) + "\n")
    if draft.original:
        blocks = [closed_fences(block) for block in draft.original]
        sections.append(f"\n## {ORIGINAL}\n\n" + "\n\n".join(blocks) + "\n")
    return "".join(sections)


def _require_sound(context: DraftContext, planned: PlannedDraft, source: SourceFile, outcome: FileOutcome) -> None:
    """Refuse a draft that could not be read as a record; other errors are for its author, and are counted."""
    year = planned.draft.day.year if planned.draft.day else context.as_of.year
    record_id = f"PM-{year:04}-0000"
    path = draft_path(context.corpus.root, record_id, "x")
    content = planned.text_of(record_id).encode()
    if len(content) > MAX_FILE_BYTES:
        sentence = f"its draft must be at most {MAX_FILE_BYTES // 1024} KiB: found {len(content) // 1024} KiB"
        raise InputUnusable(source.path, None, sentence, "shorten it, or split it")
    findings = [
        each
        for each in check_unsaved(context.corpus, path, content, context.as_of)[1].findings
        if each.level is Level.ERROR
    ]
    wrong = [each for each in findings if _is_of_structure(each)]
    if wrong:
        first = wrong[0]
        sentence = f"its draft {first.subject} {first.condition}: found {first.found} ({first.code})"
        raise InputUnusable(source.path, None, sentence, f"in the source: {first.fix}")
    if codes := sorted({each.code for each in findings}):
        outcome.notes.append(f"The checker has errors for its author: {', '.join(codes)} (`postmortems check`).")


def _is_of_structure(finding: Finding) -> bool:
    about_pictures = finding.code in ("PM013", "PM014", "PM015", "PM016", "PM017", "PM018", "PM023")
    return finding.code.startswith(_STRUCTURE) and finding.code not in _ALLOWED and not about_pictures


def _write(context: DraftContext, planned: PlannedDraft, year: int, title: str) -> Path:
    """Write the pictures and then the record, or neither."""
    root = context.corpus.root
    ids: list[str] = []

    def text_of(record_id: str) -> str:
        if ids:
            planned.pictures.remove(root, ids[-1])
        ids.append(record_id)
        planned.pictures.write(root, record_id)
        return planned.text_of(record_id)

    try:
        return write_draft(context.corpus, year, title, text_of)
    except BaseException:
        if ids:
            planned.pictures.remove(root, ids[-1])
        raise


def outcome_json(outcome: FileOutcome) -> Mapping[str, Any]:
    """What became of a file, for programs."""
    return {
        "source": outcome.source,
        "state": outcome.state.value,
        "record": outcome.record.as_posix() if outcome.record else None,
        "id": outcome.id or None,
        "map": outcome.map or None,
        "entries": outcome.entries,
        "timed_lines": outcome.timed_lines,
        "unread": [{"line": line, "reason": reason} for line, reason in outcome.unread],
        "durations_compared": outcome.compared,
        "differences": outcome.differences,
        "share_under_original": round(outcome.under_original, 4),
        "unmapped": outcome.unmapped,
        "notes": outcome.notes,
        "reason": outcome.reason or None,
    }
