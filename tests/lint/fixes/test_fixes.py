"""What `check --fix` does to the text of a record: what has one right answer, and not a byte more."""

from __future__ import annotations

import difflib
import json
from pathlib import Path
from typing import Any

import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st
from ruamel.yaml import YAML

from ml_postmortems.errors import FixNotSafe
from ml_postmortems.lint.fixes import repair
from ml_postmortems.lint.fixes.fix import Edit, apply_edits
from ml_postmortems.lint.fixes.repair import Mended, Repair, fix_text
from ml_postmortems.lint.fixes.spelling import spell_instant, spellers
from ml_postmortems.model.instant import Instant
from ml_postmortems.model.taxonomy import Taxonomy
from ml_postmortems.reading.faults import FaultKind
from ml_postmortems.reading.record_file import RecordFile, parse_record_file
from ml_postmortems.reading.vocabulary import read_taxonomy
from tests.helpers import FROZEN_RECORDS, own_record, record_text

PATH = Path("postmortems/2025/PM-2025-0001-session-length.md")
RECORDS = sorted(path.read_text("utf-8") for path in FROZEN_RECORDS.glob("*/*.md"))


def _taxonomy(**aliases: list[str]) -> Taxonomy:
    taxonomy, _ = read_taxonomy(FROZEN_RECORDS / "taxonomy.yml")
    assert taxonomy
    family = taxonomy.causes["process"]
    leaf = family.leaves["rollout-gap"].model_copy(update=aliases)
    causes = {
        **taxonomy.causes,
        "process": family.model_copy(update={"leaves": {**family.leaves, "rollout-gap": leaf}}),
    }
    return taxonomy.model_copy(update={"causes": causes})


TAXONOMY = _taxonomy(aliases=["process/release-gap"])
REPAIR = Repair(spellers(TAXONOMY))


def mend(text: str) -> Mended:
    """The text once mended with everything that may be mended."""
    return fix_text(PATH, text, REPAIR)


def read(text: str) -> RecordFile:
    """The text as the strict reader has it."""
    return parse_record_file(PATH, text.encode())


def _with(old: str, new: str, text: str = record_text(own_record())) -> str:
    """A valid record in which one piece of text, which stands there once, is another."""
    assert text.count(old) == 1, old
    return text.replace(old, new)


@pytest.mark.parametrize(
    ("near", "right"),
    [
        ("2025-11-18 11:20:00Z", "2025-11-18T11:20:00Z"),
        ("2025-11-18T11:20Z", "2025-11-18T11:20:00Z"),
        ("2025-11-18t11:20:00z", "2025-11-18T11:20:00Z"),
        ("2025-11-18 11:20 UTC", "2025-11-18T11:20:00Z"),
        ("2025-11-18T11:20:00+0530", "2025-11-18T11:20:00+05:30"),
        ("2025-11-18T11:20:00 -08", "2025-11-18T11:20:00-08:00"),
        ("2025-11-18T11:20:00.250+0100", "2025-11-18T11:20:00.250+01:00"),
        ("2025-1-2", "2025-01-02"),
        ("2025/01/02", "2025-01-02"),
        ("2025-1", "2025-01"),
    ],
)
def test_a_near_form_of_a_time_is_brought_into_the_form(near: str, right: str) -> None:
    """A time that can mean one moment only is written in the one form that is read."""
    spelling = spell_instant(near)
    assert spelling and spelling.text == right
    assert spell_instant(right) is None


@pytest.mark.parametrize(
    "text",
    [
        "2025-11-18T11:20:00",  # a time without an offset is off by hours for somebody
        "2025-11-18 11:20",
        "2025-11-18T11:20:00 CET",
        "18-11-2025",
        "03/04/2025",
        "2025-02-30",
        "2025-13-01T00:00Z",
        "2025-11-18T24:00Z",
        "2025-11-18T9:20Z",
        "2025-11-18 09:00-10:00",  # an offset or a range
        "2025-11-18T11:20:00.1234567Z",
        "2025-11-18T11:20:00+15:00",
        "2025-1/2",
        "tomorrow",
        "",
    ],
)
def test_a_time_that_needs_its_author_is_left_alone(text: str) -> None:
    """What can mean two moments, or none, is a question to the author."""
    assert spell_instant(text) is None


@given(st.text(alphabet="0123456789-/:.TtZzUC+ ", max_size=30))
def test_a_mended_time_is_one_that_is_read(text: str) -> None:
    """No spelling is offered that the strict reader would refuse, and none for what it reads."""
    if spelling := spell_instant(text):
        Instant.parse(spelling.text)
        with pytest.raises(ValueError):
            Instant.parse(text)


@pytest.mark.parametrize(
    ("old", "new", "code"),
    [
        ('severity: "SEV1"', 'severity: "sev-1"', "PM104"),
        ('severity: "SEV1"', "severity: Sev 1", "PM104"),
        ('status: "published"', 'status: "Published"', "PM104"),
        ('lifecycle_stage: "features"', "lifecycle_stage: 'Features'", "PM110"),
        ('category: "data-change"', 'category: "data_change"', "PM110"),
        ('category: "data-change"', 'category: "Data change"', "PM105"),
        ('kind: "data-check"', "kind: DataCheck", "PM110"),
        ('pipeline_consistent: "true"', "pipeline_consistent: True", "PM105"),
        ('- "mitigated"', '- "Mitigated"', "PM104"),
        ('category: "technical/unvalidated-input"', 'category: "unvalidated-input"', "PM108"),
        ('category: "technical/unvalidated-input"', 'category: "Technical/Unvalidated_Input"', "PM108"),
        ('recheck_by: "2034-12-31"', "recheck_by: 2034/12/31", "PM105"),
        ('at: "2025-03-11T01:00:00Z"', "at: 2025-03-11 01:00Z", ""),
        ('at: "2025-03-11T01:00:00Z"', "at: '2025-03-11 1:00 AM UTC'", ""),
        ('at: "2025-03-11T01:00:00Z"', "at: 2025/3/11 01:00 UTC", "PM105"),
    ],
)
def test_a_value_is_mended_in_its_place_and_quotes(old: str, new: str, code: str) -> None:
    """Of a value with one right spelling only the letters change: its quotes and all other lines stay."""
    text = record_text(own_record())
    bad = _with(old, new, text)
    mended = mend(bad)
    right = read(text).tree
    assert read(mended.text).tree == right
    assert [(fix.code, fix.line) for fix in mended.fixes] == [(code, bad[: bad.index(new)].count("\n") + 1)]
    changed = [pair for pair in zip(bad.split("\n"), mended.text.split("\n"), strict=True) if pair[0] != pair[1]]
    assert len(changed) == 1
    assert {char for char in changed[0][1] if char in "'\""} == {char for char in new if char in "'\""}


@pytest.mark.parametrize(
    "text",
    [
        "a reason, with a comma",
        "about 1,000 users, of 20,000",
        "it's, and so on",
        'he said "no", twice',
        "a \\ b, c",
        "one, two  ,  three",
        "une part, après – mesurée",
    ],
)
def test_a_text_that_a_comma_cuts_is_put_into_quotes(text: str) -> None:
    """The whole text is the reason, as the author wrote it; the line around it stays."""
    money = 'money:\n    not_applicable: "Search carries no advertising."'
    bad = _with(money, f"# said in the meeting\n  money: {{ not_applicable: {text} }}")
    whole = " ".join(text.split())
    assert [fault.kind for fault in read(bad).faults] == [FaultKind.YAML_SYNTAX]
    mended = mend(bad)
    assert [fix.code for fix in mended.fixes] == ["PM007"]
    assert not read(mended.text).faults
    assert read(mended.text).tree["impact"]["money"] == {"not_applicable": whole}
    line = f"  money: {{ not_applicable: {json.dumps(whole, ensure_ascii=False)} }}"
    assert line in mended.text.split("\n")


def test_a_cut_text_over_two_lines_is_left_to_its_author() -> None:
    """Lines are never joined."""
    money = 'money:\n    not_applicable: "Search carries no advertising."'
    bad = _with(money, "money: {not_applicable: free,\n    of course}")
    assert mend(bad) == Mended(bad)


@pytest.mark.parametrize("quote", ["", '"', "'"])
def test_a_local_time_is_written_with_its_offset(quote: str) -> None:
    """In a record with a zone the times are normalised in their place; comments, quotes and layout stay.

    The zone goes from a published record, because no time needs it any more.
    """
    bad = _with('at: "2025-03-11T01:00:00Z"', f"# from the chat\n    at:   {quote}2025-03-11 02:00{quote}")
    bad = _with("timeline:\n", "timezone: Europe/Berlin  \ntimeline:\n", bad)
    mended = mend(bad)
    right = f"# from the chat\n    at:   {quote}2025-03-11T02:00:00+01:00{quote}"
    assert mended.text == _with("timezone: Europe/Berlin  \n", "", bad).replace(
        f"# from the chat\n    at:   {quote}2025-03-11 02:00{quote}", right
    )
    before = read(bad).record
    assert before and read(mended.text).record == before.model_copy(update={"timezone": None})
    assert not read(bad).faults
    draft = bad.replace('status: "published"', "status: draft")
    assert "timezone: Europe/Berlin\n" in mend(draft).text, "an author may paste more times"


def test_a_local_time_that_the_clocks_showed_twice_stays() -> None:
    """Which of two moments was meant is a question to the author."""
    bad = _with('at: "2025-03-11T01:00:00Z"', "at: 2025-10-26 02:30")
    bad = _with("timeline:\n", "timezone: Europe/Berlin\ntimeline:\n", bad)
    assert mend(bad) == Mended(bad)


@pytest.mark.parametrize(
    ("written", "right", "code"),
    [
        ("process/release-gap", "process/rollout-gap", "PM109"),
        ("release-gap", "process/rollout-gap", "PM108"),
        ("rollout-gap", "process/rollout-gap", "PM108"),
        ("Unclassified", "unclassified", "PM108"),
    ],
)
def test_a_former_or_short_name_becomes_the_current_one(written: str, right: str, code: str) -> None:
    """A category by its former name, or without its family, gets the name that stands in the taxonomy now."""
    mended = mend(_with("data-quality/schema-change", written))
    assert read(mended.text).tree["causes"][0]["category"] == right
    assert [fix.code for fix in mended.fixes] == [code]


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ('severity: "SEV1"', "severity: SEV9"),
        ('severity: "SEV1"', "severity: >-\n  sev1"),
        ('category: "data-change"', 'category: "deploy"'),
        ('category: "technical/unvalidated-input"', 'category: "process/unvalidated-input"'),
        ('title: "Session length', 'title: "2025-1-2 session length'),
        ('money:\n    not_applicable: "Search', 'money:\n    not_applicable: "2025-1-2 Search'),
        ('metric: "Share', 'metric: "sev1 Share'),
    ],
)
def test_what_has_no_one_answer_stays(old: str, new: str) -> None:
    """A word that is near none or several terms, prose and values over several lines are the author's."""
    bad = _with(old, new)
    assert mend(bad) == Mended(bad)


def test_a_leaf_that_two_families_have_is_left_alone() -> None:
    """A short name helps only as long as it means one leaf."""
    taxonomy = _taxonomy(aliases=["process/unvalidated-input"])
    bad = _with("technical/unvalidated-input", "unvalidated-input")
    assert fix_text(PATH, bad, Repair(spellers(taxonomy))).text == bad


@pytest.mark.parametrize(
    ("written", "right"),
    [
        ("tags: [b, a, b]", "tags: [a, b]"),
        ("tags: [ 'b' ,  a,b ]", "tags: [ a ,  'b' ]"),
        ("tags: [b,\n  # why\n  a]", "tags: [b,\n  # why\n  a]"),
        ("tags: [b,\n  a,\n  b,\n]", "tags: [a,\n  b,\n]"),
        ("tags: [b, a] # these", "tags: [a, b] # these"),
        ("tags:\n  - b\n\n  - a\n  - b\n# end", "tags:\n  - a\n\n  - b\n# end"),
        ("tags:\n- b\n-   'a'", "tags:\n- 'a'\n-   b"),
        ("tags:\n  - b\n  # of a\n  - a", "tags:\n  - b\n  # of a\n  - a"),
        ("tags: [b]", "tags: [b]"),
        ("tags: []", "tags: []"),
        ("tags: b", "tags: b"),
    ],
)
def test_a_list_without_order_is_sorted_and_holds_each_word_once(written: str, right: str) -> None:
    """Tags are sorted and named once, each with its own quotes; a list with comments inside is its author's."""
    text = _with('tags:\n  - "search"\n  - "units"', written)
    mended = mend(text)
    assert mended.text == _with('tags:\n  - "search"\n  - "units"', right)
    assert len(mended.fixes) == (written != right)


def test_a_list_whose_order_may_mean_something_keeps_it() -> None:
    """Evidence is named once, and in the order in which the author put it."""
    text = _with('evidence:\n      - "E1"\n      - "E2"\n    marks', "evidence: [E2, E1, E2]\n    marks")
    mended = mend(text)
    assert mended.text == text.replace("[E2, E1, E2]", "[E2, E1]")
    assert "removed the repeated `E2`" in mended.fixes[0].what


def test_words_that_become_equal_are_merged() -> None:
    """What two spellings of one word become is named once, so that mending again finds nothing."""
    text = _with('- "resolved"\n', '- "resolved"\n      - "Resolved"\n')
    assert mend(text).text == _with('- "resolved"\n', '- "resolved"\n')


def test_white_space_that_means_nothing_goes() -> None:
    """Blanks at the ends of lines go, but in code, in quotes over several lines and where they break a line."""
    text = (
        record_text(own_record())
        .replace('kind: "incident"\n', 'kind: "incident" \t\n', 1)
        .replace('symptom: "Old and', 'symptom: "Old \n  and', 1)
        .replace("## What happened\n", "## What happened \n", 1)
    )
    code = "\n## More\n\nfirst  \nsecond \n\n```\nkept   \n \n```\n\n    kept \n \nend"
    mended = mend(text + code)
    clean = "\n## More\n\nfirst  \nsecond\n\n```\nkept   \n \n```\n\n    kept \n\nend\n"
    expected = text.replace('"incident" \t', '"incident"').replace("happened \n", "happened\n")
    assert mended.text == expected + clean
    assert any("newline at the end" in fix.what for fix in mended.fixes)


def test_line_ends_of_windows_stay() -> None:
    """A file keeps its own line ends, in what is mended and in what is not."""
    text = _with('severity: "SEV1"', "severity: sev1 ").replace("\n", "\r\n").removesuffix("\r\n")
    assert mend(text).text == _with('severity: "SEV1"', "severity: SEV1").replace("\n", "\r\n")


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ("---\n", "--- \n"),
        ("---\n", ""),
        ('severity: "SEV1"', 'severity: sev1\nseverity: "SEV1"'),
        ('severity: "SEV1"', "severity: &a sev1"),
        ('severity: "SEV1"', "severity: !x sev1"),
        ('severity: "SEV1"', "severity: [sev1"),
        ('severity: "SEV1"', 'severity: "sev1\\e"'),
        ('severity: "SEV1"', "severity: sev1\u200b"),
        ('severity: "SEV1"', "severity: sev1\rkind: x"),
    ],
)
def test_a_file_whose_meaning_is_not_certain_is_left_alone(old: str, new: str) -> None:
    """What the strict reader cannot read, or can read in two ways, is not touched."""
    text = record_text(own_record(tags=["b", "a"])).replace(old, new, 1)
    assert mend(text) == Mended(text)


def test_a_comment_stays_where_it_is() -> None:
    """Comments on lines of their own and after lists survive, next to what they speak of."""
    text = _with('severity: "SEV1"', "# by the criteria\nseverity: sev1\n# and\n").replace(
        'tags:\n  - "search"\n  - "units"', "tags: [b, a] # sorted"
    )
    comments = [line for line in text.split("\n") if "#" in line]
    mended = mend(text).text
    assert [line.replace("[a, b]", "[b, a]") for line in mended.split("\n") if "#" in line] == comments


def test_a_fix_that_goes_astray_is_not_made(monkeypatch: pytest.MonkeyPatch) -> None:
    """If editing ever hits another place than it should, the file is refused, not written."""
    monkeypatch.setattr(repair, "apply_edits", lambda text, edits: apply_edits(text, edits).replace("quiet", "loud"))
    with pytest.raises(FixNotSafe, match="must read as before"):
        mend(_with('severity: "SEV1"', "severity: sev1"))
    monkeypatch.setattr(repair, "apply_edits", lambda text, edits: apply_edits(text, edits).replace("ranking", "rank"))
    with pytest.raises(FixNotSafe, match="must read as before"):
        mend(_with('severity: "SEV1"', "severity: sev1"))


def test_edits_replace_only_their_piece() -> None:
    """An edit leaves what stands before and after it as it was."""
    assert apply_edits("ab\ncd\n", [Edit((1, 1), (1, 2), "X"), Edit((0, 0), (0, 1), "")]) == "b\ncX\n"
    assert apply_edits("ab\ncd", [Edit((1, 0), (2, 0), "")]) == "ab\n"


# A perturbation is a replacement in the text of a record and what it makes of a piece that stands in it.
_TIMES = st.sampled_from([("T", " "), ("T", "t"), (":00Z", "Z"), ("00Z", "00z"), ("Z", " UTC"), ("Z", "+0000")])
_CASES = st.sampled_from([str.upper, str.title, lambda word: word.replace("-", "_"), lambda word: f"'{word}'"])
_TERMED = ("kind", "origin", "status", "severity", "visibility", "phase", "role", "category", "state", "type")
_LISTED = ("evidence", "tags", "addresses", "involved", "applies_to", "caused_by", "marks")


@st.composite
def perturbed(draw: st.DrawFn) -> str:
    """A real record with some of its lines written in another way that can be mended, or that cannot."""
    lines = draw(st.sampled_from(RECORDS)).split("\n")
    closing = lines.index("---", 1)
    for number in draw(st.lists(st.integers(1, len(lines) - 2), max_size=12, unique=True)):
        if number < closing:
            lines[number] = _perturb(draw, lines[number])
        elif number > closing:
            lines[number] += draw(st.sampled_from(["", " ", "  ", "\t"]))
    end = draw(st.sampled_from(["\n", "\r\n"]))
    return end.join(lines).removesuffix(draw(st.sampled_from(["", end])))


def _perturb(draw: st.DrawFn, line: str) -> str:
    key, colon, value = line.partition(": ")
    name = key.strip(" -")
    if colon and name in ("at", "date"):
        line = line.replace(*draw(_TIMES))
    elif colon and name in _TERMED:
        line = f"{key}: {draw(_CASES)(value)}"
    elif colon and name in _LISTED and value.startswith("["):
        items = value.strip("[]").split(", ")
        line = f"{key}: [{', '.join(draw(st.permutations([*items, *items[: draw(st.integers(0, 2))]])))}]"
    return line + draw(st.sampled_from(["", "", " ", "\t"]))


@settings(max_examples=40)
@given(perturbed())
def test_mending_twice_is_mending_once(text: str) -> None:
    """The second time there is nothing left to mend."""
    once = mend(text)
    assert mend(once.text) == Mended(once.text)


@settings(max_examples=40)
@given(perturbed())
def test_lines_that_are_not_mended_stay_byte_for_byte(text: str) -> None:
    """Whatever was mended, every line without a fix stands in the file as it was, ends of lines included."""
    mended = mend(text)
    named = {fix.line for fix in mended.fixes}
    old, new = text.split("\n"), mended.text.split("\n")
    for tag, start, end, _, _ in difflib.SequenceMatcher(None, old, new, autojunk=False).get_opcodes():
        if tag != "equal":
            assert set(range(start + 1, end + 1)) <= named | ({len(old), len(old) + 1} if not old[-1] else set())
    assert (mended.text == text) == (not mended.fixes)


@settings(max_examples=20)
@given(perturbed())
def test_another_reader_finds_the_same_fields(text: str) -> None:
    """To ruamel.yaml, which shares no code with the fixes, all fields and comments but the mended ones are the same."""
    mended = mend(text)
    assume(mended.fixes)
    # ruamel.yaml refuses tabs at the ends of lines, which PyYAML reads.
    before, after = (_ruamel(each) for each in (text.replace("\t", " "), mended.text))
    assert _shape(before) == _shape(after)


@settings(max_examples=40)
@given(perturbed())
def test_mending_never_adds_a_fault(text: str) -> None:
    """A mended record has the faults that were not mended, and no others."""
    before, after = read(text), read(mend(text).text)
    assert {(fault.kind, fault.field) for fault in after.faults} <= {
        (fault.kind, fault.field) for fault in before.faults
    }
    assert after.record


@pytest.mark.parametrize("text", RECORDS)
def test_the_real_records_need_no_fix_but_the_order_of_tags(text: str) -> None:
    """What is published in this base is written as the fixes would write it."""
    assert {fix.what for fix in mend(text).fixes} <= {"tags: sorted"}


def _ruamel(text: str) -> Any:
    loader = YAML(typ="base", pure=True)
    return loader.load(text.replace("\r\n", "\n").split("\n---\n")[0].removeprefix("---\n"))


def _shape(value: Any) -> Any:
    """A tree without the values that can be mended: keys, order, and prose as words."""
    match value:
        case dict():
            return {key: _shape(part) for key, part in value.items()}
        case list() if all(isinstance(item, str) for item in value):
            return {item.lower().replace("_", "-") for item in value}
        case list():
            return [_shape(item) for item in value]
        case str() if len(value) > 40:
            return value.split()
        case _:
            return None
