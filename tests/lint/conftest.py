"""The cases of all rules, checked once and asked about by several tests."""

from __future__ import annotations

import pytest

from ml_postmortems.reading.corpus import load_corpus
from tests.lint.rules.cases import Case, Checked, CheckedCase, check_case, write_files


@pytest.fixture(scope="session")
def checked(tmp_path_factory: pytest.TempPathFactory) -> Checked:
    """Check the bad files of a case, the first time that a test asks for them."""
    known: dict[int, CheckedCase] = {}

    def check(case: Case) -> CheckedCase:
        if id(case) not in known:
            corpus = load_corpus(write_files(tmp_path_factory.mktemp("case"), case.bad))
            known[id(case)] = CheckedCase(corpus, check_case(corpus, case))
        return known[id(case)]

    return check
