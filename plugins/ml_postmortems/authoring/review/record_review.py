"""Everything a reviewer gets about one record, as Markdown: what must be mended first, the rest folded."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from ml_postmortems.analytics.data_flow import FlowSource, data_flow
from ml_postmortems.authoring.review.agents import agent_lines
from ml_postmortems.authoring.review.cause_questions import questions_of, unclassified_causes
from ml_postmortems.authoring.review.chains import Argument, Chain, argument_of
from ml_postmortems.authoring.review.change import Change
from ml_postmortems.authoring.review.checklist import checklist
from ml_postmortems.authoring.review.completeness_sections import by_section
from ml_postmortems.authoring.review.extent_lines import extent_lines
from ml_postmortems.authoring.review.latency_and_duties import duty_lines, latency_lines
from ml_postmortems.authoring.review.link_evidence import link_evidence_lines
from ml_postmortems.authoring.review.markdown_text import code, details, link, plain, prose, table
from ml_postmortems.authoring.review.mermaid import causal_diagram, events_left_out, timeline_diagram
from ml_postmortems.authoring.review.progress import progress_lines
from ml_postmortems.authoring.review.regression_cases import case_lines
from ml_postmortems.lint.context import Context
from ml_postmortems.lint.finding import Finding, Level
from ml_postmortems.lint.recurrence_question import answer_skeleton, is_answered_in_other, is_open_to_readers, title_for
from ml_postmortems.model.completeness import completeness
from ml_postmortems.model.not_known import NotKnown, known
from ml_postmortems.model.people import Exemption
from ml_postmortems.model.reasoning import AcceptedRisk
from ml_postmortems.model.record import Record
from ml_postmortems.model.requirements import FieldPath
from ml_postmortems.model.taxonomy import Taxonomy
from ml_postmortems.model.terms import CauseRole
from ml_postmortems.plurals import counted
from ml_postmortems.reading.faults import field_text
from ml_postmortems.reading.pull_request import record_id_of
from ml_postmortems.reading.record_file import RecordFile
from ml_postmortems.similarity.extent_candidates import extent_candidates
from ml_postmortems.similarity.recurrence_candidates import Candidate

MOST_SHOWN = 20
"""Findings of one level, and changes, that are listed for one record."""
LEADING = frozenset(
    {
        *("PM250", "PM251", "PM253", "PM256", "PM257", "PM258", "PM259", "PM260"),
        *("PM331", "PM332", "PM351", "PM418", "PM419", "PM535", "PM537", "PM607", "PM720"),
    }
)
"""Warnings that a person has to decide before anything else: it may have been more, or something else."""
MOST_OPEN = 5
"""Warnings and notes that are not folded."""


@dataclass(frozen=True, slots=True)
class RecordReview:
    """One record, as the reviewer has to see it."""

    file: RecordFile
    findings: tuple[Finding, ...]
    changes: tuple[Change, ...] | None
    """None where nothing is compared."""
    is_new: bool
    """Whether the base did not have it."""
    new_exemptions: tuple[Exemption, ...] = ()
    """The rules that it exempts itself from, and did not at the base."""
    rewritten: tuple[str, ...] = ()
    """What a merged record said of severity, readers, numbers and times and says otherwise now."""
    let_go: tuple[str, ...] = ()
    """The work that a merged record promised and no longer does, or hands to somebody new."""
    signs: tuple[str, ...] = ()
    """What only somebody who was there can answer, as Markdown; in a pull request what the base did not raise."""

    @property
    def errors(self) -> tuple[Finding, ...]:
        """What stops it from being merged."""
        return tuple(finding for finding in self.findings if finding.level is Level.ERROR)

    @property
    def warnings(self) -> tuple[Finding, ...]:
        """What should be looked at."""
        return tuple(finding for finding in self.findings if finding.level is Level.WARNING)

    @property
    def to_look_at_first(self) -> tuple[Finding, ...]:
        """The warnings that lead the report."""
        return tuple(finding for finding in self.warnings if finding.code in LEADING)

    @property
    def alerts(self) -> tuple[Change, ...]:
        """The changes that have to be agreed to."""
        return tuple(change for change in self.changes or () if change.is_alert)


def record_verdict(review: RecordReview, context: Context, links: str) -> list[str]:
    """What a reviewer must see of a record; `links` is the address below which the files can be seen."""
    record = review.file.record
    lines = [_head(review, links), "", *_findings(review, links), *_changes(review)]
    if record:
        lines += _breaks(argument_of(review.file), review.findings)
        lines += _candidates(review.file, context)
        lines += extent_lines(record)
        lines += _other_artifacts(record, context)
        lines += progress_lines(record)
        lines += _challenge(record, context.corpus.taxonomy)
        lines += case_lines(record, context.as_of)
        lines += link_evidence_lines(record)
        lines += agent_lines(record)
        lines += latency_lines(record)
        lines += duty_lines(record)
        judged = checklist(record, context.corpus.taxonomy)
        lines += ["**For you to judge**", "", *(f"- [ ] {prose(item)}" for item in judged), ""]
    return lines


def record_background(review: RecordReview, context: Context) -> list[str]:
    """What helps to judge a record, folded."""
    record, taxonomy = review.file.record, context.corpus.taxonomy
    if not record:
        return []
    argument = argument_of(review.file)
    drawings = [*timeline_diagram(record), *_left_out(record), "", *causal_diagram(record, taxonomy)]
    return [
        *details("Completeness by section", _completeness(record)),
        *details("Timeline and causal graph", drawings if any(drawings) else []),
        *details("Data flow", [*_flow(record, context)]),
        *details("Evidence, causes and actions", _chains(argument, record.primary_cause) if argument else []),
        *details("Questions to ask about the causes", [*_questions(record, taxonomy)]),
    ]


def review_link(review: RecordReview, links: str, text: str, line: int = 0) -> str:
    """A link to the file, or to a line of it as it is written."""
    path = review.file.path.as_posix()
    anchor = f"?plain=1#L{line}" if line else ""
    return link(text, f"{links}/{path}{anchor}" if links else "" if line else path)


def share_text(record: Record) -> str:
    """How much of what publication needs is there; 100 only if all is."""
    return f"{completeness(record).percent} %"


def _head(review: RecordReview, links: str) -> str:
    record, name = review.file.record, record_id_of(review.file)
    counts = f"**{counted(len(review.errors), 'error')}**, {counted(len(review.warnings), 'warning')}"
    if not record:
        return f"### {review_link(review, links, name)}\n\nIt cannot be read. {counts}."
    facts = [
        record.severity,
        record.status,
        *([record.kind] if record.kind != "incident" else []),
        f"{record.origin} record",
        record.visibility,
        *(["**new**"] if review.is_new else []),
    ]
    return (
        f"### {review_link(review, links, record.id)} {plain(record.title)}\n\n{' · '.join(facts)}\n\n"
        f"{completeness(record).summary}; {counts}."
    )


def _findings(review: RecordReview, links: str) -> Iterator[str]:
    if review.errors:
        yield from ("**To mend before the merge**", "", *_finding_lines(review, review.errors, links), "")
    shown = _finding_lines(review, review.warnings, links)
    if len(review.warnings) > MOST_OPEN:
        yield from details(counted(len(review.warnings), "warning"), shown)
    elif shown:
        yield from ("**Warnings**", "", *shown, "")


def _finding_lines(review: RecordReview, findings: Sequence[Finding], links: str) -> list[str]:
    lines = []
    for finding in findings[:MOST_SHOWN]:
        where = review_link(review, links, f"line {finding.line}", finding.line)
        lines.append(f"- {where}, {finding.code}: {prose(finding.sentence)}\\\n  fix: {prose(finding.fix)}")
    return lines + _more(len(findings), "postmortems check")


def _more(number: int, where: str) -> list[str]:
    return [f"- and {number - MOST_SHOWN} more: {code(where)}"] if number > MOST_SHOWN else []


def _changes(review: RecordReview) -> Iterator[str]:
    if not review.changes:
        return
    notes = [f"- {prose(change.text)}" for change in review.changes if not change.is_alert][:MOST_SHOWN]
    if review.alerts:
        yield from ("**Changes to agree to**", "")
        yield from (f"- {prose(change.text)}" for change in review.alerts[:MOST_SHOWN])
        yield from (*_more(len(review.alerts), "git diff"), "")
    if len(notes) > MOST_OPEN:
        yield from details(counted(len(notes), "other change"), notes)
    elif notes:
        yield from ("**Other changes**" if review.alerts else "**Changes**", "", *notes, "")


def _breaks(argument: Argument | None, findings: Sequence[Finding]) -> Iterator[str]:
    """The breaks of which no finding tells already, as those of a draft."""
    told = {finding.code for finding in findings}
    breaks = [each.text for each in (argument.breaks() if argument else ()) if each.rule not in told]
    if breaks:
        yield from ("**Where the argument breaks**", "", *(f"- {text}" for text in breaks[:MOST_SHOWN]))
        yield from (*_more(len(breaks), "postmortems check"), "")


def _other_artifacts(record: Record, context: Context) -> Iterator[str]:
    """The artifacts that a record of ours does not speak of, and that could have the same fault."""
    found = extent_candidates(context.corpus, record) if record.is_own and record.tier.is_severe else ()
    if found:
        yield from ("**Could these have the same fault?** The record does not speak of them.", "")
        yield from (f"- {code(each.line.removeprefix('- '))}: {prose(each.reason)}" for each in found)
        yield ""


def _candidates(file: RecordFile, context: Context) -> Iterator[str]:
    """The similar records in the one order, with the answer that was given or is needed."""
    record = file.record
    if not record or record.status.is_taken_back:
        return
    candidates = context.recurrence_question.candidates(file)
    asked = [each.record for each in candidates if each.is_asked]
    lines = [
        f"- {each.record.id} {plain(title_for(record, each.record), 90)} ({plain(_reasons(record, each), 200)}): "
        + _answer(record, each)
        for each in candidates
    ]
    heading = f"Similar records: {len(lines)}, answers missing: {len(asked)}"
    if asked:
        yield from (f"**{heading}**", "", *lines, "")
    if here := [each.id for each in asked if not is_answered_in_other(record, each)]:
        yield from ("An answer for the front matter, to be completed:", "")
        yield from ("```yaml", answer_skeleton(here), "```", "")
    if not asked:
        yield from details(heading, lines)


def _reasons(record: Record, candidate: Candidate) -> str:
    """Why it is similar; of a record for fewer readers no word that only its own texts hold."""
    sees = is_open_to_readers(record, candidate.record)
    return "; ".join(candidate.reasons if sees else candidate.specific_reasons) or "similar"


def _challenge(record: Record, taxonomy: Taxonomy | None) -> Iterator[str]:
    """What a reader should try against the primary cause; nothing where its leaf is not known."""
    primary = record.primary if record.status.is_counted else None
    leaf = taxonomy.leaves.get(taxonomy.current_name(primary.category)) if primary and taxonomy else None
    if primary and leaf:
        yield from (f"**Challenge {primary.id}**: {plain(primary.text, 80)}", "")
        yield f"- [ ] The strongest other explanation: {plain(leaf.questions.alternative)}"
        yield from (f"- [ ] What would refute it: {plain(leaf.questions.refutation)}", "")


def _answer(record: Record, candidate: Candidate) -> str:
    """What one of two records says about the other one, or that an answer is missing."""
    said = _said(record, candidate.record)
    there = None if said else _said(candidate.record, record)
    if there and not is_open_to_readers(record, candidate.record):
        there = "an answer"
    if said or there:
        return said or f"{candidate.record.id} says: {there}"
    return "**no answer**" if candidate.is_asked else "no answer needed"


def _said(record: Record, other: Record) -> str | None:
    recurrence = known(record.recurrence)
    names = {other.id, *other.aliases}
    if not recurrence:
        return None
    if names & set(recurrence.of):
        return "it happened again"
    if names & set(recurrence.related):
        return "related"
    return next((f"dismissed: {plain(each.reason, 160)}" for each in recurrence.dismissed if each.id in names), None)


def _completeness(record: Record) -> list[str]:
    rows = [
        [section.name, str(section.answered), _places(section.unknown), _places(section.missing)]
        for section in by_section(completeness(record))
    ]
    return table(["needed for publication", "answered", "unknown", "missing"], rows)


def _places(paths: Sequence[FieldPath]) -> str:
    """How many, and the first few by name."""
    names = ", ".join(code(field_text(path)) for path in paths[:6])
    return f"{len(paths)}: {names}{', …' if len(paths) > 6 else ''}" if paths else "0"


def _left_out(record: Record) -> list[str]:
    left = events_left_out(record)
    return ["", f"{counted(left, 'event')} of less weight left out."] if left else []


def _chains(argument: Argument, primary: str | None) -> list[str]:
    rows = [
        [_shown_by(chain), _cause(chain, is_primary=chain.cause.id == primary), _answered_by(chain)]
        for chain in argument.chains
    ]
    rows += [
        [", ".join(action.evidence) or "–", "**none**", f"{action.id} {plain(action.title, 80)}"]
        for action in argument.loose_actions
    ]
    if argument.unused_evidence:
        rows.append([", ".join(argument.unused_evidence), "**none**", "–"])
    return table(["evidence", "cause", "actions"], rows)


def _shown_by(chain: Chain) -> str:
    missing = [f"**{name} does not exist**" for name in chain.missing_evidence]
    return ", ".join([*chain.evidence, *missing]) or "**none**"


def _cause(chain: Chain, is_primary: bool) -> str:
    cause = chain.cause
    primary = "primary, " if is_primary else ""
    return f"**{cause.id}** {primary}{cause.role}, {cause.confidence}: {plain(cause.text, 140)}"


def _answered_by(chain: Chain) -> str:
    if chain.cause.role is CauseRole.RULED_OUT:
        return f"ruled out: {plain(chain.cause.ruled_out_because or 'no reason given', 120)}"
    if chain.lacks_action:
        return "**none**"
    actions = [f"{action.id} {action.type}, {action.status}" for action in chain.actions]
    match chain.cause.accepted_risk:
        case None:
            accepted = "–"
        case NotKnown() as reason:
            accepted = f"none known: {plain(reason.why, 120)}"
        case AcceptedRisk() as risk:
            accepted = f"risk accepted by {plain(risk.by_role, 60)}: {plain(risk.reason, 120)}"
    return "; ".join(actions) or accepted


def _flow(record: Record, context: Context) -> Iterator[str]:
    """What fed what, and who says so."""
    if not context.corpus.catalog:
        return
    for edge in data_flow(record, context.corpus.catalog).edges:
        via = f", by way of {', '.join(map(code, edge.via))}" if edge.via else ""
        catalog = " (by the catalog)" if edge.said_by is FlowSource.CATALOG else ""
        yield f"- {code(edge.source)} fed {code(edge.target)}{via}{catalog}"


def _questions(record: Record, taxonomy: Taxonomy | None) -> Iterator[str]:
    for asked in questions_of(record, taxonomy):
        questions = asked.leaf.questions
        evidence = ", ".join(asked.evidence) or "nothing"
        yield from (f"**{plain(asked.leaf.name)}** ({', '.join(asked.causes)}, resting on {evidence})", "")
        yield f"- Was this looked at? {plain(questions.data_source)}"
        yield f"- What else would explain it? {plain(questions.alternative)}"
        yield f"- What would refute it? {plain(questions.refutation)}"
        yield from (f"- Likely bias: {plain(questions.bias)}", "")
    if unclassified := unclassified_causes(record):
        yield f"**Unclassified** ({', '.join(unclassified)}): which leaf does the taxonomy lack?"
