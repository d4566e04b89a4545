"""The page with the form for a new postmortem; its script makes the file in the browser."""

from __future__ import annotations

import json
from dataclasses import asdict
from datetime import date
from urllib.parse import urlsplit

from ml_postmortems.authoring.drafting.answers import DraftContext
from ml_postmortems.authoring.drafting.draft_form import draft_form
from ml_postmortems.model.instant import FIRST_YEAR, LAST_YEAR
from ml_postmortems.reading.corpus import Corpus
from ml_postmortems.reading.forbidden_characters import FORBIDDEN
from ml_postmortems.web.draft_place import DraftPlace
from ml_postmortems.web.page import Content, SitePage
from ml_postmortems.web.rendering import render
from ml_postmortems.web.urls import NEW

_FOLDER = "assets/postmortems/new/"
SCRIPTS = tuple(f"{_FOLDER}{name}.js" for name in ("new-page", "inputs", "draft", "yaml-text", "forge", "kept-answers"))
"""The module of the page, and then all that it imports."""
STYLESHEET = f"{_FOLDER}new.css"
MOST_SHOWN = 5
"""So many choices are shown one below the other; more are a menu."""
MOST_IN_A_MENU = 60
"""More choices than these are found by typing."""


def new_page(corpus: Corpus, as_of: date, place: DraftPlace) -> SitePage:
    """The form for the vocabulary and the records that a corpus has."""

    def content() -> Content:
        form = draft_form(DraftContext.of(corpus, as_of))
        template = {**asdict(form.template), "folder": place.folder, "forbidden": FORBIDDEN}
        html = render(
            "new.html",
            NEW,
            form=form,
            data=json.dumps(template, separators=(",", ":")),
            years=(FIRST_YEAR, LAST_YEAR),
            new_file=place.new_file,
            forge=urlsplit(place.new_file).hostname,
            modules=SCRIPTS,
            stylesheet=STYLESHEET,
            most_shown=MOST_SHOWN,
            most_in_a_menu=MOST_IN_A_MENU,
        )
        return Content(html)

    return SitePage(NEW, "Write a postmortem", "A form that makes the draft of a new postmortem.", content)
