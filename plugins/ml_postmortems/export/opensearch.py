"""Records for a search engine that an organisation runs: the index, and `_bulk` requests that bring it up to date.

The form of the requests is that of the bulk operation of OpenSearch, which Elasticsearch shares.
"""

from __future__ import annotations

import json
from collections.abc import Collection, Iterable, Iterator, Mapping
from typing import Any

from ml_postmortems.export.record_data import DataContext
from ml_postmortems.model.durations import happened
from ml_postmortems.model.facets import FACETS, Facet, Vocabulary
from ml_postmortems.model.not_known import NotKnown
from ml_postmortems.model.own_fields import EXTRA, FieldType, value_fault
from ml_postmortems.model.record import Record
from ml_postmortems.reading.record_file import RecordFile
from ml_postmortems.search.field_weights import FIELD_WEIGHTS
from ml_postmortems.similarity.analysis import STOP_WORDS
from ml_postmortems.similarity.record_text import TextField, record_text

INDEX_FILE, BULK_FILE = "index.json", "bulk.ndjson"
_ANALYZER = "postmortems"
_TYPES: Mapping[FieldType, Mapping[str, Any]] = {
    FieldType.TEXT: {"type": "text", "analyzer": _ANALYZER, "search_analyzer": f"{_ANALYZER}_search"},
    FieldType.NUMBER: {"type": "double"},
    FieldType.DATE: {"type": "date", "format": "strict_date_optional_time"},
    FieldType.URL: {"type": "keyword", "index": False},
    FieldType.CHOICE: {"type": "keyword"},
    FieldType.PERSON: {"type": "keyword"},
    FieldType.LIST: {"type": "keyword"},
}
_TEXTS = tuple(field for field in TextField if field is not TextField.SYNONYMS)


def index_settings(vocabulary: Vocabulary) -> dict[str, Any]:
    """The body with which the index is made: analysers as near to our own search as they go, and the fields.

    Words are folded, freed of stop words and stemmed (Snowball, English). Synonyms of the taxonomy are looked up when
    somebody searches, so that new ones need no new index of old records. `_meta` holds the weights of the fields.
    """
    synonyms = [", ".join(map(_synonym, group)) for group in vocabulary.taxonomy.synonyms]
    filters: dict[str, Any] = {
        "pm_stop": {"type": "stop", "stopwords": sorted(STOP_WORDS)},
        "pm_stem": {"type": "snowball", "language": "English"},
    }
    steps = ["lowercase", "asciifolding", "pm_stop", "pm_stem"]
    searched = steps
    if synonyms:
        filters["pm_synonyms"] = {"type": "synonym_graph", "synonyms": synonyms, "lenient": True}
        searched = ["lowercase", "asciifolding", "pm_synonyms", "pm_stop", "pm_stem"]
    analyzers = {
        _ANALYZER: {"type": "custom", "tokenizer": "standard", "filter": steps},
        f"{_ANALYZER}_search": {"type": "custom", "tokenizer": "standard", "filter": searched},
    }
    text = {"type": "text", "analyzer": _ANALYZER, "search_analyzer": f"{_ANALYZER}_search"}
    properties: dict[str, Any] = {
        "id": {"type": "keyword"},
        "url": {"type": "keyword", "index": False},
        "audience": {"type": "keyword"},
        "happened": {"type": "date_range", "format": "strict_date_optional_time"},
        **{field.value: text for field in _TEXTS},
        **{_name(facet): {"type": "keyword"} for facet in FACETS},
        EXTRA: {"properties": {key: _TYPES[own.type] for key, own in vocabulary.fields.items()}},
    }
    return {
        "settings": {"analysis": {"filter": filters, "analyzer": analyzers}},
        "mappings": {
            "dynamic": False,
            "_meta": {"weights": {field.value: FIELD_WEIGHTS[field].weight for field in _TEXTS}},
            "properties": properties,
        },
    }


def bulk_lines(
    files: Iterable[RecordFile], vocabulary: Vocabulary, context: DataContext, index: str, before: Collection[str] = ()
) -> Iterator[str]:
    """The lines of the requests, each with its line break: every record, then a deletion for each that is gone.

    `before` are the ids of the last export. Ids are those of the records, so that sending it twice changes nothing.
    """
    sent = set()
    for file in files:
        record = file.record
        assert record, "what is exported can be read"
        sent.add(record.id)
        yield _line({"index": {"_index": index, "_id": record.id}})
        yield _line(_document(file, record, vocabulary, context))
    for gone in sorted(set(before) - sent):
        yield _line({"delete": {"_index": index, "_id": gone}})


def indexed_ids(lines: Iterable[str]) -> frozenset[str]:
    """The ids that requests put into the index; raises ValueError where a line is not of such requests."""
    found = set()
    for line in lines:
        action = json.loads(line)
        if isinstance(action, dict) and action.keys() == {"index"}:
            found.add(str(action["index"]["_id"]))
    return frozenset(found)


def _document(file: RecordFile, record: Record, vocabulary: Vocabulary, context: DataContext) -> dict[str, Any]:
    texts = record_text(record, file.body.text, vocabulary)
    facets = {_name(facet): list(facet.keys(record, vocabulary)) for facet in FACETS}
    return {
        "id": record.id,
        "url": context.page(record.id),
        "audience": context.audience.value,
        "happened": _happened(record),
        **{field.value: texts[field] for field in _TEXTS},
        **{name: keys for name, keys in facets.items() if keys},
        EXTRA: dict(_own_values(record, vocabulary)),
    }


def _own_values(record: Record, vocabulary: Vocabulary) -> Iterator[tuple[str, str | list[str]]]:
    """The organisation's own fields, but those whose value is not of its type: the search engine would refuse it."""
    for key, value in record.extra.items():
        own = vocabulary.fields.get(key)
        if own and not isinstance(value, NotKnown) and not value_fault(own, value):
            yield key, value if isinstance(value, str) else list(value)


def _happened(record: Record) -> dict[str, str]:
    span = happened(record)
    return {"gte": span.earliest.first_day.isoformat(), "lte": span.latest.last_day.isoformat()}


def _synonym(words: str) -> str:
    """A word or phrase where commas and arrows divide, and a backslash escapes."""
    return words.replace("\\", "\\\\").replace(",", "\\,").replace("=>", "\\=>")


def _name(facet: Facet) -> str:
    return facet.key.replace("-", "_")


def _line(value: dict[str, Any]) -> str:
    return json.dumps(value, ensure_ascii=False, separators=(",", ":")) + "\n"
