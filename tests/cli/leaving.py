"""Everything that leaves a base for an audience: files, pages, what is searched, answers to agents, commands' texts."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from functools import partial
from pathlib import Path

from ml_postmortems.access.publication import published_corpus
from ml_postmortems.errors import PostmortemsError
from ml_postmortems.mcp_server.answers import Answers
from ml_postmortems.mcp_server.snapshot import Base
from ml_postmortems.model.terms import Visibility
from ml_postmortems.reading.as_of import as_of_date
from ml_postmortems.web.build import SiteBuild
from tests.cli.running import Run

SITE = "https://pm.test/"
LEAF = "data-quality/schema-change"
ON_TERMINAL = ", on the terminal alone"
"""Ends the name of what a command says on standard error, to who has the folder, and puts into no answer."""
_DIGEST = ("digest", "--since", "2025-01-01")


def everything(run: Run, root: Path, audience: str, shared: str, *asked: str) -> dict[str, str]:
    """Every output by a name; `shared` is the id of a record that the audience has.

    `asked` are names that it may not know: every command and tool that takes one is asked for each.
    """
    made: dict[str, str] = {}
    for name, arguments in _commands(shared, asked).items():
        made[name], made[f"{name}{ON_TERMINAL}"] = _told(run, root, audience, *arguments)
    made |= _files(Path("out")) | dict(_site(root, audience)) | dict(_answers(root, audience, shared, asked))
    return made


def _commands(shared: str, asked: tuple[str, ...]) -> dict[str, tuple[str, ...]]:
    commands: dict[str, tuple[str, ...]] = {
        "export": ("export", "out", "--site", SITE),
        "requests": ("export", "out", "--opensearch"),
        "share": ("share", shared, "--to", "out/one.html"),
        "digest": _DIGEST,
        "digest, Markdown": (*_DIGEST, "--format", "markdown", "--site", SITE),
        "digest, JSON": (*_DIGEST, "--json"),
        "issues": ("actions", "create", "--format", "gh"),
        "issues, CSV": ("actions", "create", "--format", "jira-csv"),
        "playbook": ("playbook", LEAF),
        "playbook, JSON": ("playbook", LEAF, "--json"),
        "search": ("search", "session", "--facets"),
        "search, JSON": ("search", "session", "--json"),
        "similar": ("similar", shared),
        "flow": ("flow", shared),
        "flow, JSON": ("flow", shared, "--json"),
    }
    for name in ("actions", "controls", "recurrence", "times", "trends"):
        commands |= {name: (name,), f"{name}, JSON": (name, "--json")}
    for word in asked:
        commands |= {
            f"share {word}": ("share", word, "--to", "out/other.html"),
            f"flow {word}": ("flow", word),
            f"playbook {word}": ("playbook", word),
            f"actions of {word}": ("actions", "--team", word),
            f"controls at {word}": ("controls", "--model", word),
        }
    return commands


def _told(run: Run, root: Path, audience: str, *arguments: str) -> tuple[str, str]:
    outcome = run(*arguments, "--root", str(root), "--audience", audience)
    assert outcome.code in (0, 1, 2), outcome.errors
    return outcome.output, outcome.errors


def _files(folder: Path) -> dict[str, str]:
    return {
        path.relative_to(folder).as_posix(): path.read_text("utf-8") for path in folder.rglob("*") if path.is_file()
    }


def _site(root: Path, audience: str) -> Iterator[tuple[str, str]]:
    level = Visibility[audience.upper()]
    build = SiteBuild(published_corpus(root, level, as_of_date(root)), site=SITE)
    for page in build.pages():
        yield f"page {page.url}", page.content().html
        yield f"head of {page.url}", f"{page.title} {page.description}"
    for name, content in build.search_files(()):
        yield name, content.decode("utf-8", "replace")
    yield from ((f"redirect {name}", html) for name, html in build.redirects())
    yield "pictures", " ".join(name for name, _ in build.pictures())


def _answers(root: Path, audience: str, shared: str, asked: tuple[str, ...]) -> Iterator[tuple[str, str]]:
    answers = Answers(Base(root, Visibility[audience.upper()]), SITE)
    calls: dict[str, Callable[[], object]] = {
        "agent: record": partial(answers.record, shared),
        "agent: actions": answers.open_actions,
        "agent: controls": partial(answers.controls, LEAF),
        "agent: playbook": partial(answers.playbook, LEAF),
    }
    for word in asked:
        calls |= {
            f"agent: record {word}": partial(answers.record, word),
            f"agent: search {word}": partial(answers.search, word),
            f"agent: similar {word}": partial(answers.similar, f"Sessions are too long. {word}"),
            f"agent: actions of {word}": partial(answers.open_actions, team=word),
            f"agent: playbook {word}": partial(answers.playbook, word),
        }
    for name, call in calls.items():
        try:
            told = json.dumps(call(), ensure_ascii=False, default=str)
        except PostmortemsError as error:
            told = str(error)
        yield name, told
