"""What stands for today: the same commit and as-of date build the same site."""

from __future__ import annotations

import os
import subprocess
from datetime import UTC, date, datetime
from pathlib import Path

import pytest

from ml_postmortems.errors import MalformedDate
from ml_postmortems.reading.as_of import as_of_date


@pytest.fixture(autouse=True)
def _no_epoch(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("SOURCE_DATE_EPOCH", raising=False)
    for name in [name for name in os.environ if name.startswith("GIT_")]:
        monkeypatch.delenv(name)


def commit(folder: Path, committed: str, authored: str) -> None:
    who = {"NAME": "Ada", "EMAIL": "ada@example.com"}
    environment = {
        **os.environ,
        **{f"GIT_{role}_{key}": value for role in ("AUTHOR", "COMMITTER") for key, value in who.items()},
        "GIT_COMMITTER_DATE": committed,
        "GIT_AUTHOR_DATE": authored,
        "GIT_CONFIG_GLOBAL": os.devnull,
    }
    for command in (["init", "-q"], ["commit", "-q", "--allow-empty", "-m", "x"]):
        subprocess.run(["git", *command], cwd=folder, env=environment, check=True)


@pytest.mark.parametrize(
    ("epoch", "day"),
    [
        ("0", date(1970, 1, 1)),
        ("1764547199", date(2025, 11, 30)),
        ("1764547200", date(2025, 12, 1)),
    ],
)
def test_source_date_epoch(monkeypatch: pytest.MonkeyPatch, tmp_path: Path, epoch: str, day: date) -> None:
    """SOURCE_DATE_EPOCH is the day it falls on in UTC, and goes before the commit."""
    commit(tmp_path, "2001-02-03T00:00:00Z", "2001-02-03T00:00:00Z")
    monkeypatch.setenv("SOURCE_DATE_EPOCH", epoch)
    assert as_of_date(tmp_path) == day


@pytest.mark.parametrize("epoch", ["yesterday", "2025-12-01", "1764547200.5", "1e9", "9" * 30, "-" + "9" * 30, " "])
def test_source_date_epoch_that_is_none(monkeypatch: pytest.MonkeyPatch, tmp_path: Path, epoch: str) -> None:
    """A SOURCE_DATE_EPOCH that is no number of seconds is told, never passed over."""
    monkeypatch.setenv("SOURCE_DATE_EPOCH", epoch)
    with pytest.raises(MalformedDate) as caught:
        as_of_date(tmp_path)
    assert "SOURCE_DATE_EPOCH must be seconds since 1970" in str(caught.value)
    assert caught.value.found == epoch


def test_date_of_the_newest_commit(tmp_path: Path) -> None:
    """Without SOURCE_DATE_EPOCH it is the day, in UTC, on which the newest commit was made."""
    commit(tmp_path, "2024-05-01T12:00:00Z", "2024-05-01T12:00:00Z")
    commit(tmp_path, "2024-05-02T23:30:00-05:00", "2024-04-01T00:00:00Z")
    (tmp_path / "postmortems").mkdir()
    assert as_of_date(tmp_path) == date(2024, 5, 3)
    assert as_of_date(tmp_path / "postmortems") == date(2024, 5, 3)


@pytest.mark.parametrize("folder", ["plain", "empty repository", "absent"])
def test_today_without_a_commit(tmp_path: Path, folder: str) -> None:
    """Where there is no commit to ask, it is today in UTC."""
    place = tmp_path / folder
    if folder != "absent":
        place.mkdir()
    if folder == "empty repository":
        subprocess.run(["git", "init", "-q"], cwd=place, check=True)
    before = datetime.now(UTC).date()
    assert before <= as_of_date(place) <= datetime.now(UTC).date()


def test_today_without_git(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    """On a machine without git it is today as well."""
    commit(tmp_path, "2001-02-03T00:00:00Z", "2001-02-03T00:00:00Z")
    monkeypatch.setenv("PATH", str(tmp_path))
    assert as_of_date(tmp_path).year > 2001
