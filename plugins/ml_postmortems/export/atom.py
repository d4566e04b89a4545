"""Atom feeds (RFC 4287): plain texts with links, and nothing that changes while nothing happened."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from uuid import NAMESPACE_URL, uuid5
from xml.etree import ElementTree

_NAMESPACE = "http://www.w3.org/2005/Atom"


@dataclass(frozen=True, slots=True)
class Entry:
    """One thing that readers of a feed are told."""

    key: str
    """What tells it from everything else, for ever, such as the id of a record."""
    title: str
    summary: str
    address: str
    author: str
    updated: date
    categories: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Feed:
    """A feed."""

    path: str
    """Its file below the top of the site."""
    title: str
    site: str
    """The address of the site with a slash at its end."""
    entries: Sequence[Entry]
    as_of: date

    def text(self) -> bytes:
        """The feed as XML; without an entry it was updated on the day of the build, which Atom demands."""
        root = ElementTree.Element("feed", {"xmlns": _NAMESPACE})
        address = f"{self.site}{self.path}"
        _add(root, "id", _urn(address))
        _add(root, "title", self.title)
        _add(root, "updated", _moment(max((entry.updated for entry in self.entries), default=self.as_of)))
        ElementTree.SubElement(root, "link", {"rel": "self", "type": "application/atom+xml", "href": address})
        ElementTree.SubElement(root, "link", {"rel": "alternate", "type": "text/html", "href": self.site})
        for entry in self.entries:
            self._add_entry(ElementTree.SubElement(root, "entry"), entry)
        ElementTree.indent(root, " ")
        text: bytes = ElementTree.tostring(root, "utf-8", xml_declaration=True)
        return text + b"\n"

    def _add_entry(self, element: ElementTree.Element, entry: Entry) -> None:
        _add(element, "id", _urn(f"{self.site}{entry.key}"))
        _add(element, "title", entry.title)
        _add(element, "updated", _moment(entry.updated))
        _add(ElementTree.SubElement(element, "author"), "name", entry.author)
        ElementTree.SubElement(element, "link", {"rel": "alternate", "type": "text/html", "href": entry.address})
        for category in entry.categories:
            ElementTree.SubElement(element, "category", {"term": category})
        _add(element, "summary", entry.summary)


def _add(parent: ElementTree.Element, name: str, text: str) -> None:
    ElementTree.SubElement(parent, name).text = text


def _urn(name: str) -> str:
    return uuid5(NAMESPACE_URL, name).urn


def _moment(day: date) -> str:
    return f"{day.isoformat()}T00:00:00Z"
