"""A site of records that pass the checker and hold what templates, snippets, attribute lists and scripts begin with."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from pathlib import Path

import pytest
import yaml

from ml_postmortems.lint.check import check
from ml_postmortems.lint.context import Context
from ml_postmortems.reading.corpus import load_corpus
from ml_postmortems.reading.record_file import parse_record_file
from tests.helpers import REPOSITORY, RecordDict, changed, external_record, own_record, record_text, write_record
from tests.site import PWNED, Site, _site, _text_paths, build, made_once, write_project

BUILT_ON = date(2025, 12, 1)
PAGES = {
    "list.md": "# List\n\n{{ record_list() }}\n\n- {{ record_list() }}\n",
    "control.md": '# Control\n\n--8<-- "mkdocs.yml"\n\n{{ 7 * 191 }}\n\n*a*{: title="t" }\n',
}
"""Pages of the site's owner: one lists the records, and on the other one everything acts."""
SENTINEL = "superfences"
"""Stands in `mkdocs.yml` and nowhere else: a snippet that is included brings it to a page."""
_ACTIVE = f'{{{{ 7 * 191 }}}}{{% include "mkdocs.yml" %}}<script>{PWNED}=1</script>{{: onclick="{PWNED}=1" }}'
_BODY_SECTIONS = (
    *("What happened", "Why it happened", "How we fix it"),
    *("What went well", "Where we were lucky", "Limitations"),
)


def active(number: int) -> str:
    """A text that would act if anything read it as a template, as Markdown with attributes, or as HTML."""
    return f"Yen{number} {_ACTIVE}"


def short_active(number: int) -> str:
    """The same for titles."""
    return f"Y{number} {{{{ 7 * 191 }}}}<script>{PWNED}=1</script>{{: onclick={PWNED}=1 }}"


def snippet(number: int) -> str:
    """A line that includes a file where snippets are read."""
    return f'--8<-- "mkdocs.yml:1:{number + 20}"'


def inert_body() -> str:
    """Six sections with the same in every construct that a record may use."""
    parts = [
        f"{active(1).replace('<', '`<').replace('>', '>`')} <svg/onload={PWNED}=1> "
        f"&lt;script&gt;{PWNED}&lt;/script&gt;",
        f'{snippet(2)}\n\n--8<--\nmkdocs.yml\n--8<--\n\n;--8<-- "mkdocs.yml"',
        f'!!! note "{{{{ 7 * 191 }}}}"\n    text of it\n\n{{: onclick="{PWNED}=1" #__search }}',
        f"| {{{{ 7 * 191 }}}} | {{: onclick={PWNED}=1 }} |\n|---|---|\n| {{% raw %}} | {{# x #}} |",
        f"- one\n{{: onclick={PWNED}=1 }}\n- [a](https://example.com){{: onclick={PWNED}=1 }}\n\n> {{{{ 7 * 191 }}}}",
        f"### Braces {{{{ 7 * 191 }}}} {{: onclick={PWNED}=1 }}\n\n```text\n{_ACTIVE}\n{snippet(3)}\n```\n\nYes.",
    ]
    return "\n" + "\n".join(f"## {title}\n\n{text}\n" for title, text in zip(_BODY_SECTIONS, parts, strict=True))


def filled(record: RecordDict, texts: tuple[Callable[[int], str], ...], folder: Path) -> RecordDict:
    """The record with the first of these texts that the checker lets through in each field that takes free text."""
    for number, path in enumerate(list(_text_paths(record))):
        for text in texts:
            attempt = changed(record, path, text(number))
            if not parse_record_file(Path("x.md"), record_text(attempt).encode()).faults:
                record = attempt
                break
    return _without_errors(record, folder)


def _without_errors(record: RecordDict, folder: Path) -> RecordDict:
    plain = {"own": own_record, "external": external_record}[record["origin"]]()
    for _ in range(9):
        root = write_project(folder, record, body=inert_body()) / "postmortems"
        errors = check(Context(load_corpus(root), BUILT_ON)).errors
        if not errors:
            return record
        for error in errors:
            assert error.field, error.sentence
            path = ".".join(map(str, error.field))
            record = changed(record, path, _at(plain, path))
    raise AssertionError(errors)


def _at(value: object, path: str) -> object:
    for part in path.split("."):
        value = value[int(part)] if isinstance(value, list) else value[part]  # type: ignore[index]
    return value


def write_inert(folder: Path) -> Path:
    """A project with the extensions of this repository, snippets besides, and a page that lists the records."""
    trial = folder / "trial"
    trial.mkdir()
    own = filled(own_record(), (active, short_active), trial)
    external = filled(external_record(), (snippet,), trial)
    write_project(folder, external, body=inert_body(), pages=PAGES)
    write_record(folder / "postmortems", own, inert_body())
    config = yaml.safe_load((folder / "mkdocs.yml").read_text("utf-8"))
    ours = (REPOSITORY / "mkdocs.yml").read_text("utf-8").partition("markdown_extensions:")[2].partition("\nnav:")[0]
    config["markdown_extensions"] = [*yaml.safe_load(ours), "pymdownx.snippets", f"pymdownx.{SENTINEL}"]
    (folder / "mkdocs.yml").write_text(yaml.safe_dump(config), "utf-8")
    return folder


@pytest.fixture(scope="session")
def inert_site(tmp_path_factory: pytest.TempPathFactory) -> Site:
    """The site of these records, built strictly and with the checker."""
    folder = made_once(tmp_path_factory, "inert", lambda folder: build(write_inert(folder), folder / "site"))
    return _site("inert", folder / "site", folder / "postmortems", "https://site.test/")
