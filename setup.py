"""Puts the pages that every base serves into the built package; everything else about it stands in pyproject.toml.

They are written in `docs/`, where this repository's own site reads them, and carried in `ml_postmortems/base/pages/`.
"""

from __future__ import annotations

from pathlib import Path

from setuptools import setup
from setuptools.command.build_py import build_py

DOCS = Path(__file__).parent / "docs"
CARRIED = ("editors.md", "macros.md", "security.md", "guides", "reference")
"""The same as `PAGES` of `ml_postmortems.base.served_pages`, which cannot be imported before it is built."""


class BuildWithPages(build_py):  # type: ignore[misc]
    """The build of the modules, and then of the pages beside them."""

    def run(self) -> None:
        """Copy the pages, except into an editable installation, which reads them in `docs/`."""
        super().run()
        if not self.editable_mode:
            for source, target in self._pages():
                self.mkpath(str(target.parent))
                self.copy_file(str(source), str(target))

    def get_outputs(self, include_bytecode: bool = True) -> list[str]:
        """Every file that the build writes, so that tools can remove it again."""
        return [*super().get_outputs(include_bytecode), *(str(target) for _, target in self._pages())]

    def _pages(self) -> list[tuple[Path, Path]]:
        folder = Path(self.build_lib, "ml_postmortems", "base", "pages")
        roots = [DOCS / name for name in CARRIED]
        files = [path for root in roots for path in ([root] if root.is_file() else sorted(root.iterdir()))]
        return [(path, folder / path.relative_to(DOCS)) for path in files]


setup(cmdclass={"build_py": BuildWithPages})
