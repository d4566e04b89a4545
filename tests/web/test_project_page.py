"""The site as GitHub Pages hosts it, below the path of a repository: its site map and its page of dead addresses."""

from __future__ import annotations

import gzip
from datetime import date
from pathlib import Path
from urllib.parse import unquote, urljoin, urlsplit

import pytest
from lxml import etree

from tests.helpers import external_record
from tests.site import PREFIX, PROJECT_PAGE, Site, run_mkdocs, tree_of, write_project

SITEMAPS = "http://www.sitemaps.org/schemas/sitemap/0.9"


def test_no_page_refers_to_another_site_of_its_host(frozen_site: Site) -> None:
    """A link that begins with a slash leaves the path of the repository; the page of dead addresses must begin so."""
    host = urlsplit(PROJECT_PAGE).netloc
    for page in frozen_site.pages.values():
        for link in page.links:
            if urlsplit(link.address).netloc == host:
                assert link.address.startswith(PROJECT_PAGE), f"{page}: {link.written}"


def test_every_link_of_the_404_page_works_from_any_address(frozen_site: Site) -> None:
    """A host sends this page for an address of any depth, so its links may not depend on where it is."""
    page = frozen_site.pages["404.html"]
    internal = [link for link in page.links if not link.written.startswith(("#", "http", "data:"))]
    assert {"a", "link", "script"} <= {link.element.tag for link in internal}
    for link in internal:
        addresses = {urljoin(PROJECT_PAGE + place, link.written) for place in ("gone", "gone/far/away/")}
        assert len(addresses) == 1, link.written
        (address,) = addresses
        assert address.startswith(PROJECT_PAGE)
        target = unquote(urlsplit(address).path).removeprefix(PREFIX)
        assert frozen_site.file_of(target), link.written


def read_site_map(content: bytes) -> dict[str, str]:
    """Address and date of each page of a site map, by the protocol of sitemaps.org; fails where a crawler would."""
    root = etree.fromstring(content)
    assert root.tag == f"{{{SITEMAPS}}}urlset"
    assert len(content) <= 50 * 1024 * 1024 and 1 <= len(root) <= 50_000
    found: dict[str, str] = {}
    for url in root:
        assert url.tag == f"{{{SITEMAPS}}}url"
        address = url.findtext(f"{{{SITEMAPS}}}loc", "").strip()
        parts = urlsplit(address)
        assert parts.scheme in ("http", "https") and parts.netloc and not parts.fragment and len(address) < 2048
        assert address.isascii() and address not in found
        found[address] = url.findtext(f"{{{SITEMAPS}}}lastmod", "").strip()
        date.fromisoformat(found[address])
    return found


def test_search_engines_read_the_site_map(frozen_site: Site) -> None:
    """The map lists every page that people read once, with its whole address and its date, and nothing else."""
    content = (frozen_site.folder / "sitemap.xml").read_bytes()
    assert sorted(read_site_map(content)) == sorted(PROJECT_PAGE + page.url for page in frozen_site.content_pages)
    assert gzip.decompress((frozen_site.folder / "sitemap.xml.gz").read_bytes()) == content


def test_pages_name_their_address(frozen_site: Site) -> None:
    """A page that is reached by another address, such as a mirror, says where it stands."""
    for page in frozen_site.content_pages:
        [canonical] = page.root.findall(".//link[@rel='canonical']")
        assert canonical.get("href") == PROJECT_PAGE + page.url


@pytest.mark.parametrize("has_address", [True, False])
def test_site_without_an_address_has_no_site_map(has_address: bool, tmp_path: Path) -> None:
    """A site map holds whole addresses; without `site_url` there is none, rather than an empty one."""
    project = write_project(tmp_path, external_record(), site_url="https://pm.example.org/" if has_address else "")
    done = run_mkdocs(project, "build", "--strict")
    assert done.returncode == 0, done.stderr
    maps = [name for name in tree_of(project / "site") if name.startswith("sitemap")]
    assert maps == (["sitemap.xml", "sitemap.xml.gz"] if has_address else [])
