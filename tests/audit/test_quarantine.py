"""`from ml_postmortems import quarantine`: a training script asks before it reads data."""

from __future__ import annotations

import subprocess
import sys
from datetime import date, datetime
from pathlib import Path

import pytest

from ml_postmortems import quarantine
from ml_postmortems.access.publication import published_corpus
from ml_postmortems.errors import AuditUnusable, MalformedDate, UnknownName
from ml_postmortems.export.audit_files import audit_files
from ml_postmortems.model.terms import Visibility
from tests.audit.bases import SECRET, base

MOST_MODULES = 100
"""How many modules more than a bare interpreter the import may load; it is 86 of Python 3.11."""


@pytest.fixture
def site(tmp_path: Path) -> Path:
    """The folder of a site with the files of a base."""
    for name, content in audit_files(published_corpus(base(tmp_path), Visibility.PUBLIC, date(2025, 6, 1))):
        (tmp_path / name).write_bytes(content)
    return tmp_path


def test_bad_data_are_refused(site: Path) -> None:
    """A range that touches them raises an error with range, filter and record; other days pass."""
    found = quarantine.load(site / "quarantine.json")
    with pytest.raises(quarantine.DataInQuarantine) as refused:
        found.check("click-log", "2025-03-01", date(2025, 3, 10))
    assert "click-log from 2025-03-10 to 2025-03-11 is quarantined (PM-2025-0001" in str(refused.value)
    assert "run_date = 2025-03-11" in str(refused.value)
    found.check("click-log", "2025-03-12", datetime(2025, 4, 1))
    found.check("click-log", end="2025-03-09")
    found.check("acme-answers")


def test_what_is_made_of_them_is_refused(site: Path) -> None:
    """A model that was made of bad data is no clean input either."""
    with pytest.raises(quarantine.DataInQuarantine):
        quarantine.load(site).check("ranking-model")


def test_a_slip_is_no_clean_answer(site: Path) -> None:
    """An id that the base does not have, a day that is none, and a range that ends before it begins, raise."""
    found = quarantine.load(site)
    with pytest.raises(UnknownName, match="did you mean `click-log`"):
        found.check("clik-log")
    with pytest.raises(MalformedDate):
        found.check("click-log", "tomorrow")
    with pytest.raises(MalformedDate, match="end must be 2025-12-31 or later"):
        found.check("click-log", "2025-12-31", "2025-01-01")


@pytest.mark.parametrize("content", [b"", b"[]", b"{}", b'{"format": "ml-postmortems-quarantine"}', b"\xff"])
def test_another_file_is_refused(tmp_path: Path, content: bytes) -> None:
    """Whatever is no quarantine.json never passes for an empty one."""
    (tmp_path / "quarantine.json").write_bytes(content)
    with pytest.raises(AuditUnusable):
        quarantine.load(tmp_path)


def test_the_files_are_stable_and_public(site: Path, tmp_path: Path) -> None:
    """The same records give the same bytes, and nothing restricted is in them."""
    again = dict(audit_files(published_corpus(tmp_path / "postmortems", Visibility.PUBLIC, date(2025, 6, 1))))
    for name, content in again.items():
        assert (site / name).read_bytes() == content
        assert SECRET.encode() not in content


def test_the_import_is_light() -> None:
    """It loads the standard library only: no pydantic, YAML or anything else that a training job may not have."""
    code = (
        "import sys; before = set(sys.modules)\nfrom ml_postmortems import quarantine\n"
        "print(*sorted(set(sys.modules) - before))"
    )
    loaded = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True).stdout.split()
    tops = {name.partition(".")[0] for name in loaded} - {"ml_postmortems"}
    assert tops <= set(sys.stdlib_module_names)
    assert not {"urllib.request", "http.client", "ssl", "asyncio"} & set(loaded)
    assert len(loaded) <= MOST_MODULES, loaded
