"""The hashes of lines: equal to those that GitHub's upload action computes and compares with ours."""

from __future__ import annotations

import pytest

from ml_postmortems.lint.line_hashes import line_hashes

GREETING = ["e9496ae3ebfced30", "fb7c023a8b9ccb3f", "ce8ba1a563dcdaca", "e20e36e16fcb0cc8", "b3edc88f2938467e"]
GREETING_ENDS = ["c8e28b0b4002a3a0", "c129715d7a2bc9a3"]


@pytest.mark.parametrize(
    ("text", "hashes"),
    [
        ("", ["c129715d7a2bc9a3:1"]),
        (" a\nb\n  \t\tc\n d", ["271789c17abda88f:1", "54703d4cd895b18:1", "180aee12dab6264:1", "a23a3dc5e078b07b:1"]),
        *(
            (text, [f"{each}:1" for each in GREETING + GREETING_ENDS])
            for text in (
                " hello; \t\nworld!!!\n\n\n  \t\tGreetings\n End\n",
                " hello; \t\nworld!!!\r\r\r  \t\tGreetings\r End\r",
                " hello; \t\r\nworld!!!\r\n\r\n\r\n  \t\tGreetings\r\n End\r\n",
                " hello; \t\nworld!!!\r\n\n\r  \t\tGreetings\r End\r\n",
            )
        ),
        (
            "Lorem ipsum dolor sit amet.\n" * 10,
            [
                *(f"a7f2ff13bc495cf2:{count}" for count in range(1, 7)),
                "a7f2ff1481e87703:1",
                "a9cf91f7bbf1862b:1",
                "55ec222b86bcae53:1",
                "cc97dc7b1d7d8f7b:1",
                "c129715d7a2bc9a3:1",
            ],
        ),
    ],
)
def test_hashes_are_those_of_the_upload_action(text: str, hashes: list[str]) -> None:
    """Another hash than the action's draws a warning for every alert (the values are those of its own tests)."""
    assert line_hashes(text) == hashes


def test_a_line_keeps_its_hash_when_others_move_it() -> None:
    """An alert stays the same alert after an edit further up."""
    rest = "\n".join(f"line {number} of a text that is long enough" for number in range(9))
    before, after = line_hashes(rest), line_hashes(f"a new line\n{rest}")
    assert after[1:] == before
