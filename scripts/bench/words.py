"""How often words that nobody planted are said to rise, and planted ones are found: `python -m scripts.bench.words`.

Synthetic companies without any plan, in which every word that is said to rise is a false alarm, and companies in which
one word rises in the last year. Public records only, each through its Whoosh index, as the trends page does it.
"""

from __future__ import annotations

import argparse
import tempfile
from pathlib import Path
from time import process_time

from ml_postmortems.access.corpora import readable_corpus
from ml_postmortems.analytics.archive import Archive
from ml_postmortems.analytics.periods import periods_of
from ml_postmortems.analytics.words import WordReport, rising_words
from ml_postmortems.model.terms import Visibility
from ml_postmortems.search.documents import documents_of
from ml_postmortems.search.postings_words import postings_words
from ml_postmortems.search.whoosh_index import WhooshIndex
from scripts.synth.body import RISING_WORD
from scripts.synth.settings import Settings
from scripts.synth.write import write_corpus


def words_of(settings: Settings) -> tuple[WordReport, float]:
    """What rises in a company, and the CPU seconds from its index to that."""
    with tempfile.TemporaryDirectory() as folder:
        write_corpus(Path(folder) / "company", settings)
        corpus = readable_corpus(Path(folder) / "company" / "postmortems", Visibility.PUBLIC)
        archive = Archive(corpus, settings.until)
        documents = documents_of(corpus, corpus.vocabulary)
        index = WhooshIndex(document.text for document in documents)
        start = process_time()
        words = postings_words(documents, index, corpus.vocabulary)
        report = rising_words(archive, archive.incidents, periods_of(archive), words)
        return report, process_time() - start


def main() -> None:
    """Print the share of companies with a false alarm, and of those whose planted word is found."""
    parser = argparse.ArgumentParser(description=__doc__.split("\n")[0])
    parser.add_argument("--records", type=int, default=80)
    parser.add_argument("--words", type=int, default=150)
    parser.add_argument("--seeds", type=int, default=200)
    parser.add_argument("--planted", type=int, default=20, help="companies with a planted word")
    options = parser.parse_args()
    alarms = 0
    for seed in range(1, options.seeds + 1):
        report, seconds = words_of(Settings(options.records, seed, words=options.words, is_null=True))
        alarms += bool(report.rising)
        for each in report.rising:
            print(f"  seed {seed}: {each.text} in {each.group.key}, {each.recent_events} {each.earlier_events}")
        if seed in (1, options.seeds):
            print(f"  {report.words} words, {report.tests} tests, {seconds:.1f} s", flush=True)
    print(f"nothing planted: {alarms} of {options.seeds} companies have a word that rises")
    found = 0
    for seed in range(1, options.planted + 1):
        report, _ = words_of(Settings(options.records, seed, words=options.words))
        found += any(RISING_WORD in each.text.split() for each in report.rising)
    print(f"planted: found in {found} of {options.planted}")


if __name__ == "__main__":
    main()
