"""JUnit XML: read back as a server reads it."""

from __future__ import annotations

from xml.etree import ElementTree
from xml.etree.ElementTree import Element

from slosmith.diagnostics import Diagnostic, diagnose
from slosmith.report.junit import as_junit

from .samples import ALL, ERROR, FILE, HOSTILE, NOTE, TARGET, TWICE, WARNING, WHOLE, moved

# What Jenkins, GitLab, CircleCI, Azure and the actions for GitHub read; a server may refuse a file with more.
ATTRIBUTES = {
    "testsuites": {"name", "tests", "failures", "errors", "skipped", "time"},
    "testsuite": {"name", "tests", "failures", "errors", "skipped", "time"},
    "testcase": {"classname", "name", "file", "line", "time"},
    "failure": {"type", "message"},
    "skipped": {"type", "message"},
    "system-out": set(),
}


def suite_of(*diagnostics: Diagnostic) -> Element:
    text = as_junit(diagnostics)
    assert text.startswith('<?xml version="1.0" encoding="utf-8"?>\n<testsuites ')
    assert text.endswith("</testsuites>\n")
    root = ElementTree.fromstring(text.encode())
    [suite] = root
    for element in root.iter():
        assert set(element.attrib) <= ATTRIBUTES[element.tag]
    assert suite.attrib == root.attrib
    cases = suite.findall("testcase")
    assert list(suite) == cases
    for name, tag in {"failures": "failure", "errors": "error", "skipped": "skipped"}.items():
        assert int(suite.attrib[name]) == len(suite.findall(f"testcase/{tag}"))
    assert int(suite.attrib["tests"]) == len(cases)
    names = [(case.attrib["classname"], case.attrib["name"]) for case in cases]
    assert len(set(names)) == len(names), "GitLab ignores the second of two that are named alike"
    return suite


def case_of(each: Diagnostic) -> Element:
    return suite_of(each)[0]


def passed(suite: Element) -> list[str]:
    return [
        case.attrib["name"] for case in suite if case.find("failure") is None and case.find("skipped") is None
    ]


def test_nothing_found_is_one_test_that_passed() -> None:
    suite = suite_of()
    assert suite.attrib | {"tests": "1", "failures": "0", "skipped": "0"} == suite.attrib
    assert passed(suite) == ["no errors"]
    assert [list(case) for case in suite] == [[]]


def test_an_error_is_a_failure() -> None:
    case = case_of(ERROR)
    assert case.attrib == {
        "classname": "slosmith.target-range",
        "name": f"{FILE}: the target is 0.999, which reads as 0.999%",
        "file": FILE,
        "line": "4",
        "time": "0",
    }
    [failure] = case
    assert failure.tag == "failure"
    assert failure.attrib == {"type": "target-range", "message": "the target is 0.999, which reads as 0.999%"}
    assert failure.text is not None
    assert failure.text.startswith(f"{FILE}:4:34: error: ")
    assert "^^^^^" in failure.text
    assert "hint: did you mean 99.9%?" in failure.text
    assert passed(suite_of(ERROR)) == []


def test_a_warning_is_skipped_and_fails_when_it_was_made_an_error() -> None:
    suite = suite_of(WARNING)
    assert [child.tag for child in suite[0]] == ["skipped"]
    assert passed(suite) == ["no errors"]
    assert [child.tag for child in case_of(WARNING.as_error())] == ["failure"]


def test_a_note_passes() -> None:
    suite = suite_of(NOTE)
    assert [child.tag for child in suite[0]] == ["system-out"]
    assert len(passed(suite)) == 2


def test_a_file_as_a_whole_has_no_line() -> None:
    assert "line" not in case_of(WHOLE).attrib


def test_all_are_counted() -> None:
    suite = suite_of(*ALL)
    assert suite.attrib["tests"] == str(len(ALL))
    assert (suite.attrib["failures"], suite.attrib["skipped"]) == ("5", "1")


def test_names_are_unique_and_do_not_change_with_the_line() -> None:
    suite, later = suite_of(*ALL, ERROR), suite_of(*moved((*ALL, ERROR), 7))
    assert [case.attrib["name"] for case in suite] == [case.attrib["name"] for case in later]
    decoy = diagnose("target-range", f"{ERROR.message} (2)", TARGET)
    assert len(suite_of(decoy, ERROR, TWICE)) == 3


def test_what_xml_cannot_hold_is_replaced_and_all_else_comes_back() -> None:
    case = case_of(HOSTILE)
    [failure] = case
    said = failure.attrib["message"]
    assert said == HOSTILE.message.translate(
        {0: "\ufffd", 0x1B: "\ufffd", 0xD800: "\ufffd", 0xFFFE: "\ufffd"}
    )
    assert failure.text is not None
    assert "</failure>" in failure.text
    assert case.attrib["file"] == HOSTILE.span.file
