"""Built sites for tests: each is made once a session by `mkdocs build` in a process of its own, and read back."""

from __future__ import annotations

import fcntl
import json
import os
import re
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import date
from functools import cache, cached_property
from pathlib import Path
from typing import Any
from urllib.parse import unquote, urldefrag, urljoin

import html5lib
import pytest

from ml_postmortems.model.derived_values import as_version_2
from ml_postmortems.model.record import Record
from ml_postmortems.model.terms import Visibility
from ml_postmortems.reading.corpus import Corpus, load_corpus
from ml_postmortems.reading.record_file import RecordFile, parse_record_file
from ml_postmortems.web.pages import site_pages
from ml_postmortems.web.site_index import SiteIndex
from scripts.reference import vocabulary_files
from tests.helpers import (
    BODY,
    CATALOG,
    FROZEN_RECORDS,
    REPOSITORY,
    RecordDict,
    changed,
    external_record,
    file_name,
    own_record,
    record_text,
    write_corpus,
    write_record,
)

__all__ = ["frozen_site", "hostile_site", "site_of_each_kind", "tiny_site"]

EPOCH = "1764547200"
"""What SOURCE_DATE_EPOCH is in every build: 1 December 2025."""
INTERNAL_WORD = "Zanzibarine"
RESTRICTED_WORD = "Quuxolotl"
ALIAS = "PM-2023-0042"
PWNED = "pmpwned"
"""The name that every payload of the hostile record would set or leave behind if it came to life."""

PIXEL = bytes.fromhex(
    "89504e470d0a1a0a0000000d49484452000000010000000108060000001f15c4890000000d49444154789c63f8cfc0f01f0005000"
    "1ff56c72f0d0000000049454e44ae426082"
)
"""A PNG of one pixel."""

_PALETTE = [
    {
        "media": f"(prefers-color-scheme: {name})",
        "scheme": scheme,
        "primary": "custom",
        "accent": "custom",
        "toggle": {"icon": "material/weather-night", "name": f"Not {name}"},
    }
    for name, scheme in (("light", "default"), ("dark", "slate"))
]

SILENCED = """
import ml_postmortems.access.publication
from ml_postmortems.lint.check import Report
ml_postmortems.access.publication.check = lambda context, **_: Report((), (), len(context.corpus.files))
from mkdocs.__main__ import cli
cli()
"""
"""MkDocs with a checker that finds nothing, so that rendering alone has to withstand what a rule should refuse."""


PREFIX = "/docs/pm/"
PROJECT_PAGE = f"https://site.test{PREFIX}"
"""Where the frozen site stands: below a path, as the project pages of GitHub do, which shares its host with others."""
NEW_FILE = "https://forge.test/acme/pm/new/main"
"""The page for a new file that the form of the frozen site leads to."""


def run_mkdocs(
    project: Path, *arguments: str, program: tuple[str, ...] = ("-m", "mkdocs"), **environment: str
) -> subprocess.CompletedProcess[str]:
    """One command of MkDocs in a process of its own, in the folder of its `mkdocs.yml`."""
    return subprocess.run(
        [sys.executable, *program, *arguments],
        cwd=project,
        env={**os.environ, "NO_MKDOCS_2_WARNING": "1", "SOURCE_DATE_EPOCH": EPOCH, **environment},
        capture_output=True,
        text=True,
        timeout=120,
        check=False,
    )


def write_frozen(folder: Path) -> Path:
    """Make a project of the frozen records and this repository's pages and settings, and return it."""
    shutil.copytree(FROZEN_RECORDS, folder / "postmortems")
    shutil.copytree(REPOSITORY / "docs", folder / "docs")
    shutil.copytree(FROZEN_RECORDS.parent / "docs", folder / "docs", dirs_exist_ok=True)
    for name, text in vocabulary_files(folder / "postmortems").items():
        (folder / name).parent.mkdir(exist_ok=True)
        (folder / name).write_text(text, "utf-8")
    shutil.copy(REPOSITORY / "mkdocs.yml", folder)
    return folder


def build(project: Path, target: Path, program: tuple[str, ...] = ("-m", "mkdocs"), **environment: str) -> Path:
    """Build a project strictly into a folder and return that folder; fails with what MkDocs said."""
    done = run_mkdocs(project, "build", "--strict", "--site-dir", str(target), program=program, **environment)
    assert done.returncode == 0, done.stderr
    return target


def write_project(
    folder: Path,
    *records: RecordDict,
    options: str = "{}",
    pages: Mapping[str, str] | None = None,
    macros: bool = True,
    has_served_pages: bool = False,
    site_url: str = "",
    body: str = BODY,
    catalog: str = CATALOG,
) -> Path:
    """Make a small MkDocs project of these records, with `postmortems/`, `docs/` and `mkdocs.yml`, and return it."""
    write_corpus(folder, *records, body=body, catalog=catalog)
    for name, text in {"index.md": "# Home\n", **(pages or {})}.items():
        page = folder / "docs" / name
        page.parent.mkdir(parents=True, exist_ok=True)
        page.write_text(text, "utf-8")
    lines = [
        "site_name: Tiny",
        *([f"site_url: {site_url}"] if site_url else []),
        f"theme: {{name: material, font: false, language: en, palette: {json.dumps(_PALETTE)}}}",
        "extra: {generator: false}",
        "plugins:",
        f"  - postmortems: {options if has_served_pages else _without_pages(options)}",
        *(["  - macros"] if macros else []),
        "markdown_extensions: [attr_list, md_in_html, tables]",
    ]
    (folder / "mkdocs.yml").write_text("\n".join(lines) + "\n", "utf-8")
    return folder


def _without_pages(options: str) -> str:
    """The options of the plugin, and that the guides and the reference are left out: they take a second a build."""
    return f"{{pages: false{', ' if options != '{}' else ''}{options.removeprefix('{')}"


def tree_of(site: Path) -> dict[str, bytes]:
    """Every file of a built site by its path."""
    return {path.relative_to(site).as_posix(): path.read_bytes() for path in sorted(site.rglob("*")) if path.is_file()}


# The corpora


def draft_record(**changes: Any) -> RecordDict:
    """The nine fields that a draft needs, and no more (`PM-2025-0002`)."""
    keys = ("schema_version", "id", "title", "kind", "origin", "status", "severity", "visibility", "teams", "symptom")
    record = {key: value for key, value in own_record().items() if key in keys}
    record |= {"id": "PM-2025-0002", "title": "A draft of a record", "status": "draft", "severity": "SEV4"}
    record |= {"kind": "near-miss", "teams": {"owner": "reliability"}}
    return record | changes


def tiny_records() -> list[RecordDict]:
    """One record of each sort that a site treats in its own way; the internal and the restricted one come last."""
    own = own_record(
        aliases=[ALIAS],
        recurrence={"of": [], "related": ["PM-2024-0001"], "dismissed": [], "broken_controls": []},
        exemptions=[{"rule": "PM602", "reason": "The summary quotes the notice to customers."}],
    )
    own["evidence"] += [
        {**_evidence("E7", "Clicks of that night", "public"), "kind": "picture", "uri": "PM-2025-0001/clicks.png"},
    ]
    own = changed(own, "causes.1.evidence", ["E4", "E7"])
    withdrawn = own_record(
        id="PM-2025-0003",
        title="A withdrawn record",
        status="withdrawn",
        status_reason="It was a planned test.",
        severity="SEV2",
    )
    superseded = own_record(
        id="PM-2025-0004",
        title="A superseded record",
        status="superseded",
        status_reason="It is told again as a whole.",
        superseded_by="PM-2025-0001",
    )
    unclassified = _in_2022(
        own_record(
            id="PM-2022-0001",
            title="A failure without a name",
            severity="SEV2",
            tags=["units"],
            **{"causes.0.category": "unclassified", "causes.0.proposed_category": "technical/moon-phase"},
        )
    )
    internal = own_record(
        id="PM-2025-0005",
        aliases=["PM-2023-0055"],
        title=f"{INTERNAL_WORD} fails inside",
        visibility="internal",
        symptom=f"{INTERNAL_WORD} was seen.",
        tags=[INTERNAL_WORD.lower()],
        recurrence={"of": ["PM-2025-0001"], "related": [], "dismissed": [], "broken_controls": []},
    )
    restricted = own_record(
        id="PM-2025-0006",
        aliases=["PM-2023-0066"],
        title=f"{RESTRICTED_WORD} fails in secret",
        visibility="restricted",
        symptom=f"{RESTRICTED_WORD} was seen.",
        tags=[RESTRICTED_WORD.lower()],
        recurrence={"of": ["PM-2025-0001"], "related": [], "dismissed": [], "broken_controls": []},
        **{"teams.owner": "data-platform", "severity": "SEV2", "lifecycle_stage": "labeling"},
    )
    return [own, external_record(), draft_record(), withdrawn, superseded, unclassified, internal, restricted]


def _in_2022(value: Any) -> Any:
    """A part of a record with its days of 2025 moved to 2022; ids stay."""
    match value:
        case dict():
            return {key: _in_2022(part) for key, part in value.items()}
        case list():
            return [_in_2022(part) for part in value]
        case str():
            return re.sub(r"(?<![-\w])2025-(?=\d\d-\d\d)", "2022-", value)
        case _:
            return value


def tiny_body(*, has_restricted: bool = True) -> str:
    """The body of the first tiny record: everything Markdown has, and links to records that not everybody may see."""
    return f"""{BODY}
### What we did not look at

See [the other record][o] and [its account][c], [the causes](#causes), and more[^1].

[o]: ../2024/PM-2024-0001-a-prompt-change-makes.md
[c]: ../2024/PM-2024-0001-a-prompt-change-makes.md#what-happened
[^1]: There is another one, too.

![Clicks fall by a third](PM-2025-0001/clicks.png)

- [x] done
- [ ] not done

| Hour | Clicks |
| :--- | -----: |
| 01   | 41 %   |

```python
def check(length: int) -> bool:
    return length <= 86400 or print("too long", None)  # seconds of a day
```

## Causes

A section with the name of one that the page has already.
"""


TINY_PAGES = {
    "index.md": """\
# Home

There are {{ record_count() }} records of {{ term_count("operator") }} operators.

{{ record_list(limit=3) }}

<div markdown>

{{ term_list("cause") }}

</div>
""",
    "guide/words.md": """\
# Guide

Of these {{ record_count(severity="SEV1", team="ranking") }} are severe. Read {{ record_link("PM-2025-0001") }},
or {{ record_link("PM-2023-0042") }} by its old name. The newest: {{ record_list(limit=1, origin="own") }}

{{ record_list(tag="units") }}
""",
}


def write_tiny(folder: Path, *, audience: str = "public", has_restricted: bool = True) -> Path:
    """The tiny project, or the same as if its restricted record had never been written.

    Its records are of version 2 of the format, but for the withdrawn one.
    """
    records = [record if record["status"] == "withdrawn" else as_version_2(record) for record in tiny_records()]
    if not has_restricted:
        records.pop()
    write_project(
        folder,
        *records[1:],
        options=f"{{audience: {audience}}}",
        pages=TINY_PAGES,
        site_url="https://pm.example.org/base/",
    )
    write_record(folder / "postmortems", records[0], tiny_body(has_restricted=has_restricted))
    pictures = folder / "postmortems/2025/PM-2025-0001"
    pictures.mkdir()
    (pictures / "clicks.png").write_bytes(PIXEL)
    return folder


def _evidence(name: str, title: str, visibility: str) -> RecordDict:
    return {
        "id": name,
        "kind": "log",
        "title": title,
        "uri": f"https://logs.example.com/{title.rpartition(' ')[2].lower()}",
        "team": "ranking",
        "visibility": visibility,
    }


PAYLOAD = (
    f"\"'></title></style></textarea></script><script>{PWNED}=1</script><img src=x onerror={PWNED}=1>"
    f"{{{{ 7 * 191 }}}}{{% for x in y %}}[x](javascript:{PWNED}=1)![x](//evil.example/x.png)`*_{{: onclick={PWNED}=1 }}"
)
SHORT_PAYLOAD = f'">`*_[x](javascript:{PWNED})<img src=x onerror={PWNED}=1>{{{{ 7 * 191 }}}}'
"""The same where a text may have 90 characters only."""

HOSTILE_BODY = f"""
## What happened "> <img src=x onerror={PWNED}=1>

<script>{PWNED}=1</script>

<div onclick="{PWNED}=1" style="position: fixed" id="__drawer">x</div>
<svg onload={PWNED}=1> <base href="//evil.example/">

[a](javascript:{PWNED}=1) [b](data:text/html,{PWNED}) [c](vbscript:{PWNED}) [d](JaVaScRiPt&colon;{PWNED}=1)
<javascript:{PWNED}=1> [e]: javascript:{PWNED} ![p](data:image/png;base64,AAAA) ![q](https://evil.example/q.png)
![r](//evil.example/r.png) [f](//evil.example/) {{{{ 7 * 191 }}}} {{% include "mkdocs.yml" %}} --8<-- "mkdocs.yml"

### __drawer

### __drawer

### __drawer 2

## Times

## Times

## {{{{ 7 * 191 }}}}

```html"onclick={PWNED}=1
<script>{PWNED}=1</script>
```

{{: onclick="{PWNED}=1" #__search }}
"""


def hostile_record() -> RecordDict:
    """Our own record with a payload in every field that takes free text, found by trying each text in turn."""
    record = own_record(aliases=[ALIAS])
    record["status_reason"] = record["tags"].pop() and "x"
    record["evidence"][3] = {**record["evidence"][3], "publisher": "x"}
    record["artifacts"][1]["version"] = "x"
    record = with_each_text(record, PAYLOAD, SHORT_PAYLOAD)
    assert json.dumps(record).count(PWNED) > 80, "the format takes free text in fewer fields than it did"
    return record


def with_each_text(record: RecordDict, *texts: str) -> RecordDict:
    """A copy whose every text is the first of these that its field takes, found by trying each in turn."""
    for path in list(_text_paths(record)):
        for text in texts:
            attempt = changed(record, path, text)
            if not parse_record_file(Path("x.md"), record_text(attempt).encode()).faults:
                record = attempt
                break
    return record


def _text_paths(value: Any, prefix: str = "") -> Iterator[str]:
    match value:
        case str() if prefix.rpartition(".")[2] not in ("id", "category", "uri"):
            yield prefix
        case dict():
            for key, part in value.items():
                yield from _text_paths(part, f"{prefix}.{key}".strip("."))
        case list():
            for index, part in enumerate(value):
                yield from _text_paths(part, f"{prefix}.{index}")


def write_hostile(folder: Path) -> Path:
    """A project whose records and catalog are as bad as the readers let through."""
    named = re.compile(r"(name|description): (?!Acme$)(.+)")
    pages = {"index.md": "# Home\n", "list.md": "# List\n\n" + "\n\n".join(_MACRO_USES) + "\n"}
    write_project(
        folder,
        external_record(),
        pages=pages,
        catalog=named.sub(lambda match: f"{match[1]}: {json.dumps(match[2] + PAYLOAD)}", CATALOG),
    )
    write_record(folder / "postmortems", hostile_record() | {"id": "PM-2025-0001"}, HOSTILE_BODY)
    return folder


_MACRO_USES = (
    '{{ record_link("PM-2025-0001") }}',
    'In a line {{ record_link("PM-2025-0001") }} of words.',
    "{{ record_list() }}",
    "In a line {{ record_list(limit=1) }} of words.",
    '<div markdown>\n\n{{ term_list("team") }}\n\n{{ record_list() }}\n\n</div>',
    '- {{ term_list("operator") }}\n- {{ record_list() }}',
)


# Records without a site


def record_file_of(record: RecordDict, body: str = BODY) -> RecordFile:
    """A record as it is read from its file, which must be without faults."""
    file = parse_record_file(Path("postmortems") / file_name(record), record_text(record, body).encode())
    assert not file.faults, file.faults
    return file


def record_of(record: RecordDict) -> Record:
    """The typed record of front matter."""
    typed = record_file_of(record).record
    assert typed
    return typed


def index_of(*records: RecordDict, body: str = BODY, audience: Visibility = Visibility.PUBLIC) -> SiteIndex:
    """The index of a corpus of these records, with the vocabulary of the helpers and without any check."""
    files = tuple(record_file_of(record, body) for record in records)
    return SiteIndex(replace(_vocabulary(), files=files).for_audience(audience), date(2025, 12, 1))


@cache
def _vocabulary() -> Corpus:
    with tempfile.TemporaryDirectory() as folder:
        return load_corpus(write_corpus(Path(folder)))


# The sites, read back


@dataclass(frozen=True)
class Link:
    """One reference of a page: what it is written in, and the address that a browser makes of it."""

    page: Page
    element: Any
    attribute: str
    written: str
    address: str

    @property
    def is_followed_by_people(self) -> bool:
        """Whether a browser only goes there when it is told to."""
        return _name(self.element) == "a"

    @property
    def target(self) -> str | None:
        """The path inside the site, `causes/`, or None for another site."""
        address = urldefrag(self.address)[0].partition("?")[0]
        base = self.page.site.base
        return unquote(address.removeprefix(base)) if address.startswith(base) else None

    @property
    def fragment(self) -> str:
        """What stands after `#`."""
        return unquote(urldefrag(self.address)[1])


class Page:
    """One page of a built site, parsed as a browser parses it."""

    def __init__(self, site: Site, path: Path) -> None:
        self.site = site
        self.path = path
        self.url = path.relative_to(site.folder).as_posix().removesuffix("index.html")

    def __repr__(self) -> str:
        return f"<page {self.url or 'home'} of the {self.site.name} site>"

    @cached_property
    def root(self) -> Any:
        """The `html` element."""
        document = html5lib.parse(self.path.read_bytes(), treebuilder="lxml", namespaceHTMLElements=False)
        return document.getroot()

    @property
    def elements(self) -> Iterator[Any]:
        """Every element in the order of the document."""
        return (each for each in self.root.iter() if isinstance(each.tag, str))

    @cached_property
    def article(self) -> Any:
        """What is between header and footer: the part of the page that is ours."""
        [article] = self.root.iter("article")
        return article

    @cached_property
    def ids(self) -> list[str]:
        """Every id, repeated ones too."""
        return [value for each in self.elements if (value := each.get("id")) is not None]

    @cached_property
    def links(self) -> list[Link]:
        """Every reference to something else, whether people or the browser follow it."""
        return list(self.links_in(self.root))

    def links_in(self, part: Any) -> Iterator[Link]:
        """The references inside one element."""
        for element in part.iter():
            if isinstance(element.tag, str):
                yield from self._links_of(element)

    def _links_of(self, element: Any) -> Iterator[Link]:
        for attribute, value in element.attrib.items():
            if attribute.rpartition("}")[2] in ("href", "src", "action", "formaction", "data", "poster"):
                yield self._link(element, attribute, value)
            elif attribute == "srcset":
                for part in value.split(","):
                    yield self._link(element, attribute, part.split()[0])
            elif attribute == "content" and element.get("http-equiv") == "refresh":
                yield self._link(element, attribute, value.partition("url=")[2])

    def _link(self, element: Any, attribute: str, written: str) -> Link:
        address = urljoin(self.site.base + self.url, written)
        return Link(self, element, attribute, written, address)

    @cached_property
    def records_by_heading(self) -> dict[str, list[str]]:
        """The ids of the records that the page links to, by the id of the second-level heading they stand under."""
        found: dict[str, list[str]] = {}
        heading = ""
        for element in self.article.iter():
            if element.tag == "h2":
                heading = element.get("id", "")
            for link in self._links_of(element):
                record = re.fullmatch(r"postmortems/(PM-\d{4}-\d{4})/", link.target or "")
                if record and record.group(1) not in found.setdefault(heading, []):
                    found[heading].append(record.group(1))
        return {heading: ids for heading, ids in found.items() if ids}


class Site:
    """A built site."""

    def __init__(self, name: str, folder: Path, records: Path, base: str = "https://site.test/") -> None:
        self.name = name
        self.folder = folder
        self.records = records
        self.base = base

    @cached_property
    def pages(self) -> dict[str, Page]:
        """Every HTML file by its address."""
        pages = [Page(self, path) for path in sorted(self.folder.rglob("*.html"))]
        return {page.url: page for page in pages}

    @cached_property
    def content_pages(self) -> list[Page]:
        """The pages with an article: all but those that only lead on to another, and the one for a dead address."""
        return [
            page for page in self.pages.values() if page.url != "404.html" and page.root.find(".//article") is not None
        ]

    def file_of(self, target: str) -> Path | None:
        """The file that a web server sends for an address inside the site, or None."""
        path = self.folder / target
        if target == "" or target.endswith("/"):
            path = path / "index.html"
        return path if path.is_file() else None


def page_of(index: SiteIndex, url: str) -> Any:
    """The HTML of one generated page of an index."""
    (page,) = (page for page in site_pages(index) if page.url == url)
    return html5lib.parse(str(page.content().html), namespaceHTMLElements=False)


def text_of(element: Any) -> str:
    """The text of an element in one line."""
    return " ".join("".join(element.itertext()).split())


def _name(element: Any) -> str:
    return str(element.tag).rpartition("}")[2]


# Fixtures: import them in a conftest.py


def made_once(factory: pytest.TempPathFactory, name: str, make: Callable[[Path], object]) -> Path:
    """A folder that the first of all workers makes and the others wait for."""
    base = factory.getbasetemp()
    shared = (base.parent if os.environ.get("PYTEST_XDIST_WORKER") else base) / "made-once"
    shared.mkdir(exist_ok=True)
    folder, ready = shared / name, shared / f"{name}.ready"
    with (shared / f"{name}.lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        if not ready.exists():
            shutil.rmtree(folder, ignore_errors=True)
            folder.mkdir()
            make(folder)
            ready.touch()
    return folder


@cache
def _site(name: str, folder: Path, records: Path, base: str) -> Site:
    """One object for a site however many folders of tests ask for it, so that each page is parsed once."""
    return Site(name, folder, records, base)


@pytest.fixture(scope="session")
def frozen_site(tmp_path_factory: pytest.TempPathFactory) -> Site:
    """The pages of this repository with the frozen records, built for a project page as the workflow builds it."""

    def make(folder: Path) -> None:
        build(write_frozen(folder), folder / "site", SITE_URL=PROJECT_PAGE.removesuffix("/"), NEW_FILE=NEW_FILE)

    folder = made_once(tmp_path_factory, "frozen", make)
    return _site("frozen", folder / "site", folder / "postmortems", PROJECT_PAGE)


@pytest.fixture(scope="session")
def tiny_site(tmp_path_factory: pytest.TempPathFactory) -> Site:
    """A site with one record of each sort, for the audience `public`."""
    folder = made_once(tmp_path_factory, "tiny", lambda folder: build(write_tiny(folder), folder / "site"))
    return _site("tiny", folder / "site", folder / "postmortems", "https://pm.example.org/base/")


@pytest.fixture(scope="session")
def hostile_site(tmp_path_factory: pytest.TempPathFactory) -> Site:
    """A site whose records, catalog and bodies try everything, built with the checker switched off."""

    def make(folder: Path) -> None:
        build(write_hostile(folder), folder / "site", program=("-c", SILENCED))

    folder = made_once(tmp_path_factory, "hostile", make)
    return _site("hostile", folder / "site", folder / "postmortems", "https://site.test/")


@pytest.fixture(params=["frozen", "tiny", "hostile"])
def site_of_each_kind(request: pytest.FixtureRequest) -> Site:
    """Each of the three sites in turn."""
    site: Site = request.getfixturevalue(f"{request.param}_site")
    return site
