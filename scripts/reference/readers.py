"""Who reads each field, found by watching pages, search, numbers, rules and exports run over the complete record.

Nothing is declared by hand, so nothing can be out of date. What walks over all fields alike (schema, required fields,
completeness, the record as of a day) is no reader.
"""

from __future__ import annotations

import re
import sys
import tempfile
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from datetime import date
from enum import StrEnum
from functools import cache
from pathlib import Path
from types import MappingProxyType

from pydantic import BaseModel

from ml_postmortems.access.corpora import readable_corpus
from ml_postmortems.analytics.archive import Archive
from ml_postmortems.analytics.report import recurrence_report, times_report, trend_report
from ml_postmortems.export.numbers_json import numbers_to_json
from ml_postmortems.export.search_json import search_to_json
from ml_postmortems.export.similar_json import similar_to_json
from ml_postmortems.lint.check import check
from ml_postmortems.lint.context import Context
from ml_postmortems.model.block import Block
from ml_postmortems.model.requirements import FieldRule, field_rules
from ml_postmortems.model.terms import Visibility
from ml_postmortems.reading.corpus import Corpus
from ml_postmortems.reading.record_file import parse_record_file
from ml_postmortems.search.documents import documents_of
from ml_postmortems.search.searching import Search
from ml_postmortems.search.whoosh_index import WhooshIndex
from ml_postmortems.similarity.similar import SimilarRecords
from ml_postmortems.web.pages import aliases, site_pages
from ml_postmortems.web.site_index import SiteIndex
from scripts.reference.example_corpus import write_example_corpus
from scripts.reference.examples import EXAMPLE_RECORD, example_file, is_told

AS_OF = date(2026, 1, 1)
_Key = tuple[type[BaseModel], str]
"""A field by its block and its attribute."""
_WALKERS = (
    "model/as_known.py",
    "model/completeness.py",
    "model/leaves.py",
    "model/requirements.py",
)
"""Modules that look at fields by their place, whatever they mean."""


class Reader(StrEnum):
    """What may read a field, as the reference names it."""

    PAGE = "page"
    SEARCH = "search"
    NUMBERS = "numbers"
    RULES = "rules"
    EXPORT = "export"
    FORMAT = "format"


@cache
def field_readers(taxonomy: Path) -> Mapping[tuple[str, ...], tuple[Reader, ...]]:
    """The readers of every field that has a heading in the reference; what none reads, the format can do without.

    `taxonomy` is the file that names causes and triggers.
    """
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        path = write_example_corpus(folder, taxonomy.read_text("utf-8"))
        read = {reader: _watched(run, folder, path) for reader, run in _RUNS.items()}
    found = {}
    for rule in field_rules():
        if is_told(rule):
            key = (rule.block, _attribute(rule))
            found[rule.path] = tuple(reader for reader in _RUNS if key in read[reader])
            if not found[rule.path] and _decides_how_others_are_read(rule):
                found[rule.path] = (Reader.FORMAT,)
    return MappingProxyType(found)


def _attribute(rule: FieldRule) -> str:
    fields = rule.block.model_fields
    return next(name for name, field in fields.items() if (field.alias or name) == rule.path[-1])


def _watched(run: Callable[[Corpus, Path], None], folder: Path, path: Path) -> set[_Key]:
    corpus = readable_corpus(folder, Visibility.RESTRICTED)
    assert all(file.record and not file.faults for file in corpus.files), [file.faults for file in corpus.files]
    with _watch("export/" if run is _write_exports else "") as read:
        run(corpus, path)
    return read


@contextmanager
def _watch(only: str) -> Iterator[set[_Key]]:
    """Collect the fields that are asked for by name, by modules of a folder or by all but the walkers."""
    read: set[_Key] = set()
    names = {block: frozenset(block.model_fields) for block in {rule.block for rule in field_rules()}}

    def getattribute(block: Block, name: str) -> object:
        if name in names.get(type(block), ()):
            module = sys._getframe(1).f_code.co_filename.replace("\\", "/")
            if only in module and not module.endswith(_WALKERS):
                read.add((type(block), name))
        return object.__getattribute__(block, name)

    Block.__getattribute__ = getattribute  # type: ignore[assignment,method-assign]  # pydantic has no hook for reading
    try:
        yield read
    finally:
        del Block.__getattribute__


def _make_pages(corpus: Corpus, _: Path) -> None:
    index = SiteIndex(corpus, AS_OF)
    for page in site_pages(index):
        page.content()
    list(aliases(index))


def _make_documents(corpus: Corpus, _: Path) -> None:
    for document in documents_of(corpus, corpus.vocabulary, AS_OF):
        assert document.text
        assert document.facts


def _compute_numbers(corpus: Corpus, _: Path) -> None:
    archive = Archive(corpus, AS_OF)
    for report in (trend_report, recurrence_report, times_report):
        numbers_to_json(report(archive))


def _run_rules(corpus: Corpus, path: Path) -> None:
    former = {file.path: file for file in corpus.files if file.path == path}
    check(Context(corpus, AS_OF))
    check(Context(corpus, AS_OF, is_merge=True, changed=frozenset(former), former=former))


def _write_exports(corpus: Corpus, _: Path) -> None:
    documents = documents_of(corpus, corpus.vocabulary, AS_OF)
    index = WhooshIndex(document.text for document in documents)
    search_to_json(Search(documents, index, corpus.vocabulary).run("search"), [], limit=10, left_out=0, unreadable=0)
    similar_to_json(SimilarRecords(corpus).to_record(corpus.records[0]), left_out=0, unreadable=0)


_RUNS: Mapping[Reader, Callable[[Corpus, Path], None]] = {
    Reader.PAGE: _make_pages,
    Reader.SEARCH: _make_documents,
    Reader.NUMBERS: _compute_numbers,
    Reader.RULES: _run_rules,
    Reader.EXPORT: _write_exports,
}


def _decides_how_others_are_read(rule: FieldRule) -> bool:
    """Whether another field of the complete record reads otherwise without this one."""
    if len(rule.path) > 1:
        return False
    key = rule.path[0]
    text = re.sub(rf"^{key}:.*\n(?: .*\n)*", "", EXAMPLE_RECORD.read_text("utf-8"), count=1, flags=re.MULTILINE)
    with_it, without = example_file().record, parse_record_file(EXAMPLE_RECORD, text.encode()).record
    assert with_it and without
    others = [name for name in type(with_it).model_fields if name != _attribute(rule)]
    return any(getattr(with_it, name) != getattr(without, name) for name in others)
