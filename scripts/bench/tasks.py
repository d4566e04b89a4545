"""Work of others on our records, each in a process of its own: `python -m scripts.bench.tasks TASK ROOT [FILE]`.

`schema` reads front matter with python-frontmatter and holds it against the published schema with jsonschema; `fts5`
fills SQLite's full-text search, and `ask` asks it. `agent` and `calendar` are ours: the first search of
`postmortems mcp`, and the one file of an export that calendar programs ask for again and again.
"""

from __future__ import annotations

import json
import sqlite3
import sys
from collections.abc import Callable, Mapping
from pathlib import Path

QUERY = "model rollback"


def check_by_schema(root: Path, file: Path) -> None:
    """Every record of a folder, or one, against the schema in `file`."""
    import frontmatter
    from jsonschema import Draft202012Validator

    validator = Draft202012Validator(json.loads(file.read_text("utf-8")))
    for path in [root] if root.is_file() else _records(root):
        list(validator.iter_errors(frontmatter.load(str(path)).metadata))


def write_schema(root: Path, file: Path) -> None:
    """The schema for the vocabulary of a folder."""
    from ml_postmortems.model.json_schema import record_schema
    from ml_postmortems.reading.corpus import load_corpus

    vocabulary = load_corpus(root).vocabulary
    file.write_text(json.dumps(record_schema(vocabulary.taxonomy, vocabulary.catalog)), "utf-8")


def fill_fts5(root: Path, file: Path) -> None:
    """A new database of title, symptom, summary and body; one column each, words stemmed as the manual says."""
    import frontmatter

    file.unlink(missing_ok=True)
    with sqlite3.connect(file) as base:
        base.execute("create virtual table records using fts5(title, symptom, summary, body, tokenize='porter')")
        for path in _records(root):
            record = frontmatter.load(str(path))
            row = [*(str(record.get(name, "")) for name in ("title", "symptom", "summary")), record.content]
            base.execute("insert into records values (?, ?, ?, ?)", row)


def ask_fts5(root: Path, file: Path) -> None:
    """The best hits of one query."""
    del root
    with sqlite3.connect(file) as base:
        found = base.execute("select title from records where records match ? order by rank limit 10", [QUERY])
        print(*found, sep="\n")


def ask_agent(root: Path, file: Path) -> None:
    """The first answer of the server for agents, from its start on."""
    del file
    from ml_postmortems.mcp_server.answers import Answers
    from ml_postmortems.mcp_server.snapshot import Base
    from ml_postmortems.model.terms import Visibility

    print(Answers(Base(root, Visibility.INTERNAL)).search(QUERY)["total"])


def write_calendar(root: Path, file: Path) -> None:
    """The days on which something is due, for the audience of the other exports."""
    from ml_postmortems.access.publication import published_corpus
    from ml_postmortems.analytics.actions import action_report
    from ml_postmortems.export.due_calendar import calendar_text, due_days
    from ml_postmortems.export.record_data import DataContext
    from ml_postmortems.model.terms import Visibility
    from ml_postmortems.reading.as_of import as_of_date
    from ml_postmortems.reading.due_dates import due_history

    day = as_of_date(root)
    corpus = published_corpus(root, Visibility.INTERNAL, day).corpus
    days = due_days(corpus.records, action_report(corpus, day, due_history(corpus.root)))
    file.write_bytes(calendar_text(days, DataContext(Visibility.INTERNAL, day, "https://example.com/")))


def _records(root: Path) -> list[Path]:
    return sorted(root.glob("[0-9]*/*.md"))


TASKS: Mapping[str, Callable[[Path, Path], None]] = {
    "schema": check_by_schema,
    "write-schema": write_schema,
    "fts5": fill_fts5,
    "ask": ask_fts5,
    "agent": ask_agent,
    "calendar": write_calendar,
}


if __name__ == "__main__":
    TASKS[sys.argv[1]](Path(sys.argv[2]), Path(sys.argv[3]))
