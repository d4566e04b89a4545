"""Which records belong on which index page, worked out from the front matter as plain dictionaries.

A second opinion: nothing here uses `facets.py`, the record types or the reader of the package. What version 2 of the
format leaves out is filled as the model does it, which has tests of its own.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import yaml

from ml_postmortems.model import terms as closed
from ml_postmortems.model.derived_values import completed

Tree = dict[str, Any]
_CLOSED: dict[str, type[closed.Term]] = {
    "detection/": closed.DetectionSource,
    "kinds/": closed.Kind,
    "origins/": closed.Origin,
    "statuses/": closed.Status,
}
_INSTANTS = ("started", "detected", "diagnosed", "mitigated", "resolved", "data-repaired")
_PRIMARY_FOLDERS = ("causes/", "teams/")


@dataclass
class Members:
    """The records of one index page."""

    counted: set[str] = field(default_factory=set)
    uncounted: set[str] = field(default_factory=set)
    primary: set[str] = field(default_factory=set)
    """Those of `counted` whose primary cause, or owner, it is."""


@dataclass
class Expected:
    """What a public site of a folder of records must show."""

    terms: dict[str, Members]
    """The members of the page of every term that must exist, by its address."""
    counted: set[str]
    uncounted: set[str]
    with_primary_cause: set[str]
    incidents: set[str]
    """Those of `counted` that are no near miss, hazard or drill."""


def expected(records: Path) -> Expected:
    """Work it out for one folder of records."""
    taxonomy = _load(records / "taxonomy.yml")
    catalog = _load(records / "catalog.yml")
    known = dict.fromkeys(_terms_of(taxonomy, catalog))
    result = Expected({url: Members() for url in known}, set(), set(), set(), set())
    for path in sorted(records.glob("*/PM-*.md")):
        record = completed(yaml.load(path.read_text("utf-8").split("---\n")[1], yaml.BaseLoader)).tree
        if record["visibility"] != "public" or record["status"] in ("draft", "in-review"):
            continue
        is_counted = record["status"] not in ("withdrawn", "superseded")
        name = record["id"]
        (result.counted if is_counted else result.uncounted).add(name)
        for url in set(_pages_of(record, taxonomy, catalog)):
            members = result.terms.setdefault(url, Members())
            (members.counted if is_counted else members.uncounted).add(name)
        primary = _primary_category(record, taxonomy)
        if is_counted and record["kind"] == "incident":
            result.incidents.add(name)
        if is_counted:
            result.terms[f"teams/{record['teams']['owner']}/"].primary.add(name)
        if is_counted and primary:
            result.with_primary_cause.add(name)
            for url in {f"causes/{primary}/", f"causes/{primary.split('/')[0]}/"}:
                result.terms[url].primary.add(name)
    return result


def has_primary_count(url: str) -> bool:
    """Whether pages of this sort say how many of their records have the term as primary cause or owner."""
    return url.startswith(_PRIMARY_FOLDERS)


def _load(path: Path) -> Tree:
    tree: Tree = yaml.load(path.read_text("utf-8"), yaml.BaseLoader)
    return tree


def _terms_of(taxonomy: Tree, catalog: Tree) -> Iterator[str]:
    """The pages that must exist although no record belongs there."""
    for family, about in taxonomy["causes"].items():
        yield f"causes/{family}/"
        yield from (f"causes/{family}/{leaf}/" for leaf in about["leaves"])
    yield from (f"teams/{team}/" for team in catalog["teams"])
    yield from (f"operators/{operator}/" for operator in catalog["operators"])
    for artifact, about in catalog["artifacts"].items():
        yield _artifact_page(artifact, about)
    yield from (f"severities/{level.lower()}/" for level in taxonomy["severities"])
    yield from (f"triggers/{trigger}/" for trigger in taxonomy["triggers"])
    yield from (f"lifecycle-stages/{stage}/" for stage in taxonomy["lifecycle_stages"])
    yield from (f"control-kinds/{control}/" for control in taxonomy["controls"])
    for folder, vocabulary in _CLOSED.items():
        yield from (f"{folder}{term.value}/" for term in vocabulary)


def _pages_of(record: Tree, taxonomy: Tree, catalog: Tree) -> Iterator[str]:
    for cause in _items(record.get("causes")):
        if cause["role"] != "ruled-out":
            category = _current(cause["category"], taxonomy)
            yield f"causes/{category}/"
            yield f"causes/{category.split('/')[0]}/"
    for team in [record["teams"]["owner"], *record["teams"].get("involved", [])]:
        yield f"teams/{team}/"
        yield f"operators/{catalog['teams'][team]['operator']}/"
    for use in _items(record.get("artifacts")):
        yield _artifact_page(use["id"], catalog["artifacts"][use["id"]])
    yield f"severities/{record['severity'].lower()}/"
    yield f"years/{_year(record)}/"
    if trigger := _word(_block(record.get("trigger")).get("category")):
        yield f"triggers/{trigger}/"
    if stage := _word(record.get("lifecycle_stage")):
        yield f"lifecycle-stages/{stage}/"
    if source := _word(_block(record.get("detection")).get("source")):
        yield f"detection/{source}/"
    for action in _items(record.get("actions")):
        if "control" in action:
            yield f"control-kinds/{action['control']['kind']}/"
    yield f"kinds/{record['kind']}/"
    yield f"origins/{record['origin']}/"
    yield f"statuses/{record['status']}/"
    yield from (f"tags/{tag}/" for tag in record.get("tags", []))


def _primary_category(record: Tree, taxonomy: Tree) -> str | None:
    for cause in _items(record.get("causes")):
        if cause["id"] == record.get("primary_cause"):
            return _current(cause["category"], taxonomy)
    return None


def _current(category: str, taxonomy: Tree) -> str:
    """The name that a leaf has today, for one of its former names."""
    for family, about in taxonomy["causes"].items():
        for leaf, meaning in about["leaves"].items():
            if category in meaning.get("aliases", []):
                return f"{family}/{leaf}"
    return category


def _year(record: Tree) -> str:
    """Of the first key instant that is known, else of the first entry of the timeline, else of the id."""
    timeline = _items(record.get("timeline"))
    times = record.get("times") or {}
    for instant in _INSTANTS:
        for event in timeline:
            if instant in event.get("marks", []):
                return str(event["at"][:4])
        if {"from", "to"} <= set(times.get(instant, {})):
            return str(times[instant]["from"][:4])
    return str(timeline[0]["at"][:4] if timeline else record["id"][3:7])


def _artifact_page(artifact: str, about: Tree) -> str:
    return f"{'models' if about['kind'] in ('model', 'vendor-model') else 'artifacts'}/{artifact}/"


def _is_not_known(value: object) -> bool:
    return isinstance(value, dict) and bool({"unknown", "not_applicable"} & set(value))


def _items(value: Any) -> list[Tree]:
    return [] if not value or _is_not_known(value) else list(value)


def _block(value: Any) -> Tree:
    return {} if not value or _is_not_known(value) else dict(value)


def _word(value: Any) -> str | None:
    return value if isinstance(value, str) else None
