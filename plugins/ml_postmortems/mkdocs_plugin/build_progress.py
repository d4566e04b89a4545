"""How far a build is, between the lines that MkDocs logs."""

from __future__ import annotations

import logging
from collections.abc import Iterator
from contextlib import contextmanager

from ml_postmortems.progress import erase_progress, shown_progress


@contextmanager
def shown_between_logs() -> Iterator[None]:
    """Show progress as `shown_progress` does; it is erased before each line that MkDocs logs."""

    def erase(_: logging.LogRecord) -> bool:
        erase_progress()
        return True

    handlers = tuple(logging.getLogger("mkdocs").handlers)
    with shown_progress():
        for handler in handlers:
            handler.addFilter(erase)
        try:
            yield
        finally:
            for handler in handlers:
                handler.removeFilter(erase)
