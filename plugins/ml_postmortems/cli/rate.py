"""`postmortems rate`: second opinions on causes, given without seeing the first ones."""

from __future__ import annotations

import sys
from datetime import date, datetime
from pathlib import Path

import click

from ml_postmortems.access.corpora import readable_corpus
from ml_postmortems.analytics.agreement import AgreementReport, published_agreement
from ml_postmortems.analytics.audits import AuditSample, audit_sample
from ml_postmortems.authoring.importers.input_file import read_input
from ml_postmortems.authoring.rating.dialogue import rate_at_terminal, statement_lines, told
from ml_postmortems.authoring.rating.keeping import Answer, keep_answers, read_answers, require_rater
from ml_postmortems.authoring.rating.rating_json import audit_to_dict, rating_to_dict, statement_to_dict
from ml_postmortems.authoring.rating.statements import Statement, open_statements
from ml_postmortems.cli.options import as_of_option, reader_option, root_option
from ml_postmortems.cli.resumed import Person
from ml_postmortems.cli.terminal import is_person, show, show_json
from ml_postmortems.export.json_text import json_text
from ml_postmortems.export.numbers_json import numbers_to_json
from ml_postmortems.model.ratings import Rating
from ml_postmortems.model.terms import Visibility
from ml_postmortems.plurals import counted
from ml_postmortems.reading.as_of import as_of_date
from ml_postmortems.reading.corpus import Corpus, load_corpus
from ml_postmortems.reading.record_lookup import find_record
from ml_postmortems.wording import agreement_text, date_text

_FEW = 10


@click.command()
@click.option("--record", metavar="RECORD", help="Only causes of this record, a file or an id.")
@click.option("--sample", type=click.IntRange(1), metavar="N", help=f"At most so many statements.  [default: {_FEW}]")
@click.option("--due", is_flag=True, help="Only what this quarter's audit asks for; without --rater list it.")
@click.option("--agreement", is_flag=True, help="Say how often both answers are the same, by leaf.")
@click.option("--rater", metavar="NAME", help="Who answers: a role, a team or a pseudonym, such as reliability-2.")
@click.option(
    "--answers", type=click.Path(path_type=Path, allow_dash=True), metavar="FILE|-",
    help="Keep the answers of a JSON list of {record, cause, leaf}.",
)  # fmt: skip
@click.option("--json", "as_json", is_flag=True, help="Print statements, or what was kept, as JSON.")
@root_option
@as_of_option
@reader_option
def rate(
    record: str | None,
    sample: int | None,
    due: bool,
    agreement: bool,
    rater: str | None,
    answers: Path | None,
    as_json: bool,
    root: Path,
    as_of: datetime | None,
    audience: Visibility | None,
) -> None:
    """Show statements of causes without what their records call them, and keep the second answer in ratings.csv.

    At a terminal it asks for a leaf for each. In a script `--json` prints the statements, and `--answers` keeps the
    answers, all or none. The first answer is shown only after the second one is kept. Exit code 0: statements were
    printed or answers kept. 2: an answer, a record or a leaf does not exist.
    """
    if answers and not rater:
        raise click.UsageError("--answers must go with --rater: say who answers")
    if rater:
        require_rater(rater)
    day = as_of.date() if as_of else as_of_date(root)
    corpus = readable_corpus(root, audience or Visibility.RESTRICTED)
    if answers:
        kept = _kept(root, answers, rater or "", day)
        _show_kept(kept, as_json=as_json)
        return
    if agreement:
        _show_agreement(published_agreement(corpus, day), as_json=as_json)
        return
    if due and not rater:
        _show_due(audit_sample(corpus, corpus.ratings, day), as_json=as_json)
        return
    statements = _statements(corpus, rater, day, record, only_due=due)
    shown = statements[: sample or _FEW]
    if not as_json and is_person() and rater:
        _ask(root, shown, corpus, rater, day)
        return
    if as_json:
        document = {"version": 1, "total": len(statements), "statements": [statement_to_dict(each) for each in shown]}
        show_json(json_text(document))
        return
    for statement in shown:
        show(*statement_lines(statement), "")
    show(f"{counted(len(statements), 'statement')} to rate, {len(shown)} shown.")
    if is_person():
        show("Name yourself with --rater to answer.", err=True)


def _statements(
    corpus: Corpus, rater: str | None, day: date, record: str | None, *, only_due: bool
) -> tuple[Statement, ...]:
    found = open_statements(corpus, rater, day, only_due=only_due)
    if record is None:
        return found
    file = find_record(corpus, record)
    wanted = file.record.id if file.record else record
    return tuple(sorted((each for each in found if each.record == wanted), key=lambda each: each.cause))


def _kept(root: Path, answers: Path, rater: str, day: date) -> tuple[Rating, ...]:
    text = sys.stdin.read() if str(answers) == "-" else read_input(answers)
    corpus = load_corpus(root)
    return keep_answers(corpus, read_answers(text, corpus.vocabulary.taxonomy), rater, day)


def _ask(root: Path, statements: tuple[Statement, ...], corpus: Corpus, rater: str, day: date) -> None:
    def keep(answer: Answer) -> Rating:
        (rating,) = keep_answers(load_corpus(root), (answer,), rater, day)
        return rating

    try:
        kept = rate_at_terminal(Person(), statements, corpus.vocabulary.taxonomy, keep)
    except (KeyboardInterrupt, EOFError):
        show("", "Stopped; what was answered is kept.", err=True)
        sys.exit(130)
    same = sum(rating.first == rating.second for rating in kept)
    show("", f"{counted(len(kept), 'answer')} kept, {same} the same as the record's.")


def _show_kept(kept: tuple[Rating, ...], *, as_json: bool) -> None:
    same = sum(rating.first == rating.second for rating in kept)
    if as_json:
        show_json(json_text({"version": 1, "same": same, "kept": [rating_to_dict(rating) for rating in kept]}))
        return
    show(*map(told, kept), f"{counted(len(kept), 'answer')} kept, {same} the same as the record's.")


def _show_agreement(report: AgreementReport, *, as_json: bool) -> None:
    if as_json:
        show_json(numbers_to_json(report))
        return
    raters = counted(report.raters, "rater")
    show(f"{counted(report.whole.n, 'second rating')} by {raters}: {agreement_text(report.whole)}.")
    for leaf, each in report.leaves.items():
        show(f"  {leaf}  {agreement_text(each)}")
    if report.confusions:
        show("", "What is taken for what:")
    for confusion in report.confusions:
        show(f"  {' and '.join(confusion.leaves)}  {counted(confusion.n, 'time')}: {', '.join(confusion.records)}")


def _show_due(sample: AuditSample, *, as_json: bool) -> None:
    if as_json:
        show_json(json_text(audit_to_dict(sample)))
        return
    drawn = f"{counted(len(sample.audits), 'record')} of {sample.closed} closed"
    show(f"Audit of {sample.quarter}, until {date_text(sample.until)}: {drawn}.")
    for audit in sample.audits:
        left = f"to rate: {', '.join(audit.open)}" if audit.open else "rated"
        show(f"  {audit.record}  {left}")
    if sample.due:
        show("", "postmortems rate --due --rater NAME")
