"""Every file that a new base starts with, as text by its path."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Mapping, Sequence
from functools import cache
from pathlib import Path

import yaml
from jinja2 import Environment, FileSystemLoader, StrictUndefined

from ml_postmortems import __version__
from ml_postmortems.base.answers import BaseAnswers, Forge
from ml_postmortems.base.carried import (
    COMMENT_SCRIPTS,
    EDITOR_FILES,
    ISSUE_FORM,
    LOCK,
    NOTE_SCRIPTS,
    REQUEST_TEMPLATE,
    WORKFLOWS,
    carried_text,
)
from ml_postmortems.base.examples import example_records
from ml_postmortems.base.served_pages import SNIPPETS_FILE, snippets_text
from ml_postmortems.model.taxonomy import Taxonomy
from ml_postmortems.model.terms import Visibility

TEMPLATES = Path(__file__).with_name("templates")
_DOT = "dot."
"""How a template spells the dot before a name, which packers and people overlook."""
_ACTIONS = {
    "checkout": "actions/checkout",
    "setup_python": "actions/setup-python",
    "upload": "actions/upload-artifact",
    "configure_pages": "actions/configure-pages",
    "upload_pages": "actions/upload-pages-artifact",
    "deploy_pages": "actions/deploy-pages",
}
_READERS = {
    Visibility.PUBLIC: "anybody",
    Visibility.INTERNAL: "everybody in the organisation, so it belongs behind your login",
    Visibility.RESTRICTED: "those who may read everything, so it belongs behind a login of its own",
}
_REQUESTS = {Forge.GITHUB: "pull request", Forge.GITLAB: "merge request", Forge.OTHER: "change for review"}
_MARKUP = re.compile(r"([\\`*_\[\]<>{}#|])")


def base_files(answers: BaseAnswers, taxonomy: Taxonomy) -> dict[str, str]:
    """Every file for these answers by its path, sorted; the snippets offer the words of the taxonomy."""
    made = dict(_rendered("common", answers))
    made |= {name: carried_text(name) for name in EDITOR_FILES}
    made[SNIPPETS_FILE] = snippets_text(taxonomy)
    made["requirements.txt"] = _requirements()
    made |= dict(_of_forge(answers))
    if answers.has_example:
        made |= dict(example_records(answers.audience.value))
    return dict(sorted(made.items()))


def _of_forge(answers: BaseAnswers) -> Iterator[tuple[str, str]]:
    request = carried_text(REQUEST_TEMPLATE).replace("make ci-check", "postmortems check --merge")
    match answers.forge:
        case Forge.GITHUB:
            yield from _rendered("github", answers)
            yield REQUEST_TEMPLATE, request
            yield ISSUE_FORM, carried_text(ISSUE_FORM)
            yield from _scripts(COMMENT_SCRIPTS)
        case Forge.GITLAB:
            yield from _rendered("gitlab", answers)
            yield ".gitlab/merge_request_templates/Default.md", request
            yield from _scripts(NOTE_SCRIPTS)
            yield ".gitlab/issue_templates/ML incident.md", _issue_template()
        case Forge.OTHER:
            yield "REVIEW.md", request


def _scripts(names: Sequence[str]) -> Iterator[tuple[str, str]]:
    """Scripts that a workflow runs without the package, which import each other from their own folder."""
    for name in names:
        text = carried_text(name).replace("from scripts.", "from ")
        yield f".postmortems/ci/{name.rpartition('/')[2]}", text


def _issue_template() -> str:
    """The issue form of GitHub as a template for forges that know no forms: a heading for each question."""
    form = yaml.load(carried_text(ISSUE_FORM), yaml.SafeLoader)
    lines = [f"<!-- {form['description']} -->", ""]
    for each in form["body"]:
        asked = each["attributes"]
        match each["type"]:
            case "markdown":
                lines += ["<!--", asked["value"].strip(), "-->", ""]
            case "checkboxes":
                lines += [f"## {asked['label']}", "", *(f"- [ ] {option['label']}" for option in asked["options"]), ""]
            case _:
                hints = [text for text in (asked.get("description"), *asked.get("options", ())) if text]
                lines += [f"## {asked['label']}", "", "<!--", *hints, "-->", ""]
    return "\n".join(lines)


def _requirements() -> str:
    head = (
        f"# What ml-postmortems {__version__} stands on, with hashes. `postmortems init --update` has the next.\n"
        "# Install it with: python -m pip install --require-hashes -r requirements.txt\n"
    )
    return head + carried_text(LOCK)


def _rendered(folder: str, answers: BaseAnswers) -> Iterator[tuple[str, str]]:
    root = TEMPLATES / folder
    values = {
        "organisation": answers.organisation,
        "site_name": f"{answers.organisation} postmortems",
        "audience": answers.audience.value,
        "audience_text": _READERS[answers.audience],
        "teams": list(answers.team_ids.items()),
        "has_example": answers.has_example,
        "forge": answers.forge.value,
        "request": _REQUESTS[answers.forge],
        "version": __version__,
        "rules_since": answers.rules_since,
        "actions": _pinned_actions(),
    }
    for path in sorted(path for path in root.rglob("*") if path.is_file()):
        name = path.relative_to(root).as_posix()
        text = _environment().get_template(f"{folder}/{name}").render(values)
        yield re.sub(rf"(^|/){re.escape(_DOT)}", r"\1.", name), text


@cache
def _pinned_actions() -> Mapping[str, str]:
    """Each action that a workflow of ours uses, with its commit and the comment that names its version."""
    text = "\n".join(map(carried_text, WORKFLOWS))
    return {
        key: next(iter(re.findall(rf"uses: ({re.escape(name)}@[0-9a-f]{{40}} # v[\d.]+)", text)))
        for key, name in _ACTIONS.items()
    }


@cache
def _environment() -> Environment:
    """Templates whose marks no workflow, YAML or macro uses; nothing is escaped but by the filter that a file needs."""
    environment = Environment(
        loader=FileSystemLoader(TEMPLATES),
        undefined=StrictUndefined,
        variable_start_string="<<",
        variable_end_string=">>",
        block_start_string="<%",
        block_end_string="%>",
        comment_start_string="<%#",
        comment_end_string="#%>",
        keep_trailing_newline=True,
        autoescape=False,  # YAML and Markdown: each value names its filter
    )
    environment.filters["json"] = lambda value: json.dumps(value, ensure_ascii=False)
    environment.filters["markdown"] = lambda value: _MARKUP.sub(r"\\\1", value)
    return environment
