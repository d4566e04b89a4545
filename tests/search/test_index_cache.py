"""The index on disk says what a new one would say, whatever happened to it."""

from __future__ import annotations

import errno
import itertools
import multiprocessing
import os
import pickle
import random
import signal
import subprocess
import sys
import time
import tracemalloc
import warnings
from functools import cached_property
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any
from unittest.mock import patch

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from ml_postmortems import file_times
from ml_postmortems.garbage_collection import paused_garbage_collection
from ml_postmortems.search import index_cache, postings, whoosh_index
from ml_postmortems.search.documents import Document, documents_of
from ml_postmortems.search.engine import Engine
from ml_postmortems.search.index_cache import cached_index
from ml_postmortems.search.plan import TermSequence
from ml_postmortems.search.whoosh_index import WhooshIndex, update_files
from ml_postmortems.similarity.record_text import TextField
from tests.helpers import own_record
from tests.search.corpora import frozen_corpus
from tests.site import index_of

TERMS = ("unit", "session", "alpha", "beta", "gamma", "bravo", "rank")
PHRASES = (("alpha", "beta"), ("beta", "gamma"), ("session", "length"))


def documents_from(texts: dict[int, str]) -> tuple[Document, ...]:
    """A record for each number, with these words in its body."""
    bodies = {f"PM-2025-{number:04}": text for number, text in texts.items()}
    found: list[Document] = []
    for name, text in bodies.items():
        index = index_of(own_record(id=name), body=f"\n## What happened\n\n{text}\n")
        found += documents_of(index.with_bodies, index.vocabulary)
    return tuple(sorted(found, key=lambda document: document.record.id))


def answers(index: WhooshIndex) -> object:
    """Everything that an index says."""
    engine = Engine(index)
    terms = [engine.term(term) for term in TERMS]
    sequences = (TermSequence(tuple((term, at) for at, term in enumerate(phrase))) for phrase in PHRASES)
    phrases = [engine.scores(sequence) for sequence in sequences]
    texts = [index.text(number) for number in range(index.size)]
    return terms, phrases, texts, dict(index.words()), sorted(index.postings(), key=lambda each: each[:2])


def fresh(documents: tuple[Document, ...]) -> object:
    """What an index in memory says, which has no past."""
    return answers(WhooshIndex(document.text for document in documents))


@pytest.fixture
def cache(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """The user's cache, for one test."""
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path / "cache"))
    return tmp_path / "cache"


def folder_in(cache: Path) -> Path:
    """The folder of the one corpus that was cached."""
    [folder] = (cache / "ml-postmortems/search").iterdir()
    return folder


WORDS = st.lists(st.sampled_from(["alpha", "beta", "gamma", "bravo", "session length"]), max_size=8).map(" ".join)
STATES = st.lists(st.dictionaries(st.integers(1, 6), WORDS, min_size=1, max_size=6), min_size=1, max_size=5)
BEFORE = {number: f"alpha beta gamma {'bravo ' * number}" for number in range(1, 25)}
AFTER = BEFORE | {3: "alpha alpha beta", 9: "session length", 30: "gamma"}


@settings(max_examples=12)
@given(STATES)
def test_scores_do_not_depend_on_the_past(states: list[dict[int, str]]) -> None:
    """After any changes scores, postings and words are exactly those of an index that was made at once."""
    with TemporaryDirectory() as folder, patch.dict(os.environ, {"XDG_CACHE_HOME": folder}):
        for state in states:
            documents = documents_from(state)
            assert answers(cached_index(documents, Path("records"), "test")) == fresh(documents)


def test_only_what_changed_is_indexed(cache: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A record that did not change is not read again; one that nothing asks of leaves no trace."""
    before, after = documents_from(BEFORE), documents_from(AFTER)
    cached_index(before, Path("records"), "test")
    read: list[str] = []
    text_of = vars(Document)["text"].fget

    def counting(document: Document) -> object:
        read.append(document.record.id)
        return text_of(document)

    property_ = cached_property(counting)
    property_.__set_name__(Document, "text")
    monkeypatch.setattr(Document, "text", property_)
    for documents, wanted in [(before, []), (after, ["PM-2025-0003", "PM-2025-0009", "PM-2025-0030"]), (after, [])]:
        read.clear()
        cached_index(documents, Path("records"), "test")
        assert read == wanted
    assert [path.name for path in folder_in(cache).iterdir() if path.name not in ("current", "folder")] == [
        current(cache)
    ]


def test_a_kill_at_any_moment_loses_nothing(cache: Path) -> None:
    """After each of 100 kills at random moments of an update, the index says what a new one says."""
    chance = random.Random(5)
    corpora = [documents_from(BEFORE), documents_from(AFTER)]
    wanted = [fresh(documents) for documents in corpora]
    longest, killed = 0.1, 0
    for turn in itertools.count():
        process = _FORK.Process(target=cached_index, args=(corpora[turn % 2], Path("records"), "test"))
        _start(process)
        time.sleep(chance.uniform(0, longest))
        process.kill()
        process.join()
        is_killed = process.exitcode == -signal.SIGKILL
        longest *= 1.05 if is_killed else 0.8  # so that kills fall on every moment, however fast the machine is
        killed += is_killed
        which = chance.randrange(2)
        assert answers(cached_index(corpora[which], Path("records"), "test")) == wanted[which]
        if killed == 100:
            break
    cached_index(documents_from({1: "alpha"}), Path("records"), "test")  # every update tidies up after the killed
    assert sorted(path.name for path in folder_in(cache).iterdir()) == sorted(["current", "folder", current(cache)])


def test_processes_may_update_at_once(cache: Path) -> None:
    """Each of four processes that change the same cache gets the index of its own records."""
    corpora = [documents_from(BEFORE), documents_from(AFTER), documents_from({1: "alpha"}), documents_from({2: "beta"})]
    wanted = [fresh(documents) for documents in corpora]

    def work(which: int) -> None:
        for _ in range(6):
            index = cached_index(corpora[which], Path("records"), "test")
            os._exit(1) if answers(index) != wanted[which] else None

    processes = [_FORK.Process(target=work, args=(which,)) for which in range(len(corpora))]
    for process in processes:
        _start(process)
    for process in processes:
        process.join()
    assert [process.exitcode for process in processes] == [0] * len(corpora)


def test_a_kept_index_is_read_where_it_lies(cache: Path) -> None:
    """Its file is mapped and not copied into memory, which would cost as much at each opening as the file is large."""
    documents = frozen_corpus().documents
    cached_index(documents, Path("records"), "test")
    [file] = folder_in(cache).rglob("*.seg")
    tracemalloc.start()
    try:
        index = cached_index(documents, Path("records"), "test")
        assert Engine(index).term("rollback")
        _, most = tracemalloc.get_traced_memory()
    finally:
        tracemalloc.stop()
    assert most < file.stat().st_size


@given(st.dictionaries(st.sampled_from(TERMS), st.lists(st.integers(0, 2**32 - 1), min_size=1, max_size=3)))
def test_postings_say_where_each_term_stands(positions: dict[str, list[int]]) -> None:
    """A term that stands once in a text is packed as every other one."""
    pool = postings.PostingsPool()
    for document in range(2):
        pool.add(("body", b"", document, 1.0, positions))
    for (_, term, found), (wanted, at) in zip(pool.iter_postings(), sorted(positions.items()), strict=True):
        assert term.decode() == wanted
        assert [(number, often) for number, often, _ in found] == [(0, len(at)), (1, len(at))]
        assert [value for *_, value in found] == [b"".join(place.to_bytes(4, sys.byteorder) for place in at)] * 2


def test_postings_are_let_go_of_when_they_are_written(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A command collects no garbage, and makes an index of ten thousand records within the memory of one segment."""
    monkeypatch.setattr(whoosh_index, "_SEGMENT", 1)
    texts = [(str(number), dict.fromkeys(TextField, " ".join(map(str, range(1000))))) for number in range(5)]
    tracemalloc.start()
    try:
        with paused_garbage_collection():
            update_files(tmp_path, None, (), texts)
            held = tracemalloc.take_snapshot().filter_traces([tracemalloc.Filter(True, postings.__file__)])
    finally:
        tracemalloc.stop()
    assert sum(each.size for each in held.traces) < 1_000_000  # the postings of one text take 2 MB


def test_files_are_hashed_once(cache: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """They are hundreds of megabytes for ten thousand records; one that was damaged since is noticed by its times."""
    monkeypatch.setattr(file_times, "SETTLED", 0)
    hashed: list[str] = []
    hash_of = index_cache._hash

    def noted(path: Path) -> str:
        hashed.append(path.suffix)
        return hash_of(path)

    monkeypatch.setattr(index_cache, "_hash", noted)
    documents = documents_from(BEFORE)
    for expected in (True, True, False):
        hashed.clear()
        assert answers(cached_index(documents, Path("records"), "test")) == fresh(documents)
        assert (".seg" in hashed) == expected
    [note] = folder_in(cache).rglob("checked.json")
    made = current(cache)
    note.write_bytes(note.read_bytes()[:-9])
    assert answers(cached_index(documents, Path("records"), "test")) == fresh(documents)
    assert current(cache) == made
    [file] = folder_in(cache).rglob("*.seg")
    before, content = file.stat(), bytearray(file.read_bytes())
    content[len(content) // 2] ^= 1
    file.write_bytes(content)
    os.utime(file, ns=(before.st_atime_ns, before.st_mtime_ns))
    hashed.clear()
    assert answers(cached_index(documents, Path("records"), "test")) == fresh(documents)
    assert ".seg" in hashed


def test_a_full_disk_makes_no_index_anew(cache: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """That its files were compared cannot be noted then, and it is used all the same."""
    documents = documents_from(BEFORE)
    cached_index(documents, Path("records"), "test")

    def refuse(*_: object) -> None:
        raise OSError(errno.ENOSPC, "no space left on device")

    monkeypatch.setattr(file_times, "SETTLED", 0)
    monkeypatch.setattr(Path, "write_bytes", refuse)
    monkeypatch.setattr(index_cache, "_next_generation", pytest.fail)
    assert answers(cached_index(documents, Path("records"), "test")) == fresh(documents)
    assert not list(folder_in(cache).rglob("checked.json"))


@pytest.mark.skipif(sys.platform != "linux", reason="elsewhere the system decides by itself")
def test_what_was_read_can_be_let_go_of(cache: Path) -> None:
    """It takes no memory then, and the index still says everything."""
    documents = documents_from(dict(enumerate(["alpha beta", "gamma", "session length"])))
    index = cached_index(documents, cache, "test")
    told = answers(index)
    assert resident(cache) > 0
    index.let_go()
    assert resident(cache) == 0
    assert answers(index) == told


def resident(folder: Path) -> int:
    """How many kB of the mapped segments below a folder this process has in memory; others belong to other tests."""
    rows = Path("/proc/self/smaps").read_text().splitlines()
    at = [number for number, row in enumerate(rows) if str(folder) in row and row.endswith(".seg")]
    return sum(int(next(row for row in rows[number:] if row.startswith("Rss:")).split()[1]) for number in at)


def test_an_index_outlives_its_files(cache: Path) -> None:
    """Whoever has an index open may go on asking it after another process has made the next one."""
    documents = documents_from(BEFORE)
    index = cached_index(documents, Path("records"), "test")
    cached_index(documents_from(AFTER), Path("records"), "test")
    assert answers(index) == fresh(documents)


@pytest.mark.parametrize("where", ["first", "middle", "last", "shorter", "gone", "more"])
def test_damage_is_noticed(cache: Path, where: str) -> None:
    """One changed byte in any file, a file that is too short, missing or too many: the index is made anew."""
    documents = documents_from(BEFORE)
    wanted = fresh(documents)
    cached_index(documents, Path("records"), "test")
    names = [path.name for path in (folder_in(cache) / current(cache)).iterdir()]
    assert len(names) >= 4
    for name in sorted(names):
        found = [path for path in (folder_in(cache) / current(cache)).iterdir() if path.suffix == Path(name).suffix]
        _damage(found[0], where)
        assert answers(cached_index(documents, Path("records"), "test")) == wanted


@pytest.mark.parametrize("content", [b"", b"../somewhere", b"0" * 64, b"\xff\xfe", b"new-1"])
def test_a_damaged_pointer_is_noticed(cache: Path, content: bytes) -> None:
    """What does not name a good generation leads nowhere."""
    documents = documents_from(BEFORE)
    cached_index(documents, Path("records"), "test")
    (folder_in(cache) / "current").write_bytes(content)
    assert answers(cached_index(documents, Path("records"), "test")) == fresh(documents)


def test_another_engine_does_not_fit(cache: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """An index of other code, or of another version of Whoosh, is never opened."""
    documents = documents_from(BEFORE)
    cached_index(documents, Path("records"), "test")
    before = current(cache)
    monkeypatch.setattr(index_cache, "index_fingerprint", lambda: "something else")
    assert answers(cached_index(documents, Path("records"), "test")) == fresh(documents)
    assert current(cache) != before


def test_all_code_that_decides_what_a_text_says_counts() -> None:
    """Every module that is loaded to read records for an audience and make their texts: a mended redaction arrives."""
    asked = (
        "import sys, ml_postmortems.similarity.record_text, ml_postmortems.reading.corpus\n"
        "print(*(module.__file__ for name, module in sys.modules.items() if name.startswith('ml_postmortems.')))"
    )
    loaded = subprocess.run([sys.executable, "-c", asked], capture_output=True, text=True, check=True).stdout.split()
    package = Path(index_cache.__file__).parents[1]
    aside = {
        package / "atomic_file.py",
        package / "garbage_collection.py",
        package / "lazy_pattern.py",
        package / "errors.py",
        package / "file_times.py",
        package / "fingerprint.py",
        package / "plain_text.py",
        package / "plurals.py",
        package / "progress.py",
        package / "suggestion.py",
        package / "text_store.py",
        package / "user_cache.py",
    }  # they decide no text
    assert len(loaded) > 30
    assert set(map(Path, loaded)) - aside <= set(index_cache.code_of_an_index())


def test_what_others_may_write_is_not_opened(cache: Path) -> None:
    """A pickle runs what it likes; in a folder that others can write to, the cache is neither read nor written."""
    documents = documents_from(BEFORE)
    cached_index(documents, Path("records"), "test")
    folder = folder_in(cache)
    toc = next((folder / current(cache)).glob("*.toc"))
    folder.chmod(0o777)
    toc.write_bytes(b"not Whoosh's")
    assert answers(cached_index(documents, Path("records"), "test")) == fresh(documents)
    assert toc.read_bytes() == b"not Whoosh's"


def test_a_file_from_elsewhere_is_not_unpickled(cache: Path, tmp_path: Path) -> None:
    """A planted pickle does not run, not even where it stands in place of a good file."""
    documents = documents_from(BEFORE)
    cached_index(documents, Path("records"), "test")
    fired = tmp_path / "fired"
    for path in (folder_in(cache) / current(cache)).iterdir():
        path.write_bytes(pickle.dumps(_Payload(fired)))
    assert answers(cached_index(documents, Path("records"), "test")) == fresh(documents)
    assert not fired.exists()


@pytest.mark.parametrize("home", ["/proc/nowhere", "/dev/null"])
def test_no_cache_is_needed(home: str, monkeypatch: pytest.MonkeyPatch) -> None:
    """Where nothing can be kept, the index is made in memory."""
    monkeypatch.setenv("XDG_CACHE_HOME", home)
    documents = documents_from(BEFORE)
    assert answers(cached_index(documents, Path("records"), "test")) == fresh(documents)


def test_a_file_that_is_there_twice_is_found_twice(cache: Path) -> None:
    """Two copies of one record are two documents."""
    [document] = documents_from({1: "alpha"})
    assert set(Engine(cached_index((document, document), Path("records"), "test")).term("alpha")) == {0, 1}


def test_an_empty_corpus_has_an_index(cache: Path) -> None:
    """Nothing is found in it."""
    assert answers(cached_index((), Path("records"), "test")) == fresh(())


_FORK = multiprocessing.get_context("fork")


class _Payload:
    def __init__(self, path: Path) -> None:
        self.path = path

    def __reduce__(self) -> tuple[object, ...]:
        return Path.touch, (self.path,)


def _start(process: Any) -> None:
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", DeprecationWarning)  # pytest-xdist has threads; none holds a lock that we need
        process.start()


def current(cache: Path) -> str:
    """The name of the good generation."""
    return (folder_in(cache) / "current").read_text("ascii")


def _damage(path: Path, where: str) -> None:
    content = path.read_bytes()
    path.unlink()  # it may be a link to a file of another generation
    match where:
        case "shorter":
            path.write_bytes(content[:-1])
        case "more":
            path.write_bytes(content)
            path.with_name("one_more").write_bytes(b"")
        case "gone":
            pass
        case _:
            at = {"first": 0, "middle": len(content) // 2, "last": -1}[where]
            changed = bytearray(content)
            changed[at] ^= 1
            path.write_bytes(bytes(changed))
