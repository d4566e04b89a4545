"""`catches.csv` may be missing, and is read as strictly as the other files where it is there."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest

from ml_postmortems.lint.check import check
from ml_postmortems.lint.context import Context
from ml_postmortems.model.catches import Catch
from ml_postmortems.model.terms import Visibility
from ml_postmortems.reading.corpus import load_corpus
from ml_postmortems.reading.csv_table import MAX_CELL, MAX_ROWS, MAX_TABLE_BYTES
from tests.helpers import changed, own_record, write_corpus
from tests.lint.rules.cases import AS_OF

CONTROL = "session-length-bounds"
HEAD = "control,date,what\n"
EXAMPLE = f'# complete since 2025-03-20\n{HEAD}{CONTROL},2025-04-02,"A file in milliseconds, refused"\n'


def written(tmp_path: Path, content: str | bytes) -> Path:
    """Our own record, which puts the control in place on 19 March, with a log beside it."""
    root = write_corpus(tmp_path, own_record())
    (root / "catches.csv").write_bytes(content.encode() if isinstance(content, str) else content)
    return root


def test_the_log_is_read(tmp_path: Path) -> None:
    """Each row with its control, day and words, and since when it is complete; the checker has nothing against it."""
    corpus = load_corpus(written(tmp_path, EXAMPLE))
    assert corpus.catches.complete_since == date(2025, 3, 20)
    assert corpus.catches.catches == (Catch(CONTROL, date(2025, 4, 2), "A file in milliseconds, refused"),)
    assert corpus.misplaced == ()
    assert not [each for each in check(Context(corpus, AS_OF)).findings if each.path.endswith("catches.csv")]


def test_a_log_may_say_nothing_of_being_complete(tmp_path: Path) -> None:
    """Then its rows count, and no rate rests on them; spreadsheets end lines as Windows does."""
    corpus = load_corpus(written(tmp_path, EXAMPLE.partition("\n")[2].replace("\n", "\r\n")))
    assert corpus.catches.complete_since is None
    assert len(corpus.catches.catches) == 1


def test_without_a_log_there_is_no_fault(tmp_path: Path) -> None:
    """Most bases keep none."""
    corpus = load_corpus(write_corpus(tmp_path, own_record()))
    assert corpus.catches.catches == ()
    assert len(corpus.vocabulary_files) == 2


@pytest.mark.parametrize(
    ("content", "line", "words"),
    [
        (f"{HEAD}{CONTROL},2025-04-02\n", 2, "must have a cell for each of control, date, what: 2 cells"),
        (f"{HEAD}{CONTROL},2025-04-02,A,B\n", 2, "put a text that holds commas into double quotes"),
        (f"{HEAD}{CONTROL},2025-02-30,A\n", 2, "must be a day of the calendar"),
        (f"{HEAD}{CONTROL},02.04.2025,A\n", 2, "write it as `2025-03-19`"),
        (f"{HEAD}{CONTROL},2025-04-02,\n", 2, "must say what the control stopped"),
        (f"{HEAD}Session Length,2025-04-02,A\n", 2, "must be the id of a control"),
        (f"{HEAD}=cmd|x,2025-04-02,A\n", 2, "must be the id of a control"),
        (f'{HEAD}{CONTROL},2025-04-02,"A\nB"\n', 3, "must stand on one line"),
        (f'{HEAD}{CONTROL},2025-04-02,"A\n', 2, "must be CSV"),
        (f"{HEAD}{CONTROL},2025-04-02,{'x' * (MAX_CELL + 1)}\n", 2, f"at most {MAX_CELL} characters"),
        (f"{HEAD}{CONTROL},2025-04-02,A\n\n{CONTROL},2025-04-02,A\n", 4, "the same as line 2"),
        (f"{HEAD}" + f"{CONTROL},2025-04-02,A\n" * (MAX_ROWS + 1), MAX_ROWS + 2, "at most 100,000 rows"),
        ("control,dat,what\n", 1, "did you mean `date`?"),
        ("date,control,what\n", 1, "in this order"),
        ("", 1, "must name the columns control,date,what"),
        (f"# complete sinc 2025-03-20\n{HEAD}", 1, "write `# complete since 2024-01-01`"),
        (f"# complete since 2025-13-01\n{HEAD}", 1, "must say since when the log is complete"),
        (f"# complete since 2025-03-20\n{HEAD}{CONTROL},yesterday,A\n", 3, "must be a day of the calendar"),
        (b"\xef\xbb\xbf" + HEAD.encode(), 1, "save the file as UTF-8 without a byte order mark"),
        (HEAD.encode("utf-16"), 1, "must be UTF-8"),
        (HEAD.encode() + b"a\x00b,2025-04-02,A\n", 2, "must hold no control"),
        (b"x" * (MAX_TABLE_BYTES + 1), 1, "must be at most 8192 KiB"),
    ],
)
def test_a_fault_is_told_with_its_line(tmp_path: Path, content: str | bytes, line: int, words: str) -> None:
    """As a finding of PM114; the records are read all the same, and nothing of the log counts."""
    corpus = load_corpus(written(tmp_path, content))
    assert corpus.catches.catches == ()
    assert corpus.catches.complete_since is None
    assert len(corpus.records) == 1
    findings = [each for each in check(Context(corpus, AS_OF)).findings if each.path.endswith("catches.csv")]
    assert {each.code for each in findings} == {"PM114"}
    assert findings[0].line == line
    assert words in f"{findings[0].condition}: {findings[0].found} {findings[0].fix}"


def test_a_link_is_refused(tmp_path: Path) -> None:
    """A link that leads nowhere is told and not taken for a missing file."""
    root = write_corpus(tmp_path, own_record())
    (root / "catches.csv").symlink_to(tmp_path / "nowhere.csv")
    assert [fault.found for file in load_corpus(root).vocabulary_files for fault in file.faults] == ["a symbolic link"]


def test_the_public_gets_the_days_and_not_the_words(tmp_path: Path) -> None:
    """Nobody said that the texts may be published; and of a control that only a secret record names, nothing."""
    root = written(tmp_path, EXAMPLE)
    public = load_corpus(root).for_audience(Visibility.PUBLIC)
    assert public.catches.catches == (Catch(CONTROL, date(2025, 4, 2), ""),)
    assert load_corpus(root).for_audience(Visibility.INTERNAL).catches.catches[0].what
    hidden = write_corpus(tmp_path / "hidden", changed(own_record(), "visibility", "restricted"))
    (hidden / "catches.csv").write_text(EXAMPLE, "utf-8")
    assert load_corpus(hidden).for_audience(Visibility.PUBLIC).catches.catches == ()
