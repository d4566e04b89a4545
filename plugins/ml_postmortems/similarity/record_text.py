"""The text of a record by field, without markup: what the search indexes."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from enum import StrEnum
from functools import cache
from typing import TYPE_CHECKING

from ml_postmortems.model.agent import Agent
from ml_postmortems.model.facets import (
    ARTIFACT,
    CAUSE,
    CAUSE_FAMILY,
    CONTROL,
    DETECTION,
    MODEL,
    OPERATOR,
    STAGE,
    TEAM,
    TRIGGER,
    Vocabulary,
    facet_terms,
)
from ml_postmortems.model.not_known import known, known_items
from ml_postmortems.model.own_fields import own_values
from ml_postmortems.model.record import Record
from ml_postmortems.reading.markdown import new_parser
from ml_postmortems.similarity.synonyms import synonyms_of

if TYPE_CHECKING:
    from markdown_it import MarkdownIt
    from markdown_it.token import Token

_LINE_ENDS = {"softbreak", "hardbreak"}
_FILED_UNDER = (CAUSE, CAUSE_FAMILY, TRIGGER, CONTROL, STAGE, DETECTION)
"""The facets whose terms are explained to readers, so that a record is found by the words of the explanation."""


class TextField(StrEnum):
    """The fields of a record's text, in the order of their worth for a reader."""

    TITLE = "title"
    SUMMARY = "summary"
    LESSONS = "lessons"
    CAUSES = "causes"
    ACTIONS = "actions"
    NAMES = "names"
    BODY = "body"
    SYNONYMS = "synonyms"
    FILED_UNDER = "filed_under"


OWN_TEXT = tuple(field for field in TextField if field is not TextField.FILED_UNDER)
"""The fields that say something of this record alone; what it is filed under says the same of many."""


def record_text(record: Record, body: str, vocabulary: Vocabulary) -> Mapping[TextField, str]:
    """The text of every field, each paragraph on a line of its own; unknown values are left out."""
    paragraphs: dict[TextField, Iterable[str | None]] = {
        TextField.TITLE: [record.title],
        TextField.SUMMARY: [record.symptom, known(record.summary)],
        TextField.LESSONS: [lesson.text for lesson in known_items(record.lessons)],
        TextField.CAUSES: _causes(record),
        TextField.ACTIONS: _actions(record),
        TextField.NAMES: names_text(record, vocabulary),
        TextField.BODY: [*_account(record), *own_text(record, vocabulary), *markdown_text(body)],
    }
    text = {field: "\n".join(filter(None, lines)) for field, lines in paragraphs.items()}
    synonyms = synonyms_of("\n".join(text.values()), vocabulary.taxonomy.synonyms)
    filed_under = "\n".join(filed_under_text(record, vocabulary))
    return {**text, TextField.SYNONYMS: "\n".join(synonyms), TextField.FILED_UNDER: filed_under}


def markdown_text(markdown: str) -> Iterator[str]:
    """The text of each block of Markdown: paragraphs, headings, cells and code, without comments."""
    for token in _parser().parse(markdown):
        if token.type == "inline":
            yield _inline_text(token.children or [])
        elif token.type in ("fence", "code_block"):
            yield token.content


def _inline_text(tokens: list[Token]) -> str:
    pieces = []
    for token in tokens:
        if token.type in ("text", "code_inline"):
            pieces.append(token.content)
        elif token.type == "image":
            pieces.append(_inline_text(token.children or []))
        elif token.type in _LINE_ENDS or token.content == "<br>":
            pieces.append(" ")
    return "".join(pieces)


def _causes(record: Record) -> Iterator[str | None]:
    for cause in known_items(record.causes):
        yield cause.text
        yield known(cause.hidden_by)
        yield cause.no_regression_case
    for trigger in record.triggers:
        yield trigger.text
    if failure := known(record.failure):
        yield failure.definition
        yield known(failure.metric)
        yield known(failure.observed)
        if failure.numbers:
            yield failure.numbers.unit
    for hypothesis in known_items(record.hypotheses):
        yield hypothesis.text


def _actions(record: Record) -> Iterator[str | None]:
    for action in known_items(record.actions):
        yield action.title
        yield known(action.success_criterion)
        if action.control:
            yield action.control.id
            if case := action.control.regression_case:
                yield f"{case.suite} {case.case}"
                yield case.asserts


def names_text(record: Record, vocabulary: Vocabulary) -> Iterator[str]:
    """Ids and names of what the record belongs to: people search for a model by either, and type SEV1 as a word."""
    yield record.id
    yield from record.aliases
    yield record.severity.value
    for facet in (TEAM, OPERATOR, MODEL, ARTIFACT, CAUSE):
        terms = facet_terms(facet, vocabulary)
        for key in facet.keys(record, vocabulary):
            yield key
            if key in terms:
                yield terms[key].name
    yield from record.tags


def filed_under_text(record: Record, vocabulary: Vocabulary) -> Iterator[str]:
    """A line for each term that the record is filed under: its name, its definition and its former names, with tabs."""
    former = vocabulary.taxonomy.renamed_leaves
    for facet in _FILED_UNDER:
        terms = facet_terms(facet, vocabulary)
        for key in facet.keys(record, vocabulary):
            if key in terms:
                aliases = " ".join(old for old, new in former.items() if facet is CAUSE and new == key)
                yield "\t".join(" ".join(part.split()) for part in (terms[key].name, terms[key].definition, aliases))


def own_text(record: Record, vocabulary: Vocabulary) -> Iterator[str]:
    """A line for each of the organisation's own fields that is known: its label and its values."""
    for key, values in own_values(record.extra).items():
        if key in vocabulary.fields:
            yield f"{vocabulary.fields[key].label}: {', '.join(values)}"


def _account(record: Record) -> Iterator[str | None]:
    for event in known_items(record.timeline):
        yield event.text
        yield event.why_it_mattered
    if detection := known(record.detection):
        yield known(detection.monitor)
    yield from _reasons_of_estimates(record)
    if agent := known(record.agent):
        yield from _agent(agent)
    if impact := known(record.impact):
        yield known(impact.harm)
        yield from impact.groups
        yield impact.notes
    for each in known_items(record.extent):
        yield each.note


def _reasons_of_estimates(record: Record) -> Iterator[str | None]:
    risk = known(record.risk)
    closing = known(risk.at_closing) if risk else None
    for again in (*(known(each.risk) for each in known_items(record.validation)), closing):
        if again:
            yield again.reason


def _agent(agent: Agent) -> Iterator[str | None]:
    yield known(agent.snapshot)
    yield from (tool.name for tool in known_items(agent.tools))
    for effect in known_items(agent.side_effects):
        yield effect.text
        yield effect.note
    yield from (guardrail.name for guardrail in known_items(agent.guardrails))


@cache
def _parser() -> MarkdownIt:
    return new_parser()
