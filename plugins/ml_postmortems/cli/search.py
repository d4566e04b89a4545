"""`postmortems search`: the records that a query finds, with the reasons."""

from __future__ import annotations

import re
import sys
from collections.abc import Iterator, Sequence
from difflib import get_close_matches
from pathlib import Path

import click

from ml_postmortems.access.corpora import SEES_ALL
from ml_postmortems.access.search_index import open_search_index
from ml_postmortems.cli.audience import left_out_lines, unreadable_lines, visibility_label
from ml_postmortems.cli.options import reader_option, root_option
from ml_postmortems.cli.terminal import show, show_json, show_text
from ml_postmortems.export.search_json import search_to_json
from ml_postmortems.model.taxonomy import Taxonomy
from ml_postmortems.model.terms import Visibility
from ml_postmortems.plurals import counted
from ml_postmortems.search.found import Found, Hit
from ml_postmortems.search.query import query_text
from ml_postmortems.search.questions import AnswerPage, answering
from ml_postmortems.search.searching import Search, Sort
from ml_postmortems.search.snippets import Piece
from ml_postmortems.similarity.analysis import tokens
from ml_postmortems.similarity.record_text import TextField
from ml_postmortems.styled_text import Line, Span, Style
from ml_postmortems.web.answer_pages import answer_pages

_OPTION = re.compile(r"--[a-z-]+(=.*)?")
_FIELD_NAMES = {TextField.FILED_UNDER: "filed under "}
"""What is said before a passage, where it is not the name of the field."""
_MOST_CAUSES = 3
"""How many causes are named where no record is found."""
_SORTS = {each.value: each for each in Sort}


@click.command(context_settings={"ignore_unknown_options": True, "help_option_names": ["--help"]})
@click.argument("query", nargs=-1, required=True)
@click.option("--limit", type=click.IntRange(1, 1000), default=10, show_default=True, help="How many hits at most.")
@click.option(
    "--sort",
    type=click.Choice(list(_SORTS)),
    default=Sort.RELEVANCE.value,
    show_default=True,
    help="The order of the hits.",
)
@click.option("--facets", is_flag=True, help="Also count all hits by cause, team, model and every other facet.")
@click.option("--json", "as_json", is_flag=True, help="Print hits and counts as JSON.")
@root_option
@reader_option
@click.pass_context
def search(
    context: click.Context,
    query: tuple[str, ...],
    limit: int,
    sort: str,
    facets: bool,
    as_json: bool,
    root: Path,
    audience: Visibility | None,
) -> None:
    """Find the records that have all words of QUERY, or if none has, those that have some of them.

    "Words in quotes" must stand next to each other, label* finds words that begin like this, -data is excluded,
    rollout OR canary is one of them, and parentheses hold together. Facts: team:ranking, cause:data-quality,
    severity:SEV1, since:2025-03 and so on, by every facet, owner, primary, since, until, id and has: open-actions,
    overdue-actions, dissent, recurrence, agent, regression-case, extent, data-flow, cause-age, reporting, copies and
    risk-again.

    A plain question, such as "who owes what this month", is also answered by the page of the site that tells it, with
    its command.

    Exit code 0: something was found. 1: nothing was. 2: the query could not be understood, or asks for nothing.
    """
    _refuse_options(context, query)
    reader = audience or SEES_ALL
    opened = open_search_index(root, reader)
    text = " ".join(query)
    found = Search(opened.documents, opened.index, opened.vocabulary).run(text, _SORTS[sort])
    answers = answering(text, answer_pages(opened.vocabulary.taxonomy))
    if as_json:
        show_json(search_to_json(found, answers, limit, len(opened.hidden), len(opened.unreadable)))
    else:
        not_searched = (*left_out_lines(opened.hidden, reader), *unreadable_lines(opened.unreadable, audience))
        causes = () if found.order else _cause_lines(found.suggestion or text, opened.vocabulary.taxonomy)
        show(*_answer_lines(answers), *_to_lines(found, limit, facets), *causes, *not_searched)
    sys.exit(0 if found.order or answers else 1)


def _refuse_options(context: click.Context, query: Sequence[str]) -> None:
    """One dash excludes a word, so there are no short options; what begins with two is a mistyped long one."""
    if tuple(query) == ("-h",):
        show_text(context.get_help())
        context.exit()
    for word in query:
        if _OPTION.fullmatch(word):
            names = (name for parameter in context.command.params for name in parameter.opts)
            raise click.NoSuchOption(word, possibilities=get_close_matches(word, names), ctx=context)


def _answer_lines(answers: Sequence[AnswerPage]) -> Iterator[Line]:
    for page in answers:
        yield (Span(f"A page answers this: {page.title}", Style.HEADING),)
        yield f"    {page.url} on the site" + (f"; here: {page.command}" if page.command else "")


def _cause_lines(text: str, taxonomy: Taxonomy) -> Iterator[Line]:
    """The causes whose names share most words with a query that no record answers, each with its command."""
    asked = {token.term for token in tokens(text)}
    shared = {key: len(asked & {token.term for token in tokens(leaf.name)}) for key, leaf in taxonomy.leaves.items()}
    most = max(shared.values(), default=0)
    for key in [key for key, often in shared.items() if often == most > 0][:_MOST_CAUSES]:
        yield f"A cause with such a name: {taxonomy.leaves[key].name}; see `postmortems playbook {key}`"


def _to_lines(found: Found, limit: int, facets: bool) -> Iterator[Line]:
    if found.prefix:
        yield f"No record has everything; these have words that begin with: {found.prefix}"
    if found.ranking.missing:
        yield f"No record has: {', '.join(query_text(part) for part in found.ranking.missing)}"
    if found.suggestion:
        yield f"Did you mean: {found.suggestion}"
    if found.ranking.is_partial:
        yield "No record has everything; these have some of it."
    for hit in found.hits(limit):
        yield from _hit_lines(hit)
    count = len(found.order)
    shown = f"; {limit} shown (--limit)" if count > limit else ""
    yield f"{counted(count, 'record')} found{shown}"
    if found.ranking.near:
        yield "With some of the words:"
    for hit in found.near():
        yield from _hit_lines(hit)
    if facets:
        for facet, terms in found.facets:
            yield f"{facet.key}:"
            for each in terms:
                yield f"  {each.count:5} {each.term.key}"


def _hit_lines(hit: Hit) -> Iterator[Line]:
    record = hit.document.record
    heading = f"{record.id}  {hit.document.day}  {record.severity}  {record.teams.owner}"
    if not record.status.is_counted:
        heading += f"  {record.status}"
    heading += visibility_label(record)
    yield (Span(heading, Style.HEADING),)
    yield ("  ", *_marked(hit.title))
    yield (
        "    ",
        Span(_FIELD_NAMES.get(hit.field, f"{hit.field}: ") if hit.field else "", Style.FAINT),
        *_marked(hit.snippet),
    )
    if hit.lacks:
        yield ("    ", Span(f"lacks: {', '.join(hit.lacks)}", Style.FAINT))
    yield ("    ", Span(str(hit.document.path), Style.FAINT))


def _marked(pieces: Sequence[Piece]) -> Iterator[str | Span]:
    """The pieces of a text, those that match marked."""
    return (Span(piece.text, Style.MATCH) if piece.is_match else piece.text for piece in pieces)
