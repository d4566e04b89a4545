"""Where every generated page lives; addresses are relative to the top of the site and end in a slash."""

from __future__ import annotations

from posixpath import commonprefix
from urllib.parse import quote

RECORDS = "postmortems/"
BROWSE = "browse/"
EXEMPTIONS = "exemptions/"
SEARCH = "search/"
NEW = "new/"
NUMBERS = "numbers/"
TRENDS = "trends/"
RECURRENCE = "recurrence/"
TIMES = "times/"
ACTIONS = "actions/"
FINISHED_ACTIONS = "actions/finished/"
CONTROLS = "controls/"
PLAYBOOK = "playbook/"
LESSONS = "lessons/"
PROGRAMME = "programme/"
PRACTICE = "practice/"
DATA = "data/"
DRILLS = "drills/"
STAKEHOLDERS = "stakeholders/"
CULTURE = "culture/"
ASSUMPTIONS = "assumptions/"
DOUBTS = "doubts/"


def record_url(record_id: str) -> str:
    """The page of a record; also the address that an alias leads on from."""
    return f"{RECORDS}{record_id}/"


def control_url(control: str) -> str:
    """The page of a control."""
    return f"{CONTROLS}{control}/"


def playbook_url(leaf: str) -> str:
    """What to do about a cause."""
    return f"{PLAYBOOK}{leaf}/"


def drill_url(record_id: str) -> str:
    """A record as an exercise."""
    return f"{DRILLS}{record_id}/"


def month_url(month: str) -> str:
    """The summaries of a month, `2026-06`, or of a year where no month is known."""
    return f"{STAKEHOLDERS}{month}/"


def search_url(*terms: tuple[str, str]) -> str:
    """The search page with a query of facets, such as `("team", "ranking")`; the records it shows are those counted."""
    return f"{SEARCH}?q={quote(' '.join(f'{facet}:{key}' for facet, key in terms), safe=':/')}"


def relative_url(target: str, here: str) -> str:
    """The link from the page `here` to `target`, so that the site works below any address."""
    path, mark, fragment = target.partition("#")
    if path == here and mark:
        return mark + fragment
    there = [part for part in path.split("/") if part]
    back = [part for part in here.split("/")[:-1] if part not in ("", ".")]
    shared = len(commonprefix([there, back]))
    relative = "/".join([".."] * (len(back) - shared) + there[shared:]) or "."
    folder = "/" if path.endswith("/") or not path else ""
    return f"{relative}{folder}{mark}{fragment}"
