"""Bases for tests: what `init` writes, into a folder of the test."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

from ml_postmortems import __version__
from ml_postmortems.base.answers import BaseAnswers, Forge
from ml_postmortems.base.base_files import base_files
from ml_postmortems.base.changes import carry_out, plan_new
from ml_postmortems.base.manifest import Manifest
from ml_postmortems.model.taxonomy import Taxonomy
from ml_postmortems.model.terms import Visibility
from ml_postmortems.reading.default_taxonomy import DEFAULT_TAXONOMY
from ml_postmortems.reading.vocabulary import read_taxonomy

NASTY = "Ac'me & Söhne: #1 *b* [x](y) %s"
"""A name that would act in YAML, Markdown or HTML, were it not quoted."""


def packaged_taxonomy() -> Taxonomy:
    """The words that come with the package."""
    taxonomy, _ = read_taxonomy(DEFAULT_TAXONOMY)
    assert taxonomy
    return taxonomy


def answers(forge: Forge = Forge.GITHUB, audience: Visibility = Visibility.INTERNAL, **others: object) -> BaseAnswers:
    """What an organisation may answer, with some answers replaced."""
    given: dict[str, object] = {"organisation": "Acme", "teams": ("Search ranking", "Ads"), **others}
    return BaseAnswers(forge=forge, audience=audience, **given)  # type: ignore[arg-type]


def write_base(folder: Path, given: BaseAnswers, files: Mapping[str, str] | None = None) -> dict[str, str]:
    """Write a base, or these files as one, and return the files."""
    folder.mkdir(parents=True, exist_ok=True)
    made = dict(files or base_files(given, packaged_taxonomy()))
    carry_out(folder, list(plan_new(folder, made)), Manifest(given, __version__, made))
    return made
