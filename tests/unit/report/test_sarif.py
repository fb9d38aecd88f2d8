"""SARIF: valid against a schema that is stricter than the standard, and known again when lines move."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
from jsonschema import Draft202012Validator, ValidationError

from slosmith import __version__
from slosmith.codes import CODES
from slosmith.diagnostics import Diagnostic, Span, diagnose
from slosmith.report.sarif import as_sarif

from .samples import ALL, ERROR, FILE, HOSTILE, NOTE, RELATED, TWICE, WARNING, WHOLE, moved

SCHEMA = Draft202012Validator(json.loads(Path(__file__).with_name("sarif.schema.json").read_text("utf-8")))


def run_of(*diagnostics: Diagnostic) -> dict[str, Any]:
    log = json.loads(as_sarif(diagnostics))
    SCHEMA.validate(log)
    [run] = log["runs"]
    assert isinstance(run, dict)
    return run


def result_of(each: Diagnostic) -> dict[str, Any]:
    [result] = run_of(each)["results"]
    assert isinstance(result, dict)
    return result


def fingerprints(*diagnostics: Diagnostic) -> list[dict[str, str]]:
    return [result["partialFingerprints"] for result in run_of(*diagnostics)["results"]]


def test_nothing_found_is_a_run_all_the_same() -> None:
    run = run_of()
    assert run["results"] == []
    assert run["tool"]["driver"]["semanticVersion"] == __version__


def test_the_schema_refuses_what_it_does_not_know() -> None:
    log = json.loads(as_sarif([ERROR]))
    log["runs"][0]["results"][0]["hint"] = ""
    with pytest.raises(ValidationError):
        SCHEMA.validate(log)


def test_every_code_is_a_rule_with_help() -> None:
    rules = {rule["id"]: rule for rule in run_of()["tool"]["driver"]["rules"]}
    assert set(rules) == set(CODES)
    for name, code in CODES.items():
        assert rules[name]["defaultConfiguration"]["level"] == code.severity.value
        assert rules[name]["help"]["text"].startswith(code.meaning)
    assert "`accept: [{code: no-condition, reason: ...}]`" in rules["no-condition"]["help"]["text"]
    assert "accept: [" not in rules["syntax"]["help"]["text"]


def test_a_result_has_rule_level_words_and_place() -> None:
    run = run_of(*ALL)
    rules = run["tool"]["driver"]["rules"]
    for each, result in zip(ALL, run["results"], strict=True):
        assert rules[result["ruleIndex"]]["id"] == result["ruleId"] == each.code
        assert result["level"] == each.severity.value
    assert run["results"][0]["message"]["text"] == (
        "the target is 0.999, which reads as 0.999%\nhint: did you mean 99.9%?"
    )
    assert run["results"][0]["locations"] == [
        {
            "physicalLocation": {
                "artifactLocation": {"uri": FILE, "uriBaseId": "%SRCROOT%"},
                "region": {"startLine": 4, "startColumn": 34, "endColumn": 39},
            }
        }
    ]


def test_a_warning_made_an_error_keeps_its_rule() -> None:
    result = result_of(WARNING.as_error())
    assert (result["ruleId"], result["level"]) == ("no-condition", "error")


def test_a_file_as_a_whole_has_no_region() -> None:
    [location] = result_of(WHOLE)["locations"]
    assert location["physicalLocation"] == {
        "artifactLocation": {"uri": "output/plan.json", "uriBaseId": "%SRCROOT%"}
    }


def test_other_places_are_told() -> None:
    first, second = result_of(RELATED)["relatedLocations"]
    assert first["message"]["text"] == "first defined here"
    assert first["physicalLocation"]["region"]["startLine"] == 3
    assert "region" not in second["physicalLocation"]
    assert first["id"] != second["id"]
    assert "relatedLocations" not in result_of(ERROR)


def test_a_path_is_a_uri_and_a_text_no_link() -> None:
    result = result_of(HOSTILE)
    [location] = result["locations"]
    assert location["physicalLocation"]["artifactLocation"]["uri"] == "specs/%C3%BC%20b%2520%3Ac%2Cd.yaml"
    assert "[text] (https://evil.example)" in result["message"]["text"]


def test_specs_elsewhere_have_a_file_uri() -> None:
    [location] = result_of(diagnose("syntax", "x", Span("/srv/my specs/a.yaml", 1, 1)))["locations"]
    assert location["physicalLocation"]["artifactLocation"] == {"uri": "file:///srv/my%20specs/a.yaml"}


def test_a_result_is_known_again_when_its_line_moves() -> None:
    assert fingerprints(*moved(ALL, 40)) == fingerprints(*ALL)


def test_what_is_another_finding_has_another_fingerprint() -> None:
    other = (
        diagnose("target-range", ERROR.message, ERROR.span._replace(file="specs/b.yaml")),
        diagnose("target-range", ERROR.message, ERROR.span._replace(excerpt="target: 0.999")),
        diagnose("bad-value", ERROR.message, ERROR.span),
        diagnose("target-range", "another", ERROR.span),
    )
    all_of_them = [each["slosmith/v1"] for each in fingerprints(*ALL, *other)]
    assert len(set(all_of_them)) == len(all_of_them)
    assert fingerprints(ERROR) == fingerprints(ERROR, TWICE)[:1], "a second one leaves the first alone"


def test_the_fingerprint_that_github_computes_is_left_to_it() -> None:
    """It complains when another stands there, but has none for a file as a whole."""
    assert set(fingerprints(ERROR)[0]) == {"slosmith/v1"}
    assert set(fingerprints(NOTE)[0]) == {"slosmith/v1", "primaryLocationLineHash"}
