"""A build after edits of the bodies of records alone: what the site holds is taken over, but for what bodies make.

Most edits while writing are such. A body makes the page of its record, two data files, the search, and the words that
rise, which the page of trends tells; indexes, numbers and lists are made of front matter, and get nothing else to read
(`Corpus.without_bodies`). So a site is noted under a hash of everything else that it was made of, with the texts of its
records and the shells of the pages that bodies make. Where anything is in doubt, all is built.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from itertools import chain
from typing import Any

from ml_postmortems.atomic_folder import AtomicFolder
from ml_postmortems.mkdocs_plugin.stamping import KeptShells, stamped
from ml_postmortems.reading.record_file import front_matter_of
from ml_postmortems.search.versioned_files import MANIFEST, version_of
from ml_postmortems.text_store import digest_of, digest_of_all
from ml_postmortems.web.build import SiteBuild
from ml_postmortems.web.content_policy import inline_scripts
from ml_postmortems.web.search_page import with_new_manifest
from ml_postmortems.web.site_reads import MadeOfFrontMatter, SiteReads
from ml_postmortems.web.urls import SEARCH, TRENDS, record_url
from ml_postmortems.web.value_digest import value_digest

_INDEX = "index.html"


@dataclass(frozen=True, slots=True)
class Made:
    """What is known of a site whose records may be edited."""

    texts: Mapping[str, str]
    """The hash of each published file, by its path."""
    words: tuple[str, str]
    """The hash of what decides which words rise, and that of those."""
    shells: KeptShells
    reads: SiteReads

    @classmethod
    def of(cls, site: SiteBuild, shells: KeptShells) -> Made:
        """What a build knows at its end."""
        rising, state = site.index.told_words
        return cls(_texts(site), (state, value_digest(rising)), shells, site.index.reads)

    def to_json(self) -> list[Any]:
        """As it is kept."""
        return [self.texts, self.words, self.shells.to_json(), self.reads.to_json()]

    @classmethod
    def from_json(cls, kept: Sequence[Any]) -> Made:
        """As it was kept."""
        texts, words, shells, reads = kept
        return cls(texts, tuple(words), KeptShells.from_json(shells), SiteReads.from_json(reads))


def frame_of(site: SiteBuild) -> str:
    """A hash of the records but for their bodies, and of which are published."""
    published = [str(file.path) for file in site.publication.corpus.files]
    files = site.publication.everything.files
    return digest_of_all(chain(published, (part for file in files for part in (str(file.path), front_matter_of(file)))))


def take_over(site: SiteBuild, last: Made, folder: AtomicFolder) -> Made | None:
    """Fill a folder with what a build would make, out of the old one; None, and nothing written, where all is built.

    The old folder holds what `last` tells of, of records with the same front matter and the same of everything else.
    """
    site = replace(site, known=MadeOfFrontMatter(last.reads))
    texts = _texts(site)
    changed = [file for file in site.publication.corpus.files if texts[str(file.path)] != last.texts[str(file.path)]]
    words = _words(site, last)
    urls = [record_url(file.record.id) for file in changed if file.record]
    pages = {url: site.page(url) for url in urls}
    if words[1] != last.words[1]:
        pages[TRENDS] = site.page_of_words
    files: dict[str, bytes] = {}
    for url, page in pages.items():
        assert page
        html = stamped(url, page, last.shells)
        former_page = (folder.target / url / _INDEX).read_text("utf-8")
        if html is None or {*inline_scripts(html)} != {*inline_scripts(former_page)}:
            return None
        files[f"{url}{_INDEX}"] = html.encode("utf-8", errors="xmlcharrefreplace")
    files |= site.edited_texts(changed)
    place = folder.target / SEARCH
    former = (place / MANIFEST).read_bytes()
    old = place / version_of(former)
    search = dict(site.edited_search_files(changed, former, lambda name: (old / name).read_bytes()))
    manifest = search.pop(MANIFEST)
    assert manifest
    page_of_search = with_new_manifest((place / _INDEX).read_text("utf-8"), former, manifest)
    files |= {f"{SEARCH}{MANIFEST}": manifest, f"{SEARCH}{_INDEX}": page_of_search.encode("utf-8")}
    version = f"{SEARCH}{version_of(manifest)}"
    folder.link_over({f"{SEARCH}{old.name}": version})
    for name, content in files.items():
        folder.put(name, content)
    for name, searched in search.items():
        folder.put(f"{version}/{name}", searched) if searched is not None else folder.remove(f"{version}/{name}")
    return replace(last, texts=texts, words=words)


def _texts(site: SiteBuild) -> Mapping[str, str]:
    return {str(file.path): digest_of(file.text) for file in site.publication.corpus.files}


def _words(site: SiteBuild, last: Made) -> tuple[str, str]:
    """What `Made.words` is now; where nothing changed that decides which words rise, they are not looked for."""
    state = site.index.state_of_words
    return state, last.words[1] if state == last.words[0] else value_digest(site.index.rising_words)
