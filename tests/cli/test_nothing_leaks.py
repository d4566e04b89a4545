"""Nothing leaves that its audience may not see: words planted in every field of the format are found nowhere.

The records are made by walking the model, so a field of tomorrow is planted the day it is added.
"""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path
from typing import Any

import pytest

from ml_postmortems.export.classified import CLASSIFIED
from ml_postmortems.lint.check import Report
from ml_postmortems.model.account import Evidence
from ml_postmortems.model.agent import Trace
from ml_postmortems.model.block import Block
from ml_postmortems.model.record import Record
from ml_postmortems.model.reporting import Reporting
from tests.cli.leaving import ON_TERMINAL, everything
from tests.cli.running import Run
from tests.every_field import PLANTED, WORD, block_fields, field_paths, paths_in, planted_blocks, planted_records
from tests.helpers import BODY, RecordDict, changed, file_name, own_record, write_corpus

SHARED = "PM-2025-0001"
FIRST = 11
PAIRS = [("internal", "public"), ("restricted", "public"), ("restricted", "internal")]
"""Who may see something, and an audience that may not."""

OWN_FIELD = f"""\
schema_version: 1
fields:
  {WORD}-extra: {{type: text, label: Planted, description: What is planted under extra., visibility: restricted}}
"""
"""Without it, nothing that stands under `extra` leaves."""
COUNT_THEM = {"search", "similar"}
"""Commands for who works with what lies on disk: they say how many records the audience does not see."""


@pytest.fixture(autouse=True)
def _base(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A checker that finds nothing, so that the outputs alone withstand what a rule would refuse."""
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("SOURCE_DATE_EPOCH", "1764547200")
    nothing = Report((), (), 0)
    monkeypatch.setattr("ml_postmortems.access.publication.check", lambda *_, **__: nothing)


def hidden_records(visibility: str) -> list[RecordDict]:
    """Every field of the format, in records of one visibility."""
    return [record | {"visibility": visibility} for record in planted_records(FIRST)]


def shared_record() -> RecordDict:
    """A public record without any part that has readers of its own."""
    agent = {"artifact": "search-service", "snapshot": "2025-03", "autonomy": "free", "tools": [], "traces": []}
    return changed(own_record(), "agent", agent)


def with_hidden_parts(record: RecordDict, visibility: str) -> tuple[RecordDict, str]:
    """The same with every kind of part that has readers of its own, and each way of naming a hidden record."""
    evidence = planted_blocks(Evidence, ("evidence",))
    items = [each | {"id": f"E{number}", "visibility": visibility} for number, each in enumerate(evidence, 50)]
    traces = [
        each | {"id": f"{WORD}-{number}", "visibility": visibility}
        for number, each in enumerate(planted_blocks(Trace, ("agent", "traces")))
    ]
    reporting = planted_blocks(Reporting, ("reporting",))[0] | {"visibility": visibility}
    hidden = f"PM-2025-{FIRST:04}"
    name = file_name(hidden_records(visibility)[0]).split("/")[-1]
    record = record | {"evidence": [*record["evidence"], *items], "reporting": reporting}
    for place in ("causes.0.evidence", "timeline.0.evidence", "impact.evidence", "evidence_default"):
        record = changed(record, place, [*_at(record, place), items[0]["id"]])
    record = changed(record, "agent.traces", traces)
    record = changed(record, "recurrence.related", [hidden])
    record = changed(record, "recurrence.dismissed", [{"id": hidden, "reason": f"{WORD} is something else."}])
    links = (
        f"[once](../2025/{name})",
        f"[once]({name}#causes)",
        f"[twice][o]\n\n[o]: ../2025/{name}",
        f"![a graph]({hidden}/{WORD}.png)",
        f"[never used]: {name}",
        f"[spelt](&#80;M{name[2:]})",
    )
    return record, "\n\n".join((BODY, *links)) + "\n"


def _at(record: RecordDict, place: str) -> list[Any]:
    value: Any = record
    for key in place.split("."):
        value = value[int(key)] if key.isdigit() else value.get(key, [])
    return list(value)


def found_in(made: dict[str, str], words: Iterable[str]) -> list[tuple[str, str]]:
    """Which outputs have which of some words."""
    return [(name, word) for name, text in made.items() for word in words if word in text.lower()]


def asked_names() -> tuple[str, ...]:
    """Names of what is hidden, as somebody who guesses would ask for them."""
    record = hidden_records("restricted")[0]
    return record["id"], record["aliases"][0], file_name(record).split("/")[-1], WORD


def test_every_field_is_planted() -> None:
    """No field of the model is without a planted value, at any depth."""
    planted = {path for record in planted_records(FIRST) for path in paths_in(record)}
    assert set(field_paths()) == planted


@pytest.mark.parametrize(("visibility", "audience"), PAIRS)
def test_no_word_of_a_hidden_record_leaves(tmp_path: Path, run: Run, visibility: str, audience: str) -> None:
    """From no field of it, by no output: 0 are found."""
    record, body = with_hidden_parts(shared_record(), visibility)
    root = write_corpus(tmp_path, record, body=body)
    hidden = hidden_records(visibility)
    write_corpus(tmp_path, *hidden, body=f"{BODY}\n{WORD}\n")
    made = everything(run, root, audience, SHARED)
    ids = [name.lower() for each in hidden for name in (each["id"], *each["aliases"])]
    assert not found_in(made, [*PLANTED, *ids])
    assert own_record()["title"] in made["postmortems/PM-2025-0001.json"]


@pytest.mark.parametrize(("visibility", "audience"), PAIRS)
def test_hidden_records_change_no_byte(tmp_path: Path, run: Run, visibility: str, audience: str) -> None:
    """No count, order or spelling correction tells of them in what leaves, also where they are asked for by name.

    Who runs a command has the folder, and is told on standard error.
    """

    def told() -> dict[str, str]:
        made = everything(run, root, audience, SHARED, *asked_names())
        left = {name: text for name, text in made.items() if not name.endswith(ON_TERMINAL)}
        return {name: text for name, text in left.items() if name.split(",")[0] not in COUNT_THEM}

    root = write_corpus(tmp_path, shared_record(), own_record(id="PM-2025-0002", title="Another one"))
    before = told()
    write_corpus(tmp_path, *hidden_records(visibility))
    assert told() == before


def test_the_same_outputs_give_every_field_to_those_who_may_see_it(tmp_path: Path, run: Run) -> None:
    """What the tests above look for would be found: each planted text of the format is in the data."""
    root = write_corpus(tmp_path, own_record(), *hidden_records("restricted"))
    name = f"PM-2025-{FIRST:04}"
    (root / "settings.yml").write_text(OWN_FIELD, "utf-8")
    made = everything(run, root, "restricted", name)
    data = "".join(text for path, text in made.items() if path.startswith("postmortems/PM-") and path.endswith("json"))
    texts = {text for record in planted_records(FIRST) for text in _texts(record) if WORD in text}
    assert len(texts) > 200
    assert not {text for text in texts if text not in data}
    for output in (
        "bulk.ndjson",
        "digest",
        "actions",
        f"page postmortems/{name}/",
        "data/causes.csv",
        "feeds/all.atom",
    ):
        assert WORD in made[output], output


def _texts(value: Any) -> Iterable[str]:
    if isinstance(value, dict | list):
        for each in value.values() if isinstance(value, dict) else value:
            yield from _texts(each)
    else:
        yield str(value)


def test_every_field_that_leaves_is_classified() -> None:
    """Who adds a field, at any depth, decides who may see it."""
    assert block_fields() == CLASSIFIED


def test_what_nobody_classified_stays_inside(tmp_path: Path, run: Run, monkeypatch: pytest.MonkeyPatch) -> None:
    """Until then it is in no data, however deep it stands."""
    write_corpus(tmp_path, own_record())
    monkeypatch.setitem(CLASSIFIED, "Cause", CLASSIFIED["Cause"] - {"confidence"})
    assert run("export", "out").code == 0
    assert '"confidence"' not in Path("out/postmortems/PM-2025-0001.json").read_text("utf-8")


def test_parts_with_readers_of_their_own_are_known() -> None:
    """A new one is planted above, and taken out by the audience."""
    assert {each.__name__ for each in blocks(Block) if "visibility" in each.model_fields} == {
        "Record",
        "Evidence",
        "OwnField",
        "Reporting",
        "Trace",
    }
    assert Record.model_fields["visibility"].is_required()


def blocks(block: type[Block]) -> Iterable[type[Block]]:
    """Every kind of block of the format."""
    for each in block.__subclasses__():
        if each.__module__.startswith("ml_postmortems.model"):
            yield each
        yield from blocks(each)
