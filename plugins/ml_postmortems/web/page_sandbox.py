"""The Jinja environment of hand-written pages: they count, list and compute, and reach nothing else."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from jinja2 import Environment, StrictUndefined
from jinja2.runtime import LoopContext, Macro
from jinja2.sandbox import ImmutableSandboxedEnvironment
from jinja2.utils import Cycler, Joiner

_PLAIN_VALUES = (str, int, float, list, tuple, dict, LoopContext, Cycler, Joiner)
_TELL_ALL = frozenset({"context", "macros_info"})
"""Macros of the macros plugin that print whatever it knows, configuration and all."""


class _PageSandbox(ImmutableSandboxedEnvironment):
    """Jinja's sandbox in which, besides, only macros, what Jinja brings, and methods of plain values are called.

    Jinja's own would let a page call any public method of any object it is given, and some of those lead out: the
    theme of MkDocs, for one, hands out an environment without a sandbox.
    """

    callables: tuple[Any, ...] = ()

    def is_safe_callable(self, obj: Any) -> bool:
        """Whether a page may call this."""
        if not super().is_safe_callable(obj):
            return False
        owner = getattr(obj, "__self__", None)
        return (
            isinstance(obj, Macro | LoopContext | Joiner) or isinstance(owner, _PLAIN_VALUES) or obj in self.callables
        )


def page_sandbox(before: Environment, macros: Mapping[str, Callable[..., Any]]) -> Environment:
    """A sandbox with the filters and globals of another environment, in which nothing is undefined."""
    sandbox = _PageSandbox(loader=before.loader, undefined=StrictUndefined)
    sandbox.callables = (
        *sandbox.globals.values(),
        *(macro for name, macro in macros.items() if name not in _TELL_ALL),
    )
    sandbox.filters = {**before.filters, **sandbox.filters}
    sandbox.globals = {**before.globals, **sandbox.globals}  # the sandbox has a `range` of its own, with an end
    return sandbox
