"""What would notify people or link to issues, were the body quoted by a bot; and what only looks like it."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.helpers import BODY, changed, own_record
from tests.lint.rules.cases import findings_of_record

_QUIET = "It was a quiet night"


def mentions(folder: Path, text: str) -> list[str]:
    """What the rule finds in the body with this text in it."""
    found = findings_of_record(folder, own_record(), BODY.replace(_QUIET, text))
    return [finding.sentence.rpartition("found ")[2] for finding in found if finding.code == "PM707"]


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("@asinha and (@r-kim) looked.", ["`@asinha`", "`@r-kim`"]),
        ("Ask @acme/ml-platform.", ["`@acme/ml-platform`"]),
        ("- @asinha: looked\n", ["`@asinha`"]),
        ("| who |\n|---|\n| @asinha |\n", ["`@asinha`"]),
        ("**#123**, #4 and #56.", ["`#123`", "`#4`", "`#56`"]),
        ("See acme/ranker#12 or GH-7.", ["`acme/ranker#12`", "`GH-7`"]),
    ],
)
def test_mentions_are_found(tmp_path: Path, text: str, found: list[str]) -> None:
    """In sentences, lists, tables and emphasis, each for itself."""
    assert mentions(tmp_path, f"{text}\n\n{_QUIET}") == found


@pytest.mark.parametrize(
    "text",
    [
        "The decorator `@tf.function` and `#123` are code.",
        "```python\n@cache\ndef f(): ...  # 1\nx = 1  #2\n```\n",
        "    @indented code, #12\n",
        "Write to noreply@example.com or abuse@example.org.",
        "[RANK-311](https://tickets.example.com/RANK-311#123), [#311](https://tickets.example.com/311)",
        "<https://social.example.com/@asinha>",
        "https://social.example.com/@asinha and https://tickets.example.com/x#311",
        "ranker@v3 at 5 @ 3 Hz, image@sha256, C# 12, issue # 12, F#1x, recall@10",
        "A footnote[^1].\n\n[^1]: It is short.\n",
    ],
)
def test_what_notifies_nobody_is_left_alone(tmp_path: Path, text: str) -> None:
    """Code, addresses, links, versions and measures."""
    assert mentions(tmp_path, f"{text}\n\n{_QUIET}") == []


@pytest.mark.parametrize("field", ["title", "symptom", "causes.1.text", "actions.0.title", "timeline.0.text"])
@pytest.mark.parametrize("text", ["@asinha saw it", "as in acme/ranker#12", "see GH-7", "and #44"])
def test_mentions_in_fields_are_found(tmp_path: Path, field: str, text: str) -> None:
    """Pages and bots quote fields too."""
    assert found_in_field(tmp_path, field, f"Old pages, {text}") == {"PM707"}


@pytest.mark.parametrize(
    ("field", "text"),
    [
        ("people.authors.0", "@mchen"),
        ("recognition.0.to", "@mchen"),
        ("actions.0.person", "@mchen"),
        ("actions.0.ticket", "acme/ranker#12"),
        ("incident_refs.0", "#12"),
        ("artifacts.2.version", "ranker@v3"),
        ("causes.1.text", "The decorator `@tf.function` and https://social.example.com/@asinha are no people."),
    ],
)
def test_handles_and_references_have_their_fields(tmp_path: Path, field: str, text: str) -> None:
    """Who did it and which ticket it was stand there as they are."""
    assert not found_in_field(tmp_path, field, text)


TO_ALL = ("@channel", "@here look", "cc @Everyone.", "@all", "fixes #12", "Closes: acme/ranker#12", "resolved GH-12")


@pytest.mark.parametrize("text", TO_ALL)
def test_what_notifies_all_or_closes_issues_is_refused(tmp_path: Path, text: str) -> None:
    """In the body and in fields; it is told once."""
    body = BODY.replace(_QUIET, f"{text}\n\n{_QUIET}")
    codes = {finding.code for finding in findings_of_record(tmp_path, own_record(), body)}
    assert codes & {"PM707", "PM717"} == {"PM717"}
    for field in ("symptom", "incident_refs.0", "lessons.0.text"):
        assert found_in_field(tmp_path, field, f"Old pages, {text}") == {"PM717"}


@pytest.mark.parametrize("text", ["<!channel> look", "<!here|here>", "passed on to <@U024BE7LH>"])
def test_forms_of_a_chat_are_refused_in_fields(tmp_path: Path, text: str) -> None:
    """A chat that a bot writes to reads them; in the body they are markup."""
    assert found_in_field(tmp_path, "symptom", f"Old pages {text}") == {"PM717"}


@pytest.mark.parametrize("text", ["mail@here.com", "It fixes 12 of them", "`@channel`", "we came @ here"])
def test_what_only_looks_like_it_notifies_nobody(tmp_path: Path, text: str) -> None:
    """Addresses, numbers and code."""
    assert "PM717" not in found_in_field(tmp_path, "symptom", f"Old pages, {text}")


def found_in_field(folder: Path, field: str, text: str) -> set[str]:
    """Which of the two rules find something in the record with this text in a field."""
    record = own_record(incident_refs=["INC-1"])
    found = findings_of_record(folder, changed(record, field, text))
    return {finding.code for finding in found} & {"PM707", "PM717"}
