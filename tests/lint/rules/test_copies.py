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
from tests.helpers import TAXONOMY, own_record, record_text
from tests.lint.rules.test_honest_records import HONEST_RECORDS

AS_OF = date(2026, 6, 30)
COPY = "PM-2026-0099"
SUMMARIES = ("Shoppers saw too few offers for a day.", "Riders waited, since a table of stops came too late.")


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


def test_what_drafts_ask_is_no_account(tmp_path: Path) -> None:
    """Two drafts hold the same questions, and nothing of one stands in the other."""
    prompt = "<!-- Tell the story to those who were there and to those that take the next turn, then the timing. -->\n"
    for number in (1, 2):
        name = tmp_path / "postmortems" / "2025" / f"PM-2025-000{number}-x.md"
        name.parent.mkdir(parents=True, exist_ok=True)
        own = own_record(
            id=f"PM-2025-000{number}", title=f"Draft {number}", status="in-review", summary=SUMMARIES[number - 1]
        )
        fields = {key: own[key] for key in ("schema_version", "id", "title", "status", "severity", "teams", "summary")}
        name.write_text(record_text(fields, f"\n## What happened\n\n{prompt * 3}"), "utf-8")
    (tmp_path / "postmortems" / "taxonomy.yml").write_text(TAXONOMY, "utf-8")
    assert copied(tmp_path / "postmortems") == set()


def test_honest_records_are_no_copies(tmp_path: Path) -> None:
    """Short accounts have few phrases, and a few in common say nothing."""
    root = tmp_path / "postmortems"
    shutil.copytree(HONEST_RECORDS, root)
    (root / "taxonomy.yml").write_text(TAXONOMY, "utf-8")
    assert copied(root) == set()
