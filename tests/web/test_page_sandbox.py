"""Hand-written pages count, list and compute, and reach nothing else."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest
from jinja2 import Environment, TemplateError
from jinja2.exceptions import SecurityError, UndefinedError

from ml_postmortems.web.page_sandbox import page_sandbox


def record_count(**_: str) -> int:
    """A macro."""
    return 7


def context() -> str:
    """The macro of the macros plugin that prints whatever it knows."""
    return "everything"


THINGS: dict[str, Any] = {
    "theme": SimpleNamespace(get_env=Environment, name="material"),
    "folder": Path(),
    "numbers": [1, 2],
    "settings": {"a": 1},
}


def rendered(text: str) -> str:
    before = Environment()
    before.filters["pretty"] = str.upper
    macros: dict[str, Callable[..., Any]] = {"record_count": record_count, "context": context}
    before.globals.update(macros)
    return page_sandbox(before, macros).from_string(text).render(THINGS)


@pytest.mark.parametrize(
    ("text", "result"),
    [
        ("{{ record_count() }}", "7"),
        ("{{ record_count(team='ranking') + 1 }}", "8"),
        ("{{ 'a'.upper() }} {{ 'b' | pretty }}", "A B"),
        ("{{ settings.get('a') }} {{ settings.a }} {{ theme.name }}", "1 1 material"),
        ("{% for x in range(2) %}{{ loop.cycle('a', 'b') }}{% endfor %}", "ab"),
        ("{% for x in [[1]] recursive %}{{ loop(x) if x is iterable else x }}{% endfor %}", "1"),
        ("{% macro m() %}<{{ caller() }}>{% endmacro %}{% call m() %}x{% endcall %}", "<x>"),
        ("{% set n = namespace(x=1) %}{% set n.x = 2 %}{{ n.x }} {{ dict(a=1).a }}", "2 1"),
        ("{% set c = cycler('a', 'b') %}{{ c.next() }}{{ c.next() }}", "ab"),
        ("{% set j = joiner() %}{{ j() }}a{{ j() }}b", "a, b"),
    ],
)
def test_pages_can_compute(text: str, result: str) -> None:
    """Everything that Jinja brings, and every macro."""
    assert rendered(text) == result


@pytest.mark.parametrize(
    "expression",
    [
        "''.__class__.__mro__",
        "''|attr('__class__')",
        "record_count.__globals__",
        "record_count.__code__.co_consts",
        "theme.get_env().from_string('{{ 7 * 191 }}').render()",
        "folder.read_text()",
        "folder.iterdir() | list",
        "numbers.append(3)",
        "settings.update({'b': 2})",
        "settings.clear()",
        "context()",
        "range(10 ** 9) | list",
        "'{0.__class__}'.format(1)",
        "(1).__class__",
        "lipsum.__globals__",
        "cycler.__init__.__globals__",
    ],
)
def test_pages_reach_nothing_else(expression: str) -> None:
    """Neither Python nor files, and no object is changed."""
    with pytest.raises((SecurityError, UndefinedError, OverflowError)):
        rendered(f"{{{{ {expression} }}}}")
    assert THINGS["numbers"] == [1, 2]
    assert THINGS["settings"] == {"a": 1}


@pytest.mark.parametrize("text", ["{{ nonsuch }}", "{{ settings.nonsuch }}", "{{ nonsuch() }}", "{% include 'x' %}"])
def test_what_is_undefined_is_an_error(text: str) -> None:
    """A hole in a page would not be noticed."""
    with pytest.raises((TemplateError, TypeError)):
        rendered(text)
