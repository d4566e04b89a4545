"""Builds the site as `make serve` shows it, into a folder: an unfinished record shows its findings above.

python -m scripts.preview FOLDER
"""

from __future__ import annotations

import sys
from argparse import ArgumentParser
from collections.abc import Sequence
from pathlib import Path

from mkdocs.commands.build import build
from mkdocs.config import load_config
from mkdocs.exceptions import MkDocsException

from ml_postmortems.cli.terminal import prepare, show_text
from ml_postmortems.mkdocs_plugin.plugin import PostmortemsPlugin


def main(arguments: Sequence[str] | None = None) -> int:
    """Build into the folder named on the command line; 1 where MkDocs cannot."""
    parser = ArgumentParser("python -m scripts.preview", description=__doc__.splitlines()[0])
    parser.add_argument("folder", type=Path, metavar="FOLDER", help="where to")
    folder = parser.parse_args(arguments).folder
    prepare()
    try:
        config = load_config(site_dir=str(folder.resolve()))
        config.plugins.on_startup(command="build", dirty=False)
        # As in `mkdocs serve`: bad records are shown, they do not stop the build.
        plugin = config.plugins["postmortems"]
        assert isinstance(plugin, PostmortemsPlugin)
        plugin.is_preview = True
        try:
            build(config)
        finally:
            config.plugins.on_shutdown()
    except MkDocsException as error:
        show_text(str(error), err=True)
        return 1
    return 0


if __name__ == "__main__":
    sys.exit(main())
