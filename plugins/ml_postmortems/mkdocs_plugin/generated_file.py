"""What MkDocs sees of a generated page: a file of Markdown, or one that is written elsewhere and needs no rendering."""

from __future__ import annotations

from collections.abc import Callable
from typing import cast

from mkdocs.config.defaults import MkDocsConfig
from mkdocs.structure.files import File, InclusionLevel


class GeneratedFile(File):
    """A page without a source; MkDocs renders it unless `write` says who else does."""

    write: Callable[[GeneratedFile], None] | None = None
    """Writes the page; None where MkDocs is to render it."""
    is_listed = True
    """Whether MkDocs counts it among the pages while `write` is set, as for the site map."""

    @classmethod
    def of(cls, config: MkDocsConfig, source: str) -> GeneratedFile:
        """The file of a page that the navigation need not name."""
        made = cast(GeneratedFile, cls.generated(config, source, content="", inclusion=InclusionLevel.NOT_IN_NAV))
        assert made.url  # told while it is a page, and kept
        return made

    def is_documentation_page(self) -> bool:
        """Whether MkDocs treats it as a page."""
        return self.is_listed and super().is_documentation_page()

    def copy_file(self, dirty: bool = False) -> None:
        """Write the page where MkDocs writes what it does not render."""
        if self.write:
            self.write(self)
        else:
            super().copy_file(dirty)
