"""A git history for a corpus: records come when they are published, and change as their actions do."""

from __future__ import annotations

import os
import subprocess
from collections.abc import Iterator
from datetime import UTC, date, datetime
from pathlib import Path

from scripts.synth.corpus import SyntheticCorpus
from scripts.synth.duties import days_of_duties
from scripts.synth.regression_cases import run_days

_AUTHOR = "Synthetic corpus <synth@example.invalid>"


def commit_history(folder: Path, corpus: SyntheticCorpus) -> None:
    """Make the folder a repository whose last commit, of the as-of date, holds exactly the files that are in it.

    Names, dates and content are fixed, so the commits have the same ids everywhere. Raises CalledProcessError.
    """
    stream = b"".join(_fast_import(folder, corpus))
    _git(folder, "init", "--quiet", "--initial-branch=main", "--object-format=sha1")
    _git(folder, "fast-import", "--quiet", stdin=stream)
    _git(folder, "reset", "--quiet")


def _git(folder: Path, *arguments: str, stdin: bytes = b"") -> None:
    """Run git without the settings of whoever runs it."""
    environment = os.environ | {"GIT_CONFIG_GLOBAL": os.devnull, "GIT_CONFIG_SYSTEM": os.devnull}
    environment = {name: value for name, value in environment.items() if name not in ("GIT_DIR", "GIT_WORK_TREE")}
    subprocess.run(["git", *arguments], cwd=folder, input=stdin, env=environment, check=True, capture_output=True)


def _fast_import(folder: Path, corpus: SyntheticCorpus) -> Iterator[bytes]:
    """The history in the format of `git fast-import`: a commit a day on which anything changed."""
    until = corpus.settings.until
    days: dict[date, list[int]] = {}
    for incident in corpus.plan.incidents:
        course = corpus.courses[incident.number]
        changes = [*course.changes(), *days_of_duties(corpus.duties.get(incident.number), course.published)]
        for day in (course.published, *changes, *run_days(incident, course, corpus.settings)):
            if day <= until:
                days.setdefault(day, []).append(incident.number)
    vocabulary = [folder / "postmortems" / name for name in ("catalog.yml", "taxonomy.yml")]
    yield _commit(corpus.settings.first, "Catalog and taxonomy of a fictional company")
    for path in vocabulary:
        yield _file(f"postmortems/{path.name}", path.read_bytes())
    last: dict[int, str] = {}
    for day in sorted(days):
        files = []
        for number in days[day]:
            incident = corpus.plan.incidents[number]
            text = corpus.record_text(incident, day)
            if last.get(number) != text:
                files.append((incident, text))
                last[number] = text
        if files:
            yield _commit(day, f"Postmortems: {', '.join(incident.id for incident, _ in files)}")
            for incident, text in files:
                yield _file(f"postmortems/{incident.file_name}", text.encode())
    yield _commit(until, "Ground truth of the synthetic corpus")
    for name, text in corpus.tables():
        yield _file(f"postmortems/{name}", text.encode())
    yield _file("ground-truth.json", (folder / "ground-truth.json").read_bytes())
    yield b"done\n"


def _commit(day: date, message: str) -> bytes:
    noon = int(datetime(day.year, day.month, day.day, 12, tzinfo=UTC).timestamp())
    text = message.encode()
    return b"commit refs/heads/main\ncommitter %s %d +0000\ndata %d\n%s\n" % (_AUTHOR.encode(), noon, len(text), text)


def _file(path: str, content: bytes) -> bytes:
    return b"M 100644 inline %s\ndata %d\n%s\n" % (path.encode(), len(content), content)
