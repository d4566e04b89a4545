"""An import that another package makes at its head, put off until something of the module is asked for."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from contextlib import contextmanager
from importlib import import_module
from types import ModuleType
from typing import Any


class _Postponed(ModuleType):
    """Stands for a module in those that import it, and imports it when one of them uses it."""

    def __getattr__(self, name: str) -> Any:
        if sys.modules.get(self.__name__) is self:
            del sys.modules[self.__name__]
        return getattr(import_module(self.__name__), name)


@contextmanager
def postponed_import(name: str) -> Iterator[None]:
    """While this lasts, `import name` in any module costs nothing; everybody else imports the real module later.

    `importlib.util.LazyLoader` is of no use for it: up to Python 3.11, the statement itself makes it load.
    """
    if name in sys.modules:
        yield
        return
    module = sys.modules[name] = _Postponed(name)
    try:
        yield
    finally:
        if sys.modules.get(name) is module:
            del sys.modules[name]
