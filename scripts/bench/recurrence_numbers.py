"""What the numbers of recurrence claim, against planted truth: `python -m scripts.bench.recurrence_numbers`.

Synthetic companies with failed controls planted in them, and companies without any plan. Told: the later record names
the control. Suspected: the cause came back at the artifact after its prevention was verified, and no record says
otherwise. The authors of synthetic records always name a control that failed; `--silent` lets none of them do so, which
shows what records show without being told.
"""

from __future__ import annotations

import argparse
import json
import tempfile
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from time import process_time

from ml_postmortems.access.corpora import readable_corpus
from ml_postmortems.analytics.archive import Archive
from ml_postmortems.analytics.report import RecurrenceReport, recurrence_report
from ml_postmortems.model.not_known import known
from ml_postmortems.model.terms import Visibility
from ml_postmortems.reading.corpus import Corpus, load_corpus
from scripts.synth.settings import Settings
from scripts.synth.write import write_corpus

Claim = tuple[str, str]
"""A record and its action that did not hold."""


@dataclass(frozen=True, slots=True)
class Company:
    """What one company's numbers say, and what was planted."""

    report: RecurrenceReport
    planted: frozenset[Claim]
    seconds: float

    def claims(self, *, is_certain: bool) -> frozenset[Claim]:
        """What came back, or may have."""
        found = (each for each in self.report.broken_preventions if each.is_certain is is_certain)
        return frozenset((each.record, each.action) for each in found)


def silenced(corpus: Corpus) -> Iterator[tuple[str, dict[str, object]]]:
    """The records without the controls that their authors say did not hold."""
    for record in corpus.records:
        recurrence = known(record.recurrence)
        if recurrence and recurrence.broken_controls:
            yield record.id, {"recurrence": recurrence.model_copy(update={"broken_controls": ()})}


def company(folder: Path, settings: Settings, *, is_silent: bool = False) -> Company:
    """Draw, write and read a company."""
    write_corpus(folder, settings)
    truth = json.loads((folder / "ground-truth.json").read_text("utf-8"))
    archive = Archive(readable_corpus(folder / "postmortems", Visibility.RESTRICTED), settings.until)
    if is_silent:
        changes = dict(silenced(load_corpus(folder / "postmortems")))
        archive.incidents = tuple(record.model_copy(update=changes.get(record.id, {})) for record in archive.incidents)
    counted = {record.id for record in archive.incidents}
    planted = frozenset(
        (each["record"], each["action"])
        for each in truth["failed_controls"]
        if {each["record"], each["failed_in"]} <= counted
    )
    start = process_time()
    report = recurrence_report(archive)
    return Company(report, planted, process_time() - start)


def main() -> None:
    """Print what is told of companies with and without planted recurrences."""
    parser = argparse.ArgumentParser(description=__doc__.split("\n")[0])
    parser.add_argument("--records", type=int, default=200)
    parser.add_argument("--seeds", type=int, default=10)
    parser.add_argument("--silent", action="store_true", help="no author names a control that failed")
    options = parser.parse_args()
    totals = {True: [0, 0, 0], False: [0, 0, 0]}
    for plan in ("company", "null"):
        print(
            f"{plan}: seed, share, by chance, excess; patterns (beyond chance, declared, all); told, suspected, planted"
        )
        beyond = 0
        for seed in range(1, options.seeds + 1):
            with tempfile.TemporaryDirectory() as folder:
                settings = Settings(options.records, seed, words=150, is_null=plan == "null")
                found = company(Path(folder), settings, is_silent=options.silent)
            print(f"  {seed:>3} {_line(found)}")
            share = next(iter(found.report.share), None)
            beyond += share is not None and share.chance is not None and share.chance.is_exceeded
            for is_certain, counts in totals.items():
                claims = found.claims(is_certain=is_certain)
                counts[0] += len(claims & found.planted)
                counts[1] += len(claims)
                counts[2] += len(found.planted)
        print(f"  share beyond chance in {beyond} of {options.seeds}")
        if plan == "company":
            for is_certain, (right, claimed, planted) in totals.items():
                name = "came back" if is_certain else "may have come back"
                print(
                    f"  {name}: precision {right}/{claimed} ({right / max(1, claimed):.0%}), "
                    f"recall {right}/{planted} ({right / max(1, planted):.0%})"
                )


def _line(found: Company) -> str:
    report = found.report
    share = report.share[0]
    chance = share.chance
    text = "no share"
    if share.value is not None and chance:
        text = (
            f"{share.value:.0%} {chance.value:.0%} ({chance.low:.0%} to {chance.high:.0%}) "
            f"{chance.excess:+.0%} ({chance.excess_low:+.0%} to {chance.excess_high:+.0%})"
        )
    beyond = sum(each.is_beyond_chance for each in report.patterns)
    shown = sum(each.is_shown for each in report.patterns)
    claims = [len(found.claims(is_certain=is_certain)) for is_certain in (True, False)]
    return (
        f"{text}; {beyond} and {shown - beyond} of {len(report.patterns)}; "
        f"{claims[0]}, {claims[1]}, {len(found.planted)}; {found.seconds:.1f}"
    )


if __name__ == "__main__":
    main()
