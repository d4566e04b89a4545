"""What is measured, beside what: each contest is one thing that people wait for."""

from __future__ import annotations

import shutil
import sys
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from functools import cached_property, partial
from pathlib import Path

from ml_postmortems.web.urls import record_url
from scripts.bench.served_edit import run_served_edit
from scripts.bench.sites import BUILD, environment, write_ours, write_plain
from scripts.bench.tasks import QUERY
from scripts.bench.timed import Cost, median_cost, run_timed
from scripts.synth.settings import Settings
from scripts.synth.write import write_corpus

WORDS = 1200
"""Of a body, in the median."""
POSTMORTEMS = (sys.executable, "-m", "ml_postmortems.cli.main")
_TASK = (sys.executable, "-m", "scripts.bench.tasks")
_REPOSITORY = Path(__file__).parents[2]
_EARLIEST = "2000-01-01"
"""Before the first incident of any synthetic company."""


@dataclass(frozen=True, slots=True)
class Contestant:
    """Somebody who does the work of a contest."""

    name: str
    command: Sequence[str | Path]
    folder: Path
    prepare: Callable[[], object] = lambda: None
    """What is done before each run and not measured."""
    codes: Sequence[int] = (0,)
    measure: Callable[[], Cost] | None = None
    """What is measured in place of a whole process."""


@dataclass(frozen=True, slots=True)
class Contest:
    """One row of the table: ours first."""

    name: str
    contestants: tuple[Contestant, ...]
    goal: float | None = None
    """The most that ours may be of `beside`, in CPU."""
    beside: str = ""
    """Another contestant of this contest, or the contest whose own figure of ours is the measure."""
    most_cpu: float | None = None
    """The most CPU seconds of ours, where the goal names them."""
    most_elapsed: float | None = None
    """The same in seconds on the wall."""
    goal_from: int = 1000
    """The number of records from which on the goal is asked: with few, a process does little but start."""


@dataclass(frozen=True)
class Bench:
    """A folder in which a synthetic company of some size is measured; everything that is made lies in it."""

    folder: Path
    records: int
    edits: list[int] = field(default_factory=list)

    @property
    def root(self) -> Path:
        """The folder of records."""
        return self.folder / "company" / "postmortems"

    def make(self) -> None:
        """Write the records and the projects."""
        write_corpus(self.folder / "company", Settings(self.records, words=WORDS))
        write_ours(self.folder / "ours", self.root)
        write_plain(self.folder / "plain", self.root)
        run_timed((*_TASK, "write-schema", self.root, self._schema), _REPOSITORY, self.environment)

    @cached_property
    def environment(self) -> dict[str, str]:
        """The caches lie in the folder too, and bytecode is kept as it is where a package is installed."""
        kept = {name: value for name, value in environment().items() if name != "PYTHONDONTWRITEBYTECODE"}
        return kept | {"XDG_CACHE_HOME": str(self.folder / "cache")}

    @property
    def _schema(self) -> Path:
        return self.folder / "schema.json"

    @cached_property
    def record(self) -> Path:
        """The file that is edited."""
        return sorted(self.root.glob("[0-9]*/*.md"))[self.records // 2]

    def contests(self) -> Iterator[Contest]:
        """All rows, in the order in which one leaves what the next one needs."""
        record_id = self.record.name[:12]
        database, pages = self.folder / "fts5.sqlite", self.folder / "plain"
        ours = self.folder / "ours"
        yield Contest(
            "site, nothing kept",
            (Contestant("ours", BUILD, ours, self._forget), Contestant("plain Material", BUILD, pages)),
            4.0,
            "plain Material",
        )
        yield Contest("site, nothing changed", (Contestant("ours", BUILD, ours),), 0.05, "site, nothing kept")
        yield Contest(
            "site, one record changed", (Contestant("ours", BUILD, ours, self._edit),), 0.05, "site, nothing kept"
        )
        yield Contest(
            "site, one field changed", (Contestant("ours", BUILD, ours, self._edit_field),), 0.05, "site, nothing kept"
        )
        yield Contest(
            "serve, an edit on its page",
            (Contestant("ours", (), ours, measure=partial(self._served_edit, record_id)),),
            most_elapsed=1.0 if self.records <= 1_000 else None,
        )
        schema = Contestant("frontmatter + jsonschema", (*_TASK, "schema", self.root, self._schema), _REPOSITORY)
        yield Contest("check, nothing kept", (self._ours("check", prepare=self._forget), schema), 0.7, schema.name)
        yield Contest("check, nothing changed", (self._ours("check"), schema), 0.1, schema.name)
        one = Contestant(schema.name, (*_TASK, "schema", self.record, self._schema), _REPOSITORY)
        yield Contest(
            "check FILE, just edited",
            (self._ours("check", str(self.record), prepare=self._edit), one),
            most_cpu=0.25,
        )
        indexers = [
            self._ours("search", QUERY, prepare=self._forget),
            Contestant("SQLite FTS5", (*_TASK, "fts5", self.root, database), _REPOSITORY),
        ]
        if (pages / "site").is_dir():  # else the contest that builds it was left out
            indexers.append(Contestant("Pagefind", (sys.executable, "-m", "pagefind", "--site", "site"), pages))
        yield Contest("first search, nothing kept", tuple(indexers))
        fts5 = Contestant("SQLite FTS5", (*_TASK, "ask", self.root, database), _REPOSITORY)
        yield Contest("search, nothing changed", (self._ours("search", QUERY), fts5), most_cpu=1.0, goal_from=10_000)
        yield Contest("search, one record changed", (self._ours("search", QUERY, prepare=self._edit),))
        yield Contest("similar ID", (self._ours("similar", record_id),))
        agent = (*_TASK, "agent", self.root, database)
        yield Contest("first search of an agent", (Contestant("ours", agent, _REPOSITORY, self._forget),))
        yield Contest("the same, records known", (Contestant("ours", agent, _REPOSITORY),))
        for name in ("trends", "recurrence", "times"):
            yield Contest(f"numbers: {name}", (self._ours(name),))
        yield from self._exports(record_id)

    def _exports(self, record_id: str) -> Iterator[Contest]:
        """All that leaves without a site, each for an audience that sees nearly everything."""
        site, audience = ("--site", "https://example.com/"), ("--audience", "internal")
        export = self._ours("export", str(self.folder / "export"), *site, *audience)
        yield Contest("export: JSON, CSV, feeds, calendar", (export,))
        calendar = (*_TASK, "calendar", self.root, self.folder / "calendar.ics")
        yield Contest("the same, the calendar alone", (Contestant("ours", calendar, _REPOSITORY),))
        bulk = self._ours("export", str(self.folder / "bulk"), "--opensearch", *site, *audience)
        yield Contest("export --opensearch", (bulk,))
        yield Contest("audit --write-base", (self._audit_base(),))
        told = self._ours("digest", "--since", _EARLIEST, "--format", "markdown", *site, *audience)
        yield Contest("digest of all years", (told,))
        page = str(self.folder / "shared.html")
        yield Contest("share ID", (self._ours("share", record_id, "--to", page, "--audience", "restricted"),))

    def run(self, contest: Contest, runs: int) -> dict[str, Cost]:
        """The medians of all contestants, who take turns because the machine is slower at one time than another."""
        costs: dict[str, list[Cost]] = {each.name: [] for each in contest.contestants}
        for _ in range(runs):
            for each in contest.contestants:
                each.prepare()
                measure = each.measure or partial(
                    run_timed, each.command, each.folder, self.environment, codes=each.codes
                )
                costs[each.name].append(measure())
        return {name: median_cost(each) for name, each in costs.items()}

    def _ours(self, command: str, *arguments: str, prepare: Callable[[], object] = lambda: None) -> Contestant:
        words: tuple[str | Path, ...] = (*POSTMORTEMS, command, *arguments, "--root", self.root)
        return Contestant("ours", words, self.folder, prepare, codes=(0, 1))

    def _audit_base(self) -> Contestant:
        written = ("audit", "--base", self.root, "--write-base", self.folder / "audit", "--audience", "internal")
        return Contestant("ours", (*POSTMORTEMS, *written), self.folder)

    def _forget(self) -> None:
        """Remove everything that is kept between runs."""
        for name in ("cache", "ours/site", "ours/.cache"):
            shutil.rmtree(self.folder / name, ignore_errors=True)

    def _edit(self) -> str:
        """Add a sentence to one record, another one each time, and give it."""
        sentence = self._new_sentence()
        with self.record.open("a", encoding="utf-8") as file:
            file.write(f"\n{sentence}\n")
        return sentence

    def _edit_field(self) -> None:
        """The same in the summary."""
        former = self.record.read_text("utf-8")
        text = former.replace("\nsummary: >-\n  ", f"\nsummary: >-\n  {self._new_sentence()}\n  ", 1)
        assert text != former
        self.record.write_text(text, "utf-8")

    def _new_sentence(self) -> str:
        self.edits.append(len(self.edits) + 1)
        return f"On day {self.edits[-1]} somebody added this."

    def _served_edit(self, record_id: str) -> Cost:
        return run_served_edit(self.folder / "ours", record_url(record_id), self._edit, self.environment)
