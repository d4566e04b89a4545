"""The registry of output formats, and what holds for each of them."""

from __future__ import annotations

from pkgutil import iter_modules

import click
import pytest

from ml_postmortems.cli.check import check
from ml_postmortems.lint import outputs
from ml_postmortems.lint.outputs.json import report_to_json
from ml_postmortems.lint.outputs.registry import Output, register_output, registered_outputs


def test_every_module_of_outputs_is_offered() -> None:
    """A new format is one new module: the registry and the command find it by themselves."""
    modules = {module.name for module in iter_modules(outputs.__path__)} - {"registry"}
    names = [output.name for output in registered_outputs()]
    assert len(names) == len(modules)
    (option,) = (each for each in check.params if each.name == "output")
    assert isinstance(option.type, click.Choice)
    assert list(option.type.choices) == names


def test_no_two_formats_have_one_name() -> None:
    """The second of two formats of one name would silently replace the first."""
    with pytest.raises(ValueError, match="a name of its own"):
        register_output(Output("json", report_to_json))
