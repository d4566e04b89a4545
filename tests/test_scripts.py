"""Scripts that people start by hand."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from pathlib import Path

import pytest

from scripts import demo, preview, screenshots

MAINS: dict[str, Callable[[Sequence[str]], object]] = {
    "demo": demo.main,
    "preview": preview.main,
    "screenshots": screenshots.main,
}


@pytest.mark.parametrize("name", MAINS)
@pytest.mark.parametrize(("arguments", "code"), [(["--help"], 0), ([], 2), (["--no-such-option"], 2)])
def test_a_script_tells_its_usage_and_writes_nothing(
    name: str,
    arguments: list[str],
    code: int,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    """`--help` is no folder, and a missing argument is said in the usual words."""
    monkeypatch.chdir(tmp_path)
    with pytest.raises(SystemExit) as ended:
        MAINS[name](arguments)
    assert ended.value.code == code
    assert name in capsys.readouterr()[0 if code == 0 else 1].splitlines()[0]
    assert not list(tmp_path.iterdir())
