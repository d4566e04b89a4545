"""How well `similar -` knows when to be silent: `python -m scripts.bench.judged_notes --split tune`.

`judged-notes.yml` says who wrote and graded the notes. Half is for tuning, and the other half was opened once. Of notes
with a right record a miss lists none, and of notes without one a false alarm lists any; both with Wilson's interval of
95 %. Last, the 45 older notes, all of which have a right record.
"""

from __future__ import annotations

import argparse
from collections.abc import Sequence
from pathlib import Path
from statistics import fmean

from ml_postmortems.access.corpora import readable_corpus
from ml_postmortems.analytics.proportions import wilson_interval
from ml_postmortems.model.terms import Visibility
from ml_postmortems.search.documents import documents_of
from scripts.bench.judged_queries import JudgedText, read_half
from scripts.bench.relevance import PASTED, Engine, our_similar, read_judged, reciprocal_rank

NOTES = Path(__file__).with_name("judged-notes.yml")
LISTED = 5


def _print_found(name: str, notes: Sequence[JudgedText], engine: Engine) -> None:
    listed = [(note, list(engine(note.text))[:LISTED]) for note in notes]
    answered = [(note, found) for note, found in listed if note.grades]
    ranks = [reciprocal_rank(found, note.grades) for note, found in answered]
    misses = sum(not found for _, found in answered)
    print(f"{name}: {len(answered)} notes with a right record, {misses} missed ({_interval(misses, len(answered))}),")
    print(
        f"  it comes first for {sum(rank == 1 for rank in ranks)}, among {LISTED} for {sum(map(bool, ranks))},", end=" "
    )
    print(f"MRR {fmean(ranks):.3f}, records listed {fmean(len(found) for _, found in answered):.1f}")
    others = [(note, found) for note, found in listed if not note.grades]
    if others:
        alarms = [note.kind for note, found in others if found]
        print(f"  {len(others)} without, {len(alarms)} false alarms ({_interval(len(alarms), len(others))}): {alarms}")


def _interval(found: int, of: int) -> str:
    low, high = wilson_interval(found, of)
    return f"{low:.0%} to {high:.0%}"


def main() -> None:
    """Print what is found."""
    parser = argparse.ArgumentParser(description=__doc__.split("\n")[0])
    parser.add_argument("--root", type=Path, default=Path("postmortems"))
    parser.add_argument("--split", choices=("tune", "final"), required=True)
    options = parser.parse_args()
    corpus = readable_corpus(options.root, Visibility.PUBLIC)
    engine = our_similar(documents_of(corpus, corpus.vocabulary))
    _print_found(options.split, read_half(NOTES, options.split), engine)
    older = [JudgedText("older", each.query, each.grades) for each in read_judged(PASTED)]
    _print_found("older notes", older, engine)


if __name__ == "__main__":
    main()
