"""Where the ticket of an action leads."""

from __future__ import annotations

import re
from urllib.parse import quote, urlsplit

from ml_postmortems.model.settings import Settings
from ml_postmortems.model.terms import Visibility

_TICKET = re.compile(r"[\w.#/-]{1,100}", re.ASCII)
"""A name of an issue, such as `OPS-12` or `acme/ml#12`; whatever else stands there is no link."""


def ticket_href(ticket: str, settings: Settings, audience: Visibility) -> str | None:
    """The address of an issue: the ticket itself where it is one, else by `ticket_url` of the settings; None for none.

    The public gets no address out of the settings, which may name a host inside.
    """
    if ticket.lower().startswith(("https://", "http://")):
        return ticket if _is_address(ticket) else None
    if settings.ticket_url and audience is not Visibility.PUBLIC and _TICKET.fullmatch(ticket):
        return settings.ticket_url.replace("{ticket}", quote(ticket, safe=""))
    return None


def _is_address(text: str) -> bool:
    try:
        return bool(urlsplit(text).hostname) and not re.search(r"\s", text)
    except ValueError:
        return False
