"""Identifiers of papers and advisories: what can exist is left alone, and so is what a model made up."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.helpers import changed, own_record
from tests.lint.rules.cases import codes, findings_of_record

CODES = {"PM580", "PM581"}


@pytest.mark.parametrize(
    "uri",
    [
        "https://arxiv.org/abs/2505.01234",
        "https://arxiv.org/abs/0704.0001v3",
        "https://arxiv.org/abs/hep-th/9901001",
        "https://github.com/advisories/GHSA-jfh8-c2jp-5v3q",
        "https://www.cve.org/CVERecord?id=CVE-1999-0001",
        "https://git.example.com/arxiv-2413.09417-notes",
    ],
)
def test_what_can_exist_is_left_alone(uri: str, tmp_path: Path) -> None:
    """Old numbers, the first of each register and similar words of other sites are no inventions."""
    record = changed(own_record(), "evidence.0.uri", uri)
    assert not CODES & set(codes(findings_of_record(tmp_path, changed(record, "symptom", f"As in {uri} it is."))))


def test_an_invention_that_is_told_of_is_left_alone(tmp_path: Path) -> None:
    """A model that cites what there is not is an incident, and its record quotes it."""
    told = changed(own_record(), "symptom", "The assistant cited `arXiv:2413.09417` and `CVE-1985-1234`.")
    assert not CODES & set(codes(findings_of_record(tmp_path, told)))
    bare = changed(own_record(), "symptom", "The assistant cited `a paper` and CVE-1985-1234.")
    assert codes(findings_of_record(tmp_path, bare)).count("PM581") == 1
