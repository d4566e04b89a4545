"""A synthetic corpus is one that the checker and a reader take for real, and the same everywhere."""

from __future__ import annotations

import math
import re
from collections import Counter
from pathlib import Path
from statistics import median

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from ml_postmortems.errors import FolderUnwritable
from ml_postmortems.model.catalog import ArtifactKind
from ml_postmortems.model.derived_values import as_version_2, completed
from ml_postmortems.model.durations import happened
from ml_postmortems.model.record import SCHEMA_VERSIONS
from ml_postmortems.model.terms import Coverage, Kind, Origin, Status
from ml_postmortems.model.tiers import Tier
from ml_postmortems.reading.vocabulary import read_taxonomy
from scripts.synth.company import Company
from scripts.synth.corpus import draw_corpus
from scripts.synth.phrases import leaves, sentences
from scripts.synth.settings import Settings
from scripts.synth.write import write_corpus
from tests.helpers import FROZEN_RECORDS, FROZEN_TAXONOMY
from tests.site import tree_of
from tests.synth.corpora import Written, run_synth, written

ORDINARY_WARNINGS = {"PM413", "PM430", "PM503", "PM544", "PM554", "PM557", "PM720"}
"""Overdue actions and stale cases are wanted, texts that name a service in passing are usual, and the company publishes
an attack before its prevention is done; all are warnings."""


def artifacts_of(company: Company) -> set[str]:
    """Every artifact of the domains."""
    return {artifact for area in company.areas for artifact in area.artifacts.values()}


def words_of(corpus: Written) -> list[list[str]]:
    """The words of each body."""
    return [re.findall(r"[\w-]+", file.body.text.lower()) for file in corpus.corpus.files]


@pytest.mark.parametrize(
    ("records", "seed", "years", "is_null"),
    [(1, 1, 1, False), (90, 2, 3, False), (400, 3, 2, False), (200, 4, 5, True)],
)
def test_every_rule_is_kept(records: int, seed: int, years: int, is_null: bool, tmp_path: Path) -> None:
    """At any size and seed there is no error, and no warning but the ordinary ones."""
    corpus = written(tmp_path / "corpus", records=records, seed=seed, years=years, is_null=is_null)
    assert corpus.report.record_count == records == len(corpus.corpus.records)
    assert not corpus.report.errors
    assert {finding.code for finding in corpus.report.findings} <= ORDINARY_WARNINGS
    assert not corpus.report.exempted


@settings(max_examples=12)
@given(
    records=st.integers(1, 48), seed=st.integers(0, 10**9), years=st.integers(1, 4), is_null=st.booleans(),
    until=st.dates(min_value=Settings(1).until.replace(year=2010), max_value=Settings(1).until.replace(year=2035)),
)  # fmt: skip
def test_no_seed_breaks_a_rule(
    tmp_path: Path, records: int, seed: int, years: int, is_null: bool, until: object
) -> None:
    """Whatever is drawn, in whatever period, has to be a record."""
    corpus = written(
        tmp_path / "corpus", records=records, seed=seed, years=years, until=until, is_null=is_null, words=150
    )
    assert {finding.code for finding in corpus.report.findings} <= ORDINARY_WARNINGS
    assert len(corpus.corpus.records) == records


def test_the_same_arguments_give_the_same_bytes(tmp_path: Path) -> None:
    """Under another seed of Python's hashes, another time zone and language, with another git configuration."""
    (tmp_path / "home").mkdir()
    (tmp_path / "home/.gitconfig").write_text("[core]\n\tautocrlf = true\n[user]\n\tname = Somebody\n")
    arguments = ("--records", "40", "--seed", "5", "--git")
    places = tmp_path / "one", tmp_path / "two"
    first = run_synth(str(places[0]), *arguments, PYTHONHASHSEED="0", TZ="UTC")
    second = run_synth(
        str(places[1]),
        *arguments,
        PYTHONHASHSEED="4711",
        TZ="Pacific/Kiritimati",
        LC_ALL="C",
        HOME=str(tmp_path / "home"),
    )
    assert first.returncode == second.returncode == 0, first.stderr + second.stderr
    trees = [
        {name: content for name, content in tree_of(place).items() if not name.startswith(".git/")} for place in places
    ]
    assert trees[0] == trees[1]
    heads = [(place / ".git/refs/heads/main").read_text() for place in places]
    assert heads[0] == heads[1]


def test_another_seed_gives_another_corpus(tmp_path: Path) -> None:
    """Else a benchmark over seeds would measure one corpus again and again."""
    one, other = (written(tmp_path / str(seed), records=20, seed=seed) for seed in (1, 2))
    assert {record.title for record in one.corpus.records} != {record.title for record in other.corpus.records}


def test_it_is_a_census_of_our_own(company: Written) -> None:
    """Rates and trends are shown for a census only, and people, actions and validation for our own incidents only."""
    assert company.corpus.catalog
    assert company.corpus.catalog.corpus is Coverage.CENSUS
    assert list(company.corpus.catalog.operators) == ["us"]
    assert {record.origin for record in company.corpus.records} == {Origin.OWN}


def test_records_are_written_as_short_as_the_format_allows(company: Written) -> None:
    """Of the newest version, without what follows from the rest, and without what the tier does not ask for."""
    for file in company.corpus.files:
        assert file.tree["schema_version"] == SCHEMA_VERSIONS[-1]
        assert as_version_2(completed(file.tree).tree) == file.tree
        assert file.record
        if file.record.tier is Tier.SHORT:
            assert not file.tree.keys() & {"failure", "hypotheses", "risk", "communication", "alignment"}
            assert "participants" not in file.tree["people"]


def test_everything_that_a_record_can_be_is_there(company: Written) -> None:
    """Every status that may be merged, every kind, and every optional part in some record and missing in others."""
    records = company.corpus.records
    merged = set(Status) - {Status.DRAFT, Status.IN_REVIEW}
    assert {record.status for record in records} == merged
    assert {record.kind for record in records} == set(Kind)
    for part in ("hypotheses", "dissent", "assumptions", "recognition", "tags", "validation", "communication", "times"):
        filled = sum(bool(getattr(record, part)) for record in records)
        assert 0 < filled < len(records), part


def test_nothing_happens_outside_of_its_time(company: Written) -> None:
    """Artifacts fail while they are in service, and nothing happens after the as-of date."""
    catalog = company.corpus.catalog
    assert catalog
    for record in company.corpus.records:
        assert isinstance(record.timeline, tuple)
        assert isinstance(record.artifacts, tuple)
        assert max(event.at.text for event in record.timeline)[:10] <= company.until.isoformat()
        day = happened(record).latest.text[:10]
        for artifact in (catalog.artifacts[use.id] for use in record.artifacts):
            assert artifact.in_service_from
            assert artifact.in_service_from.text <= day
            assert artifact.until is None or day <= artifact.until.text


def test_the_catalog_grows_with_the_corpus() -> None:
    """A company of 80 incidents has about 8 teams and 40 artifacts; one of 2,000 has more of both."""
    small, large = (draw_corpus(Settings(records=records)).company for records in (80, 2000))
    assert 6 <= len(small.teams) <= 10
    assert 35 <= len(artifacts_of(small)) <= 55
    assert len(large.teams) > 2 * len(small.teams)
    assert len(artifacts_of(large)) > 3 * len(artifacts_of(small))
    assert any(area.until for area in large.areas), "some of it is switched off"


def test_every_leaf_has_its_phrases() -> None:
    """A cause that is added to the taxonomy gets its language, and one that is renamed keeps it."""
    taxonomy, _ = read_taxonomy(FROZEN_RECORDS / "taxonomy.yml")
    assert taxonomy
    assert set(leaves()) == set(taxonomy.leaves)
    for name, leaf in leaves().items():
        assert set(leaf.at) <= {kind.value for kind in ArtifactKind}, name
        assert set(leaf.behind) <= set(taxonomy.leaves) - {name}, name
        assert set(leaf.triggers) <= set(taxonomy.triggers), name
        assert leaf.stage in taxonomy.lifecycle_stages, name
        assert leaf.prevent.kind in taxonomy.controls, name
    assert set(sentences()["trigger_texts"]) == set(taxonomy.triggers)


def test_no_slot_is_left_open(company: Written) -> None:
    """A brace in the text is a word that nobody filled in."""
    for file in company.corpus.files:
        assert not re.search(r"[{}]", file.text), file.path


def test_summaries_name_a_duration_as_people_do() -> None:
    """From the shortest to the longest of 4,000: minutes, hours or days, and never more than two figures."""
    corpus = draw_corpus(Settings(records=4000, words=150))
    harmed = [
        each for each in corpus.plan.incidents if {"started", "mitigated"} <= corpus.courses[each.number].moments.keys()
    ]
    harmed.sort(key=lambda each: corpus.courses[each.number].moments["mitigated"] - each.started)
    units = set()
    for incident in (*harmed[:20], *harmed[:: len(harmed) // 40], *harmed[-20:]):
        text = " ".join(corpus.record_text(incident, corpus.settings.until).split())
        if incident.kind == "incident":
            said = re.search(r"for about (\d+) (minutes|hours|days)\.", text)
            assert said
            assert int(said.group(1)) < 100
            units.add(said.group(2))
    assert units == {"minutes", "hours", "days"}


def test_words_are_as_frequent_as_in_real_text(company: Written) -> None:
    """Frequency falls with rank about as Zipf's law says: exponent 1, here within 0.7 to 1.4 over 1,000 ranks."""
    counts = [count for _, count in Counter(word for body in words_of(company) for word in body).most_common(1000)]
    ranks = [round(1000 ** (step / 40)) for step in range(41)]
    points = [(math.log(rank), math.log(counts[rank - 1])) for rank in ranks]
    mean_x, mean_y = (sum(values) / len(points) for values in zip(*points, strict=True))
    slope = sum((x - mean_x) * (y - mean_y) for x, y in points) / sum((x - mean_x) ** 2 for x, _ in points)
    assert -1.4 < slope < -0.7


@pytest.mark.parametrize("words", [450, 1500])
def test_bodies_are_as_long_as_asked(words: int, tmp_path: Path) -> None:
    """The median is within a tenth, and no body is less than half or more than twice as long."""
    corpus = written(tmp_path / "corpus", records=60, words=words)
    lengths = [len(file.body.text.split()) for file in corpus.corpus.files]
    assert 0.9 * words < median(lengths) < 1.1 * words
    assert words / 2 < min(lengths)
    assert max(lengths) < 2 * words


def test_an_earlier_corpus_is_replaced(tmp_path: Path) -> None:
    """The same command can be given again, and nothing of the former corpus stays."""
    written(tmp_path / "corpus", records=9, seed=1)
    again = written(tmp_path / "corpus", records=3, seed=2)
    assert len(again.corpus.records) == 3
    assert [path.name for path in tmp_path.iterdir()] == ["corpus"]


def test_other_files_are_never_overwritten(tmp_path: Path) -> None:
    """Real records in the place of the target stay as they are, and the message says what is there."""
    (tmp_path / "postmortems").mkdir()
    (tmp_path / "postmortems/catalog.yml").write_text("real\n")
    done = run_synth(str(tmp_path), "--records", "3")
    assert done.returncode == 2
    assert "must be missing, empty or an earlier synthetic corpus: found other files" in done.stderr
    assert "Traceback" not in done.stderr
    assert tree_of(tmp_path) == {"postmortems/catalog.yml": b"real\n"}


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (("--records", "0"), "records must be 1 to"),
        (("--records", "99999"), "because the ids of a year have four digits: found 99999"),
        (("--records", "5", "--years", "0"), "years must be 1 to 100: found 0"),
        (("--records", "5", "--until", "2026-02-30"), "must be a date such as 2026-06-30: found `2026-02-30`"),
        (("--records", "5", "--words", "3"), "words must be 150 to 20000: found 3"),
    ],
)
def test_what_cannot_be_is_refused(arguments: tuple[str, ...], said: str, tmp_path: Path) -> None:
    """With the argument, the bound and what was found, and nothing is written."""
    done = run_synth(str(tmp_path / "corpus"), *arguments)
    assert done.returncode == 2
    assert said in done.stderr
    assert "Traceback" not in done.stderr
    assert not (tmp_path / "corpus").exists()


def test_a_failed_write_leaves_the_former_corpus(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A corpus that cannot be finished does not take the place of one that was."""
    former = tree_of(written(tmp_path / "corpus", records=3).folder)

    def fail(*_: object) -> None:
        raise OSError("no space left")

    monkeypatch.setattr("scripts.synth.write.truth_text", fail)
    with pytest.raises(FolderUnwritable, match="no space left"):
        write_corpus(tmp_path / "corpus", Settings(records=4, taxonomy=FROZEN_TAXONOMY))
    assert tree_of(tmp_path / "corpus") == former
    assert [path.name for path in tmp_path.iterdir()] == ["corpus"]
