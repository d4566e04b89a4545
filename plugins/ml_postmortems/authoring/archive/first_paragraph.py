"""The summary of a postmortem that has none: the first paragraph that tells what happened."""

from __future__ import annotations

from collections.abc import Callable

from ml_postmortems.authoring.archive.draft_parts import AboutOriginal, ArchivedDraft
from ml_postmortems.lazy_pattern import lazy_pattern
from ml_postmortems.model.scalars import TEXT_LENGTH
from ml_postmortems.reading.faults import shown

_SUITABLE = (
    lazy_pattern(r"(?i)\b(?:summary|overview|what happened|story|narrative|description|status)\b"),
    lazy_pattern(r"(?i)\b(?:impact|problem|issue|symptoms?|fault)\b"),
    lazy_pattern(r"(?i)\b(?:causes?|why|went wrong)\b"),
)
"""Headings below which a first paragraph says what happened, the best first."""
_CHAPTERS = ("What happened", "Why it happened")
_LEAST_WORDS = 6


def summarise(draft: ArchivedDraft, about: AboutOriginal, as_text: Callable[[str], str]) -> None:
    """Move the first suitable paragraph of the body into the summary; `as_text` gives "" for what is no plain text."""
    blocks = [(chapter, at) for chapter in _CHAPTERS for at in range(len(draft.chapters.get(chapter, [])))]
    for wanted in (*_SUITABLE[:1], None, *_SUITABLE[1:]):
        for chapter, at in blocks:
            head, body = _split(draft.chapters[chapter][at])
            if bool(head) != bool(wanted) or (wanted and not wanted.search(head)):
                continue
            first, _, rest = body.partition("\n\n")
            text = as_text(first)
            if not len(text.split()) >= _LEAST_WORDS or len(text) > TEXT_LENGTH:
                continue
            draft.fields["summary"] = text
            heading = head.lstrip("# ")
            draft.notes.append(
                f"The original has no summary; the first paragraph of {shown(heading or chapter)} was taken."
            )
            if rest.strip():
                draft.chapters[chapter][at] = "\n\n".join(filter(None, (head, rest.strip("\n"))))
                return
            about.headings += [heading] if heading else []
            del draft.chapters[chapter][at]
            return


def _split(block: str) -> tuple[str, str]:
    """The heading of a block, if it begins with one, and what follows it."""
    if not block.startswith("#"):
        return "", block
    head, _, body = block.partition("\n")
    return head, body.strip("\n")
