"""The records most like another, kept between runs for as long as no record changes what is compared."""

from __future__ import annotations

import json
from collections.abc import Callable, Collection
from dataclasses import dataclass

from ml_postmortems.model.record import Record
from ml_postmortems.similarity.similar import SimilarRecords
from ml_postmortems.similarity.ties import Key, Tie
from ml_postmortems.web.fragments import Fragments, key_of


@dataclass(frozen=True, slots=True)
class KeptAnswer:
    """A record that is similar to another one, and what ties the two."""

    record_id: str
    ties: tuple[Key, ...]


class KeptSimilar:
    """Answers of `SimilarRecords`. How alike two are depends on all records, so all answers have one state."""

    def __init__(self, state: Callable[[], str], similar: Callable[[], SimilarRecords], fragments: Fragments) -> None:
        """`state` gives a hash of all that the answers depend on."""
        self._state, self._similar, self._fragments = state, similar, fragments

    def to_record(self, record: Record, most: int, without: Collection[str]) -> tuple[KeptAnswer, ...]:
        """The records of the corpus that are most similar to one of them."""

        def find() -> str:
            found = self._similar().to_record(record, most, without)
            return json.dumps(
                [[each.record.id, [(key.tie, key.term, key.side) for key in each.ties]] for each in found]
            )

        kept = self._fragments.text(
            lambda: key_of("similar", self._state(), record.id, str(most), *sorted(without)), find
        )
        return tuple(
            KeptAnswer(id, tuple(Key(Tie(tie), term, side) for tie, term, side in ties))
            for id, ties in json.loads(kept)
        )
