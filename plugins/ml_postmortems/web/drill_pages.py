"""Drills: a page for each record that makes one, and their list."""

from __future__ import annotations

from collections.abc import Iterator

from ml_postmortems.analytics.drills import DRILL_LENGTHS, Drill
from ml_postmortems.model.facets import CAUSE, FACETS_BY_KEY, Vocabulary
from ml_postmortems.web.choices import Choice, choice
from ml_postmortems.web.fragments import key_of
from ml_postmortems.web.page import Content, KeyedContent, SitePage
from ml_postmortems.web.parts import Part, parts_of
from ml_postmortems.web.record_reads import record_digest
from ml_postmortems.web.rendering import render
from ml_postmortems.web.site_facts import SiteFacts
from ml_postmortems.web.site_index import SiteIndex
from ml_postmortems.web.urls import DRILLS, drill_url
from ml_postmortems.wording import date_text

SCRIPT, STYLESHEET = (f"assets/postmortems/drill/drill.{kind}" for kind in ("js", "css"))


def drill_pages(index: SiteIndex) -> Iterator[SitePage]:
    """The list of drills, and a page for each."""
    for part in parts_of(tuple(index.drills.values()), DRILLS):
        yield _list_page(index, part)
    for drill in index.drills.values():
        yield _drill_page(index, drill)


def _list_page(index: SiteIndex, part: Part[Drill]) -> SitePage:
    def content() -> Content:
        html = render(
            "drills.html",
            part.url,
            index=index,
            facets=FACETS_BY_KEY,
            part=part,
            causes={drill.record.id: _cause(index.vocabulary, drill) for drill in part.rows},
            choices=_choices(index, part.everything) if part.is_first else [],
            records=len(index.counted),
            as_of=date_text(index.as_of),
        )
        return Content(html)

    return SitePage(part.url, part.title("Drills"), "Past incidents to practise on, one event at a time.", content)


def _drill_page(index: SiteIndex, drill: Drill) -> SitePage:
    url = drill_url(drill.record.id)

    def keyed() -> KeyedContent:
        return KeyedContent(
            lambda: key_of("drill", index.facts.digest, record_digest(drill.record)),
            lambda: _drill_content(url, drill, index.facts),
        )

    return SitePage.of_keyed(url, f"Drill {drill.record.id}", "A past incident, one event at a time.", keyed)


def _drill_content(url: str, drill: Drill, facts: SiteFacts) -> Content:
    """A drill is made of its record; of the site it reads nothing but facts, so that its hash tells all."""
    leaf = _cause(facts.vocabulary, drill)
    leaves = facts.vocabulary.taxonomy.leaves
    html = render(
        "drill.html",
        url,
        index=facts,
        facets=FACETS_BY_KEY,
        drill=drill,
        record=drill.record,
        leaf=leaf,
        questions=leaves[leaf].questions if leaf in leaves else None,
        script=SCRIPT,
        stylesheet=STYLESHEET,
    )
    return Content(html)


def _cause(vocabulary: Vocabulary, drill: Drill) -> str:
    """The leaf of the primary cause, by its present name."""
    primary = drill.record.primary
    return vocabulary.taxonomy.current_name(primary.category) if primary else ""


def _choices(index: SiteIndex, drills: tuple[Drill, ...]) -> list[Choice]:
    names = index.vocabulary.terms[CAUSE.key]
    leaves = (_cause(index.vocabulary, drill) for drill in drills)
    causes = {leaf: names[leaf].name if leaf in names else leaf for leaf in leaves}
    there = {drill.length for drill in drills}
    lengths = tuple((length.value, name) for length, name in DRILL_LENGTHS.items() if length in there)
    return [*choice("cause", "Cause", causes), *((Choice("length", "Length", lengths),) if len(lengths) > 1 else ())]
