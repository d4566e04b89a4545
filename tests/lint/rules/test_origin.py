"""What gives away that an external record tells of an incident of our own."""

from __future__ import annotations

from pathlib import Path

import pytest

from ml_postmortems.lint.own_sites import own_sites_of, site_of
from ml_postmortems.model.record import Record
from tests.helpers import CATALOG, RecordDict, external_record, own_record, record_text
from tests.lint.rules.cases import EXTERNAL, findings_of

_TRACKER = {"settings.yml": "schema_version: 1\nticket_url: https://tracker.example.com/browse/{ticket}\n"}
_ACTION = {
    "status": "announced",
    "title": "Try every change on a hundred questions first",
    "type": "prevent",
    "team": "acme-search",
}


def found(folder: Path, record: RecordDict, code: str, **files: str) -> list[str]:
    """Where a rule finds something in an external record."""
    texts = {EXTERNAL: record_text(record), **{name.replace("_yml", ".yml"): text for name, text in files.items()}}
    return [each.subject for each in findings_of(folder, texts) if each.code == code]


@pytest.mark.parametrize("name", ["Our company", "our-company", "Our Company, Inc.", "Our Company GmbH"])
def test_an_operator_under_our_name_is_ours(tmp_path: Path, name: str) -> None:
    """Who adds the company a second time, under another id, adds nobody else."""
    catalog = CATALOG.replace("name: Acme\n", f"name: {name}\n")
    assert catalog != CATALOG
    assert found(tmp_path, external_record(), "PM213", catalog_yml=catalog) == [
        "teams.owner",
        "artifacts[0].id",
    ]


@pytest.mark.parametrize("name", ["Company of others", "Your company", "Us and them"])
def test_an_operator_under_another_name_is_not(tmp_path: Path, name: str) -> None:
    """Companies are called companies."""
    catalog = CATALOG.replace("name: Acme\n", f"name: {name}\n")
    assert found(tmp_path, external_record(), "PM213", catalog_yml=catalog) == []


@pytest.mark.parametrize(
    "address",
    [
        "https://logs.acme.internal/4711",
        "https://10.1.2.3/logs",
        "https://tracker.example.com/browse/OPS-12",
        "https://dash.example.com/another",
    ],
)
def test_evidence_that_only_we_can_read_is_told(tmp_path: Path, address: str) -> None:
    """Logs and tickets of our own are of incidents of our own, and so is what lies beside those of our own records."""
    record = external_record(visibility="internal", **{"evidence.0.uri": address})
    assert found(tmp_path, record, "PM256", settings_yml=_TRACKER["settings.yml"]) == ["evidence[0].uri"]


@pytest.mark.parametrize(
    "address",
    ["https://tracker.example.com/about", "https://status.acme.example/internal", "https://git.example.com/acme"],
)
def test_evidence_that_others_can_read_is_left_alone(tmp_path: Path, address: str) -> None:
    """A page of the same host that is no ticket, and a word in a path, give nothing away."""
    record = external_record(visibility="internal", **{"evidence.0.uri": address})
    assert found(tmp_path, record, "PM256", settings_yml=_TRACKER["settings.yml"]) == []


@pytest.mark.parametrize(("ticket", "is_ours"), [("OPS-12", True), ("https://github.com/acme/x/issues/12", False)])
def test_a_ticket_of_our_tracker_is_told(tmp_path: Path, ticket: str, is_ours: bool) -> None:
    """Work on somebody else's incident is not in our tracker."""
    actions = [*external_record().get("actions", []), {"id": "A9", **_ACTION, "ticket": ticket}]
    record = external_record(visibility="internal", actions=actions)
    place = [f"actions[{len(actions) - 1}].ticket"] if is_ours else []
    assert found(tmp_path, record, "PM256", settings_yml=_TRACKER["settings.yml"]) == place


def test_one_host_of_many_organisations_is_not_ours() -> None:
    """Two organisations on one host are told apart by the first part of the path."""
    item = own_record()["evidence"][1] | {"uri": "https://github.com/Us/ranking/issues/7", "kind": "ticket"}
    record = Record.model_validate(own_record(evidence=[item]))
    assert own_sites_of([record]) == {site_of("https://www.github.com/us/other")}
    assert site_of("https://github.com/acme/answers") not in own_sites_of([record])
    assert own_sites_of([Record.model_validate(external_record())]) == frozenset()
