"""A record as one HTML file that stands alone: no script, no request, nothing that its audience may not see."""

from __future__ import annotations

import base64
from html import escape
from html.parser import HTMLParser
from pathlib import Path
from urllib.parse import unquote, urljoin

from ml_postmortems.access.named_record import find_published
from ml_postmortems.access.publication import Publication
from ml_postmortems.web.build import SiteBuild
from ml_postmortems.web.page import SitePage
from ml_postmortems.web.pages import record_page
from ml_postmortems.web.rendering import SITE_FILES, render
from ml_postmortems.web.urls import record_url

_STYLES = ("postmortems.css", "record.css", "print.css")
_PICTURES = {
    ".png": "image/png",
    ".jpg": "image/jpeg",
    ".jpeg": "image/jpeg",
    ".webp": "image/webp",
    ".gif": "image/gif",
}


def shared_page(publication: Publication, wanted: str, site: str = "") -> tuple[str, str]:
    """The id of the record that is meant and its page as a whole document.

    `site` is the address of the site with a slash at its end, to which links to other pages lead; without it their
    words stay and the links go. Raises RecordNotFound, RecordHidden and RecordNotPublished.
    """
    file = find_published(publication, wanted)
    assert file.record, "what is published can be read"
    build = SiteBuild(publication)
    page = record_page(file, file.record, build.index)
    pictures = dict(build.pictures())
    return file.record.id, _document(page, pictures, site, build.index.as_of.isoformat())


def _document(page: SitePage, pictures: dict[str, Path], site: str, as_of: str) -> str:
    writer = _Standalone(page.url, pictures, site)
    writer.feed(str(page.content().html))
    writer.close()
    folder = SITE_FILES / "assets/postmortems"
    files = (*(folder / name for name in _STYLES), SITE_FILES.parent / "shared.css")
    styles = "\n".join(path.read_text("utf-8") for path in files)
    return str(
        render(
            "shared.html",
            record_url(page.url),
            title=page.title,
            description=page.description,
            styles=styles,
            article="".join(writer.parts),
            as_of=as_of,
        )
    )


class _Standalone(HTMLParser):
    """Writes HTML again, with whole addresses or none, pictures in the file, and no script."""

    def __init__(self, here: str, pictures: dict[str, Path], site: str) -> None:
        super().__init__(convert_charrefs=False)
        self.parts: list[str] = []
        self._here, self._pictures, self._site = here, pictures, site
        self._in_script = 0

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        if tag in ("script", "link"):
            self._in_script += tag == "script"
            return
        kept = [(name, value) for name, value in attrs if (name, value) not in self._dropped(tag, attrs)]
        changed = [(name, self._address(tag, name, value)) for name, value in kept]
        words = "".join(f' {name}="{escape(value)}"' if value is not None else f" {name}" for name, value in changed)
        self.parts.append(f"<{tag}{words}>")

    def handle_startendtag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.handle_starttag(tag, attrs)
        if tag not in ("img", "br", "hr", "input", "meta", "link"):
            self.handle_endtag(tag)

    def handle_endtag(self, tag: str) -> None:
        if tag == "script":
            self._in_script -= 1
        elif tag != "link":
            self.parts.append(f"</{tag}>")

    def handle_data(self, data: str) -> None:
        if not self._in_script:
            self.parts.append(data)

    def handle_entityref(self, name: str) -> None:
        self.parts.append(f"&{name};")

    def handle_charref(self, name: str) -> None:
        self.parts.append(f"&#{name};")

    def _dropped(self, tag: str, attrs: list[tuple[str, str | None]]) -> list[tuple[str, str | None]]:
        """The links that lead nowhere from here."""
        return [
            (name, value) for name, value in attrs if tag == "a" and name == "href" and not self._leads(value or "")
        ]

    def _leads(self, address: str) -> bool:
        return address.startswith(("#", "https://", "http://", "mailto:")) or bool(self._site)

    def _address(self, tag: str, name: str, value: str | None) -> str | None:
        if value is None or name not in ("href", "src") or value.startswith(("#", "https://", "http://", "mailto:")):
            return value
        place = urljoin(f"/{self._here}", value).lstrip("/")
        if tag == "img":
            return self._picture(unquote(place)) or ""
        return f"{self._site}{place}" if tag == "a" else value

    def _picture(self, place: str) -> str | None:
        path = self._pictures.get(place)
        kind = _PICTURES.get(path.suffix.lower()) if path else None
        return f"data:{kind};base64,{base64.b64encode(path.read_bytes()).decode()}" if path and kind else None
