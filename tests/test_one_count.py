"""What several places count is one number: completeness of a record, and incidents of a cause."""

from __future__ import annotations

import re
from datetime import date
from pathlib import Path

import html5lib
import pytest
from click.testing import CliRunner

from ml_postmortems.analytics.archive import Archive
from ml_postmortems.analytics.report import trend_report
from ml_postmortems.authoring.coaching.plan import make_plan
from ml_postmortems.authoring.coaching.plan_text import plan_lines
from ml_postmortems.authoring.drafting.next_steps import NextSteps, next_steps
from ml_postmortems.authoring.review.record_review import RecordReview, record_background, record_verdict
from ml_postmortems.cli.main import postmortems
from ml_postmortems.lint.context import Context
from ml_postmortems.model.completeness import completeness
from ml_postmortems.model.facets import CAUSE
from ml_postmortems.model.terms import Status, Visibility
from ml_postmortems.reading.corpus import load_corpus
from ml_postmortems.styled_text import line_to_text
from ml_postmortems.web.macros import Macros
from ml_postmortems.web.pages import site_pages
from ml_postmortems.web.site_index import SiteIndex
from scripts.synth.settings import Settings
from scripts.synth.write import write_corpus as write_company
from tests.authoring.workspace import AS_OF
from tests.helpers import FROZEN_TAXONOMY, own_record, write_corpus
from tests.web.test_record_page import text_of_page

_COUNTS = (
    r"still ask (\d+) thing|Open for `published`: (\d+) thing|For `published`: (\d+) more"
    r"|, (\d+) with these|asks for (\d+) more things?:"
)
UNTIL = date(2026, 6, 30)
UNKNOWN = {"unknown": "The table was dropped in May."}
RECORD = own_record(
    **{
        "artifacts.2.version": UNKNOWN,
        "affected_data.0.filter": UNKNOWN,
        "people.participants": UNKNOWN,
        "regulatory.0.date": UNKNOWN,
        "times": {"detected": UNKNOWN},
        "timeline.2.marks": [],
    }
)
UNKNOWNS = 6
"""With the predictions, which are unknown in every record of ours."""


def test_every_place_that_shows_completeness_counts_the_same(tmp_path: Path) -> None:
    """Nested unknowns, parts of optional fields and key instants are counted on page, in review and by `next`."""
    corpus = load_corpus(write_corpus(tmp_path, RECORD))
    (file,) = corpus.files
    assert file.record
    measured = completeness(file.record)
    assert len(measured.unknown) == UNKNOWNS

    page = text_of_page(RECORD)
    assert f"{len(measured.answered)} of {measured.total} fields" in page
    assert f"{UNKNOWNS} are unknown" in page
    assert f"({UNKNOWNS} unknown, {len(measured.not_applicable)} not applicable)" in page

    context = Context(corpus, AS_OF)
    review = RecordReview(file, (), None, is_new=False)
    verdict = "\n".join(record_verdict(review, context, ""))
    assert measured.summary in verdict
    assert f"said to be unknown ({UNKNOWNS}:" in verdict
    rows = re.findall(r"\| (\d+) \| (\d+)[^|]* \| (\d+)[^|]* \|", "\n".join(record_background(review, context)))
    sums = [sum(int(row[column]) for row in rows) for column in range(3)]
    assert sums == [len(measured.answered), UNKNOWNS, len(measured.missing)], "by section"

    steps = next_steps(corpus, file, Status.CLOSED, AS_OF)
    assert isinstance(steps, NextSteps)
    assert measured.summary in "\n".join(line_to_text(line) for line in plan_lines(make_plan(steps)))


@pytest.fixture(scope="module")
def company(tmp_path_factory: pytest.TempPathFactory) -> SiteIndex:
    """A synthetic company with near misses, hazards and drills."""
    folder = tmp_path_factory.mktemp("company") / "company"
    write_company(folder, Settings(80, 5, until=UNTIL, words=150, taxonomy=FROZEN_TAXONOMY))
    return SiteIndex(load_corpus(folder / "postmortems").for_audience(Visibility.RESTRICTED), UNTIL)


def test_home_trends_and_pages_of_causes_count_the_same_incidents(company: SiteIndex) -> None:
    """By primary cause: the list of the home page, the series of the trends, and what the page of a cause adds."""
    series = {each.group: each.n for each in trend_report(Archive(company.corpus, UNTIL)).series}
    listed = html5lib.parse(str(Macros(company, UNTIL, lambda: "").term_list("cause", primary=True)))
    items = ["".join(item.itertext()).split() for item in listed.iter("{http://www.w3.org/1999/xhtml}li")]
    home = {" ".join(words[:-1]): int(words[-1]) for words in items}
    assert len(home) > 10
    assert list(home.values()) == sorted(home.values(), reverse=True)
    differing = 0
    for term in company.terms(CAUSE):
        assert term.primary_incidents == series.get(term.term.key, 0) == home.get(term.term.name, 0), term.term.key
        (page,) = (page for page in site_pages(company) if page.url == term.url) if term.counted else (None,)
        if page and term.incidents < len(term.counted):
            differing += 1
            words = " ".join("".join(html5lib.parse(str(page.content().html)).itertext()).split())
            many = "(is an incident|are incidents)"
            primary = f"{term.primary_incidents or 'none'} as primary cause"
            some = rf"{term.incidents} of them {many}, {primary}"
            assert re.search("; " + (some if term.incidents else "(it is no|none of them is an) incident"), words)
    assert differing


@pytest.mark.parametrize("tier", ["SEV1", "SEV2", "SEV3", "SEV5"])
@pytest.mark.parametrize("left_out", [("lessons",), ("people", "impact"), (), None])
def test_every_command_counts_the_same_open_things(tmp_path: Path, tier: str, left_out: tuple[str, ...] | None) -> None:
    """Of one draft, `check`, `check --merge`, `next`, `next --for published` and `status` tell one number."""
    record = own_record(status="draft", severity=tier)
    needed = ("schema_version", "id", "title", "status", "severity", "teams", "kind", "origin", "visibility", "symptom")
    kept = needed if left_out is None else [field for field in record if field not in left_out]
    body = "\n## What happened\n\n<!-- Tell it. -->\n\n## Limitations\n\nNone.\n"
    root = write_corpus(tmp_path, {field: record[field] for field in kept}, body=body)
    (file,) = load_corpus(root).files
    listing = ["check", "--merge", str(file.path)]
    further = [["check"], ["next", "PM-2025-0001"], ["next", "PM-2025-0001", "--for", "published", "--all"]]
    texts = [run_command(root, *words) for words in (listing, *further)]
    counts = [int("".join(found)) for text in texts for found in re.findall(_COUNTS, text)]
    assert counts == counts[:1] * len(texts)
    assert len(re.findall(r": PM\d{3} ", texts[0])) == counts[0]
    assert left_out is not None or "Why it happened" not in texts[0], "causes will carry it"
    refused = run_command(root, "status", "PM-2025-0001", "in-review")
    near = re.search(r"Open for `in-review`: (\d+) thing", texts[2])
    assert f"stays as it is: {near[1]} thing" in refused if near else "-> in-review" in refused


def run_command(root: Path, *words: str) -> str:
    """What a command prints."""
    return CliRunner().invoke(postmortems, [*words, "--root", str(root), "--as-of", "2025-12-01"]).output
