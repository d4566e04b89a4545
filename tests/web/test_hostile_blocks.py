"""Hostile and unsafe texts in agents, regression cases, extents, duties and copies: shown as text, found by rules."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from ml_postmortems.reading.record_file import parse_record_file
from tests.helpers import changed, record_text
from tests.lint.rules.cases import findings_of_record
from tests.site import PWNED, _text_paths, index_of, page_of
from tests.web.test_record_page import FULL

URL = "postmortems/PM-2025-0001/"
BLOCKS = ("agent.", "extent.", "reporting.", "evidence.0.copy", "causes.0.hidden_by", "actions.1.control.regression")
PAYLOAD = f"<script>{PWNED}=1</script><img src=x onerror={PWNED}=1>{{{{ 7 * 191 }}}}"


def fields_taking(text: str) -> list[str]:
    """The fields of these blocks that the format lets hold a text."""
    paths = [path for path in _text_paths(FULL) if path.startswith(BLOCKS)]
    return [path for path in paths if not _faults(changed(FULL, path, text))]


def _faults(record: Any) -> object:
    return parse_record_file(Path("x.md"), record_text(record).encode()).faults


def test_nothing_in_the_blocks_comes_to_life() -> None:
    """Every text field of a block is printed as it is written, and no element or attribute is made of it."""
    fields = fields_taking(PAYLOAD)
    assert {path.partition(".")[0] for path in fields} >= {"agent", "extent", "reporting", "causes", "actions"}
    record = FULL
    for path in fields:
        record = changed(record, path, PAYLOAD)
    article = page_of(index_of(record), URL)
    text = "".join(article.itertext())
    assert text.count(f"<script>{PWNED}=1</script>") >= len(fields) - 3
    for element in article.iter():
        assert not [name for name in element.attrib if name.lower().startswith("on")]
        assert element.tag != "script" or PWNED not in (element.text or "")


@pytest.mark.parametrize("link", ["javascript:alert(1)", "data:text/html,x", "//evil.test/x", "../../secret.png"])
def test_a_copy_never_becomes_a_link_that_runs_or_leaves(link: str) -> None:
    """The format refuses such an address, or the page prints it and does not link it."""
    record = changed(FULL, "evidence.0.copy", link)
    if not _faults(record):
        hrefs = [each.get("href") for each in page_of(index_of(record), URL).iter("a")]
        assert link not in hrefs


@pytest.mark.parametrize(
    "field",
    [
        "agent.side_effects.0.text",
        "agent.approvals.0.what",
        "extent.0.note",
        "reporting.regimes.0.why",
        "causes.0.hidden_by",
        "actions.1.control.regression_case.asserts",
    ],
)
@pytest.mark.parametrize(
    ("code", "text"),
    [
        ("PM304", "To do: ask the team."),
        ("PM706", "It ran on ml-db-3.prod.internal."),
        ("PM020", "The unit. ======= The job. >>>>>>> mend"),
    ],
)
def test_rules_of_unsafe_texts_read_the_blocks(tmp_path: Path, field: str, code: str, text: str) -> None:
    """What may not be published is found in them as in any other field."""
    assert code not in {finding.code for finding in findings_of_record(tmp_path / "before", FULL)}
    found = findings_of_record(tmp_path / "after", changed(FULL, field, text))
    assert code in {finding.code for finding in found}


@pytest.mark.parametrize(
    ("code", "link"),
    [
        ("PM706", "https://wiki.acme.internal/copies/4f1c"),
        ("PM702", "https://www.linkedin.com/in/kasia-w-48213"),
        ("PM701", "https://archive.example.com/4f1c?token=" + "9sd8f7wq9q8s7df9"),
    ],
)
def test_rules_of_unsafe_addresses_read_the_copy(tmp_path: Path, code: str, link: str) -> None:
    """The address of a kept copy is published like that of the source, so it is judged alike."""
    as_source, as_copy = (
        {each.code for each in findings_of_record(tmp_path / name, changed(FULL, f"evidence.0.{name}", link))}
        for name in ("uri", "copy")
    )
    assert code in as_copy
    assert code in as_source
