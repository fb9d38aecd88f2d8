"""Diagnostics as JUnit XML, which every CI server reads: a test case for each, and one that says that all is well."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Sequence
from typing import TYPE_CHECKING

from slosmith.codes import Severity
from slosmith.diagnostics import Diagnostic
from slosmith.report.text import as_text

if TYPE_CHECKING:
    from xml.etree.ElementTree import Element

# What XML 1.0 cannot hold, not even escaped. Compiled when it is used, for that takes longer than the import of all else.
_NO_XML = r"[\x00-\x08\x0b\x0c\x0e-\x1f\ud800-\udfff\ufffe\uffff]"
_DECLARATION = '<?xml version="1.0" encoding="utf-8"?>\n'


def as_junit(diagnostics: Sequence[Diagnostic]) -> str:
    """One suite. Errors are failures; warnings are skipped, which all servers show and none fails for (`--strict`
    makes them errors before they come here); notes passed. Without an error one more case passed, so that no suite
    is empty. Times are 0, for what a check takes says nothing of any of them."""
    from xml.etree.ElementTree import Element, SubElement, indent, tostring

    root = Element("testsuites")
    suite = SubElement(root, "testsuite")
    taken: Counter[tuple[str, str]] = Counter()
    for each in diagnostics:
        _add(suite, each, taken)
    if not suite.findall("*/failure"):
        SubElement(suite, "testcase", classname="slosmith", name="no errors", time="0")
    totals = {
        "name": "slosmith",
        "tests": str(len(suite)),
        "failures": str(len(suite.findall("*/failure"))),
        "errors": "0",
        "skipped": str(len(suite.findall("*/skipped"))),
        "time": "0",
    }
    for element in (root, suite):
        element.attrib.update(totals)
    indent(root)
    return f"{_DECLARATION}{tostring(root, encoding='unicode')}\n"


def _add(suite: Element, each: Diagnostic, taken: Counter[tuple[str, str]]) -> None:
    """Named by code, file and words and not by line, so that a server knows a case again."""
    from xml.etree.ElementTree import SubElement

    classname = f"slosmith.{each.code}"
    words = name = _xml(f"{each.span.file}: {' '.join(each.text.split())}")
    while taken[classname, name]:
        taken[classname, words] += 1
        name = f"{words} ({taken[classname, words]})"
    taken[classname, name] += 1
    case = SubElement(suite, "testcase", classname=classname, name=name, file=_xml(each.span.file), time="0")
    if each.span.line:
        case.set("line", str(each.span.line))
    if each.severity is Severity.NOTE:
        outcome = SubElement(case, "system-out")
    else:
        kind = "failure" if each.severity is Severity.ERROR else "skipped"
        outcome = SubElement(case, kind, type=each.code, message=_xml(each.text))
    outcome.text = _xml(as_text([each]))


def _xml(text: str) -> str:
    return re.sub(_NO_XML, "\ufffd", text)
