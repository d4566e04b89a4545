"""Writes a company of about 80 incidents in three years that does not exist, and what MkDocs needs to show it.

python -m scripts.demo FOLDER
"""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from pathlib import Path

from scripts.synth.corpus import SyntheticCorpus
from scripts.synth.settings import Settings
from scripts.synth.truth import ground_truth
from scripts.synth.write import write_corpus

REPOSITORY = Path(__file__).resolve().parents[1]
SITE_NAME = "Demo company (fictional)"
LABEL = "Fictional: this company does not exist, and nothing here happened. A program wrote every record."
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
_HOME = """\
---
title: {name}
hide:
  - navigation
  - toc
---

# A company that does not exist

{label} It shows what a knowledge base looks like after three years: {{{{ record_count() }}}} incidents, near misses,
hazards and drills until {until}, with people, actions, validation rounds and what keeps coming back.
{{: .pm-lead }}

<div class="pm-columns" markdown>
<div markdown>

## By cause

{{{{ term_list("cause", limit=8) }}}}

[All causes](causes/index.md)

</div>
<div markdown>

## By team

{{{{ term_list("team", limit=8) }}}}

[All teams](teams/index.md), [models](models/index.md) and [everything else](browse/index.md)

</div>
<div markdown>

## By severity

{{{{ term_list("severity") }}}}

[What the levels mean](severities/index.md)

</div>
</div>

## What to look at

{sights}

## Newest

{{{{ record_list(limit=6) }}}}

[All {{{{ record_count() }}}} postmortems](postmortems/index.md)
"""


def main() -> int:
    """Write the demo into the folder named on the command line; 2 where it cannot be written, with the reason."""
    if len(sys.argv) != 2:
        print("usage: python -m scripts.demo FOLDER", file=sys.stderr)
        return 2
    try:
        write_demo(Path(sys.argv[1]))
    except subprocess.CalledProcessError as error:
        print(f"git could not write the history: {error.stderr.decode(errors='replace').strip()}", file=sys.stderr)
        return 2
    except OSError as error:
        print(error, file=sys.stderr)
        return 2
    return 0


def write_demo(folder: Path) -> None:
    """Write records with their git history, and the pages and settings around them; raises OSError.

    The guides and the reference are copies of the real ones; the home page is its own.
    """
    corpus = write_corpus(folder, SETTINGS, has_history=True)
    shutil.copytree(REPOSITORY / "docs", folder / "docs")
    (folder / "overrides").mkdir()
    parent = os.path.relpath(REPOSITORY / "mkdocs.yml", folder.resolve())
    texts = {
        "docs/ten-incidents.md": _TEN_INCIDENTS,
        "mkdocs.yml": _CONFIGURATION.format(parent=parent, name=SITE_NAME, label=f'"{LABEL}"'),
        "overrides/main.html": _OVERRIDE.format(label=LABEL),
        "docs/index.md": _HOME.format(name=SITE_NAME, label=LABEL, until=corpus.settings.until, sights=_sights(corpus)),
    }
    for name, text in texts.items():
        (folder / name).write_text(text, "utf-8")


def _sights(corpus: SyntheticCorpus) -> str:
    """The planted records that show most, one of each sort."""
    truth = ground_truth(corpus)
    failed, pattern = truth["failed_controls"][0], max(truth["patterns"], key=lambda each: len(each["records"]))
    public = {incident.id for incident in corpus.plan.incidents if incident.visibility == "public"}
    overdue = min((each for each in truth["overdue"] if each["record"] in public), key=lambda each: str(each["due"]))
    lines = [
        f"- A verified control that did not hold: {_link(failed['failed_in'])} repeats {_link(failed['record'])}.",
        f"- A cause that keeps coming back at one artifact: {', '.join(map(_link, pattern['records']))}.",
        f"- An action that is overdue since {overdue['due']}: {_link(overdue['record'])}.",
    ]
    return "\n".join(lines)


def _link(record: str) -> str:
    return f'{{{{ record_link("{record}") }}}}'


if __name__ == "__main__":
    sys.exit(main())
