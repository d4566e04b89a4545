"""The registry of output formats, and what holds for each of them."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path
from pkgutil import iter_modules

import click
import pytest

from ml_postmortems.cli.check import check
from ml_postmortems.lint import outputs
from ml_postmortems.lint.outputs.json import report_to_json
from ml_postmortems.lint.outputs.registry import Output, Syntax, register_output, registered_outputs
from tests.helpers import own_record, record_text
from tests.lint.rules.cases import OWN, write_files

XML_OUTPUT = """
from xml.etree import ElementTree
from ml_postmortems.lint.outputs.registry import Output, SideFile, Syntax, register_output

def report_to_xml(report):
    suite = ElementTree.Element("testsuite", failures=str(len(report.errors)))
    for finding in report.findings:
        ElementTree.SubElement(suite, "failure", message=finding.sentence)
    return ElementTree.tostring(suite, encoding="unicode")

register_output(Output("xml", report_to_xml, Syntax.OTHER, side_file=SideFile("XML_COPY", report_to_xml)))

from ml_postmortems.cli.main import main
main()
"""


def test_every_module_of_outputs_is_offered() -> None:
    """A new format is one new module: the registry and the command find it by themselves."""
    modules = {module.name for module in iter_modules(outputs.__path__)} - {"registry"}
    names = [output.name for output in registered_outputs()]
    assert len(names) == len(modules)
    (option,) = (each for each in check.params if each.name == "output")
    assert isinstance(option.type, click.Choice)
    assert list(option.type.choices) == names


def test_a_format_of_any_syntax_is_one_module(tmp_path: Path) -> None:
    """A format that is neither JSON nor lines, and that writes a second file, needs nothing but its own module."""
    root = write_files(tmp_path, {OWN: record_text(own_record(severity="SEV<\u00e9>"))})
    module, copy = tmp_path / "xml_output.py", tmp_path / "copy.xml"
    module.write_text(XML_OUTPUT, encoding="utf-8")
    run = subprocess.run(
        [sys.executable, module, "check", "--root", root, "--select", "PM104", "--format", "xml"],
        env=os.environ | {"XML_COPY": str(copy)},
        capture_output=True,
        check=False,
        encoding="utf-8",
    )
    assert run.returncode == 1, run.stderr
    assert run.stdout == copy.read_text("utf-8")
    assert run.stdout.startswith('<testsuite failures="1"><failure message="severity must be ')
    assert "SEV&lt;\u00e9&gt;" in run.stdout


def test_no_two_formats_have_one_name() -> None:
    """The second of two formats of one name would silently replace the first."""
    with pytest.raises(ValueError, match="a name of its own"):
        register_output(Output("json", report_to_json, Syntax.JSON))
