"""Answers that say nothing: talk, late dates, reasons that deny themselves, other languages."""

from __future__ import annotations

from pathlib import Path

import pytest

from ml_postmortems.lint.languages import other_language
from ml_postmortems.model.completeness import completeness
from ml_postmortems.model.record import Record
from ml_postmortems.model.settings import Language
from tests.helpers import changed, own_record, record_text
from tests.lint.rules.cases import OWN, findings_of, findings_of_record
from tests.lint.rules.safety_cases import BODY_WITHOUT_FACT, WITHOUT_FACT


@pytest.mark.parametrize(
    ("criterion", "is_talk"),
    [
        ("1 discussion took place.", True),
        ("A meeting with all 3 teams was held.", True),
        ("The training has been given to every engineer.", True),
        ("All 12 engineers were reminded of the order of the jobs.", True),
        ("Everybody is aware of the rule.", True),
        ("No engineer fails to pay more attention.", True),
        ("A replay of the bad batch fires the alert within 10 minutes.", False),
        ("A load test session of 2 hours has no failed answers.", False),
        ("The training job refuses a batch with 1 empty column.", False),
    ],
)
def test_talk_is_no_change(tmp_path: Path, criterion: str, is_talk: bool) -> None:
    """What was said is gone with whoever heard it."""
    found = findings_of_record(tmp_path, changed(own_record(), "actions.0.success_criterion", criterion))
    assert ("PM532" in {finding.code for finding in found}) is is_talk


@pytest.mark.parametrize(
    ("reason", "is_there"),
    [
        ("The wrong labels are still in the training set, and the model copes with them.", True),
        ("It happened and will be looked at by sales.", True),
        ("The rows are in the warehouse.", True),
        ("Nothing is still in the table.", False),
        ("The model only ranks; nothing that it computes is stored in the table.", False),
        ("No label was in the training set before it was found.", False),
        ("Nobody was harmed beyond lost time.", False),
    ],
)
def test_a_reason_that_says_that_it_is_there_is_no_reason(tmp_path: Path, reason: str, is_there: bool) -> None:
    """It is told, and completeness counts the field as unknown."""
    record = changed(own_record(), "affected_data", {"not_applicable": reason})
    found = findings_of_record(tmp_path, record)
    assert ("PM329" in {finding.code for finding in found}) is is_there
    assert (("affected_data",) in completeness(Record.model_validate(record)).unknown) is is_there


@pytest.mark.parametrize("field", ["timeline", "evidence", "artifacts", "causes", "actions"])
def test_what_every_record_rests_on_always_applies(field: str) -> None:
    """Not applicable counts as unknown there."""
    record = Record.model_validate(own_record(**{field: {"not_applicable": "There was none."}}))
    assert (field,) in completeness(record).unknown


@pytest.mark.parametrize(
    "fact",
    ["It was 3 hours.", "It was version `v2`.", "It was export.csv.", "It was user_id.", "Twelve rows were lost."],
)
def test_one_fact_is_enough(tmp_path: Path, fact: str) -> None:
    """A number in digits or words, code, or the name of a file or a column."""
    record, bare = own_record(), BODY_WITHOUT_FACT
    for path, value in WITHOUT_FACT.items():
        record = changed(record, path, value)
    assert "PM330" in {each.code for each in findings_of_record(tmp_path, record, bare)}
    told = bare.replace("It was a quiet night", f"{fact} It was a quiet night")
    assert "PM330" not in {each.code for each in findings_of_record(tmp_path, record, told)}
    minor = changed(changed(record, "severity", "SEV4"), "impact.users.0.value", "9")
    assert "PM330" not in {each.code for each in findings_of_record(tmp_path, minor, bare)}


_TEXTS = {
    Language.EN: "the new pages were not found in the search for two days, since the unit of the list was another one ",
    Language.DE: "die neuen seiten wurden in der suche zwei tage lang nicht gefunden, weil die einheit anders war ",
    Language.FR: "les nouvelles pages n'ont pas été trouvées dans la recherche pour deux jours, car l'unité a changé ",
    Language.PL: "nowe strony nie były widoczne w wyszukiwarce przez dwa dni, bo jednostka na liście była inna niż ta ",
}


@pytest.mark.parametrize("written", _TEXTS)
@pytest.mark.parametrize("base", [*_TEXTS, Language.ANY])
def test_a_language_is_told_by_its_small_words(written: Language, base: Language) -> None:
    """A text is of the language of its base, or of which one it is."""
    words = (_TEXTS[written] * 3).replace(",", "").replace("'", " ").split()
    expected = None if base in (written, Language.ANY) else written.doc.rstrip(".")
    assert other_language(words, base) == expected
    assert other_language(words[:30], base) is None, "few words tell no language"


def test_a_base_may_be_written_in_another_language(tmp_path: Path) -> None:
    """Then English is the other one."""
    files = {OWN: record_text(own_record()), "settings.yml": "schema_version: 1\nlanguage: de\n"}
    assert "PM604" in {finding.code for finding in findings_of(tmp_path, files)}
    files["settings.yml"] = "schema_version: 1\nlanguage: any\n"
    assert "PM604" not in {finding.code for finding in findings_of(tmp_path, files)}


@pytest.mark.parametrize(
    "text",
    [
        "The engineer moved the job on a whim.",
        "The colleague lacks the diligence that the work demands.",
        "The job was moved for lack of care.",
        "It was not necessary to have a serious word with anybody, but we did.",
        "The team must be more careful.",
        "The engineers of both teams were reminded of it.",
    ],
)
def test_more_words_blame(tmp_path: Path, text: str) -> None:
    """What sounds like a lesson and asks people to be others."""
    assert "PM601" in {
        each.code for each in findings_of_record(tmp_path, changed(own_record(), "lessons.0.text", text))
    }
