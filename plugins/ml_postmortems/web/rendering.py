"""The one Jinja environment of the generated pages: autoescaping, strict, with the filters that templates use."""

from __future__ import annotations

import re
from collections.abc import Callable
from functools import cache
from pathlib import Path
from typing import Any

from jinja2 import Environment, FileSystemLoader, StrictUndefined, pass_context
from jinja2.runtime import Context
from markupsafe import Markup

from ml_postmortems.model.account import Interval
from ml_postmortems.model.cause_age import SinceBounds
from ml_postmortems.model.durations import happened
from ml_postmortems.model.facets import own_term_key
from ml_postmortems.model.instant import Duration, Instant
from ml_postmortems.model.not_known import NotKnown, known, known_items
from ml_postmortems.model.own_fields import is_web_address
from ml_postmortems.model.record import Record
from ml_postmortems.model.regression_case import STALE_AFTER_DAYS
from ml_postmortems.model.taxonomy import family_of
from ml_postmortems.plurals import counted, words
from ml_postmortems.web.choices import SCRIPT, STYLESHEET
from ml_postmortems.web.pictures import published_pictures
from ml_postmortems.web.sentences import first_sentence
from ml_postmortems.web.urls import (
    RECORDS,
    control_url,
    drill_url,
    month_url,
    playbook_url,
    record_url,
    relative_url,
    search_url,
)
from ml_postmortems.wording import (
    amount_text,
    at_least_text,
    catch_rate_text,
    control_name,
    date_text,
    day_text,
    duration_text,
    failing_text,
    gap_text,
    instant_text,
    interval_text,
    measure_text,
    month_text,
    no_rate_text,
    p_text,
    percent_text,
    points_text,
    postponed_text,
    quantile_text,
    rate_text,
    span_text,
    unmet_text,
    utc_text,
)

THEME = Path(__file__).parent / "theme"
_MARKDOWN = re.compile(r"(&#?\w+;)|[\\`*_\[\](){}!#~|^@$:]")
SITE_FILES = THEME / "site"
"""Files that are published as they are; the adapter adds this folder to the theme."""


def render(template: str, here: str, **view: Any) -> Markup:
    """Fill a template for the page at address `here`."""
    return Markup(_environment().get_template(template).render(here=here, **view))


@pass_context
def _href(context: Context, target: str) -> str:
    return relative_url(target, context["here"])


@pass_context
def _evidence_href(context: Context, uri: str, record: Record) -> str | None:
    """The link of a source: as it is, or to the picture that is published beside the record's page, or none."""
    if uri.startswith(("http://", "https://", "mailto:")):
        return uri
    return relative_url(RECORDS + uri, context["here"]) if uri in published_pictures(record) else None


@cache
def _environment() -> Environment:
    environment = Environment(
        loader=FileSystemLoader(THEME / "templates"),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    filters: dict[str, Callable[..., Any]] = {
        "href": _href,
        "record_url": record_url,
        "control_url": control_url,
        "search_url": lambda terms: search_url(*terms),
        "playbook_url": playbook_url,
        "drill_url": drill_url,
        "month_url": month_url,
        "day": day_text,
        "month": month_text,
        "date": date_text,
        "instant": instant_text,
        "utc": utc_text,
        "span": span_text,
        "at_least": at_least_text,
        "duration": duration_text,
        "amount": amount_text,
        "measure": measure_text,
        "counted": counted,
        "words": words,
        "control_name": control_name,
        "first_sentence": first_sentence,
        "family": family_of,
        "known": known,
        "items_known": known_items,
        "happened": happened,
        "gap": gap_text,
        "percent": percent_text,
        "p": p_text,
        "points": points_text,
        "rate": rate_text,
        "measured": lambda time: duration_text(Duration(time.shortest, time.longest)),
        "quantile": quantile_text,
        "quantile_interval": interval_text,
        "postponed": postponed_text,
        "unmet": unmet_text,
        "catch_rate": catch_rate_text,
        "failing": failing_text,
        "no_rate": no_rate_text,
        "evidence_href": _evidence_href,
    }
    environment.filters.update(filters)
    environment.globals.update(filter_script=SCRIPT, filter_stylesheet=STYLESHEET, stale_after=STALE_AFTER_DAYS)
    environment.tests["half_open"] = lambda value: isinstance(value, Interval)
    environment.tests["since_bounds"] = lambda value: isinstance(value, SinceBounds)
    environment.filters["own_term_key"] = lambda value, key: own_term_key(key, value)
    environment.filters["as_instant"] = _as_instant
    environment.tests["web_address"] = is_web_address
    environment.tests["not_known"] = lambda value: isinstance(value, NotKnown)
    return environment


def _as_instant(text: str) -> Instant | None:
    """The time that a value of an own field says; None where it is none, as a preview may show it."""
    try:
        return Instant.parse(text)
    except ValueError:
        return None


def render_block(template: str, here: str, **view: Any) -> Markup:
    """The same for a page of Markdown: in one line, so that it is one block, and with all marks of Markdown escaped."""
    return escape_markdown(Markup(" ".join(render(template, here, **view).split())))


def escape_markdown(html: Markup) -> Markup:
    """The same HTML with everything that Markdown could take for markup of its own written as character references.

    A page is rendered as Markdown after its macros have run, and a title such as `[x](https://...)` must stay one.
    """
    return Markup(_MARKDOWN.sub(lambda match: match.group(1) or f"&#{ord(match.group())};", html))
