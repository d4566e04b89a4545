"""What a rule may read besides the record that it checks."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence, Set
from dataclasses import dataclass, field
from datetime import date
from functools import cached_property
from pathlib import Path
from typing import TypeVar

from ml_postmortems.lazy_pattern import lazy_pattern
from ml_postmortems.lint.own_sites import own_sites_of
from ml_postmortems.lint.phrases import PhraseIndex
from ml_postmortems.lint.recurrence_question import RecurrenceQuestion
from ml_postmortems.model.catalog import Catalog
from ml_postmortems.model.instant import Instant
from ml_postmortems.model.settings import Settings
from ml_postmortems.model.taxonomy import Taxonomy
from ml_postmortems.reading.corpus import Corpus
from ml_postmortems.reading.pull_request import PullRequest
from ml_postmortems.reading.record_file import RecordFile

V = TypeVar("V")
_WORD = lazy_pattern(r"\w+")


@dataclass(frozen=True)
class Context:
    """One run of the checker."""

    corpus: Corpus
    as_of: date
    """The date that counts as today."""
    is_merge: bool = False
    """True under `check --merge`."""
    changed: Set[Path] = field(default_factory=frozenset)
    """The files that the pull request changes; empty outside of a pull request."""
    lost: tuple[RecordFile, ...] = ()
    """Records of the pull request's base that are none any more: see `PullRequest.lost`."""
    former: Mapping[Path, RecordFile] = field(default_factory=dict)
    """What the changed records were at the base, by their paths now; new records are not among the keys."""
    base_settings: Settings | None = None
    """The settings at the base of the pull request; None outside of a pull request."""
    base_taxonomy: Taxonomy | None = None
    """The taxonomy at the base of the pull request; None outside of a pull request, or where it had none."""
    base_catalog: Catalog | None = None
    """The catalog at the base of the pull request; None outside of a pull request, or where it had none."""
    new_secrets: Set[str] = field(default_factory=frozenset)
    """Hashes of the texts that the pull request itself declares to be no secrets."""

    @classmethod
    def of(
        cls, corpus: Corpus, as_of: date, pull_request: PullRequest | None = None, *, is_merge: bool = False
    ) -> Context:
        """The run over a corpus, or over the changes of a pull request."""
        if pull_request is None:
            return cls(corpus, as_of, is_merge)
        return cls(
            corpus,
            as_of,
            is_merge,
            pull_request.changed,
            pull_request.lost,
            pull_request.former,
            pull_request.base_settings,
            pull_request.base_taxonomy,
            pull_request.base_catalog,
            frozenset(each.sha256 for each in pull_request.new_secrets),
        )

    @cached_property
    def at_hand(self) -> Set[Path]:
        """Every file that the pull request changes or loses."""
        return self.changed | {file.path for file in self.lost}

    @cached_property
    def settings_in_force(self) -> tuple[Settings, ...]:
        """The settings that judge: in a pull request those of its base too, so that none lowers its own gate."""
        own, base = self.corpus.settings, self.base_settings
        return (own,) if base is None or base == own else (own, base)

    @cached_property
    def taxonomies_in_force(self) -> tuple[Taxonomy, ...]:
        """The taxonomies that judge: in a pull request that of its base too."""
        return tuple(each for each in _different(self.corpus.taxonomy, self.base_taxonomy) if each)

    @cached_property
    def catalogs_in_force(self) -> tuple[Catalog, ...]:
        """The catalogs that judge: in a pull request that of its base too."""
        return tuple(each for each in _different(self.corpus.catalog, self.base_catalog) if each)

    @property
    def is_in_pull_request(self) -> bool:
        """Whether rules look at what a pull request changes and loses."""
        return bool(self.changed or self.lost or self.former)

    def is_new(self, file: RecordFile) -> bool:
        """Whether the pull request adds the record, so that nobody could keep a date that had passed before."""
        return file.path in self.changed and file.path not in self.former

    @cached_property
    def recurrence_question(self) -> RecurrenceQuestion:
        """Which similar records the changed records must say something about."""
        return RecurrenceQuestion(self.corpus, self.changed, self.former)

    @cached_property
    def phrase_index(self) -> PhraseIndex:
        """Which records hold which phrases."""
        return PhraseIndex(self.corpus.files)

    @cached_property
    def own_sites(self) -> frozenset[str]:
        """Where logs, dashboards, tickets and chats of our own records lie."""
        return own_sites_of(self.corpus.records)

    @cached_property
    def control_ids(self) -> frozenset[str]:
        """The ids of all controls that the actions of the records introduced."""
        return frozenset(control for file in self.corpus.files for control in file.declared.controls)

    @cached_property
    def artifact_names(self) -> Mapping[str, Sequence[tuple[tuple[str, ...], str]]]:
        """By their first word, the ids and names of artifacts that a text cannot mean otherwise: two words or more."""
        names: dict[str, list[tuple[tuple[str, ...], str]]] = {}
        artifacts = self.corpus.catalog.artifacts if self.corpus.catalog else {}
        for key, artifact in artifacts.items():
            for name in {tuple(_words(key)), tuple(_words(artifact.name))}:
                if len(name) > 1:
                    names.setdefault(name[0], []).append((name, key))
        return names

    def artifacts_named_in(self, text: str, team: str) -> Iterator[str]:
        """The ids of the artifacts of a team's operator that a text names."""
        catalog = self.corpus.catalog
        if not catalog:
            return
        operator = catalog.operator_of(team)
        words = _words(text)
        for start, word in enumerate(words):
            for name, key in self.artifact_names.get(word, ()):
                is_named = tuple(words[start : start + len(name)]) == name
                if is_named and catalog.operator_of(catalog.artifacts[key].team) == operator:
                    yield key

    @property
    def today(self) -> Instant:
        """The as-of date as an instant of the model."""
        return Instant.parse(self.as_of.isoformat())


def _different(own: V, base: V) -> tuple[V, ...]:
    return (own,) if base == own else (own, base)


def _words(text: str) -> list[str]:
    return _WORD.findall(text.casefold())
