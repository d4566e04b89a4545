"""What a pull request is: the files that it changes, what they were before, and the records that it loses."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Set
from dataclasses import dataclass
from pathlib import Path
from typing import TypeVar

from ml_postmortems.errors import GitUnusable
from ml_postmortems.model.allowed_secrets import AllowedSecret
from ml_postmortems.model.catalog import Catalog
from ml_postmortems.model.people import Exemption
from ml_postmortems.model.settings import DEFAULT_SETTINGS, Settings
from ml_postmortems.model.taxonomy import Taxonomy
from ml_postmortems.reading.corpus import ALLOWED_SECRETS_FILE, CATALOG_FILE, SETTINGS_FILE, TAXONOMY_FILE, Corpus
from ml_postmortems.reading.git import FormerFile, changed_files, find_base, former_files, merge_base
from ml_postmortems.reading.record_file import RecordFile, parse_record_file
from ml_postmortems.reading.record_names import id_in_name
from ml_postmortems.reading.selection import Selection, select_changed, select_files
from ml_postmortems.reading.source import MAX_FILE_BYTES
from ml_postmortems.reading.vocabulary import parse_allowed_secrets, parse_catalog, parse_settings, parse_taxonomy

V = TypeVar("V", Taxonomy, Catalog)


@dataclass(frozen=True, slots=True)
class PullRequest:
    """The changes of a folder of records since its last common commit with a base, committed or not."""

    commit: str
    """The last common commit."""
    selection: Selection
    """What was added or changed, among the paths that were asked for."""
    changed: frozenset[Path]
    """Every record and every file beside them that was added or changed, whether it was asked for or not."""
    former: Mapping[Path, RecordFile]
    """What a changed record was, by its path now; a new record is not among the keys.

    It is found by its id, or a former id. A record whose id was changed without a trace is known by its path, title or
    body.
    """
    lost: tuple[RecordFile, ...]
    """Former records whose id is no record's any more, and that no changed record took over: deleted, or moved away.

    That another record took the id as an alias saves nothing.
    """

    new_secrets: tuple[AllowedSecret, ...] = ()
    """What it adds to the list of texts that are no secrets."""
    base_settings: Settings = DEFAULT_SETTINGS
    """What `settings.yml` said at the last common commit; the defaults, where it was missing or could not be read."""
    base_taxonomy: Taxonomy | None = None
    """What `taxonomy.yml` said there; None, where it was missing or could not be read."""
    base_catalog: Catalog | None = None
    """What `catalog.yml` said there; None, where it was missing or could not be read."""

    @property
    def paths(self) -> frozenset[Path]:
        """Every path whose findings count: what was changed, and the records that were lost."""
        return (self.selection.paths or frozenset()) | {file.path for file in self.lost}


def read_selection(corpus: Corpus, paths: Iterable[Path], since: str | None) -> tuple[Selection, PullRequest | None]:
    """What is at or under these paths (all, without paths); where `since` is a base, what changed there, and how.

    An empty `since` is the main branch; None asks about no pull request. Raises NothingToCheck and GitUnusable.
    """
    selection = select_files(corpus, paths)
    if since is None:
        return selection, None
    pull_request = read_pull_request(corpus, selection, since or None)
    return pull_request.selection, pull_request


def find_pull_request(corpus: Corpus) -> PullRequest | None:
    """Everything that changed since the main branch; None where git knows no such branch."""
    try:
        return read_selection(corpus, (), "")[1]
    except GitUnusable:
        return None


def read_pull_request(corpus: Corpus, asked: Selection, base: str | None) -> PullRequest:
    """What of a selection changed since a base (the main branch, if none is named); raises GitUnusable.

    Lost records are those of the whole folder.
    """
    changed = changed_files(corpus.root, base)
    commit = merge_base(corpus.root, base or find_base(corpus.root))
    former_contents = former_files(corpus.root, commit)
    files = [*_former_records(corpus, former_contents)]
    by_id = {record_id_of(former): former for former in reversed(files)}
    gone = [file for file in files if not corpus.file_of(record_id_of(file))]
    found: dict[Path, RecordFile] = {}
    changed_records = [file for file in corpus.files if file.path.resolve() in changed]
    for file in changed_records:
        names = [record_id_of(file), *(file.record.aliases if file.record else ())]
        former = next((by_id[name] for name in names if name in by_id), None)
        former = former or next((former for former in gone if _is_alike(former, file)), None)
        if former:
            found[file.path] = former
    taken_over = {former.path for former in found.values()}
    lost = tuple(file for file in files if file.path not in taken_over and not _still_stands(file, corpus))
    return PullRequest(
        commit,
        select_changed(corpus, asked, changed),
        select_changed(corpus, select_files(corpus, ()), changed).paths or frozenset(),
        found,
        lost,
        _new_secrets(corpus, changed, former_contents),
        _base_settings(corpus, changed, former_contents),
        _former_vocabulary(corpus, TAXONOMY_FILE, corpus.taxonomy, parse_taxonomy, former_contents),
        _former_vocabulary(corpus, CATALOG_FILE, corpus.catalog, parse_catalog, former_contents),
    )


def _former_vocabulary(
    corpus: Corpus, name: str, now: V | None, parse: Callable[[bytes], V | None], former: Iterable[FormerFile]
) -> V | None:
    """What a vocabulary file said at the base: what it says now, unless it was changed."""
    path = corpus.root.resolve() / name
    contents = [each.content for each in former if each.path == path]
    return parse(contents[0]) if contents else now


def _base_settings(corpus: Corpus, changed: Set[Path], former: Iterable[FormerFile]) -> Settings:
    path = corpus.root.resolve() / SETTINGS_FILE
    contents = [each.content for each in former if each.path == path]
    if not contents:
        return DEFAULT_SETTINGS if path in changed else corpus.settings
    return parse_settings(contents[0]) or DEFAULT_SETTINGS


def _new_secrets(corpus: Corpus, changed: Set[Path], former: Iterable[FormerFile]) -> tuple[AllowedSecret, ...]:
    """What was added to the list of texts that are no secrets; all of it, where the former list cannot be read."""
    path = corpus.root.resolve() / ALLOWED_SECRETS_FILE
    if not corpus.allowed_secrets or path not in changed:
        return ()
    lists = [parse_allowed_secrets(each.content) for each in former if each.path == path]
    before = {each.sha256 for listed in lists if listed for each in listed.secrets}
    return tuple(each for each in corpus.allowed_secrets.secrets if each.sha256 not in before)


def _former_records(corpus: Corpus, contents: Iterable[FormerFile]) -> Iterator[RecordFile]:
    """What was a record at the base and was changed, renamed or deleted since, in the order of the former paths."""
    top = corpus.root.resolve()
    for former in sorted(contents, key=lambda former: former.path):
        if former.path.parent.parent == top and id_in_name(former.path):
            path = corpus.root / former.path.relative_to(top)
            yield parse_record_file(path, former.content[: MAX_FILE_BYTES + 1])


def _still_stands(former: RecordFile, corpus: Corpus) -> bool:
    """Whether a record has the id of a former one as its own."""
    record_id = record_id_of(former)
    file = corpus.file_of(record_id)
    return file is not None and record_id_of(file) == record_id


def new_exemptions(file: RecordFile, former: RecordFile | None) -> Iterator[tuple[int, Exemption]]:
    """The exemptions of a record from rules that it was not exempt from before, each with its place in the list."""
    before = {each.rule for each in former.record.exemptions} if former and former.record else set()
    for index, exemption in enumerate(file.record.exemptions if file.record else ()):
        if exemption.rule not in before:
            yield index, exemption


def _is_alike(former: RecordFile, file: RecordFile) -> bool:
    if former.path == file.path:
        return True
    if not former.record or not file.record:
        return False
    return former.record.title == file.record.title or (former.body.text == file.body.text != "")


def record_id_of(file: RecordFile) -> str:
    """The id that a record has, or that its file name gives where the id cannot be read."""
    if file.record and not any(fault.field[:1] == ("id",) for fault in file.faults):
        return file.record.id
    return id_in_name(file.path) or ""
