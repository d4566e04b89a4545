"""Each rule finds what it is for, says so in the one grammar, and is content once that is mended."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from ml_postmortems.lint.rule_set import all_rules
from ml_postmortems.model.settings import RuleLevel
from ml_postmortems.reading.corpus import load_corpus
from ml_postmortems.reading.faults import FaultKind
from tests.lint.rules.all_cases import ALL_CASES
from tests.lint.rules.cases import Case, Checked, check_case, findings_of, line_of, write_files

_SHOWN = re.compile(rf"`[^`]*`|{', '.join(RuleLevel)}")
_SENTENCE = re.compile(r"(?P<subject>.+?) must .+: found .+")


def _name(case: Case) -> str:
    return f"{case.code} {case.subject}"


@pytest.mark.parametrize("case", ALL_CASES, ids=_name)
def test_a_rule_finds_its_case_and_nothing_else_is_found(case: Case, checked: Checked) -> None:
    """One fault is one finding: of the right rule, on the line where the author has to write."""
    corpus, findings = checked(case)
    assert {finding.code for finding in findings} == {case.code, *case.also}, findings
    of_rule = (each for each in findings if each.code == case.code)
    (finding,) = (each for each in of_rule if Path(each.path) == corpus.root / case.file)
    assert finding.subject == case.subject
    text = Path(finding.path).read_text("utf-8", "replace") if case.place else ""
    assert finding.line == line_of(text, case.place)


@pytest.mark.parametrize("case", ALL_CASES, ids=_name)
def test_a_finding_is_one_sentence_and_a_fix(case: Case, checked: Checked) -> None:
    """A message says what must hold and what was found in one line, and on the next what to do."""
    for finding in checked(case).findings:
        sentence = _SENTENCE.fullmatch(finding.sentence)
        assert sentence and sentence["subject"] == finding.subject, finding.sentence
        assert finding.fix.strip()
        for text in (finding.sentence, finding.fix):
            assert text.isprintable()
            assert "``" not in text, "an empty value must be named, not shown"
            assert not re.search(r"\b(invalid|please|error)\b|!$", _SHOWN.sub("", text), re.IGNORECASE)


def test_the_valid_files_have_no_findings(tmp_path: Path) -> None:
    """What the cases break is whole to begin with."""
    assert findings_of(tmp_path) == []


@pytest.mark.parametrize("case", [case for case in ALL_CASES if case.mended], ids=_name)
def test_the_mended_file_has_no_findings(case: Case, tmp_path: Path) -> None:
    """Who does what the fix says is done with it."""
    assert check_case(load_corpus(write_files(tmp_path, case.mended)), case) == []


def test_each_rule_has_a_case() -> None:
    """A rule without a file that it finds something in is a rule that nobody has seen at work."""
    assert {rule.code for rule in all_rules()} == {case.code for case in ALL_CASES}


def test_each_fault_of_reading_is_found(checked: Checked) -> None:
    """Nothing that reading finds wrong with a record is dropped by the checker, whatever its kind."""
    seen: set[FaultKind] = set()
    for case in ALL_CASES:
        corpus, findings = checked(case)
        for file in corpus.files:
            for fault in file.faults:
                seen.add(fault.kind)
                assert (fault.line, fault.condition) in {(finding.line, finding.condition) for finding in findings}
        seen |= {fault.kind for _, fault in corpus.misplaced}
    assert seen == set(FaultKind)
