"""The text of a record file and its body."""

from __future__ import annotations

from collections.abc import Callable
from typing import NoReturn

from ml_postmortems.reading.body import Body, BodyAsked
from ml_postmortems.text_store import digest_of

NO_BODY = Body("", 1)


class Written:
    """What stands in a record file; where its hash is known, the text is read when it is first asked for."""

    __slots__ = ("_body", "_digest", "_read", "_text", "front_matter_digest")

    def __init__(self, text: str, body: Body) -> None:
        """The text is empty where it could not be decoded."""
        self._text, self._body, self._digest = text, body, ""
        self._read: Callable[[], Written] | None = None
        self.front_matter_digest = ""
        """A hash of the front matter, where it is known without reading it."""

    @classmethod
    def unread(cls, digest: str, front_matter: str, read: Callable[[], Written]) -> Written:
        """A text that has this hash, and its front matter that one; an empty hash is one that nobody knows yet."""
        written = cls("", NO_BODY)
        written._digest, written.front_matter_digest, written._read = digest, front_matter, read
        return written

    @property
    def text(self) -> str:
        """See `RecordFile.text`."""
        self._fill()
        return self._text

    @property
    def body(self) -> Body:
        """See `RecordFile.body`."""
        self._fill()
        return self._body

    @property
    def digest(self) -> str:
        """See `RecordFile.digest`."""
        if not self._digest and self.text:
            self._digest = digest_of(self._text)
        return self._digest

    def _fill(self) -> None:
        if self._read:
            read, self._read = self._read(), None
            self._text, self._body = read.text, read.body

    def __eq__(self, other: object) -> bool:
        """Whether the same stands there."""
        if not isinstance(other, Written):
            return NotImplemented
        return (self.text, self.body) == (other.text, other.body)

    def __hash__(self) -> int:
        return hash(self.digest)

    def __repr__(self) -> str:
        return f"Written({self.text!r}, {self.body!r})"


def _refuse() -> NoReturn:
    raise BodyAsked("what is made of front matter alone asks for the text of a record file")


UNREAD = Written.unread("", "", _refuse)
"""What takes the place of a text where nobody may read one."""
