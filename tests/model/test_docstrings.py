"""The code says what it is for."""

from __future__ import annotations

import importlib
import inspect
import pkgutil
from collections.abc import Iterator
from types import FunctionType, ModuleType

import pytest

from ml_postmortems import model, reading, suggestion


def modules() -> Iterator[ModuleType]:
    yield suggestion
    for package in (model, reading):
        for info in pkgutil.iter_modules(package.__path__):
            yield importlib.import_module(f"{package.__name__}.{info.name}")


def documented_things(module: ModuleType) -> Iterator[tuple[str, str | None]]:
    """The public classes, functions, methods and properties that a module defines, with their docstrings."""
    yield module.__name__, module.__doc__
    for name, thing in vars(module).items():
        if name.startswith("_") or getattr(thing, "__module__", None) != module.__name__:
            continue
        if inspect.isfunction(thing):
            yield name, thing.__doc__
        elif inspect.isclass(thing):
            yield name, thing.__dict__.get("__doc__")
            for part, value in list(vars(thing).items()):  # an enumeration may note a value meanwhile
                function = value.fget if isinstance(value, property) else getattr(value, "__func__", value)
                if isinstance(function, FunctionType) and not part.startswith("_"):
                    yield f"{name}.{part}", function.__doc__


@pytest.mark.parametrize("module", list(modules()), ids=lambda module: module.__name__)
def test_everything_public_has_a_docstring(module: ModuleType) -> None:
    """Each module, public class, function, method and property has a docstring that begins with a sentence."""
    for name, text in documented_things(module):
        assert text, f"{module.__name__}: {name}"
        first = text.strip().split("\n\n")[0].rstrip()
        assert first[-1] in ".:?", f"{module.__name__}: {name}: {first}"
