"""What hand-written pages may call: counts and lists of records by facet. Registered by the adapter."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import date

from markupsafe import Markup

from ml_postmortems.analytics.anniversaries import find_anniversary
from ml_postmortems.analytics.controls import count_states
from ml_postmortems.errors import UnknownName
from ml_postmortems.model.facets import FACETS_BY_KEY
from ml_postmortems.web.home_macros import HomeMacros, frequent_causes
from ml_postmortems.web.number_macros import NumberMacros
from ml_postmortems.web.rendering import escape_markdown, render_block
from ml_postmortems.web.site_index import SiteIndex, find_facet
from ml_postmortems.web.term_index import TermIndex
from ml_postmortems.web.urls import record_url, relative_url


class Macros:
    """The macros of one build; `here` tells the address of the page that is being made.

    Filters are facet names with term keys: `cause="process/rollout-gap"`, `team="ranking"`, `severity="SEV1"`. An
    unknown facet, term or id raises UnknownName, which stops the build.
    """

    def __init__(self, index: SiteIndex, as_of: date, here: Callable[[], str]) -> None:
        self._index = index
        self._here = here
        self._numbers = NumberMacros(index, as_of)
        self._home = HomeMacros(index, self._numbers.recurrence, here)

    def all(self) -> Mapping[str, Callable[..., object]]:
        """Every macro by its name."""
        return {
            "record_count": self.record_count,
            "record_list": self.record_list,
            "term_count": self.term_count,
            "term_list": self.term_list,
            "tried_list": self.tried_list,
            "record_link": self.record_link,
            "chart": self.chart,
            "table": self.table,
            "number": self.number,
            "own_text": self.own_text,
            "anniversary": self.anniversary,
            **self._home.all(),
        }

    def record_count(self, **filters: str) -> int:
        """How many records belong to all of these terms."""
        return len(self._index.select(filters))

    def record_list(self, limit: int | None = None, **filters: str) -> Markup:
        """The records that belong to all of these terms, newest first, at most `limit`; those in review are marked."""
        return self._render("record_list", records=self._index.select_with_in_review(filters)[:limit])

    def term_count(self, facet: str) -> int:
        """How many terms of a facet have records."""
        return sum(bool(term.counted) for term in self._index.terms(find_facet(facet)))

    def term_list(self, facet: str, limit: int | None = None, *, primary: bool = False) -> Markup:
        """The terms of a facet that have records, those with the most first, with their counts.

        With `primary` the incidents are counted that have it as primary cause, owner and so on, as trends count them.
        """
        counts = [(term, self._count(term, primary)) for term in self._index.terms(find_facet(facet))]
        counts = sorted((each for each in counts if each[1]), key=lambda each: -each[1])
        return self._render("term_list", terms=counts[:limit])

    def _count(self, term: TermIndex, is_primary: bool) -> int:
        if not is_primary:
            return len(term.counted)
        if term.primary_incidents is None:
            raise UnknownName("facet with a primary term", term.facet.key, ["family", "cause", "team"])
        return term.primary_incidents

    def tried_list(self, limit: int | None = None) -> Markup:
        """The causes that happen most, each with how far the controls against it have come; links to playbooks."""
        causes = frequent_causes(self._index)[:limit]
        tried = [(leaf, count_states(self._index.controls_of(leaf))) for leaf in causes]
        return self._render("tried_list", tried=tried)

    def record_link(self, record_id: str) -> Markup:
        """A link to one record, by its title."""
        record = self._index.record(record_id)
        target = relative_url(record_url(record.id), self._here())
        return escape_markdown(Markup('<a href="{}">{}</a>').format(target, record.title))

    def chart(self, name: str, **filters: str) -> Markup:
        """A chart of the pages of numbers by its name, over the incidents that the filters leave."""
        return self._numbers.chart(name, filters, self._here())

    def table(self, name: str, **filters: str) -> Markup:
        """A table of the pages of numbers by its name."""
        return self._numbers.table(name, filters, self._here())

    def number(self, name: str, **filters: str) -> str:
        """One number by its name; `too few` or `not told of a collection` where it would mislead."""
        return self._numbers.number(name, filters)

    def own_text(self) -> Markup:
        """What the organisation says on its home page, by `texts.home` of `settings.yml`; else nothing."""
        text = self._index.corpus.settings.texts.home
        return escape_markdown(Markup("<p>{}</p>").format(text)) if text else Markup("")

    def anniversary(self) -> Markup:
        """The gravest incident that began on this day, or one of the last six, some years ago; else nothing."""
        found = find_anniversary(self._index.incidents, self._index.as_of)
        return self._render("anniversary", anniversary=found) if found else Markup("")

    def _render(self, macro: str, **view: object) -> Markup:
        """One macro of the shared template parts, without line breaks, so that Markdown takes it for one block."""
        return render_block("macro.html", self._here(), macro=macro, index=self._index, facets=FACETS_BY_KEY, **view)
