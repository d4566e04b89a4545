"""The files of the browser's search: complete, where the browser looks for them, and named after what is in them."""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import replace
from functools import partial
from itertools import pairwise, product
from pathlib import Path
from typing import Any

import pytest

from ml_postmortems.search.documents import Document, field_words
from ml_postmortems.search.export import export
from ml_postmortems.search.pages import SearchedPages, sections_of
from ml_postmortems.search.shards import head_of
from ml_postmortems.search.whoosh_index import WhooshIndex
from ml_postmortems.similarity.analysis import tokens
from ml_postmortems.similarity.record_text import TextField
from tests.search.corpora import SearchedCorpus, frozen_corpus, made_corpus
from tests.search.javascript import JavaScript


def files_of(searched: SearchedCorpus, title: str = "") -> dict[str, Any]:
    """What is exported of a corpus, without the version in the paths; `title` takes the place of the newest one."""
    documents = list(searched.documents)
    if title:
        documents[0] = replace(
            documents[0], make_record=partial(documents[0].record.model_copy, update={"title": title})
        )
    return exported(documents, WhooshIndex(document.text for document in documents))


def exported(documents: Sequence[Document], index: WhooshIndex) -> dict[str, Any]:
    """The files of an index, without the version in the paths."""
    files = {}
    vocabulary = frozen_corpus().vocabulary
    for path, content in export(documents, index, SearchedPages(), vocabulary, lambda document: {"url": document.day}):
        files[path] = json.loads(content)
    return files


@pytest.fixture(scope="module")
def files() -> dict[str, Any]:
    """The files of the made corpus."""
    return files_of(made_corpus())


def test_every_term_of_every_text_is_in_its_shard_with_its_places(files: dict[str, Any]) -> None:
    """Counted from the texts themselves: documents, frequencies and positions."""
    fields = [field["name"] for field in files["manifest.json"]["records"]["fields"]]
    shards = len(files["manifest.json"]["records"]["starts"])
    assert shards > 10
    found: dict[tuple[str, str, int], tuple[int, list[int]]] = {}
    for number in range(shards):
        places = {term: dict(each) for term, each in files[f"records/positions/{number}.json"]}
        for term, by_field in files[f"records/terms/{number}.json"]:
            for field, packed in by_field:
                document = 0
                for at in range(0, len(packed), 3):
                    document += packed[at]
                    steps = places[term][field][at // 3]
                    positions = [sum(steps[: step + 1]) for step in range(len(steps))]
                    found[term, fields[field], document] = packed[at + 1], positions
    wanted: dict[tuple[str, str, int], list[int]] = {}
    for number, made in enumerate(made_corpus().documents):
        for field, text in made.text.items():
            for token in tokens(text):
                wanted.setdefault((token.term, field.value, number), []).append(token.position)
    assert found == {key: (len(positions), positions) for key, positions in wanted.items()}


def test_every_word_is_in_the_list_of_its_beginning(files: dict[str, Any]) -> None:
    """With the number of the documents that have it; words of the taxonomy are listed with none."""
    wanted = dict.fromkeys(field_words(frozen_corpus().vocabulary), 0)
    for document in made_corpus().documents:
        for word in {token.word for text in document.text.values() for token in tokens(text)}:
            wanted[word] = wanted.get(word, 0) + 1
    heads = files["records/words.json"]
    found = {word: often for head in heads for word, often in files[f"records/words/{head}.json"]}
    assert found == wanted
    assert all(head_of(word) in heads for word in wanted)


def test_the_version_changes_with_any_text_and_with_nothing_else() -> None:
    """A browser that keeps a file for ever keeps the right one."""
    version = files_of(frozen_corpus())["manifest.json"]["version"]
    assert files_of(frozen_corpus())["manifest.json"]["version"] == version
    assert files_of(frozen_corpus(), title="Another title")["manifest.json"]["version"] != version


def test_the_browser_looks_for_a_term_where_it_is(javascript: JavaScript) -> None:
    """For words of any script; to a browser, what does not fit into 16 bits comes before the last of what does."""
    scripts = ["a", "zz", "é", "мо", "模", "\U00010428", "\ufb00"]
    words = [script + "".join(letters) for script in scripts for letters in product("abcdefghij", repeat=3)]
    files = exported([], WhooshIndex([dict.fromkeys(TextField, "") | {TextField.BODY: " ".join(words)}]))
    starts = files["manifest.json"]["records"]["starts"]
    where = {term: at for at in range(len(starts)) for term, _ in files[f"records/terms/{at}.json"]}
    assert len(starts) > len(scripts)
    assert len(where) > 5_000
    assert javascript.call("shards.js", "shardOf", [[term, starts] for term in where]) == list(where.values())


def test_both_sides_look_for_words_in_the_same_list(javascript: JavaScript, files: dict[str, Any]) -> None:
    """By their first two letters, of any script."""
    words = [word for head in files["records/words.json"] for word, _ in files[f"records/words/{head}.json"]]
    words += ["модель", "模型", "é", "x", "😀", "c++", "naïve"]
    assert javascript.call("shards.js", "headOf", [[word] for word in words]) == [head_of(word) for word in words]


def test_terms_that_begin_alike_lie_together(files: dict[str, Any]) -> None:
    """So that a beginning of a word needs few files: those of its letters, and none of others."""
    starts = files["manifest.json"]["records"]["starts"]
    terms = [[term for term, _ in files[f"records/terms/{number}.json"]] for number in range(len(starts))]
    for each in terms:
        assert each == sorted(each)  # all of these are within 16 bits, where Python compares as browsers do
    for (before, here), start in zip(pairwise(terms), starts[1:], strict=True):
        assert before[-1] < start <= here[0]
    rows = [files[f"records/terms/{number}.json"] for number in range(len(starts))]
    sizes = [
        sum(len(json.dumps(row, ensure_ascii=False, separators=(",", ":")).encode()) for row in each) for each in rows
    ]
    assert all(size <= 20_000 or len(each) == 1 for size, each in zip(sizes, terms, strict=True))
    assert sum(sizes) / len(starts) > 5_000


def test_a_page_is_found_by_its_sections() -> None:
    """Each heading with an anchor begins one; what is no text of the page is left out."""
    html = (
        "<h1>Guide</h1><p>First &amp; <b>foremost</b>.</p><script>no()</script>"
        '<h2 id="a">One<a class="headerlink" href="#a"></a></h2><ul><li>x</li><li>y</li></ul>'
        '<h3>Unnamed</h3><p>z</p><h2 id="empty">Empty</h2><h2 id="b">Two</h2><pre>code</pre>'
        '<ul class="pm-records"><li>A record <ul><li>deep</li></ul></li></ul>'
    )
    found = [(page.url, page.title, page.group, page.body) for page in sections_of("guide/", "Guide", html)]
    assert found == [
        ("guide/", "Guide", "Guide", "First & foremost."),
        ("guide/#a", "One", "Guide", "x\ny\nUnnamed\nz"),
        ("guide/#b", "Two", "Guide", "code"),
    ]


def test_files_hold_no_more_than_their_audience_may_see(tmp_path: Path) -> None:
    """Whatever is exported comes from the documents that were given."""
    made_corpus().write(tmp_path)
    documents = made_corpus().documents
    names = {path.name for path in tmp_path.rglob("hits/*.json")}
    assert names == {f"{number}.json" for number in range(len(documents))}
    for number, document in enumerate(documents):
        [hit], [long] = (list(tmp_path.rglob(f"records/{kind}/{number}.json")) for kind in ("hits", "texts"))
        texts = json.loads(hit.read_text("utf-8"))["text"] | json.loads(long.read_text("utf-8"))
        assert texts == {field: document.text[field] for field in texts}
