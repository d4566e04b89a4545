"""The guides: the author's is run as it is written, and what they name exists."""

from __future__ import annotations

import os
import re
import subprocess
from pathlib import Path
from shutil import copytree, ignore_patterns

import pytest

from ml_postmortems.analytics.thresholds import LEVEL, MIN_QUANTILE, MIN_RATE, MIN_TREND
from ml_postmortems.lint.check import check
from ml_postmortems.lint.context import Context
from ml_postmortems.model.settings import DEFAULT_SETTINGS
from ml_postmortems.model.terms import Status
from ml_postmortems.reading.as_of import as_of_date
from ml_postmortems.reading.corpus import load_corpus
from ml_postmortems.reading.vocabulary import read_exposure
from tests.helpers import FROZEN_RECORDS, REPOSITORY

GUIDES = REPOSITORY / "docs/guides"
AUTHOR = GUIDES / "author.md"
DOCUMENTS = sorted(
    [*REPOSITORY.glob("*.md"), *(REPOSITORY / "docs").glob("*.md"), *GUIDES.glob("*.md")],
    key=lambda path: path.as_posix(),
)
_BLOCK = re.compile(r"^```(\w+)\n(.*?)^```$", re.DOTALL | re.MULTILINE)


def blocks(document: Path) -> list[tuple[str, str]]:
    """Every fenced block of a document with its language, in order."""
    return [(match[1], match[2]) for match in _BLOCK.finditer(document.read_text("utf-8"))]


@pytest.fixture
def clone(tmp_path: Path) -> Path:
    """A small copy of the repository with its environment.

    The year of the guide is left out, so that its id is free, and so are records with its causes, about which the
    checker would ask: there are none among those that the repository comes with.
    """
    clone = tmp_path / "clone"
    copytree(FROZEN_RECORDS, clone / "postmortems", ignore=ignore_patterns("2026"))
    categories = re.findall("category: [a-z-]+/[a-z-]+", AUTHOR.read_text("utf-8"))
    assert len(categories) == 2
    _leave_out(clone / "postmortems", categories)
    (clone / ".venv").symlink_to(REPOSITORY / ".venv")
    (clone / ".gitignore").write_text("/.venv\n", "utf-8")
    run(clone, "git init --quiet --initial-branch main . && git add . && git commit --quiet -m Start")
    return clone


def _leave_out(records: Path, words: list[str]) -> None:
    """Remove the records in which one of these words stands, and then those that name a removed one."""
    while words:
        found = [path for path in records.glob("*/*.md") if any(word in path.read_text("utf-8") for word in words)]
        words = [path.name[:12] for path in found]
        for path in found:
            path.unlink()


def run(folder: Path, script: str) -> str:
    """Run a shell block as the reader would; its output. `next` ends with exit code 1 where fields are missing."""
    names = {f"GIT_{who}_{what}": "Author" for who in ("AUTHOR", "COMMITTER") for what in ("NAME", "EMAIL")}
    path = f"{folder}/.venv/bin{os.pathsep}{os.environ['PATH']}"
    done = subprocess.run(
        ["bash", "-eu", "-o", "pipefail", "-c", script],
        cwd=folder,
        env={**os.environ, **names, "PATH": path},
        stdin=subprocess.DEVNULL,
        capture_output=True,
        text=True,
        timeout=120,
        check=False,
    )
    assert done.returncode in ((0, 1) if script.startswith("postmortems next") else (0,)), (
        f"{script}\n{done.stdout}\n{done.stderr}"
    )
    return done.stdout


def top_level(block: str) -> dict[str, str]:
    """The keys of a YAML block with their lines."""
    parts = re.split(r"^(?=[a-z_]+:)", block, flags=re.MULTILINE)[1:]
    return {part.partition(":")[0]: part for part in parts}


def add_to_catalog(clone: Path, block: str) -> None:
    """Put each part of a block under the key that the catalog has already, as the guide says."""
    path = clone / "postmortems/catalog.yml"
    text = path.read_text("utf-8")
    for key, part in top_level(block).items():
        assert text.count(f"\n{key}:\n") == 1
        text = text.replace(f"\n{key}:\n", f"\n{part}")
    path.write_text(text, "utf-8")


def fill_in(record: Path, block: str) -> None:
    """Put each field in the place of its comment in the draft, as the guide says; `times` has none."""
    text = record.read_text("utf-8")
    for key, part in top_level(block).items():
        if f"\n#{key}:\n" in text:
            text = text.replace(f"\n#{key}:\n", f"\n{part}", 1)
        else:
            text = text.replace("\n---\n", f"\n{part}---\n", 1)
    record.write_text(text, "utf-8")


def replace_body(record: Path, block: str) -> None:
    """Write the sections of the guide in place of those of the draft."""
    text = record.read_text("utf-8")
    record.write_text(text[: text.index("\n## ") + 1] + block, "utf-8")


def test_author_guide_works_literally(clone: Path) -> None:
    """The author's guide, command by command and block by block, ends in a published record without errors."""
    kinds: set[str] = set()
    for language, block in blocks(AUTHOR):
        records = sorted((clone / "postmortems").glob("2026/*.md"))
        first = block.split("\n", 1)[0]
        kinds.add(f"{language} {first if language == 'yaml' else ''}".strip())
        match language:
            case "sh":
                run(clone, block)
            case "yaml" if first == "# postmortems/catalog.yml":
                add_to_catalog(clone, block)
            case "yaml" if first == "# PM-2026-0001":
                fill_in(records[0], block)
            case "markdown":
                replace_body(records[0], block)
            case _:
                pytest.fail(f"a block that is no step of the guide: {language} {first}")
    assert kinds == {"sh", "yaml # postmortems/catalog.yml", "yaml # PM-2026-0001", "markdown"}
    corpus = load_corpus(clone / "postmortems")
    record = corpus.get("PM-2026-0001")
    assert record and record.status is Status.PUBLISHED
    file = corpus.file_of("PM-2026-0001")
    assert file
    context = Context(corpus, as_of_date(clone / "postmortems"), is_merge=True, changed=frozenset({file.path}))
    assert [finding.sentence for finding in check(context, (file,)).errors] == []
    assert run(clone, "git status --porcelain") == ""


@pytest.mark.parametrize("document", DOCUMENTS, ids=lambda path: path.name)
def test_make_targets_exist(document: Path) -> None:
    """Every `make` target that a document names is one of the Makefile."""
    targets = set(re.findall(r"^([a-z][a-z-]*):", (REPOSITORY / "Makefile").read_text("utf-8"), re.MULTILINE))
    text = document.read_text("utf-8")
    commands = "\n".join(re.findall(r"`([^`\n]+)`", text) + [block for kind, block in blocks(document) if kind == "sh"])
    named = set(re.findall(r"(?:^|\s)make ([a-z][a-z-]*)", commands))
    assert named - targets == set()


@pytest.mark.parametrize("name", sorted({path.name for path in GUIDES.glob("*.md")} - {"administrator.md", "data.md"}))
def test_guides_of_every_base_need_no_makefile(name: str) -> None:
    """A base of one's own has no Makefile, so only the guides that speak of this repository name its targets."""
    text = (GUIDES / name).read_text("utf-8")
    assert re.findall(r"`make [^`\n]+`", text) == []


@pytest.mark.parametrize("document", DOCUMENTS, ids=lambda path: path.name)
def test_commands_exist(document: Path) -> None:
    """Every subcommand and option of `postmortems` that a document names is one of the command line."""
    text = document.read_text("utf-8")
    commands = re.findall(r"`([^`]+)`", re.sub(r"^```.*?^```$", "", text, flags=re.DOTALL | re.MULTILINE))
    commands += [
        line for kind, block in blocks(document) if kind == "sh" for line in block.replace("\\\n", " ").split("\n")
    ]
    reference = (REPOSITORY / "docs/reference/cli.md").read_text("utf-8")
    known = {part.partition("`")[0]: part for part in reference.split("\n## `postmortems ")[1:]}
    for command in commands:
        for first, arguments in re.findall(r"(?:^|/|\s)postmortems ([a-z]+)([^|&#]*)", command):
            words = [first, *arguments.split()]
            names = [" ".join(words[:number]) for number in (3, 2, 1)]
            name = next((each for each in names if each in known), None)
            assert name or any(each.startswith(f"{names[1]} ") for each in known), command
            for option in re.findall(r"(?<=\s)(--[a-z-]+)", arguments):
                assert name, command
                assert option in known[name], command


def test_relative_links_of_repository_documents_resolve() -> None:
    """Links between the documents at the root and those below `docs/` lead to files; the site build checks the rest."""
    for document in REPOSITORY.glob("*.md"):
        for target in re.findall(r"\]\((?!https?:|#)([^)#]+)", document.read_text("utf-8")):
            assert (document.parent / target).exists(), f"{document.name}: {target}"


def test_guide_to_the_numbers_names_the_minima_that_hold() -> None:
    """What is hidden below which number, the window and the level are those of the code."""
    text = (GUIDES / "reliability-lead.md").read_text("utf-8")
    assert f"| median and other quantiles | {MIN_QUANTILE} incidents |" in text
    assert f"| share of incidents that came back | {MIN_RATE} incidents |" in text
    assert f"| rising, falling, the change of a year, a curve | {MIN_TREND} incidents or events |" in text
    assert f"| too few to tell | fewer than {MIN_TREND} incidents |" in text
    assert f"within {DEFAULT_SETTINGS.recurrence_window} days of the end of the earlier one" in text
    assert f"Of such intervals {LEVEL * 100:.0f} in\n100 hold" in text


def test_exposure_of_the_guide_can_be_read(tmp_path: Path) -> None:
    """The example is a file as it stands."""
    (example,) = (block for kind, block in blocks(GUIDES / "reliability-lead.md") if kind == "yaml")
    (tmp_path / "exposure.yml").write_text(example, "utf-8")
    exposure, (file,) = read_exposure(tmp_path / "exposure.yml")
    assert file.faults == ()
    assert exposure
    assert list(exposure.months) == ["2025-03", "2025-04"]
