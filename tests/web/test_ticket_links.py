"""The ticket of an action is a link where it leads somewhere, on the record's page and in the list."""

from __future__ import annotations

import pytest

from ml_postmortems.model.settings import Settings
from ml_postmortems.model.terms import Visibility
from ml_postmortems.web.ticket_links import ticket_href
from tests.helpers import changed, own_record
from tests.site import index_of, page_of

BY_KEY = Settings(schema_version="1", ticket_url="https://tracker.example.com/browse/{ticket}?a=1")
NONE = Settings(schema_version="1")


@pytest.mark.parametrize(
    ("ticket", "href"),
    [
        ("https://github.com/acme/ml/issues/12", "https://github.com/acme/ml/issues/12"),
        ("OPS-12", "https://tracker.example.com/browse/OPS-12?a=1"),
        ("acme/ml#12", "https://tracker.example.com/browse/acme%2Fml%2312?a=1"),
        ("../admin", "https://tracker.example.com/browse/..%2Fadmin?a=1"),
        ("javascript:alert(1)", None),
        ("data:text/html,x", None),
        ("//evil.example", "https://tracker.example.com/browse/%2F%2Fevil.example?a=1"),
        ("https://", None),
        ("https://[", None),
        ("https://a.example/ x", None),
        ("the one of Monday", None),
    ],
)
def test_a_ticket_leads_to_its_issue_or_nowhere(ticket: str, href: str | None) -> None:
    """An address leads to itself; a name to where the settings say, as a part of the address and never more."""
    assert ticket_href(ticket, BY_KEY, Visibility.INTERNAL) == href


def test_the_public_gets_no_address_of_the_settings() -> None:
    """It may be a host inside."""
    assert ticket_href("OPS-12", BY_KEY, Visibility.PUBLIC) is None
    assert ticket_href("OPS-12", NONE, Visibility.INTERNAL) is None


@pytest.mark.parametrize("url", ["postmortems/PM-2025-0001/", "actions/"])
def test_pages_link_the_ticket(url: str) -> None:
    """With its own words; one that leads nowhere is text."""
    address = "https://github.com/acme/ml/issues/12"
    page = page_of(index_of(changed(own_record(), "actions.2.ticket", address)), url)
    assert {link.text for link in page.findall(".//a") if link.get("href") == address} == {address}
