"""The corpus: every record of a folder in a stable order, with the vocabulary they use."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping, Set
from dataclasses import dataclass, replace
from functools import cached_property
from operator import attrgetter
from pathlib import Path
from typing import NoReturn, cast

from ml_postmortems.errors import FolderNotFound, VocabularyUnusable
from ml_postmortems.garbage_collection import paused_garbage_collection
from ml_postmortems.lazy_pattern import lazy_pattern
from ml_postmortems.model.allowed_secrets import AllowedSecrets
from ml_postmortems.model.catalog import Catalog
from ml_postmortems.model.catches import NO_CATCHES, CatchLog
from ml_postmortems.model.exposure import Exposure
from ml_postmortems.model.facets import Vocabulary
from ml_postmortems.model.incident_log import LoggedIncident, told_by
from ml_postmortems.model.not_known import known_items
from ml_postmortems.model.ratings import Ratings
from ml_postmortems.model.record import Record
from ml_postmortems.model.settings import DEFAULT_SETTINGS, Settings
from ml_postmortems.model.taxonomy import Taxonomy
from ml_postmortems.model.terms import Visibility
from ml_postmortems.progress import followed
from ml_postmortems.reading.audience import record_for_audience, with_own_fields
from ml_postmortems.reading.catches import read_catches
from ml_postmortems.reading.faults import Fault, FaultKind, shown
from ml_postmortems.reading.head import Head
from ml_postmortems.reading.incident_log import read_incident_log
from ml_postmortems.reading.known_files import KnownFiles
from ml_postmortems.reading.parsed_cache import ParsedCache, parsed_cache
from ml_postmortems.reading.ratings import read_ratings
from ml_postmortems.reading.record_file import MOST_HELD, RecordFile, read_record_file
from ml_postmortems.reading.record_names import id_in_name, is_record_id, picture_name, year_in_id
from ml_postmortems.reading.source import Unreadable, decode, read_bytes
from ml_postmortems.reading.vocabulary import (
    VocabularyFile,
    read_allowed_secrets,
    read_catalog,
    read_exposure,
    read_settings,
    read_taxonomy,
)
from ml_postmortems.reading.written import UNREAD

TAXONOMY_FILE = "taxonomy.yml"
CATALOG_FILE = "catalog.yml"
EXPOSURE_FILE = "exposure.yml"
ALLOWED_SECRETS_FILE = "allowed-secrets.yml"
SETTINGS_FILE = "settings.yml"
CATCHES_FILE = "catches.csv"
INCIDENT_LOG_FILE = "incidents.csv"
RATINGS_FILE = "ratings.csv"
_FILES = (
    TAXONOMY_FILE,
    CATALOG_FILE,
    EXPOSURE_FILE,
    CATCHES_FILE,
    INCIDENT_LOG_FILE,
    RATINGS_FILE,
    ALLOWED_SECRETS_FILE,
    SETTINGS_FILE,
    "README.md",
)
_PICTURE_NAME = lazy_pattern(r"[a-z0-9]+(?:[-_][a-z0-9]+)*\.(?:png|jpe?g|webp|gif|txt)", re.ASCII)
"""Of the files beside records: pictures, and texts that are kept as evidence."""
_YEAR = lazy_pattern(r"\d{4}", re.ASCII)


class RecordsAsked(Exception):
    """Something reads other records that is to be told apart from what reads none."""


class _UnreadFiles:
    """What takes the place of the files where reading any of them is to be noticed."""

    def _refuse(self, *_: object) -> NoReturn:
        raise RecordsAsked

    __iter__ = __len__ = __getitem__ = __contains__ = __add__ = __radd__ = __eq__ = __hash__ = __getattr__ = _refuse


@dataclass(frozen=True)
class Corpus:
    """All records of one folder; those that cannot be read are here with their faults, and hide no other."""

    root: Path
    taxonomy: Taxonomy | None
    catalog: Catalog | None
    vocabulary_files: tuple[VocabularyFile, ...]
    """The taxonomy, the catalog, and of the files that may be missing those that are there."""
    files: tuple[RecordFile, ...]
    """In the order of their paths."""
    pictures: tuple[Path, ...]
    """Every picture beside a record, listed as evidence or not."""
    misplaced: tuple[tuple[Path, Fault], ...]
    """What lies in the folder and belongs somewhere else."""
    exposure: Exposure | None = None
    allowed_secrets: AllowedSecrets | None = None
    settings: Settings = DEFAULT_SETTINGS
    """What the base decides for itself; the defaults, where the file is missing or cannot be read."""
    logged_catches: CatchLog = NO_CATCHES
    """What `catches.csv` says, of controls of any record; empty, where the file is missing or cannot be read."""
    incident_log: tuple[LoggedIncident, ...] = ()
    """The incidents that owe a postmortem by `incidents.csv`; none where it is missing or cannot be read."""

    all_ratings: Ratings = ()
    """What `ratings.csv` says, of causes of any record."""

    @cached_property
    def vocabulary(self) -> Vocabulary:
        """The taxonomy and the catalog together; raises VocabularyUnusable where one of them cannot be read."""
        if self.taxonomy and self.catalog:
            return Vocabulary(self.taxonomy, self.catalog, self.settings.fields)
        broken = next(file for file in self.vocabulary_files if file.faults)
        fault = broken.faults[0]
        raise VocabularyUnusable(broken.path, f"{fault.subject} {fault.condition}: {fault.found} (line {fault.line})")

    @cached_property
    def ratings(self) -> Ratings:
        """The second ratings of causes of the records of this corpus."""
        return tuple(rating for rating in self.all_ratings if self.get(rating.record))

    @cached_property
    def catches(self) -> CatchLog:
        """The catches of controls that a record of this corpus puts in place."""
        if not self.logged_catches.catches:
            return self.logged_catches
        actions = (action for record in self.records for action in known_items(record.actions))
        controls = {action.control.id for action in actions if action.control}
        kept = tuple(catch for catch in self.logged_catches.catches if catch.control in controls)
        return replace(self.logged_catches, catches=kept)

    @cached_property
    def records(self) -> tuple[Record, ...]:
        """Every record that could be read, in the order of the files."""
        return tuple(file.record for file in self.files if file.record)

    @cached_property
    def _by_id(self) -> Mapping[str, RecordFile]:
        by_name = {record_id: file for file in self.files if (record_id := id_in_name(file.path))}
        heads = [(file, head) for file in self.files if (head := file.head)]
        by_alias = {alias: file for file, head in heads for alias in head.names[1:]}
        return by_name | by_alias | {head.names[0]: file for file, head in reversed(heads)}

    def file_of(self, record_id: str) -> RecordFile | None:
        """The file of the record that has or had this id; by its name, where the file cannot be read."""
        return self._by_id.get(record_id)

    def get(self, record_id: str) -> Record | None:
        """The record that has or had this id."""
        file = self.file_of(record_id)
        return file.record if file else None

    def with_file(self, file: RecordFile) -> Corpus:
        """The corpus with this file, in the place of the one at its path where there is one."""
        others = [other for other in self.files if other.path != file.path]
        return replace(self, files=tuple(sorted([*others, file], key=lambda each: each.path)))

    def without_bodies(self) -> Corpus:
        """The corpus for whoever reads front matter alone: to ask a file of it for its body is an error of the program.

        What is made of it is the same after any edit of bodies.
        """
        return replace(self, files=tuple(replace(file, written=UNREAD) for file in self.files))

    def without_records(self) -> Corpus:
        """The corpus for whoever reads vocabulary, settings and pictures; to ask for a record raises RecordsAsked."""
        return replace(self, files=cast(tuple[RecordFile, ...], _UnreadFiles()))

    def for_audience(self, audience: Visibility) -> Corpus:
        """The corpus as this audience may see it: records and evidence it may not see are left out, not hidden."""
        seen = [(file, head) for file in self.files if (head := file.head) and audience.may_see(head.visibility)]
        visible = {name for _, head in seen for name in head.names}
        settings = self.settings.for_audience(audience)
        fields = settings.fields.keys()
        files = tuple(_file_for_audience(file, head, audience, visible, fields) for file, head in seen)
        return replace(
            self,
            files=files,
            pictures=(),
            misplaced=(),
            settings=settings,
            logged_catches=self.logged_catches.for_audience(audience),
            incident_log=self._incident_log_for(audience),
        )

    def _incident_log_for(self, audience: Visibility) -> tuple[LoggedIncident, ...]:
        """The log for insiders only, who are not told which record tells of an incident that they may not see."""
        if audience is Visibility.PUBLIC or not self.incident_log:
            return ()
        hidden = (file for file in self.files if (head := file.head) and not audience.may_see(head.visibility))
        told = frozenset(name for file in hidden if file.record for name in told_by(file.record))
        return tuple(
            replace(each, has_hidden_record=each.has_hidden_record or bool(each.names & told))
            for each in self.incident_log
        )


def _file_for_audience(
    file: RecordFile, head: Head, audience: Visibility, visible: Set[str], fields: Set[str]
) -> RecordFile:
    def make_record() -> Record:
        assert file.record, "what has a head is a record"
        return with_own_fields(record_for_audience(file.record, audience, visible), fields)

    return file.with_record(make_record, head._replace(named=tuple(name for name in head.named if name in visible)))


def load_corpus(root: Path, before: Corpus | None = None, *, by_times: bool = False) -> Corpus:
    """Read the folder of records; raises FolderNotFound, and nothing for what is in it.

    Of `before`, an earlier reading of the folder, the files with the same text are taken over. `by_times` is for
    commands that need few of the texts: a file that was read before and has the times that it had then is opened
    when its text or its record is asked for. See `KnownFiles`.
    """
    if not root.is_dir():
        raise FolderNotFound(root)
    records: list[Path] = []
    pictures: list[Path] = []
    misplaced: list[tuple[Path, Fault]] = []
    for path, fault in _scan(root):
        if fault:
            misplaced.append((path, fault))
        elif path.suffix == ".md":
            records.append(path)
        else:
            pictures.append(path)
    with parsed_cache(root, is_whole=before is None) as cache, paused_garbage_collection():
        taxonomy, taxonomy_file = read_taxonomy(root / TAXONOMY_FILE, cache)
        catalog, catalog_file = read_catalog(root / CATALOG_FILE, cache)
        exposure, exposure_files = read_exposure(root / EXPOSURE_FILE, cache)
        allowed_secrets, allowed_secrets_files = read_allowed_secrets(root / ALLOWED_SECRETS_FILE, cache)
        settings, settings_files = read_settings(root / SETTINGS_FILE, cache)
        catches, catches_files = read_catches(root / CATCHES_FILE)
        incident_log, incident_log_files = read_incident_log(root / INCIDENT_LOG_FILE)
        ratings, ratings_files = read_ratings(root / RATINGS_FILE)
        known = {file.path: file for file in before.files} if before else {}
        rows = KnownFiles(root, cache) if by_times else None
        read = (
            rows.read(path) if rows else _read_unless_known(path, known.get(path), cache)
            for path in followed("Reading records", records)
        )
        files = tuple(_holding_few(read))
        if rows:
            rows.save()
    return Corpus(
        root=root,
        taxonomy=taxonomy,
        catalog=catalog,
        vocabulary_files=(
            taxonomy_file,
            catalog_file,
            *exposure_files,
            *allowed_secrets_files,
            *settings_files,
            *catches_files,
            *incident_log_files,
            *ratings_files,
        ),
        files=files,
        pictures=tuple(pictures),
        misplaced=tuple(misplaced),
        exposure=exposure,
        allowed_secrets=allowed_secrets,
        settings=settings or DEFAULT_SETTINGS,
        logged_catches=catches,
        incident_log=incident_log,
        all_ratings=ratings,
    )


def _holding_few(files: Iterable[RecordFile]) -> Iterator[RecordFile]:
    """The files, of which those beyond the first `MOST_HELD` let go of what can be made again from the cache."""
    for number, file in enumerate(files):
        if number >= MOST_HELD:
            file.release()
        yield file


def _read_unless_known(path: Path, known: RecordFile | None, cache: ParsedCache) -> RecordFile:
    """The file as it was read before, where its text is the same."""
    if known and known.text:
        try:
            if decode(read_bytes(path)) == known.text:
                return known
        except Unreadable:
            pass
    return read_record_file(path, cache)


def _scan(root: Path) -> Iterator[tuple[Path, Fault | None]]:
    """Every record file and picture of the folder without a fault, and whatever does not belong there with one."""
    for entry in sorted(root.iterdir()):
        if entry.name in _FILES:
            continue
        if _YEAR.fullmatch(entry.name) and entry.is_dir() and not entry.is_symlink():
            yield from _scan_year(entry)
        else:
            yield entry, _misplaced(f"hold years, {', '.join(_FILES[:-1])} and {_FILES[-1]}", entry)


def _scan_year(year: Path) -> Iterator[tuple[Path, Fault | None]]:
    for entry in sorted(year.iterdir(), key=attrgetter("name")):
        record_id = id_in_name(entry)
        if record_id and year_in_id(record_id) == year.name:
            yield entry, None
        elif (
            is_record_id(entry.name)
            and year_in_id(entry.name) == year.name
            and entry.is_dir()
            and not entry.is_symlink()
        ):
            for picture in sorted(entry.iterdir()):
                is_picture = _PICTURE_NAME.fullmatch(picture.name) and picture.is_file() and not picture.is_symlink()
                yield picture, None if is_picture else _misnamed_picture(picture)
        else:
            what = f"hold records of {year.name} (`PM-{year.name}-NNNN-some-words.md`) and their picture folders"
            yield entry, _misplaced(what, entry)


def _misnamed_picture(entry: Path) -> Fault:
    name = picture_name(entry) if entry.is_file() else ""
    is_picture = _PICTURE_NAME.fullmatch(name) and not entry.is_symlink()
    what = "hold pictures and texts only (png, jpg, webp, gif, txt; names of small letters, digits and hyphens)"
    rename = f"name it `{name}`, as `check --fix` does with its links"
    return _misplaced(
        what, entry, rename if is_picture else "save it as png, jpg, webp, gif or txt, or move it out of the folder"
    )


def _misplaced(what: str, entry: Path, fix: str = "") -> Fault:
    return Fault(
        FaultKind.MISPLACED_FILE,
        1,
        f"folder {entry.parent.name}/",
        f"must {what}",
        shown(entry.name),
        fix or "rename it, or move it out of the folder of records",
    )
