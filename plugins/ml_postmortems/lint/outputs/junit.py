"""Findings as JUnit XML, which almost every system for pipelines shows as tests."""

from __future__ import annotations

from typing import TYPE_CHECKING

from ml_postmortems.lint.check import Report
from ml_postmortems.lint.finding import Finding, Level
from ml_postmortems.lint.finding_places import path_from_here
from ml_postmortems.lint.outputs.registry import Output, Syntax, register_output
from ml_postmortems.lint.outputs.text import summary_text
from ml_postmortems.plain_text import printable

if TYPE_CHECKING:  # to import it takes 4 ms, which no other format shall wait for
    from xml.etree import ElementTree

SUITE = "postmortems"


def report_to_junit(report: Report) -> str:
    """One suite: an error is a test that failed, a warning one that passed and says why, nothing else a single pass.

    Readers number tests by class and name, so both hold file and line.
    """
    from xml.etree import ElementTree

    warnings = [finding for finding in report.findings if finding.level is Level.WARNING]
    cases = len(report.errors) + len(warnings) or 1
    counts = {"tests": str(cases), "failures": str(len(report.errors)), "errors": "0", "skipped": "0"}
    suites = ElementTree.Element("testsuites", {"name": SUITE, **counts})
    suite = ElementTree.SubElement(suites, "testsuite", {"name": SUITE, **counts})
    for finding in report.findings:
        case = _case(suite, finding)
        text = f"{printable(finding.sentence)}\nfix: {printable(finding.fix)}"
        if finding.level is Level.ERROR:
            message = printable(finding.sentence)
            failure = ElementTree.SubElement(case, "failure", {"message": message, "type": finding.code})
            failure.text = text
        else:
            ElementTree.SubElement(case, "system-out").text = text
    if not report.findings:
        ElementTree.SubElement(suite, "testcase", {"classname": SUITE, "name": summary_text(report)})
    ElementTree.indent(suites, " ")
    return '<?xml version="1.0" encoding="UTF-8"?>\n' + ElementTree.tostring(suites, encoding="unicode") + "\n"


def _case(suite: ElementTree.Element, finding: Finding) -> ElementTree.Element:
    path = printable(path_from_here(finding.path))
    level = " (warning)" if finding.level is Level.WARNING else ""
    field = f" {printable(finding.field_name)}" if finding.field_name else ""
    attributes = {
        "classname": path,
        "name": f"{finding.code}{level} {path}:{finding.line}{field}",
        "file": path,
        "line": str(finding.line),
    }
    case = suite.makeelement("testcase", attributes)
    suite.append(case)
    return case


register_output(Output("junit", report_to_junit, Syntax.OTHER))
