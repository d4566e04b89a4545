"""Names for the lines of a file that stay when lines above move: what code scanning tells alerts apart by.

The algorithm is that of GitHub's action `codeql-action/upload-sarif`, which computes the same and compares.
"""

from __future__ import annotations

import re
from collections import Counter
from functools import reduce

_FACTOR, _MODULUS = 37, 1 << 64
_WINDOW = 100
"""How many characters from the start of a line on are hashed; blanks and tabs are left out."""
_END = 0xFFFF


def line_hashes(text: str) -> list[str]:
    """Of each line `hash:count`, where the count tells apart lines that begin alike; the first line is at 0."""
    solid = re.sub(r"[ \t]", "", re.sub(r"\r\n?", "\n", text))
    units = memoryview(solid.encode("utf-16-le", "surrogatepass")).cast("H").tolist()
    starts = [0, *(place + 1 for place, unit in enumerate(units) if unit == 0x0A)]
    units += [_END, *[0] * _WINDOW]
    seen: Counter[int] = Counter()
    hashes = []
    for start in starts:
        value = reduce(lambda total, unit: (total * _FACTOR + unit) % _MODULUS, units[start : start + _WINDOW], 0)
        seen[value] += 1
        hashes.append(f"{value:x}:{seen[value]}")
    return hashes
