"""Where findings stand as other tools name it, and what tells one from another between two runs."""

from __future__ import annotations

import hashlib
from collections import Counter
from collections.abc import Iterable, Iterator
from pathlib import Path

from ml_postmortems.lint.finding import Finding


def path_from_here(path: str) -> str:
    """A path from the working folder, which is the top of the repository in a pipeline; another one as it is."""
    where = Path(path)
    if where.is_absolute() and where.is_relative_to(Path.cwd()):
        where = where.relative_to(Path.cwd())
    return where.as_posix().encode("utf-8", "surrogateescape").decode("utf-8", "replace")


def with_fingerprints(findings: Iterable[Finding]) -> Iterator[tuple[Finding, str]]:
    """Each finding with a hash of its own that stays when lines move: of file, rule, field and what was found."""
    seen: Counter[str] = Counter()
    for finding in findings:
        parts = (path_from_here(finding.path), finding.code, finding.field_name, finding.sentence)
        text = "\0".join(parts)
        seen[text] += 1
        yield finding, hashlib.sha256(f"{text}\0{seen[text]}".encode("utf-8", "surrogatepass")).hexdigest()
