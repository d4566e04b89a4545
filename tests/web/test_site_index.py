"""The index by facet: selecting, counting and naming what does not exist."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import pytest

from ml_postmortems.errors import UnknownName
from ml_postmortems.model.facets import CAUSE, CAUSE_FAMILY, FACETS, YEAR
from ml_postmortems.model.terms import Visibility
from ml_postmortems.web.macros import Macros
from ml_postmortems.web.site_index import SiteIndex, find_facet
from tests.helpers import external_record, own_record
from tests.site import index_of, tiny_records


@pytest.fixture(scope="module")
def index() -> SiteIndex:
    """The public index of the tiny records."""
    return index_of(*tiny_records())


def ids(index: SiteIndex, **wanted: str) -> list[str]:
    return [record.id for record in index.select(wanted)]


@pytest.mark.parametrize(
    ("wanted", "found"),
    [
        ({}, ["PM-2025-0001", "PM-2024-0001", "PM-2022-0001"]),
        ({"cause": "data-quality/schema-change"}, ["PM-2025-0001"]),
        ({"cause": "technical/model-regression"}, []),
        ({"cause": "unclassified"}, ["PM-2022-0001"]),
        ({"family": "process"}, ["PM-2024-0001"]),
        ({"team": "ranking", "severity": "SEV1"}, ["PM-2025-0001"]),
        ({"team": "reliability", "kind": "near-miss"}, []),
        ({"origin": "external", "operator": "acme"}, ["PM-2024-0001"]),
        ({"model": "ranking-model", "artifact": "click-log"}, ["PM-2025-0001", "PM-2022-0001"]),
        ({"status": "withdrawn"}, []),
        ({"control": "data-check", "detection": "customer", "stage": "features"}, ["PM-2025-0001", "PM-2022-0001"]),
        ({"tag": "search", "trigger": "data-change"}, ["PM-2025-0001"]),
    ],
)
def test_selecting_gives_the_counted_records_of_all_terms(
    index: SiteIndex, wanted: dict[str, str], found: list[str]
) -> None:
    """Filters narrow each other; drafts, withdrawn, superseded and hidden records are in no answer."""
    assert sorted(ids(index, **wanted)) == sorted(found)


def test_every_filter_keeps_the_order_of_the_whole(index: SiteIndex) -> None:
    """Newest first, whatever was asked for."""
    everything = ids(index)
    for facet in FACETS:
        for term in index.terms(facet):
            found = ids(index, **{facet.key: term.term.key})
            assert found == [name for name in everything if name in found]
            assert found == [record.id for record in term.counted]


@pytest.mark.parametrize(
    ("wanted", "said"),
    [
        ({"teem": "ranking"}, "did you mean `team`?"),
        ({"team": "rankin"}, "did you mean `ranking`?"),
        ({"cause": "rollout-gap"}, "rollout-gap"),
        ({"severity": "sev1"}, "`sev1`"),
        ({"tag": "zanzibarine"}, "`zanzibarine`"),
    ],
)
def test_what_does_not_exist_is_an_error_and_no_empty_answer(
    index: SiteIndex, wanted: dict[str, str], said: str
) -> None:
    """A misspelt filter would otherwise show that nothing ever happened; the message names the nearest."""
    with pytest.raises(UnknownName, match=said.replace("?", r"\?")):
        index.select(wanted)


def test_an_error_does_not_name_what_is_hidden(index: SiteIndex) -> None:
    """The words of a restricted record stand in no message of the public site either."""
    for wanted in ({"tag": "nonsuch"}, {"year": "1999"}):
        with pytest.raises(UnknownName) as error:
            index.select(wanted)
        assert "quuxolotl" not in str(error.value)
        assert "zanzibarine" not in str(error.value)
    with pytest.raises(UnknownName) as error:
        Macros(index, date(2025, 12, 1), lambda: "").record_link("PM-2025-0006")
    assert "PM-2025-0005" not in str(error.value)


def test_facets_have_names_and_places_of_their_own() -> None:
    """Names are what queries and macros use; only the two levels of causes share a folder."""
    assert len({facet.key for facet in FACETS}) == len(FACETS)
    folders = [facet.folder for facet in FACETS]
    assert len(set(folders)) == len(folders) - 1
    assert CAUSE.folder == CAUSE_FAMILY.folder
    assert all(find_facet(facet.key) is facet for facet in FACETS)
    assert all(facet.title and facet.noun and facet.about.endswith(".") for facet in FACETS)


def test_addresses_of_terms_are_unique_apart_from_unclassified(index: SiteIndex) -> None:
    """Two pages at one address would be one page; `unclassified` is a family and its only leaf at once."""
    urls = [term.url for facet in FACETS for term in index.terms(facet)]
    assert {url for url in urls if urls.count(url) > 1} == {"causes/unclassified/"}


def test_a_former_name_of_a_leaf_counts_for_the_leaf() -> None:
    """A renamed cause keeps its history."""
    index = index_of(external_record(**{"causes.0.category": "process/test-or-eval-gap"}))
    taxonomy = index.vocabulary.taxonomy
    leaf = taxonomy.leaves["process/rollout-gap"].model_copy(update={"aliases": ("process/test-or-eval-gap",)})
    family = taxonomy.causes["process"]
    causes = taxonomy.causes | {"process": family.model_copy(update={"leaves": family.leaves | {"rollout-gap": leaf}})}
    renamed = taxonomy.model_copy(update={"causes": causes})
    for name in ("leaves", "renamed_leaves"):
        renamed.__dict__.pop(name, None)
    moved = SiteIndex(replace(index.corpus, taxonomy=renamed), index.as_of)
    assert [term.term.key for term in moved.terms(CAUSE) if term.counted] == ["process/rollout-gap"]


def test_years_run_backwards(index: SiteIndex) -> None:
    """The list of years begins with the newest."""
    years = [term.term.key for term in index.terms(YEAR)]
    assert years == sorted(years, reverse=True)
    assert len(years) > 1


@pytest.mark.parametrize(
    ("audience", "hidden"),
    [
        (Visibility.PUBLIC, {"PM-2025-0005", "PM-2025-0006"}),
        (Visibility.INTERNAL, {"PM-2025-0006"}),
        (Visibility.RESTRICTED, set()),
    ],
)
def test_each_audience_has_an_index_of_its_own(audience: Visibility, hidden: set[str]) -> None:
    """What somebody may not see is in no count, no list and no link."""
    index = index_of(*tiny_records(), audience=audience)
    every = {record["id"] for record in tiny_records()}
    groups = index.groups
    assert {record.id for record in (*groups.counted, *groups.in_review, *groups.taken_back)} == every - hidden
    assert not index.record_ids & hidden


def test_a_record_is_named_by_whatever_id_it_had() -> None:
    """Who says that it repeats a record, or is related to it, is found from that record, former ids included."""
    earlier = own_record(id="PM-2024-0007", aliases=["PM-2023-0007"])
    repeats = own_record(id="PM-2025-0002", **{"recurrence.of": ["PM-2023-0007"]})
    related = own_record(id="PM-2025-0003", **{"recurrence.related": ["PM-2024-0007"]})
    other = own_record(id="PM-2025-0004")
    index = index_of(earlier, repeats, related, other)
    assert {record.id for record in index.named_by["PM-2024-0007"]} == {"PM-2025-0002", "PM-2025-0003"}
    assert set(index.named_by) == {"PM-2024-0007"}
