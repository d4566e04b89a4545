"""Formats of a report, one module each, which registers its format when it is imported.

A new format is a new module here: nothing else has to name it.
"""

from importlib import import_module
from pkgutil import iter_modules

for _module in iter_modules(__path__):
    import_module(f"{__name__}.{_module.name}")
