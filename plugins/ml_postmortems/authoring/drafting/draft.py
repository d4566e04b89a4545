"""From answers to a draft in the folder of records, or to every reason why not."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from ml_postmortems.authoring.drafting.answers import Answers, DraftContext, field_of, is_utf8, year_in
from ml_postmortems.authoring.drafting.draft_file import draft_path, write_draft
from ml_postmortems.authoring.drafting.next_id import next_id
from ml_postmortems.authoring.drafting.question import Question
from ml_postmortems.authoring.drafting.questions import NEEDED
from ml_postmortems.authoring.drafting.sheet import UNKNOWN_ARTIFACT, is_refusal
from ml_postmortems.authoring.importers.draft_fields import export_to_fields
from ml_postmortems.authoring.importers.incident_export import read_incident_export
from ml_postmortems.authoring.importers.timeline import read_timeline
from ml_postmortems.errors import DraftRefused
from ml_postmortems.lint.finding import Finding, Level
from ml_postmortems.model.requirements import FieldPath
from ml_postmortems.model.terms import Origin
from ml_postmortems.plain_text import printable
from ml_postmortems.reading.faults import field_text


@dataclass(frozen=True, slots=True)
class ImportReport:
    """What files said besides the answers."""

    notes: tuple[str, ...] = ()
    """What the author has to look at, in sentences."""
    unused: tuple[str, ...] = ()
    """What was read and did not fit, in a few words each."""


def add_imported_answers(
    context: DraftContext, answers: Answers, export: Path | None, timeline: Path | None
) -> ImportReport:
    """Add to the answers what files say that the author did not, and return what the author has to know.

    An export is of our own tool, so the incident is our own. A timeline file stands in for the export's times. Raises
    InputUnusable, and DraftRefused for an export of somebody else's incident.
    """
    report = ImportReport()
    if export:
        read = read_incident_export(export, context.taxonomy, with_times=timeline is None)
        found = export_to_fields(read, context.catalog, [name for name in ("severity", "team") if answers.get(name)])
        if answers.get("origin") == Origin.EXTERNAL:
            reason = "--from must be an export of our own incident: found `--origin external`"
            raise DraftRefused([f"{reason}\n  fix: leave --from out, and take the facts from public sources"])
        for name, value in found.values.items():
            if not answers.get(name):
                answers.put(name, value)
        report = ImportReport(tuple(found.notes), tuple(found.unused))
    if timeline:
        answers.put("timeline", read_timeline(timeline))
    answers.year = answers.year or year_in(answers.fields.get("timeline", []))
    return report


def require_draft(context: DraftContext, answers: Answers) -> tuple[Finding, ...]:
    """The warnings about the draft that these answers make; raises DraftRefused with all that is missing or wrong.

    An artifact that the catalog lacks is told with the warnings: the draft may come before its entry there.
    """
    missing = [question for question in NEEDED if not answers.get(question.name)]
    missing_fields = {field_of(question.name)[:1] for question in missing}
    reasons = [_missing(context, question) for question in missing if question.is_needed]
    for name, value in answers.fields.items():
        if not is_utf8(value):
            reasons.append(f"--{_option((name,))} must be text in UTF-8: found other bytes\n  fix: type it again")
    findings = context.findings(answers)
    wrong = [finding for finding in findings if is_refusal(finding)]
    reasons += [_wrong(finding) for finding in wrong if finding.field[:1] not in missing_fields]
    if reasons:
        raise DraftRefused(reasons)
    return tuple(finding for finding in findings if finding.level is Level.WARNING or finding.code == UNKNOWN_ARTIFACT)


def save_draft(context: DraftContext, answers: Answers) -> Path:
    """Write the draft under the next free id of its year; it must have been required before."""
    year = answers.year or context.as_of.year
    return write_draft(
        context.corpus, year, str(answers.get("title")), lambda record_id: context.text_of(answers, record_id)
    )


def preview_draft(context: DraftContext, answers: Answers) -> tuple[Path, str]:
    """The path and the text of the draft as it would be written now."""
    record_id = next_id(context.corpus, answers.year or context.as_of.year)
    path = draft_path(context.corpus.root, record_id, str(answers.get("title")))
    return path, context.text_of(answers, record_id)


def _missing(context: DraftContext, question: Question) -> str:
    name = question.name
    if name == "team":
        advice = f"--team with a team of {(context.corpus.root / 'catalog.yml').as_posix()}"
    else:
        advice = f"--{name} " + ("|".join(question.allowed_words(context)) or "'...'")
    return f"--{name} must be given for a draft: found nothing\n  fix: add {printable(advice)}"


def _wrong(finding: Finding) -> str:
    option = _option(finding.field)
    name = f"--{option}" if option in (question.name for question in NEEDED) else finding.subject
    sentence = printable(f"{name} {finding.condition}: found {finding.found}")
    return f"{sentence}\n  fix: {printable(finding.fix)}"


def _option(field: FieldPath) -> str:
    """The option that gives a field, without its dashes."""
    return "team" if field[:1] == ("teams",) else field_text(field)
