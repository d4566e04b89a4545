"""Exports that attack the importer or the draft: each is read within bounds, or refused with one message."""

from __future__ import annotations

import importlib
import json
import pkgutil
from copy import deepcopy
from functools import cache
from pathlib import Path
from time import process_time
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

import ml_postmortems
from ml_postmortems.authoring.drafting.answers import Answers, DraftContext
from ml_postmortems.authoring.drafting.draft import add_imported_answers, preview_draft, require_draft
from ml_postmortems.authoring.importers.incident_export import read_incident_export
from ml_postmortems.authoring.importers.left_out import ENTRY_LENGTH, MOST_ENTRIES
from ml_postmortems.errors import InputUnusable
from ml_postmortems.model.taxonomy import Taxonomy
from ml_postmortems.reading.source import MAX_FILE_BYTES
from tests.authoring.importers.exports import EXPORTS, GITHUB, INCIDENT_IO, JIRA, PAGERDUTY, SLACK, written
from tests.authoring.workspace import context_in, draft_answers, workspace

TOKEN = "ghp_" + "a1B2c3D4e5F6g7H8i9J0k1L2m3N4o5P6q7R8"


@pytest.fixture(scope="module")
def context(tmp_path_factory: pytest.TempPathFactory) -> DraftContext:
    """A folder with one record, read once."""
    return context_in(workspace(tmp_path_factory.mktemp("context"))[0])


@pytest.fixture(scope="module")
def taxonomy(context: DraftContext) -> Taxonomy:
    """The taxonomy, read once."""
    return context.taxonomy


def message(text: str, second: int = 0, **keys: Any) -> dict[str, Any]:
    """A message of Slack."""
    return {"type": "message", "ts": f"{1741683600 + second}.000100", "text": text} | keys


def draft_of(context: DraftContext, folder: Path, export: object) -> tuple[str, tuple[str, ...]]:
    """The draft that an export and the needed answers make, and what was not used; the draft has no error."""
    answers, needed = Answers(year=2025), draft_answers()
    report = add_imported_answers(context, answers, written(folder, export), None)
    answers.fields = needed.fields | answers.fields
    require_draft(context, answers)
    return preview_draft(context, answers)[1], report.unused


@pytest.mark.parametrize(
    ("text", "reason"),
    [
        (f"the bot used {TOKEN} again", "what looks like"),
        ("the password of the store is hunter2!9", "what looks like"),
        ("call the customer on +49 170 1234567", "a telephone number"),
        ("card 4111 1111 1111 1111 was declined", "a card number"),
    ],
)
def test_secrets_and_personal_data_are_left_out_and_told(
    context: DraftContext, tmp_path: Path, text: str, reason: str
) -> None:
    """A draft never holds a secret of a chat, and its author learns when it was said, so that it can be revoked."""
    draft, unused = draft_of(context, tmp_path, [message("it is slow"), message(text, 5)])
    assert text not in draft and "it is slow" in draft
    (told,) = (each for each in unused if reason in each)
    assert "2025-03-11T09:00:05Z" in told and TOKEN not in told


def test_mail_addresses_are_taken_out_of_messages(context: DraftContext, tmp_path: Path) -> None:
    """The message stays, the person does not."""
    link = "<mailto:jo.doe@shop-customers.de|jo.doe@shop-customers.de>"
    draft, unused = draft_of(context, tmp_path, [message(f"{link} wrote that search is empty")])
    assert "(an e-mail address) wrote that search is empty" in draft and "jo.doe" not in draft
    assert "e-mail addresses in 1 entry" in unused


@pytest.mark.parametrize(
    "text",
    [
        "<script>alert(1)</script>",
        "{{ config.__class__ }} {% for x in y %}",
        "=cmd|' /C calc'!A0",
        "../../etc/passwd",
        "a\x00b\x1b[31m\u202ec\u2028d\ufeff",
        "--- \n--- \nvisibility: public",
        "&a [*a, !!python/object:os.system x]",
        'title: "x" # comment\\',
        "::error file=a::b",
        "🙂 d\u00e9j\u00e0 vu \u4e2d\u6587",
    ],
)
def test_text_of_an_export_is_text_of_the_draft(context: DraftContext, tmp_path: Path, text: str) -> None:
    """Markup, templates, formulas and YAML in any text make no other field, and characters that hide are gone."""
    for export in ([message(text)], INCIDENT_IO["incident"] | {"name": text, "summary": text}):
        draft, _ = draft_of(context, tmp_path, export)
        assert not set(draft) & set("\x00\x1b\u202e\u2028\ufeff")
        assert draft.count("\n---\n") == 1 and "\nvisibility: internal\n" in draft


@pytest.mark.parametrize(
    "address",
    [
        "javascript:alert(1)",
        "https://jo:secret@tool.example.com/1",
        "https://jo@tool.example.com/1",
        "file:///etc/passwd",
        "/incidents/1",
        "https://tool.example.com/a b",
        f"https://tool.example.com/1?t={TOKEN}",
    ],
)
def test_address_that_must_not_stand_is_told_and_left_out(context: DraftContext, tmp_path: Path, address: str) -> None:
    """Evidence is a link that readers can follow safely."""
    export = deepcopy(PAGERDUTY)
    export["incident"]["html_url"] = address
    draft, unused = draft_of(context, tmp_path, export)
    assert address not in draft and "PagerDuty incident 1234" in draft
    assert any("address" in each or "permalink" in each for each in unused)


def test_long_channel_is_bounded_and_told(context: DraftContext, tmp_path: Path) -> None:
    """The timeline of a draft stays one that a person can read, and the file within what may be read."""
    export = [message(f"{number} " + "\u4e2d" * 600, number) for number in range(900)]
    draft, unused = draft_of(context, tmp_path, export)
    assert draft.count("  - at: ") <= MOST_ENTRIES and len(draft.encode()) < MAX_FILE_BYTES / 4
    assert any("beyond the" in each for each in unused)
    assert any(f"longer than {ENTRY_LENGTH} characters" in each for each in unused)


def test_largest_channel_takes_seconds(context: DraftContext, tmp_path: Path) -> None:
    """A file of the largest size is read in the time that its use is worth, whatever its messages are made of."""
    for export in (
        [message("key=a@b.c <@U1> " + "x" * 40, number) for number in range(25_000)],
        [message("<a" * 1_900_000)],
        [message("a@" * 1_900_000)],
        INCIDENT_IO["incident"] | {"name": "token=" * 300_000, "permalink": "https://a/" + "a" * 1_800_000},
    ):
        start = process_time()
        draft_of(context, tmp_path, export)
        assert process_time() - start < 5


def test_entries_that_mark_a_key_instant_outlast_the_bound(context: DraftContext, tmp_path: Path) -> None:
    """However many notes a log has, the end of the incident is in the draft."""
    export = deepcopy(PAGERDUTY)
    note = {"type": "annotate_log_entry", "created_at": "2025-10-06T22:00:00Z"}
    export["log_entries"] += [note | {"channel": {"content": f"still bad, {number}"}} for number in range(300)]
    draft, _ = draft_of(context, tmp_path, export)
    assert draft.count("  - at: ") == MOST_ENTRIES and "marks: [resolved]" in draft


def test_what_is_said_twice_in_one_second_stands_once(context: DraftContext, tmp_path: Path) -> None:
    """A record must not repeat an entry, and a tool may."""
    assert draft_of(context, tmp_path, [message("down"), message("down"), message("up", 3)])[0].count("  - at: ") == 2


def test_deep_document_of_jira_is_read_within_bounds(context: DraftContext, tmp_path: Path) -> None:
    """A comment that nests is walked without recursion."""
    export = deepcopy(JIRA)
    body: dict[str, Any] = {"type": "text", "text": "deep"}
    for _ in range(300):
        body = {"type": "paragraph", "content": [body]}
    export["fields"]["comment"]["comments"][0]["body"] = body
    assert "Comment: deep" in draft_of(context, tmp_path, export)[0]


@pytest.mark.parametrize(
    ("content", "message"),
    [
        ("{", "file must be JSON"),
        (json.dumps(PAGERDUTY)[:-20], "file must be JSON"),
        ("[]", "found a list of 0 items"),
        ("[1]", "found a list of 1 item"),
        ("3", "found something else"),
        ("{}", "found an empty object"),
        ('{"id": 1}', "file must be an export of FireHydrant, GitHub, .* or Slack: found the keys `id`"),
        (json.dumps({"incidents": [PAGERDUTY["incident"]] * 2}), "found 2 items under `incidents`"),
        (json.dumps({"issues": [JIRA, JIRA]}), "found 2 items under `issues`"),
        ("[" * 100_000, "nests little"),
        ('{"incident_number": ' + "9" * 5000 + "}", "without endless numbers"),
        (json.dumps(PAGERDUTY["incident"] | {"title": "\ud800"}), "half characters"),
        (json.dumps(PAGERDUTY["incident"] | {"created_at": "yesterday"}), "created_at must be a date or a time"),
        (json.dumps(PAGERDUTY["incident"] | {"log_entries": "x"}), "log_entries must be a list"),
        (json.dumps(INCIDENT_IO["incident"] | {"incident_timestamp_values": 7}), "must be a list"),
        (json.dumps([*SLACK, message("x", ts="soon")]), "ts of a message must be seconds since 1970"),
        (json.dumps(GITHUB | {"comments": [{"body": "x", "created_at": 5}]}), "must be a date or a time"),
    ],
)
def test_unusable_export_is_told(tmp_path: Path, taxonomy: Taxonomy, content: str, message: str) -> None:
    """What is no export, or a broken one, is one message that names what was found, not a traceback or half a draft."""
    with pytest.raises(InputUnusable, match=message) as caught:
        read_incident_export(written(tmp_path, content), taxonomy)
    assert "\n  fix: " in str(caught.value)


JSON_VALUES = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=20),
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(st.text(max_size=8), inner, max_size=4),
    max_leaves=10,
)


def places(value: Any, path: tuple[Any, ...] = ()) -> list[tuple[Any, ...]]:
    """Every place in a document."""
    items = value.items() if isinstance(value, dict) else enumerate(value) if isinstance(value, list) else ()
    return [path, *(place for key, part in items for place in places(part, (*path, key)))]


@cache
def load_all_modules() -> None:
    """Load what a draft may load late: Hypothesis draws constants of loaded modules, so that a module which comes
    between two examples changes what is drawn, and Hypothesis takes the test for a flaky one."""
    for module in pkgutil.walk_packages(ml_postmortems.__path__, "ml_postmortems."):
        if not module.name.startswith("ml_postmortems.mkdocs_plugin"):
            importlib.import_module(module.name)


@pytest.mark.parametrize("tool", EXPORTS)
@given(data=st.data())
def test_any_export_is_refused_or_makes_a_draft_that_passes(
    tmp_path: Path, context: DraftContext, tool: str, data: st.DataObject
) -> None:
    """Whatever stands anywhere in an export, there is no traceback, and what is taken of it has no error."""
    load_all_modules()
    document = {"whole": deepcopy(EXPORTS[tool])}
    for _ in range(data.draw(st.integers(1, 3))):
        place = ("whole", *data.draw(st.sampled_from(places(document["whole"]))))
        spot: Any = document
        for key in place[:-1]:
            spot = spot[key]
        spot[place[-1]] = data.draw(JSON_VALUES)
    try:
        draft_of(context, tmp_path, document["whole"])
    except InputUnusable as error:
        assert "must" in str(error)
