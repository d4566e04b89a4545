"""Builds the site of a company of about 80 incidents in three years that does not exist.

python -m scripts.demo FOLDER
"""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from argparse import ArgumentParser
from collections.abc import Sequence
from datetime import date
from pathlib import Path

from ml_postmortems.atomic_folder import atomic_folder
from ml_postmortems.cli.terminal import prepare, show_text
from ml_postmortems.errors import PostmortemsError
from ml_postmortems.wording import date_text
from scripts.synth.corpus import SyntheticCorpus
from scripts.synth.settings import Settings
from scripts.synth.truth import ground_truth
from scripts.synth.write import refuse_other_files, write_corpus

REPOSITORY = Path(__file__).resolve().parents[1]
SITE_NAME = "Demo company (fictional)"
LABEL = "Fictional: a program invented this company and wrote every record."
"""What every page says at its top."""
SETTINGS = Settings(records=80)

_CONFIGURATION = """\
# Written by scripts/demo.py. Everything but the name and the label is that of the real site.
INHERIT: {parent}
site_name: {name}
site_description: {label}
theme:
  custom_dir: overrides
"""
_OVERRIDE = """\
{{% extends "postmortems.html" %}}
{{% block announce %}}<strong>{label}</strong>{{% endblock %}}
"""
_TEN_INCIDENTS = """\
# Ten incidents to know

They are real ones, and stand on the real site. Here everything is made up.
"""
_CARD = '<li class="pm-card"><strong class="pm-card__title">{title}</strong> {link}</li>'
_HOME = """\
---
title: {name}
hide:
  - navigation
  - toc
---

# A company that does not exist

A knowledge base after three years: {{{{ record_count() }}}} incidents, near misses, hazards and drills until {until}.
{{: .pm-lead }}

{{{{ search_field("label delay", "has:overdue-actions", "severity:SEV1", "kind:near-miss") }}}}

{{{{ owed_now() }}}}

## What the records say

{{{{ findings() }}}}

## What to look at first

<ul class="pm-cards">
{showcases}
</ul>

## Newest

{{{{ newest(limit=3) }}}}

[All {{{{ record_count() }}}} postmortems](postmortems/index.md), [the gravest](severities/sev1/index.md), and
[where to invest](programme/index.md)
"""


def main(arguments: Sequence[str] | None = None) -> int:
    """Build the demo in the folder named on the command line.

    2 where it cannot be written, with the reason; what MkDocs returns where it cannot build.
    """
    parser = ArgumentParser("python -m scripts.demo", description=__doc__.splitlines()[0])
    parser.add_argument("folder", type=Path, metavar="FOLDER", help="where to; it holds nothing but an earlier demo")
    folder = parser.parse_args(arguments).folder
    prepare()
    try:
        build_demo(folder)
    except _SiteRefused as error:
        return error.code
    except subprocess.CalledProcessError as error:
        show_text(f"git could not write the history: {error.stderr.decode(errors='replace').strip()}", err=True)
        return 2
    except (OSError, PostmortemsError) as error:
        show_text(str(error), err=True)
        return 2
    return 0


def build_demo(folder: Path, settings: Settings = SETTINGS) -> None:
    """Write the demo and build its site into `FOLDER/site/`; until both are whole, an earlier demo stays.

    Raises OSError, PostmortemsError and CalledProcessError.
    """
    refuse_other_files(folder)
    with atomic_folder(folder, expected=("mkdocs.yml", "site/index.html")) as aside:
        write_demo(aside, settings)
        environment = {name: value for name, value in os.environ.items() if name != "SOURCE_DATE_EPOCH"}
        done = subprocess.run(
            [sys.executable, "-m", "mkdocs", "build", "--strict", "--quiet"],
            cwd=aside,
            env=environment | {"AUDIENCE": "internal", "NO_MKDOCS_2_WARNING": "1"},
            check=False,
        )
        if done.returncode:
            raise _SiteRefused(done.returncode)
        _write_configuration(aside, home=folder)


def write_demo(folder: Path, settings: Settings = SETTINGS) -> None:
    """Write records with their git history, and the pages and settings around them.

    The guides and the reference are copies of the real ones; the home page is its own. Raises OSError,
    PostmortemsError and CalledProcessError.
    """
    corpus = write_corpus(folder, settings, has_history=True)
    shutil.copytree(REPOSITORY / "docs", folder / "docs")
    (folder / "overrides").mkdir()
    texts = {
        "docs/ten-incidents.md": _TEN_INCIDENTS,
        "overrides/main.html": _OVERRIDE.format(label=LABEL),
        "docs/index.md": _HOME.format(
            name=SITE_NAME, label=LABEL, until=date_text(corpus.settings.until), showcases=_showcases(corpus)
        ),
    }
    for name, text in texts.items():
        (folder / name).write_text(text, "utf-8")
    _write_configuration(folder, home=folder)


class _SiteRefused(Exception):
    """MkDocs could not build, and has said why."""

    def __init__(self, code: int) -> None:
        self.code = code
        super().__init__(code)


def _write_configuration(folder: Path, home: Path) -> None:
    """Write `mkdocs.yml`, which leads to the real one by a path from where it will lie."""
    parent = os.path.relpath(REPOSITORY / "mkdocs.yml", home.resolve())
    text = _CONFIGURATION.format(parent=parent, name=SITE_NAME, label=f'"{LABEL}"')
    (folder / "mkdocs.yml").write_text(text, "utf-8")


def _showcases(corpus: SyntheticCorpus) -> str:
    """The planted records that show most, one of each sort; a small company has not every sort."""
    truth = ground_truth(corpus)
    public = {incident.id for incident in corpus.plan.incidents if incident.visibility == "public"}
    cards = {}
    if failed := truth["failed_controls"]:
        cards["A verified control that did not hold"] = _link(failed[0]["failed_in"])
    if patterns := truth["patterns"]:
        pattern = max(patterns, key=lambda each: len(each["records"]))["records"]
        cards[f"A cause that came back {len(pattern)} times at one artifact"] = _link(pattern[-1])
    if controls := truth["controls"]["controls"]:
        control = max(controls, key=lambda each: (len(each["logged"]), each["control"]))["control"]
        title = "A control with what it stopped and let through"
        cards[title] = f'<a href="controls/{control}/">{control}</a>'
    if overdue := [each for each in truth["overdue"] if each["record"] in public]:
        longest = min(overdue, key=lambda each: str(each["due"]))
        due = date.fromisoformat(str(longest["due"]))
        cards[f"An action that is overdue since {date_text(due)}"] = _link(longest["record"])
    return "\n".join(_CARD.format(title=title, link=link) for title, link in cards.items())


def _link(record: str) -> str:
    return f'{{{{ record_link("{record}") }}}}'


if __name__ == "__main__":
    sys.exit(main())
