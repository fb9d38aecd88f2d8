"""How each SLI type lowers, formula by formula, and what only it can refuse."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

import pytest
from pydantic import BaseModel, TypeAdapter, ValidationError

from slosmith.contract import Contract, MetricType, Promise
from slosmith.lowering import lower
from slosmith.lowering.latency import le_matcher
from slosmith.promql.expr import text
from slosmith.signal import Numerator, Scope, Signal, Unit
from slosmith.spec.sli import SLI_TYPES, Sli

_SLI: TypeAdapter[Any] = TypeAdapter(Sli)
PLAIN = Scope("X", (), 30, 60)
GROUPED = PLAIN._replace(group_by=("eu",))


def _promise(name: str, kind: MetricType, unit: str, *buckets: str) -> Promise:
    return Promise(name, kind, "", unit, (), tuple(map(Decimal, buckets)), "", "code")


CONTRACT = Contract(
    {
        each.name: each
        for each in (
            _promise("h_seconds", MetricType.HISTOGRAM, "", "0.1", "0.5", "1"),
            _promise("h_bytes", MetricType.HISTOGRAM, "bytes", "1000"),
            _promise("n_seconds", MetricType.NATIVE_HISTOGRAM, "seconds"),
        )
    }
)


def _lowered(sli: dict[str, Any], scope: Scope = PLAIN) -> Signal:
    lowered = lower(_SLI.validate_python(sli), scope, CONTRACT)
    assert isinstance(lowered, Signal)
    return lowered


@pytest.mark.parametrize(
    ("sli", "errors", "events"),
    [
        (
            {"ratio": {"bad": "b", "total": "t"}},
            "sum(rate(b[5m]))\nor 0 * sum(rate(t[5m]))",
            "sum(rate(t[5m]))",
        ),
        (
            {"ratio": {"good": "g", "total": "t"}},
            "clamp_min(sum(rate(t[5m])) - sum(rate(g[5m])), 0)",
            "sum(rate(t[5m]))",
        ),
        (
            {"ratio": {"bad": "max(rate(b[$window])) # b", "total": "t # t"}},
            "sum(max(rate(b[5m])) # b\n)\nor 0 * sum(rate(t[5m]))",
            "sum(rate(t[5m]))",
        ),
        (
            {"latency": {"histogram": "h_seconds", "threshold": "1s", "selector": '{a="b",}'}},
            'clamp_min(sum(rate(h_seconds_count{a="b"}[5m]))'
            ' - sum(rate(h_seconds_bucket{a="b", le=~"1(\\\\.0)?"}[5m])), 0)',
            'sum(rate(h_seconds_count{a="b"}[5m]))',
        ),
        (
            {"latency": {"histogram": "h_seconds", "threshold": "750ms", "bucket": "lower"}},
            'clamp_min(sum(rate(h_seconds_count[5m])) - sum(rate(h_seconds_bucket{le="0.5"}[5m])), 0)',
            "sum(rate(h_seconds_count[5m]))",
        ),
        (
            # A third of the way from 0.1 to 1 would not be exact; a half of the way from 0.5 to 1 is.
            {"latency": {"histogram": "h_seconds", "threshold": "750ms", "bucket": "interpolate"}},
            'clamp_min(sum(rate(h_seconds_count[5m])) - (sum(rate(h_seconds_bucket{le="0.5"}[5m]))'
            ' + (sum(rate(h_seconds_bucket{le=~"1(\\\\.0)?"}[5m]))'
            ' - sum(rate(h_seconds_bucket{le="0.5"}[5m]))) * 0.5), 0)',
            "sum(rate(h_seconds_count[5m]))",
        ),
        (
            # On a bound nothing needs to be interpolated.
            {"latency": {"histogram": "h_seconds", "threshold": "500ms", "bucket": "interpolate"}},
            'clamp_min(sum(rate(h_seconds_count[5m])) - sum(rate(h_seconds_bucket{le="0.5"}[5m])), 0)',
            "sum(rate(h_seconds_count[5m]))",
        ),
        (
            {"latency": {"histogram": "n_seconds", "threshold": "300ms", "native": True}},
            "(histogram_count(sum(rate(n_seconds[5m]))) > 0)"
            " * (1 - histogram_fraction(-Inf, 0.3, sum(rate(n_seconds[5m]))))"
            "\nor 0 * histogram_count(sum(rate(n_seconds[5m])))",
            "histogram_count(sum(rate(n_seconds[5m])))",
        ),
    ],
)
def test_events(sli: dict[str, Any], errors: str, events: str) -> None:
    signal = _lowered(sli)
    assert text(signal.errors.over(300)) == errors
    assert text(signal.events.over(300)) == events
    assert signal.raw
    assert signal.steps == ()


@pytest.mark.parametrize(
    ("sli", "numerator", "unit"),
    [
        ({"ratio": {"bad": "b", "total": "t"}}, None, Unit.EVENTS),
        ({"ratio": {"good": "g", "total": "t"}}, Numerator.GOOD, Unit.EVENTS),
        ({"latency": {"histogram": "h_seconds", "threshold": "1s"}}, Numerator.BUCKET, Unit.EVENTS),
        ({"latency": {"histogram": "n_seconds", "threshold": "1s", "native": True}}, None, Unit.EVENTS),
        ({"raw": {"error_ratio": "r"}}, None, Unit.TIME),
        ({"raw": {"error_ratio": "r", "events": "e"}}, Numerator.RATIO, Unit.EVENTS),
        ({"probe": {"metric": "up"}}, None, Unit.SLICES),
    ],
)
def test_what_may_vanish_and_what_is_counted(
    sli: dict[str, Any], numerator: Numerator | None, unit: Unit
) -> None:
    signal = _lowered(sli)
    assert (signal.numerator, signal.unit) == (numerator, unit)


def test_groups_stay_apart() -> None:
    signal = _lowered({"ratio": {"bad": "b", "total": "t"}}, GROUPED)
    assert text(signal.errors.over(60)) == "sum by (eu) (rate(b[1m]))\nor 0 * sum by (eu) (rate(t[1m]))"


VALUE = 'max by (eu) (slo:sli:max{slo="X"})'
COUNTED = 'max by (eu) (slo:events:rate{slo="X"})'
IDLE = f"group by (eu) ({VALUE} != {VALUE})"
RATIO = f"clamp_max({VALUE} >= 0, 1)"
WEIGHT = "sum by (eu) (rate(e[150s]))"


@pytest.mark.parametrize(
    ("raw", "errors", "events"),
    [
        ({}, f"{RATIO}\nor 0 * {COUNTED}", f"0 * {RATIO} + 1\nor 0 * {IDLE}"),
        ({"idle": "good"}, f"{RATIO}\nor 0 * {COUNTED}", f"0 * {RATIO} + 1\nor {IDLE}"),
        ({"idle": "bad"}, f"{RATIO}\nor {COUNTED}", f"0 * {RATIO} + 1\nor {IDLE}"),
        (
            {"events": "e"},
            f"{RATIO} * {COUNTED}\nor {COUNTED} == 0",
            f"0 * ({WEIGHT} and {IDLE})\nor {WEIGHT}",
        ),
        (
            {"events": "e", "idle": "good"},
            f"{RATIO} * {COUNTED}\nor {COUNTED} == 0\nor 0 * ({COUNTED} and {IDLE})",
            WEIGHT,
        ),
        (
            {"events": "e", "idle": "bad"},
            f"{RATIO} * {COUNTED}\nor {COUNTED} == 0\nor {COUNTED} and {IDLE}",
            WEIGHT,
        ),
    ],
)
def test_a_ratio_is_recorded_once_and_read_from_its_recordings(
    raw: dict[str, str], errors: str, events: str
) -> None:
    """One idle moment would make a window that is read raw NaN for as long as the window is."""
    signal = _lowered({"raw": {"error_ratio": "r[$window]", **raw}}, GROUPED)
    assert [(step.record, text(step.expr)) for step in signal.steps] == [
        ("slo:sli:max", "max by (eu) (r[150s])")
    ]
    assert (text(signal.errors.over(150)), text(signal.events.over(150))) == (errors, events)
    assert not signal.raw


@pytest.mark.parametrize(
    "sli",
    [
        {"raw": {"error_ratio": "1 - scalar(q)"}},
        {"time_slice": {"query": "1 - scalar(q)", "at_most": 1}},
        {"probe": {"metric": "1 - scalar(q)"}},
    ],
)
def test_a_number_becomes_a_series(sli: dict[str, Any]) -> None:
    assert "(vector(1 - scalar(q)))" in text(_lowered(sli).steps[0].expr)


@pytest.mark.parametrize(
    ("sli", "good"),
    [
        (
            {"time_slice": {"query": "q", "at_least": Decimal("0.5")}},
            "min(min(last_over_time(q[1m]))) >= -Inf >= bool 0.5",
        ),
        (
            {"time_slice": {"query": "q", "at_most": -5}},
            "max(max(last_over_time(q[1m]))) >= -Inf <= bool -5",
        ),
        ({"time_slice": {"query": "max(q)", "above": 1}}, "min(min(max(q))) >= -Inf > bool 1"),
        (
            {"time_slice": {"query": "q # why", "below": 1}},
            "max(max(last_over_time(q[1m]))) >= -Inf < bool 1",
        ),
        (
            {"time_slice": {"query": "max(q)", "between": [1, 2]}},
            "(min(min(max(q))) >= -Inf >= bool 1) * (max(max(max(q))) >= -Inf <= bool 2)",
        ),
        (
            {"probe": {"metric": 'up{job="x"}'}},
            'min(min(last_over_time(up{job="x"}[1m]))) >= -Inf > bool 0',
        ),
        ({"probe": {"metric": "min by (x) (up)"}}, "min(min(min by (x) (up))) >= -Inf > bool 0"),
        (
            {"time_slice": {"query": "max(q)", "at_least": 1, "idle": "bad"}},
            "min(min(max(q))) >= bool 1",
        ),
        (
            {"time_slice": {"query": "max(q)", "between": [1, 2], "idle": "good"}},
            "(1 - (min(min(max(q))) < bool 1)) * (1 - (max(max(max(q))) > bool 2))",
        ),
    ],
)
def test_slices(sli: dict[str, Any], good: str) -> None:
    signal = _lowered(sli)
    computed = signal.computed("slo:slice:good")
    assert computed is not None
    assert text(computed) == good
    assert not signal.raw, "no raw series holds a slice"


@pytest.mark.parametrize(
    ("idle", "seen"),
    [
        ("ignore", "{0}(slo:slice:good{1}[1m]))\nor 0 * {0}(slo:sli:max{1}[1m]))"),
        ("good", "{0}(slo:slice:good{1}[1m]))"),
        ("bad", "{0}(slo:slice:good{1}[1m]))"),
    ],
)
def test_idle_slices_are_seen_as_no_events(idle: str, seen: str) -> None:
    signal = _lowered({"time_slice": {"query": "q", "below": 1, "idle": idle}})
    assert [step.record for step in signal.steps] == ["slo:sli:max", "slo:slice:good", "slo:slice:seen"]
    assert text(signal.steps[-1].expr) == seen.format("group(last_over_time", '{slo="X"}')


AVERAGE = '(1 - min by (eu) (avg_over_time(slo:slice:good{slo="X"}[1m])))'
SEEN = 'max by (eu) (slo:slice:seen{slo="X"})'
REMEMBERED = 'group by (eu) (last_over_time(slo:slice:seen{slo="X"}[2h]))'


@pytest.mark.parametrize(
    ("missing", "errors", "events"),
    [
        ("bad", f"{AVERAGE} * {COUNTED}\nor {COUNTED}", f"{SEEN}\nor {REMEMBERED}"),
        ("good", f"{AVERAGE} * {COUNTED}\nor 0 * {COUNTED}", f"{SEEN}\nor {REMEMBERED}"),
        ("ignore", f"{AVERAGE} * {COUNTED}\nor 0 * {COUNTED}", SEEN),
    ],
)
def test_missing_slices(missing: str, errors: str, events: str) -> None:
    signal = _lowered({"probe": {"metric": "up", "missing": missing, "forget": "2h"}}, GROUPED)
    assert (text(signal.errors.over(150)), text(signal.events.over(150))) == (errors, events)


@pytest.mark.parametrize(
    ("scrape", "interval", "seen", "average"), [(15, 30, "30s", "30s"), (60, 60, "2m", "2m")]
)
def test_slices_look_back_over_two_scrapes(scrape: int, interval: int, seen: str, average: str) -> None:
    signal = _lowered({"probe": {"metric": "up"}}, PLAIN._replace(scrape=scrape, interval=interval))
    assert f'slo:slice:good{{slo="X"}}[{seen}]' in text(signal.steps[-1].expr)
    assert f"[{average}]" in text(signal.errors.over(150))


@pytest.mark.parametrize(
    ("total", "events"),
    [
        (
            ["a", "b"],
            "(sum(rate(a[1m])) or 0 * sum(rate(b[1m]))) + (sum(rate(b[1m])) or 0 * sum(rate(a[1m])))",
        ),
        (
            ["a", "sum(rate(b[$window])) + sum(rate(c[$window]))"],
            'sum(label_replace(sum(rate(a[1m])), "slo_summand", "1", "", "")'
            ' or label_replace(sum(sum(rate(b[1m]))), "slo_summand", "2", "", "")'
            ' or label_replace(sum(sum(rate(c[1m]))), "slo_summand", "3", "", ""))',
        ),
    ],
)
def test_counters_are_added_up(total: list[str], events: str) -> None:
    signal = _lowered({"ratio": {"bad": "x", "total": total}})
    assert text(signal.events.over(60)) == events
    assert {each.part for each in signal.summands} == {"total"}


BORN = (
    "sum(min_over_time({0}[2m]) unless {0} offset 2m"
    " unless last_over_time({0}[30m] offset 2m) <= min_over_time({0}[2m])) / 120"
    " or 0 * sum(rate(t[150s]))"
)


@pytest.mark.parametrize(
    ("ratio", "errors", "events"),
    [
        (
            {"bad": "b", "total": "t"},
            f"(sum(rate(b[150s])) or 0 * sum(rate(t[150s]))) + ({BORN.format('b')})",
            f"sum(rate(t[150s])) + ({BORN.format('t')})",
        ),
        (
            {"good": "g", "total": "t"},
            f"clamp_min(sum(rate(t[150s])) + ({BORN.format('t')})"
            f" - (sum(rate(g[150s])) + ({BORN.format('g')})), 0)",
            f"sum(rate(t[150s])) + ({BORN.format('t')})",
        ),
        # An expression has no first value, and one side alone would make errors of first events.
        (
            {"good": "rate(g[$window])", "total": "t"},
            "clamp_min(sum(rate(t[150s])) - sum(rate(g[150s])), 0)",
            "sum(rate(t[150s]))",
        ),
    ],
)
def test_late_counters(ratio: dict[str, str], errors: str, events: str) -> None:
    signal = _lowered({"ratio": ratio}, PLAIN._replace(late_counters=True))
    assert text(signal.errors.over(150)) == errors
    assert text(signal.events.over(150)) == events


@pytest.mark.parametrize(
    ("bound", "matcher"),
    [
        ("0.25", 'le="0.25"'),
        ("0.0001", 'le="0.0001"'),
        ("0.00005", r'le=~"0\\.00005|5e-05"'),
        ("0.0000125", r'le=~"0\\.0000125|1\\.25e-05"'),
        ("1", r'le=~"1(\\.0)?"'),
        ("300", r'le=~"300(\\.0)?"'),
        ("999999", r'le=~"999999(\\.0)?"'),
        ("1000000", r'le=~"1000000(\\.0)?|1e\\+06"'),
        ("1E+6", r'le=~"1000000(\\.0)?|1e\\+06"'),
        ("2500000", r'le=~"2500000(\\.0)?|2\\.5e\\+06"'),
        ("12345678.5", r'le=~"12345678\\.5|1\\.23456785e\\+07"'),
        ("10000000000", r'le=~"10000000000(\\.0)?|1e\\+10"'),
    ],
)
def test_le_matcher(bound: str, matcher: str) -> None:
    assert le_matcher(Decimal(bound)) == matcher


@pytest.mark.parametrize(
    ("latency", "code", "said"),
    [
        ({"histogram": "h_seconds", "threshold": "1s"}, None, ""),
        ({"histogram": "h_seconds", "threshold": "750ms", "bucket": "lower"}, None, ""),
        ({"histogram": "h_seconds", "threshold": "750ms"}, "bucket-bound", "the nearest are 0.5 and 1"),
        (
            {"histogram": "h_seconds", "threshold": "50ms", "bucket": "lower"},
            "bucket-bound",
            "the smallest is 0.1",
        ),
        (
            {"histogram": "h_seconds", "threshold": "2s", "bucket": "lower"},
            "bucket-bound",
            "above the largest",
        ),
        ({"histogram": "unknown_seconds", "threshold": "1s"}, "bucket-unknown", "nobody promises"),
        ({"histogram": "unknown_seconds", "threshold": "1s", "bucket": "lower"}, "bucket-bound", "nobody"),
        ({"histogram": "h_bytes", "threshold": 1000}, None, ""),
        (
            {"histogram": "unknown", "threshold": "1s"},
            "threshold-unit",
            "does not say that it counts seconds",
        ),
        ({"histogram": "n_seconds", "threshold": "1s", "native": True}, None, ""),
        ({"histogram": "h_seconds", "threshold": "1s", "native": True}, "metric-type", "as a histogram"),
    ],
)
def test_latency_problems(latency: dict[str, Any], code: str | None, said: str) -> None:
    problems = list(_SLI.validate_python({"latency": latency}).problems(CONTRACT))
    if code is None:
        assert problems == []
    else:
        assert problems[0].code == code
        assert said in problems[0].message
        assert problems[0].hint


def test_a_duration_for_bytes() -> None:
    [unit, *_] = _SLI.validate_python({"latency": {"histogram": "h_bytes", "threshold": "1s"}}).problems(
        CONTRACT
    )
    assert (unit.code, "counts bytes" in unit.message) == ("threshold-unit", True)


@pytest.mark.parametrize(
    ("sli", "code"),
    [
        ({}, "bad-value"),
        ({"nothing": {}}, "bad-value"),
        ({"probe": {"metric": "a"}, "raw": {"error_ratio": "r"}}, "bad-value"),
        ("text", "bad-value"),
        ({"ratio": {"total": "t"}}, "bad-value"),
        ({"ratio": {"bad": "b", "good": "g", "total": "t"}}, "bad-value"),
        ({"time_slice": {"query": "q"}}, "bad-value"),
        ({"time_slice": {"query": "q", "above": 1, "below": 2}}, "bad-value"),
        ({"time_slice": {"query": "q", "above": 1, "between": [1, 2]}}, "bad-value"),
        ({"time_slice": {"query": "q", "between": [2, 1]}}, "bad-value"),
        ({"probe": {"metric": "a", "misssing": "bad"}}, "extra_forbidden"),
        ({"probe": {}}, "missing"),
    ],
)
def test_refuses(sli: object, code: str) -> None:
    with pytest.raises(ValidationError) as caught:
        _SLI.validate_python(sli)
    assert caught.value.errors()[0]["type"] == code


@pytest.mark.parametrize("name", SLI_TYPES)
def test_every_type_is_in_the_union(name: str) -> None:
    model = next(each for each in _models() if name in each.model_fields)
    assert model.model_fields[name].description


def _models() -> list[type[BaseModel]]:
    import slosmith.spec.sli as package

    found = (getattr(package, name) for name in dir(package))
    return [each for each in found if isinstance(each, type) and issubclass(each, BaseModel)]
