"""Incident tools whose exports can be imported, one module each, which registers its tool when it is imported.

A new tool is a new module here: nothing else has to name it.
"""

from importlib import import_module
from pkgutil import iter_modules

for _module in iter_modules(__path__):
    import_module(f"{__name__}.{_module.name}")
