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

OWN_RECORD = """\
---
schema_version: 2
id: PM-2026-0001
title: New shops vanish from the results
status: published
severity: SEV4
teams: {owner: ops}
trigger: {category: data-change}
artifacts:
  - {id: ranker, role: failed}
lifecycle_stage: features
detection: {source: customer}
evidence:
  - {id: E1, kind: ticket, date: 2026-03-11, title: Shops cannot find themselves, uri: "https://tickets.example.com/1"}
evidence_default: [E1]
timeline:
  - {at: 2026-03-09T20:00:00Z, marks: [started]}
  - {at: 2026-03-11T10:30:00Z, marks: [detected]}
  - {at: 2026-03-11T14:00:00Z, marks: [mitigated, resolved]}
causes:
  - {id: C1, category: CATEGORY, role: immediate, confidence: known, text: Features of new shops were missing.}
actions:
  - {id: A1, type: prevent, person: "@mchen", completed: 2026-03-20, title: Refuse features in which shops are missing}
  - {id: A2, type: detect, person: "@asinha", completed: 2026-03-20, title: Alert when a shop is not found}
---

## Limitations

The number of shops comes from tickets, and may be higher.
"""
"""A whole record of a base with the team `ops` and the artifact `ranker`; CATEGORY stands for a leaf."""


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
