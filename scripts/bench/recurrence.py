"""How well the recurrence question picks what it asks: `python -m scripts.bench.recurrence`.

Recall: of the pairs that authors declared (`of`) or called `related`, how many needed an answer when the later record
was written, and how many were shown. Precision: of what needed an answer, how much is such a pair. On the real records
the authors answered after they saw the question, so recall there is flattering; on synthetic ones the pairs were
planted by the generator, which knows nothing of the question. Beside it, the order without words: ties alone.
"""

from __future__ import annotations

import argparse
import json
import tempfile
from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import replace
from pathlib import Path

from ml_postmortems.model.not_known import known
from ml_postmortems.model.record import Record
from ml_postmortems.reading.corpus import Corpus, load_corpus
from ml_postmortems.similarity.record_facts import is_later
from ml_postmortems.similarity.recurrence_candidates import Candidate, RecurrenceCandidates
from ml_postmortems.similarity.similar import WORDS_WEIGHT, SimilarRecords
from scripts.synth.settings import Settings
from scripts.synth.write import write_corpus

Pairs = Mapping[str, set[str]]
"""From a later record to the earlier ones that it repeats or is related to."""


def answered_pairs(corpus: Corpus, names: Callable[[Record], Sequence[str]]) -> Pairs:
    """The pairs that the records themselves name."""
    return {record.id: set(names(record)) for record in corpus.records if names(record)}


def declared(record: Record) -> Sequence[str]:
    """What it is said to repeat."""
    recurrence = known(record.recurrence)
    return recurrence.of if recurrence else ()


def declared_or_related(record: Record) -> Sequence[str]:
    """What it is said to repeat, and the same failure elsewhere."""
    recurrence = known(record.recurrence)
    return (*recurrence.of, *recurrence.related) if recurrence else ()


def report(name: str, corpus: Corpus, pairs: Pairs, words_weight: float) -> None:
    """Print what each later record of these pairs was asked and shown when it was written."""
    wanted, found = pairs_of(pairs), candidates_then(corpus, pairs, words_weight)
    asked = {pair for pair, candidate in found.items() if candidate.is_asked}
    if wanted:
        hits, shown = len(asked & wanted), len(found.keys() & wanted)
        print(
            f"{name:<42} asked {hits}/{len(wanted)} ({hits / len(wanted):.0%}), shown {shown}/{len(wanted)} "
            f"({shown / len(wanted):.0%}), precision {hits}/{len(asked)} ({hits / max(1, len(asked)):.0%})"
        )
        print(f"    not asked: {', '.join(f'{later} {earlier}' for later, earlier in sorted(wanted - asked))}")


def pairs_of(pairs: Pairs) -> set[tuple[str, str]]:
    """The same as pairs of ids, the later one first."""
    return {(later, earlier) for later, names in pairs.items() for earlier in names}


def candidates_then(
    corpus: Corpus, later_ids: Collection[str], words_weight: float
) -> dict[tuple[str, str], Candidate]:
    """The candidates of these records when they were written: without their answers and what came later."""
    found: dict[tuple[str, str], Candidate] = {}
    for record in corpus.records:
        if record.id in later_ids:
            files = tuple(file for file in corpus.files if file.record and not is_later(file.record, record))
            known_then = replace(corpus, files=files)
            finder = RecurrenceCandidates(known_then, SimilarRecords(known_then, words_weight))
            candidates = finder.of(record.model_copy(update={"recurrence": None}))
            found |= {(record.id, each.record.id): each for each in candidates}
    return found


def main() -> None:
    """Print a line for each corpus and each way of ordering."""
    parser = argparse.ArgumentParser(description=__doc__.split("\n")[0])
    parser.add_argument("--root", type=Path, default=Path("postmortems"))
    parser.add_argument("--records", type=int, default=240, help="of the synthetic corpus")
    options = parser.parse_args()
    real = load_corpus(options.root)
    with tempfile.TemporaryDirectory() as folder:
        write_corpus(Path(folder), Settings(records=options.records))
        made = load_corpus(Path(folder) / "postmortems")
        truth = json.loads((Path(folder) / "ground-truth.json").read_text("utf-8"))
    planted: dict[str, set[str]] = {}
    for pair in (*truth["declared"], *truth["signature_pairs"]):
        planted.setdefault(pair["later"], set()).add(pair["earlier"])
    for order, weight in (("ties and words", WORDS_WEIGHT), ("ties alone", 0.0)):
        print(f"{order}:")
        report("  real records, declared", real, answered_pairs(real, declared), weight)
        report("  real records, declared or related", real, answered_pairs(real, declared_or_related), weight)
        report(f"  {len(made.records)} synthetic records, planted", made, planted, weight)


if __name__ == "__main__":
    main()
