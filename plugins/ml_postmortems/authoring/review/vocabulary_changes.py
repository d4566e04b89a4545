"""What a pull request changes in taxonomy and catalog that decides what is asked of records and whose they are."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from itertools import chain

from ml_postmortems.authoring.review.change import Change, alert, note, value
from ml_postmortems.model.catalog import Catalog
from ml_postmortems.model.taxonomy import Taxonomy
from ml_postmortems.model.terms import Severity


def taxonomy_changes(before: Taxonomy | None, after: Taxonomy | None) -> tuple[Change, ...]:
    """Every difference in what a severity, a cause or a control is; what weakens the gate comes first."""
    if before is None or after is None or before == after:
        return ()
    return _sorted(chain(_severities(before, after), _leaves(before, after), _terms(before, after)))


def catalog_changes(before: Catalog | None, after: Catalog | None) -> tuple[Change, ...]:
    """Every difference in who runs what: new operators, teams that went to another one, artifacts of another kind."""
    if before is None or after is None or before == after:
        return ()
    return _sorted(chain(_operators(before, after), _teams(before, after), _artifacts(before, after)))


def _sorted(changes: Iterator[Change]) -> tuple[Change, ...]:
    return tuple(sorted(changes, key=lambda change: not change.is_alert))


def _severities(before: Taxonomy, after: Taxonomy) -> Iterator[Change]:
    for severity in Severity:
        old, new = before.severities.get(severity), after.severities.get(severity)
        bounds, now = ([bound.text for bound in each.bounds] if each else [] for each in (old, new))
        for text in bounds:
            if text not in now:
                yield alert(f"{severity} is no longer asked for where {value(text)}.")
        for text in now:
            if text not in bounds:
                yield note(f"{severity} is asked for where {value(text)}.")
        if old and new and (old.criteria, old.definition) != (new.criteria, new.definition):
            yield alert(f"The words that define {severity} were edited.")


def _leaves(before: Taxonomy, after: Taxonomy) -> Iterator[Change]:
    for name in sorted(before.leaves.keys() - after.leaves.keys()):
        now = after.current_name(name)
        yield (
            note(f"The cause {value(name)} is called {value(now)}.")
            if now != name
            else alert(f"The cause {value(name)} was removed.")
        )
    for name in sorted(after.leaves.keys() - before.leaves.keys()):
        if not any(alias in before.leaves for alias in after.leaves[name].aliases):
            yield note(f"The cause {value(name)} was added.")
    for name in sorted(before.leaves.keys() & after.leaves.keys()):
        if before.leaves[name].definition != after.leaves[name].definition:
            yield note(f"The definition of the cause {value(name)} was edited.")


def _terms(before: Taxonomy, after: Taxonomy) -> Iterator[Change]:
    for kind in ("triggers", "lifecycle_stages", "controls"):
        old, new = _names(getattr(before, kind)), _names(getattr(after, kind))
        what = f"the {kind.replace('_', ' ')}"
        yield from (alert(f"{value(name)} was removed from {what}.") for name in sorted(old - new))
        yield from (note(f"{value(name)} was added to {what}.") for name in sorted(new - old))


def _operators(before: Catalog, after: Catalog) -> Iterator[Change]:
    for name, operator in after.operators.items():
        if name not in before.operators:
            yield alert(
                f"{value(operator.name)} is a new operator: what is filed under it as external is asked for less."
            )
        elif operator.ours is not before.operators[name].ours:
            yield alert(f"Whether the operator {value(name)} is ours was changed.")
    for name in sorted(_names(before.operators) - _names(after.operators)):
        yield alert(f"The operator {value(name)} was removed.")
    if before.corpus is not after.corpus:
        yield alert(f"The corpus is a {after.corpus}; it was a {before.corpus}.")


def _teams(before: Catalog, after: Catalog) -> Iterator[Change]:
    for name, team in after.teams.items():
        if name in before.teams and team.operator != before.teams[name].operator:
            was = before.teams[name].operator
            yield alert(f"The team {value(name)} is of the operator {value(team.operator)}; it was of {value(was)}.")


def _artifacts(before: Catalog, after: Catalog) -> Iterator[Change]:
    for name, artifact in after.artifacts.items():
        if name not in before.artifacts:
            continue
        old = before.artifacts[name]
        if artifact.kind is not old.kind:
            yield alert(f"The artifact {value(name)} is a {artifact.kind}; it was a {old.kind}.")
        if artifact.team != old.team:
            yield note(
                f"The artifact {value(name)} is of the team {value(artifact.team)}; it was of {value(old.team)}."
            )


def _names(table: Mapping[str, object]) -> set[str]:
    return set(table)
