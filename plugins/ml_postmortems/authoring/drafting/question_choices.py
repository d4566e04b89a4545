"""What the questions can be answered with: terms of the format and the taxonomy, the catalog, and the record's own."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence

from ml_postmortems.authoring.drafting.answers import DraftContext
from ml_postmortems.authoring.drafting.choosing import Choice
from ml_postmortems.authoring.drafting.question import Choices, blocks_of
from ml_postmortems.authoring.drafting.sheet import Sheet
from ml_postmortems.model.not_known import known_items
from ml_postmortems.model.people import People
from ml_postmortems.model.taxonomy import Definition
from ml_postmortems.model.terms import CauseRole, Term


def terms(known: Iterable[Term]) -> Choices:
    """Terms of a closed vocabulary."""
    return lambda _: [Choice(term, term.doc) for term in known]


def triggers(context: DraftContext) -> Sequence[Choice]:
    """The triggers of the taxonomy."""
    return _definitions(context.taxonomy.triggers)


def lifecycle_stages(context: DraftContext) -> Sequence[Choice]:
    """The lifecycle stages of the taxonomy."""
    return _definitions(context.taxonomy.lifecycle_stages)


def severities(context: DraftContext) -> Sequence[Choice]:
    """The levels of severity with their criteria."""
    return [
        Choice(level, f"{criteria.name}: {criteria.definition}", criteria.criteria, criteria.name)
        for level, criteria in context.taxonomy.severities.items()
    ]


def teams(context: DraftContext) -> Sequence[Choice]:
    """The teams of the catalog."""
    return [Choice(team, each.name, name=each.name) for team, each in context.catalog.teams.items()]


def artifacts(context: DraftContext) -> Sequence[Choice]:
    """The artifacts of the catalog, with kind and team."""
    return [
        Choice(name, each.name, name=each.name, aside=f"{each.kind}, {each.team}")
        for name, each in context.catalog.artifacts.items()
    ]


def artifacts_of_team(sheet: Sheet) -> Sequence[str]:
    """The artifacts of the team that owns the system."""
    return [name for name, each in sheet.context.catalog.artifacts.items() if each.team == sheet.get("team")]


def new_artifact(name: str) -> Sequence[str]:
    """What has to be done about an artifact that the catalog lacks."""
    return [
        f"`{name}` is not in the catalog: `check` says PM112 until catalog.yml has under `artifacts`:",
        f"    {name}:",
        "      kind: ...",
        "      name: ...",
        "      team: ...",
    ]


def leaves(context: DraftContext) -> Sequence[Choice]:
    """The causes of the taxonomy, family by family."""
    return [
        Choice(f"{family}/{name}", leaf.name, (leaf.definition,), leaf.name)
        for family, each in context.taxonomy.causes.items()
        for name, leaf in each.leaves.items()
    ]


def levels(context: DraftContext, *, of_impact: bool) -> Sequence[Choice]:
    """The five levels of likelihood, or of impact."""
    risk = context.taxonomy.risk
    known = risk.impact if of_impact else risk.likelihood
    return [Choice(level, f"{each.name}: {each.definition}", name=each.name) for level, each in known.items()]


def handles(context: DraftContext) -> Sequence[Choice]:
    """The people of the records, each with the team that was named last."""
    found: dict[str, str] = {}
    for record in context.corpus.records:
        if not isinstance(record.people, People):
            continue
        for name in (*known_items(record.people.authors), record.people.facilitator):
            if isinstance(name, str):
                found.setdefault(name, "")
        for participant in known_items(record.people.participants):
            found[participant.person] = participant.team
        for reviewer in known_items(record.people.reviewers):
            found[reviewer.person] = reviewer.team
    return [Choice(name, team) for name, team in sorted(found.items())]


def evidence_here(sheet: Sheet) -> Sequence[Choice]:
    """The evidence that the record lists."""
    return _own(sheet, "evidence", "title")


def causes_here(sheet: Sheet) -> Sequence[Choice]:
    """The causes that the record lists and does not rule out."""
    ruled_out = [
        each.get("id") for each in blocks_of(sheet.tree.get("causes")) if each.get("role") == CauseRole.RULED_OUT
    ]
    return [each for each in _own(sheet, "causes", "text") if each.word not in ruled_out]


def _own(sheet: Sheet, field: str, text: str) -> Sequence[Choice]:
    items = blocks_of(sheet.tree.get(field))
    return [Choice(str(item["id"]), str(item.get(text, ""))) for item in items if item.get("id")]


def _definitions(known: Mapping[str, Definition]) -> Sequence[Choice]:
    return [Choice(name, term.name, (term.definition,), term.name) for name, term in known.items()]
