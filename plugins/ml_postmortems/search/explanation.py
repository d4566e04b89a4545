"""Why a record was found: the field and the passage to show below its title. `explanation.js` is its twin.

The first of these that has a wanted word is shown:

1. the short field with the most different wanted words;
2. the beginning of the summary, if the title has one, or if the query asks for no text;
3. the long field with the most different wanted words;
4. what the record is filed under: the names that were asked for, or the term whose definition was;
5. the names or the synonyms that were asked for;
6. the beginning of the summary.

The short fields come first because the page has them at hand: the long ones are many times their size, and the page
fetches them only for hits that need them.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from ml_postmortems.search.snippets import IsWanted, Piece, count_wanted, highlighted, passage
from ml_postmortems.similarity.record_text import TextField

SHORT_FIELDS = (TextField.SUMMARY, TextField.LESSONS)
"""What the page has of every hit besides the title."""
LONG_FIELDS = (TextField.CAUSES, TextField.ACTIONS, TextField.BODY)
LIST_FIELDS = (TextField.NAMES, TextField.SYNONYMS)
"""Lists of words: only the lines that were asked for are shown."""

LATER_FIELDS = (*LONG_FIELDS, *LIST_FIELDS, TextField.FILED_UNDER)
"""What the page fetches only for hits that the short fields do not explain."""


@dataclass(frozen=True, slots=True)
class Explanation:
    """A passage that shows why a record was found."""

    field: TextField | None
    """Where the passage comes from; None where it is the beginning of the summary and shows no wanted word."""
    pieces: tuple[Piece, ...]


def explain_by_short_fields(
    title: str, text: Mapping[TextField, str], is_wanted: IsWanted, *, has_words: bool
) -> Explanation | None:
    """Rules 1 and 2; None where the long fields are needed. `has_words` says whether the query asks for text."""
    best = _best_field(text, SHORT_FIELDS, is_wanted)
    if best or (has_words and not count_wanted(title, is_wanted)):
        return best
    return _beginning(text, is_wanted)


def explain_by_long_fields(text: Mapping[TextField, str], is_wanted: IsWanted) -> Explanation:
    """Rules 3 to 6."""
    best = _best_field(text, LONG_FIELDS, is_wanted) or _filed_under(text[TextField.FILED_UNDER], is_wanted)
    if best:
        return best
    for field in LIST_FIELDS:
        if lines := [line for line in text[field].split("\n") if count_wanted(line, is_wanted)]:
            return Explanation(field, passage(", ".join(lines), is_wanted))
    return _beginning(text, is_wanted)


def _filed_under(text: str, is_wanted: IsWanted) -> Explanation | None:
    """The names of terms that were asked for; else the term with the most wanted words, with its definition."""
    lines = [line.split("\t", 1) for line in text.split("\n")]
    names = [line[0] for line in lines if count_wanted(line[0], is_wanted)]
    if names:
        return Explanation(TextField.FILED_UNDER, highlighted(", ".join(names), is_wanted))
    counts = [count_wanted(line[-1], is_wanted) for line in lines]
    name, *definition = lines[counts.index(max(counts))]
    if not any(counts):
        return None
    shown = passage("".join(definition).strip(), is_wanted)
    return Explanation(TextField.FILED_UNDER, (Piece(f"{name}: ", False), *shown))


def _best_field(text: Mapping[TextField, str], fields: Sequence[TextField], is_wanted: IsWanted) -> Explanation | None:
    counts = [count_wanted(text[field], is_wanted) for field in fields]
    field = fields[counts.index(max(counts))]
    return Explanation(field, passage(text[field], is_wanted)) if any(counts) else None


def _beginning(text: Mapping[TextField, str], is_wanted: IsWanted) -> Explanation:
    return Explanation(None, passage(text[TextField.SUMMARY], is_wanted))
