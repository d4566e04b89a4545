"""The rules as a whole: what every one of them has, and what none may be registered without."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from ml_postmortems.errors import UnknownName
from ml_postmortems.lint import registry
from ml_postmortems.lint.context import Context
from ml_postmortems.lint.finding import Level, Problem
from ml_postmortems.lint.registry import (
    FAMILIES,
    HEADINGS,
    UNEXEMPTABLE_FAMILIES,
    Rule,
    corpus_rule,
    record_rule,
)
from ml_postmortems.lint.rule_set import all_rules, find_rule
from ml_postmortems.reading.record_file import RecordFile

RULES = all_rules()
DOCUMENTATION = """Titles are short.

    What it does
        Counts letters.
    Why it matters
        Lists are narrow.
    Example
        A sentence.
    Instead
        Three words.
    """


def overlong_title(file: RecordFile, context: Context) -> Iterator[Problem]:
    """A rule that is registered by tests only, each under the documentation that it is about."""
    yield from ()


@pytest.fixture(autouse=True)
def _rules_as_they_were(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(registry, "_RULES", dict(registry._RULES))
    monkeypatch.setattr(overlong_title, "__doc__", DOCUMENTATION)
    monkeypatch.setattr(overlong_title, "__name__", "overlong_title")


def test_codes_and_names_are_unique() -> None:
    """A code, and a name, means one rule; both are addresses of its page."""
    assert len(RULES) >= 56
    assert len({rule.code for rule in RULES}) == len({rule.name for rule in RULES}) == len(RULES)


@pytest.mark.parametrize("rule", RULES, ids=lambda rule: rule.code)
def test_a_rule_is_documented_under_four_headings(rule: Rule) -> None:
    """Whoever meets a finding can read what it is about, why, and what right and wrong look like."""
    assert rule.summary.endswith(".")
    assert tuple(section.heading for section in rule.sections) == HEADINGS
    assert all(section.text.strip() for section in rule.sections)


@pytest.mark.parametrize("rule", RULES, ids=lambda rule: rule.code)
def test_a_rule_checks_one_thing_under_a_name_of_words(rule: Rule) -> None:
    """A name states the fault in at least two words, and the code belongs to a family that is explained."""
    assert len(rule.name.split("-")) >= 2
    assert rule.code[:3] in FAMILIES
    checks = (rule.check_file, rule.check_record, rule.check_corpus)
    assert sum(check is not None for check in checks) == 1


def test_rules_come_by_code() -> None:
    """Lists of rules are the same everywhere, whichever module was imported first."""
    assert [rule.code for rule in RULES] == sorted(rule.code for rule in RULES)


def test_few_rules_only_warn() -> None:
    """What stops a merge is decided here, by hand, and not by a keyword in some rule."""
    assert [rule.code for rule in RULES if rule.level is Level.WARNING] == [
        "PM109",
        "PM227",
        "PM244",
        "PM245",
        "PM247",
        "PM249",
        "PM250",
        "PM251",
        "PM252",
        "PM253",
        "PM255",
        "PM256",
        "PM257",
        "PM258",
        "PM259",
        "PM260",
        "PM302",
        "PM313",
        "PM318",
        "PM319",
        "PM320",
        "PM325",
        "PM329",
        "PM330",
        "PM331",
        "PM332",
        "PM351",
        "PM408",
        "PM409",
        "PM413",
        "PM414",
        "PM416",
        "PM417",
        "PM418",
        "PM419",
        "PM430",
        "PM502",
        "PM503",
        "PM509",
        "PM516",
        "PM525",
        "PM529",
        "PM532",
        "PM533",
        "PM534",
        "PM535",
        "PM537",
        "PM544",
        "PM545",
        "PM551",
        "PM554",
        "PM555",
        "PM557",
        "PM560",
        "PM561",
        "PM562",
        "PM563",
        "PM564",
        "PM565",
        "PM567",
        "PM568",
        "PM569",
        "PM570",
        "PM571",
        "PM572",
        "PM573",
        "PM575",
        "PM579",
        "PM581",
        "PM601",
        "PM602",
        "PM603",
        "PM604",
        "PM605",
        "PM606",
        "PM607",
        "PM707",
        "PM710",
        "PM711",
        "PM715",
        "PM719",
        "PM720",
        "PM804",
        "PM808",
        "PM812",
        "PM814",
        "PM815",
        "PM816",
        "PM828",
    ]


def test_few_rules_can_be_exempted() -> None:
    """Where a reason replaces what a rule asks for is decided here, by hand: in matters of judgement and language."""
    assert [rule.code for rule in RULES if rule.exemptable] == [
        "PM403",
        "PM404",
        "PM405",
        "PM406",
        "PM407",
        "PM408",
        "PM409",
        "PM502",
        "PM509",
        "PM520",
        "PM521",
        "PM522",
        "PM529",
        "PM532",
        "PM533",
        "PM534",
        "PM535",
        "PM552",
        "PM570",
        "PM571",
        "PM601",
        "PM602",
        "PM603",
        "PM604",
        "PM605",
        "PM606",
        "PM607",
        "PM808",
    ]


@pytest.mark.parametrize("family", UNEXEMPTABLE_FAMILIES)
def test_no_rule_of_these_families_can_be_exempted(family: str) -> None:
    """File, schema, consistency, completeness, safety and history: such a rule cannot even be registered."""
    with pytest.raises(ValueError, match="can be exempt"):
        record_rule(f"{family}99", exemptable=True)(overlong_title)


@pytest.mark.parametrize("rule", RULES, ids=lambda rule: rule.code)
def test_the_page_of_a_rule_says_whether_it_can_be_exempted(rule: Rule) -> None:
    """Nobody has to try an exemption to learn that it is none."""
    says = "A record can be exempt from it." if rule.exemptable else "No record can be exempt from it."
    assert says in rule.explanation


@pytest.mark.parametrize("since", ["", "1", "0.1.0", "v0.1"])
def test_a_rule_names_the_version_that_brought_it(since: str) -> None:
    """In the form that a base writes under `rules_since`."""
    with pytest.raises(ValueError, match="version"):
        record_rule("PM199", since=since)(overlong_title)


def test_a_rule_is_registered_with_its_name_and_sections() -> None:
    """The decorator takes name and page from the function, so neither is written twice."""
    record_rule("PM199")(overlong_title)
    rule = find_rule("PM199")
    assert (rule.name, rule.summary, rule.level) == ("overlong-title", "Titles are short.", Level.ERROR)
    assert rule.sections[0] == ("What it does", "Counts letters.")


@pytest.mark.parametrize("code", ["PM1", "PM1999", "pm199", "XX199", "PMX99", "PM19a", ""])
def test_a_bad_code_is_refused(code: str) -> None:
    """A code is PM and three digits, of a family that exists."""
    with pytest.raises(ValueError, match="code"):
        record_rule(code)(overlong_title)


def test_a_code_is_given_once() -> None:
    """Two rules cannot share a code."""
    with pytest.raises(ValueError, match="of its own"):
        record_rule("PM101")(overlong_title)


def test_a_name_is_given_once(monkeypatch: pytest.MonkeyPatch) -> None:
    """Two rules cannot share a name, whichever kind they are."""
    monkeypatch.setattr(overlong_title, "__name__", "misplaced_file")
    with pytest.raises(ValueError, match="of its own"):
        record_rule("PM199")(overlong_title)


@pytest.mark.parametrize("name", ["title", "OverlongTitle", "_overlong_title", "überlanger_titel", "<lambda>"])
def test_a_bad_name_is_refused(name: str, monkeypatch: pytest.MonkeyPatch) -> None:
    """One word cannot state a fault, and a name is lower-case because it stands in addresses."""
    monkeypatch.setattr(overlong_title, "__name__", name)
    with pytest.raises(ValueError, match="two words"):
        record_rule("PM199")(overlong_title)


@pytest.mark.parametrize(
    "documentation",
    [
        None,
        "",
        "Titles are short.",
        DOCUMENTATION.replace("Why it matters", "Why"),
        DOCUMENTATION.replace("    Instead\n        Three words.\n", ""),
        DOCUMENTATION.replace("Counts letters.", ""),
        DOCUMENTATION.replace("Three words.", ""),
        DOCUMENTATION.removeprefix("Titles are short."),
    ],
    ids=["none", "empty", "no heading", "other heading", "no last heading", "empty first", "empty last", "no summary"],
)
def test_a_rule_without_documentation_is_refused(documentation: str | None, monkeypatch: pytest.MonkeyPatch) -> None:
    """A rule cannot be had without its page."""
    monkeypatch.setattr(overlong_title, "__doc__", documentation)
    with pytest.raises(ValueError, match="PM199"):
        record_rule("PM199")(overlong_title)


def test_rules_of_the_corpus_are_held_to_the_same(monkeypatch: pytest.MonkeyPatch) -> None:
    """There is no second, laxer way to register a rule."""

    def lonely_corpus(context: Context) -> Iterator[Problem]:
        yield from ()

    with pytest.raises(ValueError, match="PM899"):
        corpus_rule("PM899")(lonely_corpus)


def test_rules_about_records_are_not_among_those_left_out() -> None:
    """A check of records alone leaves out what can report none of them, which is decided here, by hand."""
    assert [rule.code for rule in RULES if not rule.reports_records] == [
        *("PM013", "PM015", "PM016", "PM114", "PM115", "PM118"),
        *("PM576", "PM577", "PM578", "PM579"),
        *("PM826", "PM827", "PM828", "PM829"),
    ]


@pytest.mark.parametrize("wanted", ["PM104", "pm104", "unknown-term", "Unknown-Term"])
def test_a_rule_is_found_by_code_or_name(wanted: str) -> None:
    """People type what they read, in whatever case."""
    assert find_rule(wanted).code == "PM104"


def test_an_unknown_rule_names_the_nearest() -> None:
    """A slip of the finger is answered with what was probably meant."""
    with pytest.raises(UnknownName, match="did you mean `unknown-term`"):
        find_rule("unknown-tern")
