"""Arithmetic within one sentence: what cannot be is told, and what honest people write is not."""

from __future__ import annotations

from pathlib import Path

import pytest

from ml_postmortems.lint.rules.told_shares import share_against_counts, share_outside_of_all
from ml_postmortems.reading.record_file import parse_record_file
from tests.helpers import changed, own_record, record_text


def findings(sentence: str) -> list[str]:
    """What both rules find in a record with this symptom."""
    text = record_text(changed(own_record(), "symptom", sentence))
    file = parse_record_file(Path("postmortems/2025/PM-2025-0001-clicks.md"), text.encode())
    assert file.record
    return [each.found for each in (*share_against_counts(file), *share_outside_of_all(file))]


@pytest.mark.parametrize(
    ("sentence", "found"),
    [
        ("It refused 1,180 of 7,412 applications, or 32 per cent.", "32 %, where 1,180 of 7,412 make 15.9 %"),
        ("It refused 1,200 of 8,000 applications (32 %).", "32 %, where 1,200 of 8,000 make 15.0 %"),
        ("It refused 412 out of the 900 shops (about 32%).", "32 %, where 412 of 900 make 45.8 %"),
        ("It refused 1.2 million of 8 million photos, which is 32 %.", "32 %, where 1.2 of 8 make 15.0 %"),
        ("It answered 3 of 8 questions, 38.5 per cent.", "38.5 %, where 3 of 8 make 37.5 %"),
        ("Of 7,412 applications it refused 1,180, or 32 per cent.", "32 %, where 1,180 of 7,412 make 15.9 %"),
        ("Then 32 per cent of them (1,180 of 7,412) were refused.", "32 %, where 1,180 of 7,412 make 15.9 %"),
        ("It refused 1,180 out of 7,412 applications: 32 %.", "32 %, where 1,180 of 7,412 make 15.9 %"),
        ("It lost 120 of 90 orders.", "`120 of 90 orders`"),
        ("Recall is 240 %.", "`Recall is 240 %`"),
        ("The share of refusals rose to 104 per cent.", "`share of refusals rose to 104 per cent`"),
        ("The false positive rate was -3 %.", "`false positive rate was -3 %`"),
    ],
)
def test_what_cannot_be_is_told(sentence: str, found: str) -> None:
    """The finding says which number is there and which one follows from the others."""
    assert findings(sentence) == [found]


@pytest.mark.parametrize(
    "sentence",
    [
        "It refused 1,180 of 7,412 applications (15 %), or 16 per cent when rounded up.",
        "It refused 393 of 1,838 photos, about 20 per cent.",
        "It refused 2 of 3 photos (66.6 %), and in May 2 of 3 (66.7 %).",
        "It refused 1,200 of 8,300 photos (14 %).",
        "It refused 31 of 2.1 million photos, and the usual rate is 9 per cent.",
        "It refused 12 of 100 photos (usual: 40 %), 12 % more than in May.",
        "It refused 12 of 100 photos, 40 per cent of them at night.",
        "It refused 12 of 100 photos (40 % of revenue).",
        "Of 100 photos it refused 12, and of 40 shops 12, or 30 per cent; 16 % (1,180 of 7,412) were dark.",
        "Of the 900 shops of 2025 it lost 412 by May, 12 % more than before.",
        "Version 12 of 3 services failed, on day 11 of 7 tests.",
        "It took 90 of 60 minutes, and the model of 2025 of 12 shops came first.",
        "It used 150 of 100 requests per second.",
        "Refusals rose by 240 %, and the error rate to 240 % of the usual one.",
        "Accuracy fell by 3 points, a change in accuracy of -3 %, to 97 per cent.",
        "Recall was 104 per cent of the baseline, and the word error rate 120 %.",
        "Relative recall was 104 %, and the accuracy is 100 %.",
    ],
)
def test_what_can_be_is_left_alone(sentence: str) -> None:
    """Rounding, other bases, growth, names with numbers and quotas are honest."""
    assert findings(sentence) == []
