"""The scalar types: what each takes, what it makes of it, and with which code it refuses the rest."""

from __future__ import annotations

from decimal import Decimal
from fractions import Fraction
from typing import Any

import pytest
from pydantic import TypeAdapter, ValidationError

from slosmith.codes import CODES
from slosmith.spec import types
from slosmith.spec.quantities import TargetValue
from slosmith.spec.types import Threshold

D = Decimal
KINDS = [
    *("Name", "Id", "Word", "AlertName", "MetricName", "LabelName"),
    *("Text", "Line", "LabelValue", "AlertText", "AlertLabel", "PromQL", "BaseUrl"),
    *("Duration", "Interval", "Window", "Target", "Share", "Number", "Factor", "BucketThreshold"),
]
_ADAPTERS: dict[str, TypeAdapter[Any]] = {kind: TypeAdapter(getattr(types, kind)) for kind in KINDS}


@pytest.mark.parametrize(
    ("kind", "value", "read"),
    [
        ("Name", "a", "a"),
        ("Name", "shop-2-eu", "shop-2-eu"),
        ("Name", "a" * 63, "a" * 63),
        ("Id", "SLO-SHOP-001", "SLO-SHOP-001"),
        ("Id", "a.b_C-1", "a.b_C-1"),
        ("AlertName", "HighLoad_5xx", "HighLoad_5xx"),
        ("MetricName", "slo:errors:rate_5m", "slo:errors:rate_5m"),
        ("LabelName", "_private", "_private"),
        ("LabelValue", "a b-c_d.e:f/g é", "a b-c_d.e:f/g é"),
        ("Line", "one line  ", "one line"),
        ("Line", "with\ttab", "with\ttab"),
        ("Text", "two\n\nlines\n", "two\n\nlines"),
        ("AlertText", "{{ $value }} of {{ $labels.x }}", "{{ $value }} of {{ $labels.x }}"),
        ("AlertLabel", '{{ reReplaceAll "-.*" "" $labels.x }}', '{{ reReplaceAll "-.*" "" $labels.x }}'),
        ("Duration", "0s", 0),
        ("Duration", "1h30m", 5400),
        ("Interval", "1s", 1),
        ("Window", "1h", 3600),
        ("Window", "90d", 90 * 86400),
        ("Window", "4w", 28 * 86400),
        ("Target", "99.9%", TargetValue(Fraction(999, 1000), "99.9%")),
        ("Target", "99.9 %", TargetValue(Fraction(999, 1000), "99.9%")),
        ("Target", "99.9", TargetValue(Fraction(999, 1000), "99.9%")),
        ("Target", D("99.9"), TargetValue(Fraction(999, 1000), "99.9%")),
        ("Target", 99, TargetValue(Fraction(99, 100), "99%")),
        ("Target", "1%", TargetValue(Fraction(1, 100), "1%")),
        ("Target", "100%", TargetValue(Fraction(1), "100%")),
        ("Target", "99.999999999999%", TargetValue(1 - Fraction(1, 10**14), "99.999999999999%")),
        ("Share", "2%", Fraction(1, 50)),
        ("Share", 100, Fraction(1)),
        ("Number", 5, D(5)),
        ("Number", D("-0.25"), D("-0.25")),
        ("Number", 0, D(0)),
        ("Factor", D("14.4"), Fraction(72, 5)),
        ("Factor", "14.4x", Fraction(72, 5)),
        ("Factor", 6, Fraction(6)),
        ("BucketThreshold", "10m", Threshold(D(600), True)),
        ("BucketThreshold", "250ms", Threshold(D("0.25"), True)),
        ("BucketThreshold", D("0.3"), Threshold(D("0.3"), False)),
        ("BaseUrl", "https://example.com", "https://example.com"),
        ("BaseUrl", "http://127.0.0.1:3000/a%20b/", "http://127.0.0.1:3000/a%20b"),
    ],
)
def test_takes(kind: str, value: object, read: object) -> None:
    found = _ADAPTERS[kind].validate_python(value)
    assert found == read
    assert type(found) is type(read)


def _refusal(kind: str, value: object) -> Any:
    with pytest.raises(ValidationError) as caught:
        _ADAPTERS[kind].validate_python(value)
    [error] = caught.value.errors()
    return error


@pytest.mark.parametrize(
    ("kind", "value", "code", "message"),
    [
        *(
            ("Name", bad, "bad-name", "is not a name")
            for bad in ["", "A", "a_b", "-a", "a-", "a--b", "a.b", "ä"]
        ),
        ("Name", "a\n", "bad-name", "`a\\n` is not a name"),
        ("Name", "a" * 64, "bad-name", "has 64 characters"),
        *(("Id", bad, "bad-name", "is not a name") for bad in ["", "1a", "a/b", "../a", "a..b", "a b", 'a"']),
        *(("AlertName", bad, "bad-name", "is not a name") for bad in ["", "1a", "a-b", "a b"]),
        # Whether a server takes dots and dashes, its version decides.
        *(
            (kind, bad, "bad-name", "is not a name")
            for kind in ("MetricName", "LabelName")
            for bad in ("", "a{b", "a\nb", 'a"b')
        ),
        ("LabelName", "__name__", "bad-name", "two underscores"),
        ("Text", "  \n", "bad-text", "the text is empty"),
        ("Text", "a\x00b", "bad-text", r"a control character (\x00)"),
        ("Text", "a\u2028b", "bad-text", r"a control character (\u2028)"),
        ("Text", "a\ud800b", "bad-text", r"a control character (\ud800)"),
        ("Text", "a\rb", "bad-text", r"a control character (\r)"),
        ("Line", "a\nb", "bad-text", "more than one line"),
        ("LabelValue", 'a"b', "bad-text", '`"`'),
        ("LabelValue", "a\\b", "bad-text", "`\\`"),
        ("LabelValue", "{{ x }}", "bad-text", "`{{`"),
        ("AlertText", "{{ $value }", "bad-text", "do not match"),
        ("AlertLabel", "{{ $value }}", "bad-text", "the value of the alert"),
        ("AlertLabel", "{{ .Value }}", "bad-text", "the value of the alert"),
        ("AlertLabel", 'a "b"', "bad-text", "quotes"),
        ("AlertLabel", "a\nb", "bad-text", "newlines"),
        ("Duration", 5, "bad-duration", "expected a duration, found a number"),
        ("Duration", "5", "bad-duration", "`5` has no unit"),
        ("Duration", True, "bad-duration", "expected a duration, found true or false"),
        ("Duration", None, "bad-duration", "expected a duration, found nothing"),
        ("Duration", "100ms", "bad-duration", "milliseconds"),
        ("Interval", "0s", "bad-duration", "`0s` is too short"),
        ("Window", "59m", "window-range", "59m is out of range"),
        ("Window", "91d", "window-range", "91d is out of range"),
        ("Target", D("0.999"), "target-range", "the target is 0.999, which reads as 0.999%"),
        ("Target", 0, "target-range", "the target is 0"),
        ("Target", "100.1%", "target-range", "above 100%"),
        ("Target", D("99.9999999999999"), "target-range", "finer than can be measured"),
        ("Target", "three nines", "wrong-type", "expected a percentage, found text"),
        ("Target", "-5%", "wrong-type", "expected a percentage"),
        ("Target", True, "wrong-type", "found true or false"),
        ("Target", "٩٩%", "wrong-type", "expected a percentage"),
        ("Share", "0%", "bad-value", "a share of the budget"),
        ("Share", "101%", "bad-value", "a share of the budget"),
        ("Number", "5", "wrong-type", "expected a number, found text"),
        ("Number", True, "wrong-type", "found true or false"),
        ("Number", D("1e16"), "bad-value", "out of range"),
        ("Number", D("1e-16"), "bad-value", "out of range"),
        ("Factor", 0, "bad-value", "above 0"),
        ("Factor", "fastx", "bad-value", "`fastx` is not a burn rate"),
        ("Factor", "fast", "wrong-type", "expected a number, found text"),
        ("BucketThreshold", "0s", "bad-value", "above 0"),
        ("BucketThreshold", 0, "bad-value", "above 0"),
        ("BucketThreshold", "0ms", "bad-value", "above 0"),
        ("BucketThreshold", "300", "bad-duration", "has no unit"),
        ("BaseUrl", "https://me:secret@example.com", "bad-value", "user information"),
        ("BaseUrl", "https://example.com/?a=b", "bad-value", "is not a base URL"),
        ("BaseUrl", "ftp://example.com", "bad-value", "is not a base URL"),
        ("BaseUrl", "example.com", "bad-value", "is not a base URL"),
    ],
)
def test_refuses(kind: str, value: object, code: str, message: str) -> None:
    error = _refusal(kind, value)
    assert (error["type"], message in error["msg"]) == (code, True), error["msg"]
    assert error["ctx"]["hint"], "every refusal shows a way out"
    assert code in CODES


@pytest.mark.parametrize(
    ("kind", "value", "hint"),
    [
        ("Target", D("0.999"), "did you mean 99.9%?"),
        ("Target", D("0.95"), "did you mean 95%?"),
        ("Duration", 5, "give it a unit: `5s`, `5m`, ..."),
    ],
)
def test_hints(kind: str, value: object, hint: str) -> None:
    assert _refusal(kind, value)["ctx"]["hint"] == hint


def test_a_message_shows_what_was_written_and_no_more() -> None:
    message = _refusal("Name", "{braces} \x1b[31m" + "x" * 100)["msg"]
    assert message.startswith(r"`{braces} \x1b[31m")
    assert "\x1b" not in message
    assert len(message) < 120


@pytest.mark.parametrize("kind", KINDS)
def test_every_type_has_a_schema(kind: str) -> None:
    assert _ADAPTERS[kind].json_schema()
