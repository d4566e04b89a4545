"""Of a pasted text only what people tell counts."""

from __future__ import annotations

import pytest

from ml_postmortems.search.told_text import told_text

_TOLD = "The cache returns what belongs to another user."


@pytest.mark.parametrize(
    "noise",
    [
        "$ kubectl get pods -n web",
        "user@host:~$ tail -f the log",
        "  at com.example.Policy.getFields(Policy.java:71)",
        '  File "/srv/app/main.py", line 12, in run',
        "Caused by: java.lang.IllegalStateException",
        "NAME READY STATUS RESTARTS AGE\nweb-1 Running zero 3d\nweb-2 Pending zero 3d",
        "[09:00:06] tests: no issues found in 195 files\n[09:00:09] lint of the shop: no issues found in 38 files",
        "Hello all,",
        "Good morning team!",
        "Thanks so much, best regards",
        "550e8400-e29b-41d4-a716-446655440000",
        "https://example.org/the/dashboard?of=it",
    ],
)
def test_noise_weighs_nothing(noise: str) -> None:
    """Commands and their output, stack frames, greetings, ids and addresses, before or behind what is told."""
    for text in (f"{noise}\n{_TOLD}", f"{_TOLD}\n{noise}"):
        told = told_text(text)
        assert _TOLD in told
        assert not any(map(str.isalnum, told.replace(_TOLD, ""))), told


@pytest.mark.parametrize(
    "note",
    [
        "redis client cancelled requests, wrong titles shown",
        "02:11 Ewa: errors at 5 percent, nobody deployed anything",
        "p99 of the gpt-4o pool is 503 since v5.3.2",
        "the deadline of the badcafe team",
    ],
)
def test_what_people_tell_stays(note: str) -> None:
    """A single line in telegram style, codes, versions, names of models, and words that only look like an id."""
    assert told_text(note) == note
