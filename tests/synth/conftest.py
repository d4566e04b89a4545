"""The corpora that these tests look at, each written once."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.synth.corpora import Written, written


@pytest.fixture(scope="session")
def company(tmp_path_factory: pytest.TempPathFactory) -> Written:
    """A company of 300 records, with everything that is planted."""
    return written(tmp_path_factory.mktemp("company") / "corpus", records=300, seed=11)


@pytest.fixture(scope="session")
def with_history(tmp_path_factory: pytest.TempPathFactory) -> Written:
    """A company of 36 records with its git history."""
    return written(tmp_path_factory.mktemp("history") / "corpus", has_history=True, records=36, seed=12)


@pytest.fixture(scope="session")
def company_folder(company: Written) -> Path:
    """The folder of the company's records."""
    return company.folder / "postmortems"
