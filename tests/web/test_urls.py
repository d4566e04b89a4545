"""Links between pages work below any address."""

from __future__ import annotations

from urllib.parse import urljoin

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ml_postmortems.web.urls import BROWSE, RECORDS, record_url, relative_url

_WORD = st.from_regex(r"[A-Za-z0-9][A-Za-z0-9_.-]{0,8}", fullmatch=True)
FOLDERS = st.lists(_WORD, max_size=4).map(lambda words: "".join(f"{word}/" for word in words))
FILES = st.builds("{}{}".format, FOLDERS, _WORD)
FRAGMENTS = st.one_of(st.just(""), _WORD.map(lambda word: f"#{word}"))
BASES = st.builds("https://{}/{}".format, st.just("pm.example.org:8000"), FOLDERS)


@given(base=BASES, target=FOLDERS | FILES, fragment=FRAGMENTS, here=FOLDERS | FILES)
def test_a_browser_finds_the_target(base: str, target: str, fragment: str, here: str) -> None:
    """From any page, at any depth and below any prefix, the link leads to the target and to its fragment."""
    assert urljoin(base + here, relative_url(target + fragment, here)) == base + target + fragment


@given(target=FOLDERS | FILES, fragment=FRAGMENTS, here=FOLDERS | FILES)
def test_links_are_relative(target: str, fragment: str, here: str) -> None:
    """A link that began with a slash or a scheme would leave the prefix under which the site is served."""
    link = relative_url(target + fragment, here)
    assert link
    assert not link.startswith("/")
    assert ":" not in link.split("/")[0]


@pytest.mark.parametrize(
    ("target", "here", "link"),
    [
        ("causes/", "postmortems/PM-2025-0001/", "../../causes/"),
        ("postmortems/PM-2025-0001/", "postmortems/PM-2025-0002/", "../PM-2025-0001/"),
        ("postmortems/PM-2025-0001/#times", "postmortems/PM-2025-0001/", "#times"),
        ("", "causes/", "../"),
        ("causes/", "", "causes/"),
        ("causes/", "./", "causes/"),
        ("causes/", "reading.html", "causes/"),
        ("postmortems/PM-2025-0001/graph.png", "postmortems/PM-2025-0001/", "graph.png"),
    ],
)
def test_links_are_short(target: str, here: str, link: str) -> None:
    """The way goes up no further than it must; MkDocs calls the home page `./`, and pages may be files."""
    assert relative_url(target, here) == link


def test_records_lie_below_the_list_of_records() -> None:
    """The address of a record is made of its id alone, so a new title breaks no link."""
    assert record_url("PM-2025-0007") == f"{RECORDS}PM-2025-0007/"
    assert BROWSE.endswith("/")
