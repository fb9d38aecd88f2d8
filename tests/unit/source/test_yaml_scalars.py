from __future__ import annotations

from decimal import Decimal

import pytest

from slosmith.diagnostics import Span
from slosmith.source.document import Value
from slosmith.source.yaml_reader import read_yaml

PLAIN: list[tuple[str, Value]] = [
    ("null", None),
    ("~", None),
    ("true", True),
    ("false", False),
    ("0", 0),
    ("-7", -7),
    ("1000", 1000),
    ("2.50", Decimal("2.50")),
    ("0.001", Decimal("0.001")),
    ("-0.5", Decimal("-0.5")),
    ("99.9%", "99.9%"),
    ("5m", "5m"),
    ("30d", "30d"),
    ("1.5h", "1.5h"),
    ("6h30m", "6h30m"),
    ("SLO-X-001", "SLO-X-001"),
    ("INC-003", "INC-003"),
    ("2.42.0", "2.42.0"),
    ("10.0.0.1:9090", "10.0.0.1:9090"),
    ("2026-11-23 was a Monday", "2026-11-23 was a Monday"),
    ("9:99", "9:99"),
    ("yesterday", "yesterday"),
    ("yES", "yES"),
    ("nullable", "nullable"),
    ("#slo", None),
    ("a=b", "a=b"),
    ("'on'", "on"),
    ('"12:30"', "12:30"),
    ("!!str 010", "010"),
    ("|\n  on\n", "on\n"),
]


@pytest.mark.parametrize(("written", "value"), PLAIN)
def test_value(written: str, value: Value) -> None:
    reading = read_yaml("a.yaml", f"key: {written}")
    assert reading.diagnostics == ()
    (document,) = reading.documents
    assert document.data == {"key": value}
    assert isinstance(document.data, dict)
    assert type(document.data["key"]) is type(value)
    assert str(document.data["key"]) == str(value)


SURPRISES = {
    "write true, or quote it": ["yes", "Yes", "YES", "on", "On", "ON", "y", "Y", "True", "TRUE"],
    "write false, or quote it": ["no", "No", "NO", "off", "Off", "OFF", "n", "N", "False", "FALSE"],
    "write null, or quote it": ["Null", "NULL"],
    "quote it": [
        *("12:30", "1:30:00", "09:00", "-1:30", "190:20:30.15"),
        *("2026-11-23", "2026-1-2", "2026-11-23T10:00:00Z", "2026-11-23 10:00:00 +01:00"),
        *("=", "<<", ".inf", "-.Inf", ".nan", ".NaN", "9" * 41, "0." + "3" * 40),
    ],
    "drop the leading zero, or quote it": ["010", "08", "00", "-07", "08.5"],
    "write it as a decimal number, or quote it": ["0o10", "0x1F", "0b101", "-0x1f", "0XFF"],
    "write it without an exponent, or quote it": ["1e3", "1E3", "1.5e-3", "-2e+4", ".5e3", "1.e5"],
    "write it without `_`, or quote it": ["1_000", "1_000.5", "1.000_5"],
    "write digits on both sides of the point, or quote it": [".5", "5.", "-.5", "+.5"],
    "write it without the sign, or quote it": ["+1", "+1.5"],
}


@pytest.mark.parametrize(
    ("advice", "written"), [(hint, each) for hint in SURPRISES for each in SURPRISES[hint]]
)
def test_surprise(advice: str, written: str) -> None:
    reading = read_yaml("a.yaml", f"key:\n- 1\n- {written}\n")
    (diagnostic,) = reading.diagnostics
    assert diagnostic.code == "yaml-surprise"
    assert diagnostic.message.startswith(f"`{written}` is ")
    assert diagnostic.hint == f'{advice}: "{written}"'
    assert diagnostic.span == Span("a.yaml", 3, 3, "key[1]", f"- {written}", len(written))
    assert reading.documents[0].data == {"key": [1, written]}


@pytest.mark.parametrize(
    ("key", "message", "hint"),
    [
        ("on", "`on` is true to some YAML readers and text to others", 'quote it: "on"'),
        ("5", "the key `5` is not text", 'quote it: "5"'),
        ("1.5", "the key `1.5` is not text", 'quote it: "1.5"'),
        ("null", "the key `null` is not text", 'quote it: "null"'),
        ("true", "the key `true` is not text", 'quote it: "true"'),
        (
            "12:30",
            "`12:30` is a number in base 60 to some YAML readers and text to others",
            'quote it: "12:30"',
        ),
        (
            "<<",
            "`<<` is a merge key to some YAML readers and text to others",
            'write the keys out, or quote it: "<<"',
        ),
    ],
)
def test_surprising_key(key: str, message: str, hint: str) -> None:
    reading = read_yaml("a.yaml", f"a:\n  {key}: x\n")
    assert [(d.code, d.message, d.hint) for d in reading.diagnostics] == [("yaml-surprise", message, hint)]
    assert reading.diagnostics[0].span == Span("a.yaml", 2, 3, "a", f"  {key}: x", len(key))
    assert reading.documents[0].data == {"a": {key: "x"}}


@pytest.mark.parametrize(
    ("text", "tag"),
    [
        ("a: !!int 5", "!!int"),
        ("a: !secret x", "!secret"),
        ("a: ! 5", "!"),
        ("a: !!map {}", "!!map"),
        ("a: !!str []", "!!str"),
        ("!foo a: 1", "!foo"),
        ("a: !!binary aGk=", "!!binary"),
    ],
)
def test_tag(text: str, tag: str) -> None:
    (diagnostic,) = read_yaml("a.yaml", text).diagnostics
    assert diagnostic.code == "yaml-surprise"
    assert diagnostic.message == f"the tag `{tag}` means something only to some YAML readers"


def test_all_surprises_of_a_file_at_once() -> None:
    reading = read_yaml("a.yaml", "a: on\nb: 010\n---\nc: 1e3\nd: fine\n")
    assert [d.span.line for d in reading.diagnostics] == [1, 2, 4]
    assert [d.span.path for d in reading.diagnostics] == ["a", "b", "c"]
