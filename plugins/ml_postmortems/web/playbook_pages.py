"""The playbook, one page for each cause, and the list of all lessons."""

from __future__ import annotations

from collections.abc import Iterator

from ml_postmortems.analytics.playbook import ToldLesson
from ml_postmortems.model.facets import CAUSE, CAUSE_FAMILY, FACETS_BY_KEY
from ml_postmortems.model.taxonomy import UNCLASSIFIED, family_of
from ml_postmortems.plurals import words
from ml_postmortems.web.choices import Choice, choice
from ml_postmortems.web.contents import Contents
from ml_postmortems.web.page import Content, SitePage
from ml_postmortems.web.parts import Part, parts_of
from ml_postmortems.web.rendering import render
from ml_postmortems.web.site_index import SiteIndex
from ml_postmortems.web.term_index import TermIndex
from ml_postmortems.web.urls import LESSONS, PLAYBOOK, playbook_url
from ml_postmortems.wording import date_text

MOST_TOLD = 10
"""Of symptoms, findings and endings a page shows the newest."""
MOST_LISTED = 25
"""Of lessons and records, too."""


def playbook_pages(index: SiteIndex) -> Iterator[SitePage]:
    """The overview of the playbook, a page for each cause, and the lessons."""
    leaves = [term for term in index.terms(CAUSE) if term.term.key != UNCLASSIFIED]
    yield _overview(index, leaves)
    for leaf in leaves:
        yield _playbook_page(index, leaf)
    for part in parts_of(index.lessons, LESSONS):
        yield _lessons_page(index, part)


def _overview(index: SiteIndex, leaves: list[TermIndex]) -> SitePage:
    def content() -> Content:
        families = [
            (family, [leaf for leaf in leaves if family_of(leaf.term.key) == family.term.key])
            for family in index.terms(CAUSE_FAMILY)
        ]
        return Content(render("playbooks.html", PLAYBOOK, index=index, facets=FACETS_BY_KEY, families=families))

    return SitePage(PLAYBOOK, "Playbook", "What to ask, and what has been tried, by cause.", content)


def _playbook_page(index: SiteIndex, leaf: TermIndex) -> SitePage:
    url = playbook_url(leaf.term.key)

    def content() -> Content:
        contents = Contents()
        html = render(
            "playbook.html",
            url,
            index=index,
            contents=contents,
            facets=FACETS_BY_KEY,
            leaf=leaf,
            questions=index.vocabulary.taxonomy.leaves[leaf.term.key].questions,
            playbook=index.playbook_of(leaf),
            most=MOST_TOLD,
            most_listed=MOST_LISTED,
            as_of=date_text(index.as_of),
        )
        return Content(html, contents.of_a_long_page)

    return SitePage(url, f"Playbook: {leaf.term.name}", f"What to do about it: {leaf.term.definition}", content)


def _lessons_page(index: SiteIndex, part: Part[ToldLesson]) -> SitePage:
    def content() -> Content:
        html = render(
            "lessons.html",
            part.url,
            index=index,
            facets=FACETS_BY_KEY,
            part=part,
            kinds={lesson: _kinds(index, lesson) for lesson in part.rows},
            choices=_choices(index, part.everything) if part.is_first else [],
            as_of=date_text(index.as_of),
        )
        return Content(html)

    return SitePage(part.url, part.title("Lessons"), "What others can use, of every record.", content)


def _kinds(index: SiteIndex, lesson: ToldLesson) -> tuple[str, ...]:
    """What sorts of artifacts a lesson applies to."""
    catalog = index.vocabulary.catalog.artifacts
    return tuple(dict.fromkeys(catalog[each].kind.value for each in lesson.artifacts if each in catalog))


def _choices(index: SiteIndex, lessons: tuple[ToldLesson, ...]) -> list[Choice]:
    names = index.vocabulary.terms[CAUSE.key]
    causes = {leaf: names[leaf].name if leaf in names else leaf for each in lessons for leaf in each.causes}
    kinds = {kind: words(kind).capitalize() for lesson in lessons for kind in _kinds(index, lesson)}
    return [*choice("cause", "Cause", causes), *choice("kind", "Applies to", kinds)]
