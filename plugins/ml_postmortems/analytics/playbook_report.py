"""The playbook of a cause that somebody names, out of a corpus."""

from __future__ import annotations

from datetime import date

from ml_postmortems.analytics.archive import counted_records
from ml_postmortems.analytics.control_report import ControlFilter, control_report
from ml_postmortems.analytics.playbook import Playbook, playbook, told_lessons
from ml_postmortems.errors import UnknownName
from ml_postmortems.model.facets import CAUSE
from ml_postmortems.model.taxonomy import Taxonomy
from ml_postmortems.reading.corpus import Corpus
from ml_postmortems.suggestion import closest


def playbook_of(corpus: Corpus, as_of: date, word: str) -> Playbook:
    """What the records that count teach about a leaf; raises UnknownName and VocabularyUnusable."""
    vocabulary = corpus.vocabulary
    leaf = find_leaf(vocabulary.taxonomy, word)
    records = counted_records(corpus, as_of)
    return playbook(
        leaf,
        [record for record in records if leaf in CAUSE.keys(record, vocabulary)],
        control_report(corpus, as_of, ControlFilter(cause=leaf)).controls,
        [lesson for lesson in told_lessons(records, vocabulary) if leaf in lesson.causes],
    )


def find_leaf(taxonomy: Taxonomy, word: str) -> str:
    """A leaf by its whole name, or by its last part where that is of one only; raises UnknownName."""
    leaves = taxonomy.leaves
    if word in leaves:
        return word
    named = [leaf for leaf in leaves if leaf.rpartition("/")[2] == word]
    if len(named) == 1:
        return named[0]
    raise UnknownName("cause", word, list(leaves), closest(word, leaves))
