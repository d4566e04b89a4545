"""The rules, one module a subject; a module here registers its rules when it is imported.

A new rule goes into the module of its subject, or into a new one: nothing else has to name it.
"""

from importlib import import_module
from pkgutil import iter_modules

for _module in iter_modules(__path__):
    import_module(f"{__name__}.{_module.name}")
