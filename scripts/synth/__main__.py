"""Writes a synthetic corpus: records of a company that does not exist, with what was planted in them as JSON.

python -m scripts.synth TARGET --records 80 --seed 1 --years 3 --until 2026-06-30 [--words 450] [--plan null] [--git]
"""

from __future__ import annotations

import argparse
import subprocess
import sys
from datetime import date
from pathlib import Path

from ml_postmortems.cli.terminal import show_text
from ml_postmortems.errors import PostmortemsError
from ml_postmortems.reading.default_taxonomy import DEFAULT_TAXONOMY
from scripts.synth.settings import DEFAULT_UNTIL, Settings
from scripts.synth.write import write_corpus


def main() -> int:
    """Write the corpus that the command line asks for; 2 where it cannot be, with the reason."""
    parser = argparse.ArgumentParser(prog="python -m scripts.synth", description=__doc__.split("\n")[0])
    parser.add_argument("target", type=Path, help="the folder to make; an earlier synthetic corpus there is replaced")
    parser.add_argument("--records", type=int, required=True, help="how many records")
    parser.add_argument("--seed", type=int, default=1, help="the same seed gives the same bytes (default 1)")
    parser.add_argument("--years", type=int, default=3, help="how many years the records span (default 3)")
    parser.add_argument("--until", type=_day, default=DEFAULT_UNTIL, help="the as-of date (default 2026-06-30)")
    parser.add_argument("--words", type=int, default=450, help="median length of a body (default 450)")
    parser.add_argument(
        "--plan", choices=("company", "null"), default="company", help="null plants nothing: no trend, no recurrence"
    )
    parser.add_argument("--git", action="store_true", help="with a git history of the records")
    parser.add_argument("--taxonomy", type=Path, default=DEFAULT_TAXONOMY, help="the taxonomy (default: the package's)")
    given = parser.parse_args()
    try:
        is_null = given.plan == "null"
        settings = Settings(given.records, given.seed, given.years, given.until, given.words, is_null, given.taxonomy)
        write_corpus(given.target, settings, has_history=given.git)
    except subprocess.CalledProcessError as error:
        show_text(f"git could not write the history: {error.stderr.decode(errors='replace').strip()}", err=True)
        return 2
    except (ValueError, OSError, PostmortemsError) as error:
        show_text(str(error), err=True)
        return 2
    print(
        f"{settings.records} fictional records are in {given.target}/postmortems, what was planted in ground-truth.json"
    )
    return 0


def _day(text: str) -> date:
    try:
        return date.fromisoformat(text)
    except ValueError as error:
        raise argparse.ArgumentTypeError(f"must be a date such as 2026-06-30: found `{text}`") from error


if __name__ == "__main__":
    sys.exit(main())
