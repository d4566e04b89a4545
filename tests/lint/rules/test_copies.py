"""A copied account is found however it is dressed up, and honest records of one team and one failure are not."""

from __future__ import annotations

import re
import shutil
from datetime import date
from pathlib import Path

import pytest

from ml_postmortems.lint.check import check
from ml_postmortems.lint.context import Context
from ml_postmortems.lint.rule_set import select_rules
from ml_postmortems.reading.corpus import load_corpus
from scripts.synth.settings import Settings
from scripts.synth.write import write_corpus as write_company
from tests.helpers import TAXONOMY
from tests.lint.rules.test_honest_records import HONEST_RECORDS

AS_OF = date(2026, 6, 30)
COPY = "PM-2026-0099"


@pytest.fixture(scope="module")
def company(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A hundred records of a company that does not exist, in which failures come back."""
    folder = tmp_path_factory.mktemp("company") / "company"
    write_company(folder, Settings(100))
    return folder / "postmortems"


def copied(root: Path) -> set[str]:
    """The records that a pull request with all of them would be warned of."""
    corpus = load_corpus(root)
    changed = frozenset(file.path for file in corpus.files)
    found = check(Context(corpus, AS_OF, changed=changed), rules=select_rules(["PM814"], [])).findings
    return {Path(each.path).name[: len(COPY)] for each in found}


def in_other_numbers(text: str) -> str:
    return re.sub(r"(?<=[ :])\d{2,3}(?=[ ,.])", lambda match: str(int(match.group()) + 7), text)


def in_other_names(text: str) -> str:
    return text.replace("dashboard", "screen").replace("model", "network").replace("alert", "signal")


def with_every_twentieth_word_changed(text: str) -> str:
    front, end, body = text.partition("\n---\n")
    words = body.split(" ")
    return front + end + " ".join("thus" if index % 20 == 19 else word for index, word in enumerate(words))


@pytest.mark.parametrize("dressed", [str, in_other_numbers, in_other_names, with_every_twentieth_word_changed])
def test_a_copy_is_found(company: Path, tmp_path: Path, dressed: type[str]) -> None:
    """Another id and title, other numbers, other names or words here and there make no second incident."""
    root = tmp_path / "postmortems"
    shutil.copytree(company, root)
    original = sorted(root.glob("2026/PM-*.md"))[0]
    text = original.read_text("utf-8").replace(original.name[: len(COPY)], COPY)
    (root / "2026" / f"{COPY}-copy.md").write_text(dressed(text), "utf-8")
    assert copied(root) == {COPY}


def test_records_of_one_company_are_no_copies(company: Path) -> None:
    """Teams write about the same systems again and again, in the same words for the same things."""
    assert copied(company) == set()


def test_honest_records_are_no_copies(tmp_path: Path) -> None:
    """Short accounts have few phrases, and a few in common say nothing."""
    root = tmp_path / "postmortems"
    shutil.copytree(HONEST_RECORDS, root)
    (root / "taxonomy.yml").write_text(TAXONOMY, "utf-8")
    assert copied(root) == set()
