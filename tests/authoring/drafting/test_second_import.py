"""An incident that is imported again: where its record is, and what a new export adds to its draft."""

from __future__ import annotations

from copy import deepcopy
from pathlib import Path
from typing import Any

import pytest

from ml_postmortems.authoring.drafting.draft import add_imported_answers, require_draft, save_draft
from ml_postmortems.authoring.drafting.second_import import DraftUpdate, earlier_import, require_new, update_draft
from ml_postmortems.errors import AlreadyImported, EditRefused
from tests.authoring.importers.exports import EXPORTS, PAGERDUTY, SLACK, written
from tests.authoring.workspace import context_in, draft_answers, workspace
from tests.helpers import own_record

LATER = {"type": "annotate_log_entry", "created_at": "2025-10-06T22:20:00Z", "channel": {"content": "went forward"}}


@pytest.fixture
def root(tmp_path: Path) -> Path:
    """A folder with one published record."""
    return workspace(tmp_path)[0]


def drafted(root: Path, export: object, **changes: str) -> Path:
    """The draft that an export makes."""
    context, answers = context_in(root), draft_answers(**changes)
    add_imported_answers(context, answers, written(root.parent, export), None)
    require_draft(context, answers)
    return save_draft(context, answers)


def updated(root: Path, export: object) -> DraftUpdate:
    """What an export adds to the draft of its incident, which is written."""
    path = written(root.parent, export)
    earlier = earlier_import(context_in(root), path)
    assert earlier
    update = update_draft(context_in(root), earlier, path)
    update.after.write_over(update.before)
    return update


def with_entry(*entries: dict[str, Any]) -> dict[str, Any]:
    """The export of PagerDuty with more entries of its log."""
    export = deepcopy(PAGERDUTY)
    export["log_entries"] += entries
    return export


@pytest.mark.parametrize("tool", EXPORTS)
def test_second_import_finds_the_draft_and_adds_nothing(root: Path, tool: str) -> None:
    """Each tool's incident is known again by its address or id, and the same export changes no byte."""
    path = drafted(root, EXPORTS[tool])
    before = path.read_bytes()
    export = written(root.parent, EXPORTS[tool])
    earlier = earlier_import(context_in(root), export)
    assert earlier and earlier.path == path
    with pytest.raises(AlreadyImported, match="--update") as caught:
        require_new(export, earlier)
    assert str(path) in str(caught.value)
    assert updated(root, EXPORTS[tool]).added == ()
    assert path.read_bytes() == before


def test_incident_of_another_id_is_new(root: Path) -> None:
    """Two incidents of one tool are two records."""
    drafted(root, PAGERDUTY)
    other = PAGERDUTY["incident"] | {"incident_number": 5, "html_url": "https://shop.pagerduty.com/incidents/OTHER"}
    assert earlier_import(context_in(root), written(root.parent, other)) is None


@pytest.mark.parametrize("ending", ["/", "#timeline", ""])
def test_address_is_known_in_other_spellings(root: Path, ending: str) -> None:
    """A slash at the end, a place on the page and capital letters make no other incident."""
    path = drafted(root, PAGERDUTY)
    text = path.read_text("utf-8")
    address = PAGERDUTY["incident"]["html_url"]
    path.write_text(text.replace(address, f'"{address.replace("shop.pager", "Shop.Pager")}{ending}"'), "utf-8")
    assert earlier_import(context_in(root), written(root.parent, PAGERDUTY))


def test_record_that_only_cites_the_incident_is_not_its_record(root: Path) -> None:
    """What a record lists under `incident_refs` are its own tickets; a ticket that it cites beside them is not."""
    path = drafted(root, PAGERDUTY)
    text = path.read_text("utf-8")
    path.write_text(text.replace("\nevidence:", "\nincident_refs: [OPS-1]\nevidence:", 1), "utf-8")
    assert earlier_import(context_in(root), written(root.parent, PAGERDUTY)) is None


def test_draft_with_a_slip_is_still_found(root: Path) -> None:
    """Front matter that cannot be read makes no second record: the author is told where the slip is."""
    path = drafted(root, PAGERDUTY)
    path.write_text(path.read_text("utf-8").replace("symptom: ", "symptom: [", 1), "utf-8")
    export = written(root.parent, PAGERDUTY)
    earlier = earlier_import(context_in(root), export)
    assert earlier and earlier.path == path
    with pytest.raises(EditRefused, match=path.name):
        update_draft(context_in(root), earlier, export)


def test_update_adds_new_entries_and_leaves_every_other_line(root: Path) -> None:
    """Comments, layout and words of the author stay byte for byte; the new entry stands where its time belongs."""
    path = drafted(root, PAGERDUTY)
    text = path.read_text("utf-8").replace('"Note: went back"', '"We went back."  # sure')
    text = text.replace("\ntimeline:\n", "\ntimeline:  # as we saw it\n").replace("\n---\n", "\n---\n\nOur story.\n", 1)
    path.write_text(text, "utf-8")
    update = updated(root, with_entry(LATER))
    after = path.read_text("utf-8")
    assert update.added == ("1 entry of `timeline`",)
    new = [line for line in after.split("\n") if line not in text.split("\n")]
    assert [line.strip() for line in new] == ["- at: 2025-10-06T22:20:00Z", 'text: "Note: went forward"']
    kept = after.split("\n")
    first = kept.index("  - at: 2025-10-06T22:20:00Z")
    end = next(index for index in range(first + 1, len(kept)) if kept[index].startswith("  - "))
    assert "\n".join(kept[:first] + kept[end:]) == text
    assert updated(root, with_entry(LATER)).added == ()


def test_entry_whose_time_was_corrected_is_not_added_again(root: Path) -> None:
    """An author changes the time or the words of an entry; either tells that it is there."""
    path = drafted(root, PAGERDUTY)
    text = path.read_text("utf-8")
    path.write_text(text.replace("at: 2025-10-06T22:00:00Z", "at: 2025-10-06T21:58:00Z"), "utf-8")
    assert updated(root, PAGERDUTY).added == ()


def test_same_moment_in_another_zone_is_the_same_entry(root: Path) -> None:
    """Times are compared as moments."""
    path = drafted(root, PAGERDUTY)
    text = path.read_text("utf-8").replace("Note: went back", "Reworded by the author")
    path.write_text(text.replace("at: 2025-10-06T22:00:00Z", "at: 2025-10-07T00:00:00+02:00"), "utf-8")
    assert updated(root, PAGERDUTY).added == ()


def test_key_instant_that_the_draft_has_is_not_marked_twice(root: Path) -> None:
    """An instant that the author placed elsewhere, or knows as an interval, stays theirs."""
    path = drafted(root, PAGERDUTY["incident"] | {"resolved_at": None})
    text = path.read_text("utf-8")
    times = "\ntimes:\n  resolved:\n    from: 2025-10-06T22:00:00Z\n    to: 2025-10-06T23:00:00Z\n"
    path.write_text(text.replace("\ntimeline:", f"{times}timeline:", 1), "utf-8")
    update = updated(root, PAGERDUTY["incident"])
    assert update.added == ("1 entry of `timeline`",)
    added = path.read_text("utf-8").partition("  - at: 2025-10-07")[2].partition("\n#")[0]
    assert added and "marks" not in added


def test_missing_fields_are_added_and_others_kept(root: Path) -> None:
    """What the draft has is right, and where the export differs the author is told."""
    export = deepcopy(EXPORTS["incident.io"])
    del export["incident"]["summary"]
    drafted(root, export)
    update = updated(root, EXPORTS["incident.io"])
    assert update.added == ("`summary`",)
    assert any(
        kept.startswith("`severity` was kept as it is in the draft; the export has `SEV2`") for kept in update.kept
    )


@pytest.mark.parametrize("status", ["in-review", "published", "closed", "withdrawn"])
def test_record_that_is_no_draft_is_never_touched(root: Path, tmp_path: Path, status: str) -> None:
    """A published record says where it is, and takes nothing from an export."""
    path = drafted(root, PAGERDUTY)
    path.write_text(path.read_text("utf-8").replace("status: draft", f"status: {status}"), "utf-8")
    before = path.read_bytes()
    export = written(root.parent, with_entry(LATER))
    earlier = earlier_import(context_in(root), export)
    assert earlier
    with pytest.raises(EditRefused, match="record must be a draft to be updated by an export"):
        update_draft(context_in(root), earlier, export)
    with pytest.raises(AlreadyImported) as caught:
        require_new(export, earlier)
    assert "--update" not in str(caught.value)
    assert path.read_bytes() == before


def test_two_records_of_one_incident_are_named(tmp_path: Path) -> None:
    """Where it is not clear which record is meant, both are told, and neither is changed."""
    root, _ = workspace(tmp_path, own_record())
    first, second = drafted(root, SLACK), drafted(root, SLACK)
    with pytest.raises(AlreadyImported) as caught:
        earlier_import(context_in(root), written(root.parent, SLACK))
    assert str(first) in str(caught.value) and str(second) in str(caught.value)
