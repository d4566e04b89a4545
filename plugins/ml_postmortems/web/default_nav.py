"""The navigation of a site whose `mkdocs.yml` gives none: our tabs, the guides, and the base's own pages."""

from __future__ import annotations

from collections.abc import Collection

Entry = dict[str, "str | list[Entry]"]

OWN_PAGES = "Pages"
"""The title of what a base writes beside our pages."""

NAVIGATION: tuple[Entry, ...] = (
    {
        "Incidents": [
            {"Postmortems": "postmortems/index.md"},
            {"Search": "search/index.md"},
            {"Teams": "teams/index.md"},
            {"Models": "models/index.md"},
            {"For stakeholders": "stakeholders/index.md"},
            {"Drills": "drills/index.md"},
            {"Saves and thanks": "culture/index.md"},
            {"Assumptions": "assumptions/index.md"},
            {"Dissent": "doubts/index.md"},
            {"Browse": "browse/index.md"},
            {"Write a postmortem": "new/index.md"},
        ]
    },
    {
        "Causes": [
            {"Causes": "causes/index.md"},
            {"Playbook": "playbook/index.md"},
            {"Lessons": "lessons/index.md"},
        ]
    },
    {"Controls": [{"Controls": "controls/index.md"}, {"Kinds of controls": "control-kinds/index.md"}]},
    {"Actions": [{"Owed and announced": "actions/index.md"}, {"Finished": "actions/finished/index.md"}]},
    {
        "Numbers": [
            {"Numbers": "numbers/index.md"},
            {"Trends": "trends/index.md"},
            {"Where to invest": "programme/index.md"},
            {"How they are kept": "practice/index.md"},
            {"Data and feeds": "data/index.md"},
            {"Recurrence": "recurrence/index.md"},
            {"Times": "times/index.md"},
        ]
    },
    {
        "Guides": [
            {"Guides": "guides/index.md"},
            {"Reading a record": "guides/reader.md"},
            {"Your first postmortem": "guides/author.md"},
            {"Two short records": "guides/short-records.md"},
            {"Reviewing a record": "guides/reviewer.md"},
            {"Facilitating the review": "guides/facilitator.md"},
            {"Reading the numbers": "guides/reliability-lead.md"},
            {"Your own base": "guides/own-base.md"},
            {"Bring your archive": "guides/archive.md"},
            {"Running your own": "guides/administrator.md"},
            {"Upgrade": "guides/upgrade.md"},
            {"GitLab": "guides/gitlab.md"},
            {"Data for other programs": "guides/data.md"},
            {"Auditing a model repository": "guides/model-repository.md"},
            {"Agents": "guides/agents.md"},
            {"Editors": "editors.md"},
            {"Macros": "macros.md"},
            {
                "Reference": [
                    {"Reference": "reference/index.md"},
                    {"Fields": "reference/fields.md"},
                    {"A complete record": "reference/example.md"},
                    {"Taxonomy": "reference/taxonomy.md"},
                    {"Rules": "reference/rules.md"},
                    {"Settings": "reference/settings.md"},
                    {"Commands": "reference/cli.md"},
                ]
            },
            {"About": [{"Security": "security.md"}]},
        ]
    },
)


def default_nav(pages: Collection[str], own: Collection[str]) -> list[Entry]:
    """The navigation of a site of these pages, by their places below `docs/`; `own` are those that the base wrote."""
    nav = [entry for entry in (_kept(entry, pages) for entry in NAVIGATION) if entry]
    named = {place for entry in NAVIGATION for place in places(entry)} | {"index.md"}
    rest = [place for place in sorted(own) if place not in named]
    if rest:
        nav.append({OWN_PAGES: [{_title(place): place} for place in rest]})
    return nav


def places(entry: Entry) -> list[str]:
    """The pages that an entry names."""
    found: list[str] = []
    for value in entry.values():
        found += [value] if isinstance(value, str) else [place for each in value for place in places(each)]
    return found


def _kept(entry: Entry, pages: Collection[str]) -> Entry:
    """The entry without what the site lacks; empty where nothing is left."""
    [(title, value)] = entry.items()
    if isinstance(value, str):
        return entry if value in pages else {}
    inner = [kept for each in value if (kept := _kept(each, pages))]
    return {title: inner} if inner else {}


def _title(place: str) -> str:
    """A title for a page by its place; MkDocs asks for one here, and the page's own heading stands on the page."""
    return place.removesuffix("/index.md").removesuffix(".md").replace("-", " ").replace("/", ": ").capitalize()
