"""The form for a new postmortem: what it writes is what `postmortems new` writes, and nothing leaves the browser."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import date
from pathlib import Path
from urllib.parse import parse_qs, urlsplit

import pytest
import yaml
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from playwright.sync_api import Browser, Locator, Page, expect

from ml_postmortems.authoring.drafting.answers import Answers, DraftContext
from ml_postmortems.authoring.drafting.draft_file import draft_path
from ml_postmortems.authoring.unsaved_check import check_unsaved
from ml_postmortems.model.terms import Visibility
from ml_postmortems.reading.corpus import Corpus, load_corpus
from ml_postmortems.reading.yaml_text import Value, mapping_to_yaml
from tests.browser.browsing import Visit, served, visit
from tests.browser.search_page import PHONE, assert_accessible
from tests.site import NEW_FILE, Site

pytestmark = pytest.mark.browser

AS_OF = date(2025, 12, 1)
TITLE = "Stale features lower the ranking of new shops"
SYMPTOM = "New shops did not appear in the first hundred results for two days."
TEAM = "cloudflare-bot-management"
ARTIFACT = "cloudflare-bot-score-model"
LONG = " ".join(["Every request was scored by a model that had not been retrained since the spring."] * 20)
TIMES = [
    "2025",
    "2025-11",
    "2025-02-29",
    "2024-02-29",
    "1899-12-31",
    "18.11.2025 11:20",
    "2025-11-18T11:20:00Z",
    "2025-11-18T11:20:00+14:00",
    "2025-11-18T11:20:00+14:30",
    "2025-11-18T24:00:00Z",
    "2025-11-18T11:20:00",
    "2025-11-18T11:20Z",
    "2025-11-12 08:00",
    "2025-11-12 08:00:30",
    "2025-11-12 08:00 CET",
    "2025-11-12 08:00 EST",
    "2025-11-12 08:00 UTC",
    "2025-11-12 08:00 GMT",
    "2025-11-12 8:00 UTC",
    "2025-11-12 8:00 pm UTC",
    "2025-11-12 13:00 PM UTC",
    "2025-11-12 0:30 am UTC",
    "2025-11-12 12:30 AM UTC+2",
    "2025-11-12 08:60 UTC",
    "2025-11-12 08:00 +0530",
    "2025-11-12 08:00 +530",
    "2025-11-12 08:00 -8",
    "2025-11-12 08:00-12",
    "2025-11-12 08:00-12:00",
    "2025-11-12 08:00:00-12:00",
    "2025-11-12T08:00-12:00",
    "2025-11-12 08:00 +15",
    "2025-11-12 08:00 +1460",
    "2025-11-31 08:00 UTC",
    "2025-11-12 25:00 UTC",
]
HANDLES = [
    "@mchen",
    "mchen",
    "Jane Doe",
    "@",
    "@-x",
    "@m.chen_1",
    "@m\u00fcller",
    "@a, @b",
    "@a, a",
    "@a, @A",
    "@a, b c",
    f"@{'x' * 63}",
    f"@{'x' * 64}",
    ", ".join(f"@a{n}" for n in range(30)),
    ", ".join(f"@a{n}" for n in range(31)),
]
"""What somebody may type."""


@pytest.fixture(scope="module")
def corpus(frozen_site: Site) -> Corpus:
    """The records that the form's site publishes."""
    return load_corpus(frozen_site.records).for_audience(Visibility.PUBLIC)


@contextmanager
def opened(browser: Browser, base: str, **options: object) -> Iterator[tuple[Visit, Page]]:
    """A visit of the form."""
    with visit(browser, base, **options) as visitor:
        visitor.open("new/")
        expect(visitor.page.get_by_role("form", name="A new postmortem")).to_be_visible()
        yield visitor, visitor.page


def fill(page: Page, *, title: str = TITLE, symptom: str = SYMPTOM, severity: str = "SEV3") -> None:
    """Answer what a draft needs."""
    main = page.get_by_role("main")
    main.get_by_role("radiogroup", name="Origin").get_by_role("radio", name="own").check()
    main.get_by_role("textbox", name="Title").fill(title)
    main.get_by_role("textbox", name="Symptom").fill(symptom)
    main.get_by_role("radiogroup", name="Kind").get_by_role("radio", name="incident").check()
    main.get_by_role("radiogroup", name="Severity").get_by_role("radio", name=severity).check()
    main.get_by_role("combobox", name="Team").select_option(TEAM)
    main.get_by_role("radiogroup", name="Visibility").get_by_role("radio", name="internal").check()
    main.get_by_role("textbox", name="Year").fill("2025")


def made(page: Page) -> str:
    """The file, as it is shown."""
    return page.get_by_role("main").locator("textarea[readonly]").input_value()


def said(page: Page) -> Locator:
    """What is announced."""
    return page.get_by_role("main").get_by_role("status")


def answers_of(**changes: object) -> Answers:
    """The answers of `fill` as the command has them."""
    answers = Answers(year=2025)
    given: dict[str, object] = {"origin": "own", "title": TITLE, "symptom": SYMPTOM, "kind": "incident"}
    given |= {"severity": "SEV3", "team": TEAM, "visibility": "internal"}
    for name, value in (given | changes).items():
        answers.put(name, value)
    return answers


def assert_is_draft(corpus: Corpus, text: str, answers: Answers) -> None:
    """The file is what the command writes for these answers, and the checker finds no error in it."""
    found = re.search(r"^id: (PM-2025-\d{4})$", text, re.MULTILINE)
    assert found
    assert text == DraftContext.of(corpus, AS_OF).text_of(answers, found.group(1))
    path = draft_path(corpus.root, found.group(1), str(answers.get("title")))
    file, report = check_unsaved(corpus, path, text.encode(), AS_OF)
    assert file.record and not report.errors, report.errors


def test_seven_answers_make_the_draft_that_the_command_writes(browser: Browser, base: str, corpus: Corpus) -> None:
    """Byte for byte, under the next free id, for an own SEV1 as for an external near miss."""
    with opened(browser, base) as (_, page):
        fill(page)
        text = made(page)
        assert_is_draft(corpus, text, answers_of())
        [used] = [max(record.id for record in corpus.records if record.id.startswith("PM-2025"))]
        assert f"id: PM-2025-{int(used[-4:]) + 1:04}\n" in text
        page.get_by_role("radio", name="SEV1").check()
        assert_is_draft(corpus, made(page), answers_of(severity="SEV1"))
        page.get_by_role("radio", name="external").check()
        page.get_by_role("radio", name="near-miss").check()
        assert_is_draft(corpus, made(page), answers_of(severity="SEV1", origin="external", kind="near-miss"))


def test_what_can_be_told_later_is_written_too(browser: Browser, base: str, corpus: Corpus) -> None:
    """A question that is answered is no longer asked for in the file."""
    with opened(browser, base) as (_, page):
        fill(page)
        page.get_by_role("textbox", name="Summary").fill(LONG)
        trigger = page.get_by_role("group", name="Trigger")
        trigger.get_by_role("combobox").select_option("data-change")
        trigger.get_by_role("textbox").fill("The format: changed # twice.")
        artifacts = page.get_by_role("group", name="Artifacts")
        for number, (name, role) in enumerate([(ARTIFACT, "failed"), ("cloudflare-bot-feature-file", "origin")], 1):
            artifacts.get_by_role("button", name="Add one").click()
            row = artifacts.get_by_role("group", name=f"No. {number}")
            row.get_by_label("Which one?").fill(name)
            row.get_by_label("What part did it play?").select_option(role)
        artifacts.get_by_role("group", name="No. 1").get_by_label("Which version of it").fill("v41")
        page.get_by_role("combobox", name="Lifecycle stage").select_option("features")
        page.get_by_role("textbox", name="Incident refs").fill("INC-1, INC-2,")
        detection = page.get_by_role("group", name="Detection")
        detection.get_by_role("combobox").select_option("customer")
        detection.get_by_label("Which monitor").fill("Support wrote.")
        detection.get_by_label("What should have noticed").fill("A check of the features.")
        told = {
            "summary": LONG,
            "trigger": {"category": "data-change", "text": "The format: changed # twice."},
            "artifacts": [
                {"id": ARTIFACT, "role": "failed", "version": "v41"},
                {"id": "cloudflare-bot-feature-file", "role": "origin"},
            ],
            "lifecycle_stage": "features",
            "detection": {
                "source": "customer",
                "monitor": "Support wrote.",
                "should_have_been": "A check of the features.",
            },
            "incident_refs": ["INC-1", "INC-2"],
        }
        timeline = page.get_by_role("group", name="Timeline")
        entries = [
            ("2025-03-10 11:20 +01:00", "The first poor results are shown.", "started"),
            ("2025-03-10 12:00 UTC", "Support passes on complaints, and it is over.", "detected, resolved"),
        ]
        for number, (at, text, marks) in enumerate(entries, 1):
            timeline.get_by_role("button", name="Add one").click()
            row = timeline.get_by_role("group", name=f"No. {number}")
            row.get_by_label("When?").fill(at)
            row.get_by_label("What happened").fill(text)
            row.get_by_label("Is it one of the key instants?").fill(marks)
        causes = page.get_by_role("group", name="Causes")
        causes.get_by_role("button", name="Add one").click()
        cause = causes.get_by_role("group", name="No. 1")
        cause.get_by_label("Which cause?").select_option("data-quality/schema-change")
        cause.get_by_label("What part did it play?").select_option("immediate")
        cause.get_by_label("What was it here").fill("The format changed.")
        cause.get_by_label("How sure are you?").select_option("known")
        told |= {
            "timeline": [{"at": at, "text": text, "marks": marks.split(", ")} for at, text, marks in entries],
            "causes": [
                {
                    "id": "C1",
                    "category": "data-quality/schema-change",
                    "role": "immediate",
                    "text": "The format changed.",
                    "confidence": "known",
                }
            ],
        }
        assert_is_draft(corpus, made(page), answers_of(**told))
        timeline.get_by_role("group", name="No. 1").get_by_label("When?").fill("half past two")
        timeline.get_by_role("group", name="No. 2").get_by_label("Is it one of").fill("detected, over")
        timeline.get_by_role("group", name="No. 2").get_by_label("When?").focus()
        expect(page.get_by_text("Write the time in one of these forms")).to_be_visible()
        expect(page.get_by_text("“over” is none of these words.")).to_be_visible()
        timeline.get_by_role("group", name="No. 2").get_by_role("button", name="Remove it").click()
        timeline.get_by_role("group", name="No. 1").get_by_role("button", name="Remove it").click()
        page.get_by_role("radio", name="external").check()
        expect(page.get_by_role("textbox", name="Incident refs")).to_be_hidden()
        assert "INC-1" not in made(page)


@pytest.mark.parametrize(
    "text",
    [
        'it\'s "quoted": yes, # and {more} [of] it',
        "---",
        "- a list",
        "null",
        "1e3",
        "2025-11-18",
        "Größe ändert sich: Übergabe",
        "🔥 on 🧑‍🚒 call",
        "a \\ b \\n c %YAML & *x !y | > @z `q",
        "</script><script>alert(1)</script> & <b>",
        "{{ 7 * 7 }} {% x %} $& $1",
        "<<: *all",
        "~",
    ],
)
def test_no_text_breaks_the_file(browser: Browser, base: str, corpus: Corpus, text: str) -> None:
    """Whatever is typed comes out as it was typed, and the file is the command's."""
    with opened(browser, base) as (_, page):
        fill(page, title=text, symptom=f"{text}\n\n{text} {LONG}"[:2000])
        symptom = " ".join(f"{text}\n\n{text} {LONG}"[:2000].split())
        context = DraftContext.of(corpus, AS_OF)
        draft = made(page)
        found = re.search(r"^id: (PM-2025-\d{4})$", draft, re.MULTILINE)
        assert found
        front = yaml.load(draft.split("\n---\n")[0], yaml.BaseLoader)
        assert (front["title"], front["symptom"]) == (text, symptom)
        file, report = check_unsaved(corpus, Path("x/2025/PM-2025-0099-x.md"), draft.encode(), AS_OF)
        assert file.record and file.record.title == text
        wanted = context.findings(answers_of(title=text, symptom=symptom))
        assert {each.code for each in report.errors} <= {"PM014"} | {each.code for each in wanted}


@pytest.fixture(scope="module")
def writer(browser: Browser, base: str) -> Iterator[Page]:
    """A page that can be asked for the YAML of a mapping."""
    page = browser.new_page()
    page.goto(base)
    page.evaluate("base => import(base + 'assets/postmortems/new/yaml-text.js').then(m => globalThis.yaml = m)", base)
    yield page
    page.close()


_ANY = st.text(st.characters(exclude_categories=["Cs"]), min_size=1)
_WORDS = st.lists(st.sampled_from(["a", "it's", "#", ":", "- x", "no", "0x1", "“", "é", "長い", "x" * 130]), min_size=1)


@settings(max_examples=300, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(text=_ANY | _WORDS.map(" ".join) | st.from_regex(r"\A[-+.\d:eExob_]{1,12}\Z"))
def test_every_text_is_read_back_as_it_was(writer: Page, text: str) -> None:
    """By a loader of YAML, from every place where the writer puts a text."""
    value = {"a": text, "b": {"c": text}, "d": [text, "x y"], "e": [{"f": text, "g": text}]}
    written = writer.evaluate("value => yaml.mappingToYaml(value)", value)
    assert yaml.load(written, yaml.BaseLoader) == value


@settings(max_examples=200, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(text=_WORDS.map(" ".join) | st.text("aé0 .,;:#'\"-é`{[&*!|>%@\\", min_size=1, max_size=300))
def test_the_writers_of_both_languages_agree(writer: Page, text: str) -> None:
    """The form quotes and folds as the command does."""
    value: dict[str, Value] = {"a": text, "b": {"c": text}, "d": [text, "x"], "e": [{"f": text}]}
    assert writer.evaluate("value => yaml.mappingToYaml(value)", value) == mapping_to_yaml(value)


def test_findings_stand_at_their_input_and_are_announced(browser: Browser, base: str) -> None:
    """The bound is the schema's; what is wrong is told beside the input, and goes once it is mended."""
    with opened(browser, base) as (_, page):
        title = page.get_by_role("textbox", name="Title")
        title.fill("x" * 97)
        expect(said(page)).to_have_text("Title: At most 90 characters: shorten it by 7.")
        expect(title).to_have_accessible_description(re.compile("shorten it by 7"))
        expect(title).to_have_attribute("aria-invalid", "true")
        title.fill("x" * 90)
        expect(title).not_to_have_attribute("aria-invalid", "true")
        title.fill("😀" * 90)
        expect(title).not_to_have_attribute("aria-invalid", "true")
        page.get_by_role("textbox", name="Year").fill("1850")
        page.get_by_role("textbox", name="Year").press("Tab")
        expect(said(page)).to_have_text("Year: Write four digits, from 1900 to 2099.")


def add_entry(page: Page) -> Locator:
    """Begin an entry of the timeline, and give the input for its time."""
    timeline = page.get_by_role("group", name="Timeline")
    timeline.get_by_role("button", name="Add one").click()
    timeline.get_by_label("What happened").fill("It began.")
    return timeline.get_by_label("When?")


def test_mended_finding_is_no_longer_said(browser: Browser, base: str) -> None:
    """Beside “The draft is complete” nothing tells of a fault that is gone."""
    with opened(browser, base) as (_, page):
        fill(page)
        at = add_entry(page)
        at.fill("half past two")
        expect(said(page)).to_contain_text("Write the time in one of these forms")
        at.fill("2025-03-10 11:20 +01:00")
        expect(page.get_by_text("The draft is complete")).to_be_visible()
        expect(said(page)).to_have_text("")
        at.fill("")
        page.get_by_role("button", name="Copy the file").click()
        expect(said(page)).to_contain_text("One answer needs another look")
        at.fill("2025-03-10")
        expect(said(page)).to_have_text("")


def test_the_form_refuses_what_the_checker_refuses(browser: Browser, base: str, corpus: Corpus) -> None:
    """Of every time and handle: what the form calls complete, the checker reads, and what it refuses, it does not.

    Only the zones of the IANA database are the checker's alone: a page has no list of them.
    """
    zones = ["2025-03-10 11:20 Europe/Berlin", "2025-03-10 11:20 Nowhere/Town"]
    with opened(browser, base) as (_, page):
        fill(page)
        at = add_entry(page)
        authors = page.get_by_role("group", name="People", exact=True).get_by_label("Who wrote the record?")
        at.fill("2025-03-10")
        differing = []
        for box, texts in ((at, [*TIMES, *zones]), (authors, HANDLES)):
            before = box.input_value()
            verdicts = {}
            for text in texts:
                box.fill(text)
                file = made(page)
                verdicts[text] = bool(file)
                if file and not is_read(corpus, file):
                    differing.append((text, "said to be complete"))
            box.fill(before)
            valid = made(page)
            for text, taken in verdicts.items():
                if not taken and text not in zones and is_read(corpus, with_answer(valid, text, is_time=box is at)):
                    differing.append((text, "refused"))
            assert {True, False} == set(verdicts.values())
        assert differing == []


def with_answer(draft: str, text: str, *, is_time: bool) -> str:
    """A draft with another time of its entry, or with these authors."""
    if is_time:
        return draft.replace("at: 2025-03-10\n", f"at: {json.dumps(text)}\n")
    authors = [each.strip() for each in text.split(",")]
    return draft.replace("\nseverity:", f"\npeople: {json.dumps({'authors': authors})}\nseverity:", 1)


def is_read(corpus: Corpus, draft: str) -> bool:
    """Whether the checker has nothing against the form of what stands in a draft."""
    path = draft_path(corpus.root, "PM-2025-0099", TITLE)
    _, report = check_unsaved(corpus, path, draft.encode(), AS_OF)
    return not any(each.code.startswith("PM1") for each in report.errors)


def test_finding_does_not_move_what_is_clicked(browser: Browser, base: str) -> None:
    """Leaving an input by a click on a button shows what is wrong with it, and still clicks the button."""
    with opened(browser, base) as (_, page):
        artifacts = page.get_by_role("group", name="Artifacts")
        artifacts.get_by_role("button", name="Add one").click()
        artifacts.get_by_label("Which one?").fill("no such thing")
        artifacts.get_by_role("button", name="Add one").click(delay=100)
        expect(artifacts.get_by_role("group")).to_have_count(2)
        expect(said(page)).to_contain_text("is not in it")


def test_unfinished_form_leads_to_what_is_missing(browser: Browser, base: str) -> None:
    """No file is made of half of the answers; the first one that is missing has the focus."""
    with opened(browser, base) as (_, page):
        page.get_by_role("textbox", name="Symptom").fill(SYMPTOM)
        page.get_by_role("button", name="Copy the file").click()
        expect(said(page)).to_have_text("3 answers need another look. The first: Title.")
        expect(page.get_by_role("textbox", name="Title")).to_be_focused()
        fill(page)
        artifacts = page.get_by_role("group", name="Artifacts")
        artifacts.get_by_role("button", name="Add one").click()
        expect(artifacts.get_by_label("Which one?")).to_be_focused()
        artifacts.get_by_label("Which one?").fill("no such thing")
        page.get_by_role("button", name="Copy the file").click()
        expect(artifacts.get_by_label("Which one?")).to_have_accessible_description(re.compile("is not in it"))
        expect(artifacts.get_by_label("What part")).to_have_accessible_description(re.compile("Say this too"))
        artifacts.get_by_role("button", name="Remove it").click()
        expect(artifacts.get_by_role("button", name="Add one")).to_be_focused()
        assert made(page)


@pytest.mark.parametrize("options", [{}, {"viewport": PHONE}], ids=["wide", "phone"])
def test_people_are_told_with_their_disciplines(
    browser: Browser, base: str, corpus: Corpus, options: dict[str, object]
) -> None:
    """Several questions make one field, on a phone too; usual answers are chosen, and others are not asked."""
    with opened(browser, base, **options) as (_, page):
        main = page.get_by_role("main")
        main.get_by_role("textbox", name="Title").fill(TITLE)
        main.get_by_role("radiogroup", name="Severity").get_by_role("radio", name="SEV2").check()
        main.get_by_role("combobox", name="Team", exact=True).select_option(TEAM)
        main.get_by_role("textbox", name="Year").fill("2025")
        people = page.get_by_role("group", name="People", exact=True)
        people.get_by_label("Who wrote the record?").fill("@mchen, @asinha")
        participants = page.get_by_role("group", name="Participants")
        for number, (person, discipline) in enumerate([("@asinha", "data"), ("@mchen", "ml")], 1):
            participants.get_by_role("button", name="Add one").click()
            row = participants.get_by_role("group", name=f"No. {number}")
            row.get_by_label("Who? A handle.").fill(person)
            row.get_by_label("As what?").select_option(discipline)
            row.get_by_label("Of which team?").select_option(TEAM)
        assert not page.get_by_role("group", name="Reviewers").count()
        told = {
            "authors": ["@mchen", "@asinha"],
            "participants": [
                {"person": "@asinha", "discipline": "data", "team": TEAM},
                {"person": "@mchen", "discipline": "ml", "team": TEAM},
            ],
        }
        answers = Answers(year=2025)
        given = {"origin": "own", "title": TITLE, "kind": "incident", "severity": "SEV2", "team": TEAM, "people": told}
        for name, value in given.items():
            answers.put(name, value)
        assert_is_draft(corpus, made(page), answers)
        page.reload()
        assert "@asinha" in made(page)
        assert page.evaluate("document.documentElement.scrollWidth <= window.innerWidth")
        main.get_by_role("radiogroup", name="Origin").get_by_role("radio", name="external").check()
        expect(participants).to_be_hidden()
        assert "people:" not in made(page).split("# Still asked")[0]


def test_typed_answers_stay_in_this_browser(browser: Browser, base: str) -> None:
    """A reload brings them back; clearing forgets them, and can be taken back until something is typed."""
    with opened(browser, base) as (visitor, page):
        fill(page)
        artifacts = page.get_by_role("group", name="Artifacts")
        artifacts.get_by_role("button", name="Add one").click()
        artifacts.get_by_label("Which one?").fill(ARTIFACT)
        artifacts.get_by_label("What part").select_option("failed")
        before = made(page)
        visitor.open("new/")
        expect(page.get_by_role("textbox", name="Title")).to_have_value(TITLE)
        assert made(page) == before
        page.get_by_role("button", name="Clear the form").click()
        expect(page.get_by_role("textbox", name="Title")).to_have_value("")
        assert not page.evaluate("Object.keys(localStorage).filter(key => key.startsWith('postmortems'))")
        assert made(page) == ""
        page.get_by_role("button", name="Take the clearing back").click()
        assert made(page) == before
        page.get_by_role("button", name="Clear the form").click()
        visitor.open("new/")
        expect(page.get_by_role("textbox", name="Title")).to_have_value("")


@pytest.mark.parametrize("kept", ["{", "[1]", "null", '{"title": {"x": 1}, "artifacts": {"length": 9}, "year": 7}'])
def test_kept_answers_of_another_form_do_no_harm(browser: Browser, base: str, kept: str) -> None:
    """What stands in the storage may be of anybody who has the host."""
    with opened(browser, base) as (visitor, page):
        page.evaluate("kept => localStorage.setItem('postmortems new 1 ' + location.pathname, kept)", kept)
        visitor.open("new/")
        expect(page.get_by_role("textbox", name="Title")).to_have_value("")
        fill(page)
        assert made(page)


def test_draft_opens_on_the_forge(browser: Browser, base: str) -> None:
    """In its page for a new file, with name and text; nothing else of the form leaves the browser."""
    with opened(browser, base) as (_, page):
        page.context.route("https://forge.test/**", lambda route: route.fulfill(body="forge"))
        fill(page, severity="SEV1")
        draft = made(page)
        with page.context.expect_page() as forge:
            page.get_by_role("button", name="Open as a draft on forge.test").click()
        address = urlsplit(forge.value.url)
        asked = parse_qs(address.query)
        assert f"https://forge.test{address.path}" == NEW_FILE
        assert asked["value"] == [draft]
        assert re.fullmatch(
            r"postmortems/2025/PM-2025-\d{4}-stale-features-lower-the-ranking-of-new\.md", asked["filename"][0]
        )


def test_draft_too_long_for_an_address_is_copied(browser: Browser, base: str) -> None:
    """Forges refuse long addresses, so the page opens with the name alone and the text is in the clipboard."""
    with opened(browser, base, permissions=["clipboard-read", "clipboard-write"]) as (_, page):
        page.context.route("https://forge.test/**", lambda route: route.fulfill(body="forge"))
        fill(page)
        page.get_by_role("textbox", name="Summary").fill("é" * 2000)
        with page.context.expect_page() as forge:
            page.get_by_role("button", name="Open as a draft on forge.test").click()
        assert set(parse_qs(urlsplit(forge.value.url).query)) == {"filename"}
        page.bring_to_front()
        expect(said(page)).to_contain_text("The draft is copied, because it does not fit into an address.")
        assert page.evaluate("navigator.clipboard.readText()") == made(page)


def test_addresses_of_forges(writer: Page, base: str) -> None:
    """GitLab takes the name and not the text."""
    call = "([base, ...rest]) => import(base + 'assets/postmortems/new/forge.js').then(m => m.newFile(...rest))"
    page = "https://gitlab.example.com/acme/pm/-/new/main"
    assert writer.evaluate(call, [base, page, "a/b c.md", "x"]) == {
        "address": f"{page}?file_name=a%2Fb+c.md",
        "hasText": False,
    }
    found = writer.evaluate(call, [base, "https://git.example.com/acme/pm/_new/main", "a.md", "x&y#\n"])
    assert found == {
        "address": "https://git.example.com/acme/pm/_new/main?filename=a.md&value=x%26y%23%0A",
        "hasText": True,
    }


def test_file_can_be_copied_and_downloaded(browser: Browser, base: str) -> None:
    """For who proposes changes in another way; a browser that lets no page copy gets the text selected."""
    with opened(browser, base, permissions=["clipboard-read", "clipboard-write"]) as (_, page):
        fill(page)
        page.get_by_role("button", name="Copy the file").click()
        expect(said(page)).to_contain_text("The file is copied. Save it as postmortems/2025/PM-2025-")
        assert page.evaluate("navigator.clipboard.readText()") == made(page)
        with page.expect_download() as download:
            page.get_by_role("button", name="Download the file").click()
        assert download.value.suggested_filename.startswith("PM-2025-")
        assert Path(download.value.path()).read_text("utf-8") == made(page)
        page.evaluate("() => { navigator.clipboard.writeText = () => Promise.reject(new Error()); }")
        page.get_by_role("button", name="Copy the file").click()
        expect(said(page)).to_contain_text("copy it by hand")
        expect(page.get_by_role("textbox", name="The file")).to_be_focused()
        assert page.evaluate("getSelection().toString()") == made(page)


def test_site_without_a_forge_has_no_button_for_it(browser: Browser, tiny_site: Site) -> None:
    """The file is copied or downloaded there."""
    with served(tiny_site.folder) as base, opened(browser, base) as (_, page):
        expect(page.get_by_role("button", name="Copy the file")).to_be_visible()
        expect(page.get_by_role("button", name=re.compile("Open"))).to_have_count(0)


def test_without_javascript_the_page_names_the_command(browser: Browser, base: str) -> None:
    """Nobody fills in a form that makes nothing."""
    context = browser.new_context(java_script_enabled=False)
    page = context.new_page()
    page.goto(f"{base}new/")
    expect(page.locator("noscript p")).to_contain_text("postmortems new asks the same questions")
    expect(page.get_by_role("main").get_by_role("textbox")).to_have_count(0)
    context.close()


def test_a_strict_policy_is_enough_for_the_form(browser: Browser, frozen_site: Site) -> None:
    """No inline script of its own, no other host."""
    with served(frozen_site.folder, has_policy=True) as base, opened(browser, base) as (_, page):
        fill(page)
        assert made(page)
        with page.expect_download():
            page.get_by_role("button", name="Download the file").click()


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_everybody_can_use_the_form(browser: Browser, base: str, scheme: str) -> None:
    """Empty, wrong and filled in; at a desk and on a phone, where nothing is wider than the window."""
    for size in ({"width": 1280, "height": 900}, PHONE, {"width": 320, "height": 640}):
        with opened(browser, base, color_scheme=scheme, viewport=size) as (visitor, page):
            page.get_by_role("group", name="Artifacts").get_by_role("button", name="Add one").click()
            page.get_by_role("textbox", name="Title").fill("x" * 200)
            page.get_by_role("button", name="Copy the file").click()
            page.get_by_text("Look at the file").click()
            assert_accessible(page)
            assert visitor.overflow() <= 0


def test_form_can_be_filled_in_with_the_keyboard(browser: Browser, base: str) -> None:
    """Every input is reached by Tab in the order of the page, and Enter in one opens the forge, not another page."""
    with opened(browser, base) as (_, page):
        page.get_by_role("radio", name="own").focus()
        page.keyboard.press("Space")
        page.keyboard.press("Tab")
        expect(page.get_by_role("textbox", name="Title")).to_be_focused()
        page.keyboard.press("Tab")
        expect(page.get_by_role("radiogroup", name="Kind").get_by_role("radio").first).to_be_focused()
        outline = page.evaluate("getComputedStyle(document.activeElement).outlineStyle")
        assert outline != "none"
        page.get_by_role("textbox", name="Title").press("Enter")
        expect(said(page)).to_contain_text("answers need another look")
