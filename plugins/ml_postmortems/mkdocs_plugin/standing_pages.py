"""Pages that are taken over from the old site: made of the same, and given the same by the theme.

Beside the hash of what a page is made of stands what the build needs to know of it without reading it: what the theme
gave it, its scripts for the policy, and its anchors for links of hand-written pages.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping, Sequence

from ml_postmortems.mkdocs_plugin.generated_file import GeneratedFile
from ml_postmortems.mkdocs_plugin.stamping import Stamping
from ml_postmortems.web.page import Content, SitePage
from ml_postmortems.web.standing_files import StandingFiles


class StandingPages:
    """The pages of the old site in a build, which notes its own for the next one."""

    def __init__(self, files: StandingFiles, stamping: Stamping) -> None:
        self._files, self._stamping = files, stamping

    def keys(self, pages: Iterable[SitePage]) -> Mapping[str, str]:
        """By address the hashes of pages that were noted."""
        noted = self._files.last
        return {page.url: noted[name].key for page in pages if (name := f"{page.url}index.html") in noted}

    def take(self, file: GeneratedFile, key: str) -> Sequence[str] | None:
        """Take a page over that is made of this; gives its scripts, or None where it has to be written."""
        look, scripts, anchors = json.loads(self._files.last[file.dest_uri].about)
        if not self._stamping.still_looks(file, look) or not self._files.take([file.dest_uri], key):
            return None
        assert file.page
        file.page.present_anchor_ids = set(anchors)
        return list(scripts)

    def note(self, file: GeneratedFile, page: SitePage, key: str, content: Content, scripts: Sequence[str]) -> None:
        """Remember a page that was written, unless the theme gives it something of its own."""
        if key and (look := self._stamping.look(file, page, content)):
            anchors = [entry.anchor for entry in content.toc]
            self._files.note([file.dest_uri], key, json.dumps([look, scripts, anchors]))
