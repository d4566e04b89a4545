"""How well the recurrence question picks its five: `python -m scripts.bench.recurrence`.

Recall: of the pairs that authors declared (`of`) or called `related`, how many are among the five that are asked about.
Precision: of what is asked about, how much is such a pair. On the real records the authors answered after they had seen
the question, so recall there is flattering; on synthetic ones the pairs were planted by the generator, which knows
nothing of the question. Beside it, the order without words: ties alone, later records first.
"""

from __future__ import annotations

import argparse
import json
import tempfile
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path

from ml_postmortems.model.not_known import known
from ml_postmortems.model.record import Record
from ml_postmortems.reading.corpus import Corpus, load_corpus
from ml_postmortems.similarity.recurrence_candidates import RecurrenceIndex
from ml_postmortems.similarity.similar import WORDS_WEIGHT
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
    """Print recall and precision over the later records of these pairs."""
    asked = RecurrenceIndex(corpus, words_weight)
    found = total = shown = 0
    for record in corpus.records:
        if record.id in pairs:
            candidates = {each.record.id for each in asked.candidates(record)}
            total += len(pairs[record.id])
            found += len(pairs[record.id] & candidates)
            shown += len(candidates)
    if total:
        print(
            f"{name:<42} recall {found}/{total} ({found / total:.0%}), precision {found}/{shown} ({found / shown:.0%})"
        )


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
