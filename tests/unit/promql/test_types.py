"""The type checker's rules one by one: labels, values, kinds, units, and the faults that it finds.

What Prometheus itself makes of the labels and values is in tests/properties/test_promql_types.py.
"""

from __future__ import annotations

import math

import pytest

from slosmith.promql.types import Absence, Cardinality, Declared, Fault, Finding, Kind, Type, judge

INF = math.inf
_DECLARED = {
    "shop_orders_total": Declared(Kind.COUNTER, "orders", frozenset({"region"})),
    "shop_load": Declared(Kind.GAUGE),
}


def _type(source: str) -> Type:
    return judge(source, _DECLARED).type


def _only(source: str) -> Finding:
    [found] = judge(source, _DECLARED).findings
    return found


@pytest.mark.parametrize(
    ("source", "has", "usual", "lacks"),
    [
        ("a", {"__name__"}, {"job", "instance"}, set()),
        ('a{x="1", y!="", z=~"1|2"}', {"__name__", "x", "y", "z"}, {"job", "instance"}, set()),
        ('a{x!="1", y=~".*", z!~"1"}', {"__name__"}, {"job", "instance"}, set()),
        ('a{x!~"1|"}', {"__name__", "x"}, {"job", "instance"}, set()),
        ('a{job=""}', {"__name__"}, {"instance"}, {"job"}),
        ('a{job!~".+"}', {"__name__"}, {"instance"}, {"job"}),
        ('a{job=~""}', {"__name__"}, {"instance"}, {"job"}),
        # Recordings have the labels that their rule left, and a selector without a name may choose one.
        ("job:a:sum", {"__name__"}, set(), set()),
        ('{job="x"}', {"job"}, set(), set()),
        ("ALERTS", {"__name__"}, set(), set()),
        ("shop_orders_total", {"__name__"}, {"job", "instance", "region"}, set()),
        ("rate(a[5m])", set(), {"job", "instance"}, {"__name__"}),
        ("last_over_time(a[5m])", {"__name__"}, {"job", "instance"}, set()),
        ("a > 5", {"__name__"}, {"job", "instance"}, set()),
        ("a > bool 5", set(), {"job", "instance"}, {"__name__"}),
        ("a + 5", set(), {"job", "instance"}, {"__name__"}),
        ("sum without (x, job) (a)", set(), {"instance"}, {"__name__", "x", "job"}),
        ("topk(3, a)", {"__name__"}, {"job", "instance"}, set()),
        ('label_replace(a, "x", "new", "", "")', {"__name__"}, {"job", "instance"}, set()),
        ('label_replace(a, "x", "new", "y", ".*")', {"__name__", "x"}, {"job", "instance"}, set()),
        ('label_replace(a, "x", "$1", "y", "(.*)")', {"__name__"}, {"job", "instance"}, set()),
        ('label_replace(a{x="1"}, "x", "new", "y", "2")', {"__name__", "x"}, {"job", "instance"}, set()),
        ('label_replace(a, "x", "", "y", ".*")', {"__name__"}, {"job", "instance"}, set()),
        ('label_join(a{y="1"}, "x", "-", "y")', {"__name__", "x", "y"}, {"job", "instance"}, set()),
        ('label_join(a, "x", "-", "y", "z")', {"__name__", "x"}, {"job", "instance"}, set()),
        ('label_join(a, "x", "", "y", "z")', {"__name__"}, {"job", "instance"}, set()),
        ('label_join(a{y=""}, "x", "-", "y")', {"__name__"}, {"job", "instance"}, {"x", "y"}),
        ('a{x="1"} and on (x, y) b{y="2"}', {"__name__", "x", "y"}, {"job", "instance"}, set()),
        ('a unless b{y="2"}', {"__name__"}, {"job", "instance"}, set()),
        ('a{x="1"} or b{x="1", y="2"}', {"__name__", "x"}, {"job", "instance"}, set()),
        ('a * on (job) group_left (y) b{y="2"}', {"y"}, {"job", "instance"}, {"__name__"}),
        ('a{y="1"} * on (job) group_left (y) b{y=""}', set(), {"job", "instance"}, {"__name__", "y"}),
        ('b{y="2"} * on (job) group_right (y) a', {"y"}, {"job", "instance"}, {"__name__"}),
    ],
)
def test_labels_of_series_that_may_carry_others(
    source: str, has: set[str], usual: set[str], lacks: set[str]
) -> None:
    labels = _type(source).labels
    assert labels.open
    assert (set(labels.has), set(labels.usual), set(labels.lacks)) == (has, usual, lacks)


@pytest.mark.parametrize(
    ("source", "has", "usual", "may"),
    [
        ("1", set(), set(), set()),
        ("sum(a)", set(), set(), set()),
        ("sum by () (a)", set(), set(), set()),
        ('sum by (x, y) (a{x="1"})', {"x"}, {"y"}, set()),
        ('sum by (x, y) (a{x=""})', set(), {"y"}, set()),
        ("sum by (x, y) (max by (y) (a))", set(), {"y"}, set()),
        ('count_values by (x) ("v", a)', {"v"}, {"x"}, set()),
        ("histogram_quantile(0.9, sum by (le, x) (a))", set(), {"x"}, set()),
        ('absent(a{x="1", y=~"2", z!="3"})', {"x"}, set(), set()),
        ('absent(a{x="1", x!="2"})', set(), set(), set()),
        ('absent(sum(a{x="1"}))', set(), set(), set()),
        ('sum(a) or absent(b{x="1"})', set(), set(), {"x"}),
        ("a / on (x) b", set(), {"x"}, set()),
        ("a / sum by (x) (b)", set(), {"x"}, set()),
        ("sum by (x, y) (a) / ignoring (y) sum by (x) (b)", set(), {"x"}, set()),
        ("sum by (x) (a) > on () group_left () vector(1)", set(), {"x"}, set()),
        ('vector(1) and on () a{x="1"}', set(), set(), set()),
    ],
)
def test_labels_of_series_without_others(source: str, has: set[str], usual: set[str], may: set[str]) -> None:
    labels = _type(source).labels
    assert not labels.open
    common = {"__name__", "job", "instance"}
    assert (set(labels.has), set(labels.usual - common), set(labels.may - common)) == (has, usual, may)


@pytest.mark.parametrize(
    ("source", "low", "high", "nan", "infinite"),
    [
        ("a", -INF, INF, True, True),
        ("up", 0, 1, False, False),
        ("1 - up", 0, 1, False, False),
        ("sum(up)", 0, INF, False, False),
        ("avg by (job) (up)", 0, 1, False, False),
        ("shop_orders_total", 0, INF, False, False),
        ("rate(a[5m])", 0, INF, False, False),
        ("delta(a[5m])", -INF, INF, True, True),
        ("count(a)", 1, INF, False, False),
        ("count(sum(a))", 1, 1, False, False),
        ("count_over_time(a[5m])", 1, INF, False, False),
        ("changes(a[5m])", 0, INF, False, False),
        ("100 * up", 0, 100, False, False),
        ("up * -1", -1, 0, False, False),
        ("a > 5", math.nextafter(5, INF), INF, False, True),
        ("5 > a", -INF, math.nextafter(5, -INF), False, True),
        ("a >= 5 < 7", 5, math.nextafter(7, -INF), False, False),
        ("a == 5", 5, 5, False, False),
        ("a != 5", -INF, INF, True, True),
        ("up != 0", math.nextafter(0, 1), 1, False, False),
        ("a > bool 5", 0, 1, False, False),
        ("up >= bool 0", 1, 1, False, False),
        ("count(a) == bool 0", 0, 0, False, False),
        ("abs(a)", 0, INF, True, True),
        ("clamp(a, 0, 1)", 0, 1, True, True),
        ("clamp_min(a, 2)", 2, INF, True, True),
        ("clamp_max(up, 0.5)", 0, 0.5, False, False),
        ("sgn(a)", -1, 1, True, False),
        ("hour()", 0, 23, False, False),
        ("day_of_week(a)", 0, 6, False, False),
        ("absent(a)", 1, 1, False, False),
        ("up / count(a)", 0, 1, False, False),
        ("up / rate(a[5m])", 0, INF, True, True),
        ("up / (rate(a[5m]) > 0)", 0, INF, False, False),
        ("quantile(0.5, up)", 0, 1, False, False),
        ("quantile_over_time(0.5, up[5m])", 0, 1, False, False),
        ("avg_over_time(up[5m])", 0, 1, False, False),
        ("sum_over_time(up[5m])", 0, INF, False, False),
        ("scalar(up) * vector(2)", 0, 2, True, False),
        ("ALERTS", 1, 1, False, False),
        ("up % 5", 0, 1, False, False),
        (
            'sum(quantile_over_time(0.5, up{x="1"}[5m])) / sum(quantile_over_time(0.5, up[5m]))',
            0,
            1,
            True,
            False,
        ),
        (
            'sum(quantile_over_time(0.9, up{x="1"}[5m])) / sum(quantile_over_time(0.5, up[5m]))',
            0,
            INF,
            True,
            True,
        ),
        ("sum(1 / rate(a[5m]))", 0, INF, False, True),
        ("sum(1 / (up - 0.5))", -INF, INF, True, True),
        ("round(up, 0.5)", -0.5, 1.5, False, False),
        ("clamp_max(up + 5, scalar(up))", 0, 1, True, False),
        ("sum_over_time((up * -1)[5m:1m])", -INF, 0, False, False),
        ("a / (a + rate(b[5m]))", -INF, INF, True, True),
        ('sum(rate(a{x="1"}[5m])) / (0 < sum(rate(a[5m])))', 0, 1, False, False),
        # Parts of a whole.
        ('sum(rate(a{x="1"}[5m])) / sum(rate(a[5m]))', 0, 1, True, False),
        ('sum(rate(a{x="1"}[5m])) / (sum(rate(a[5m])) > 0)', 0, 1, False, False),
        ('1 - sum by (y) (rate(a{x="1"}[5m])) / (sum by (y) (rate(a[5m])) > 0)', 0, 1, False, False),
        ('sum(rate(a{x="1"}[5m])) / sum(rate(a{x="2"}[5m]))', 0, INF, True, True),
        ('sum by (y) (rate(a{x="1"}[5m])) / sum(rate(a[5m]))', 0, INF, True, True),
        ('sum(rate(a{x="1"}[5m])) / sum(rate(a[10m]))', 0, INF, True, True),
        ('sum(rate(a[5m])) / sum(rate(a{x="1"}[5m]))', 1, INF, True, True),
        ('sum(a{x="1"}) / sum(a)', -INF, INF, True, True),
        ('count(a{x="1"}) / count(a)', 0, 1, False, False),
        ("count(a > 5) / count(a)", 0, 1, False, False),
        ("sum(rate(a[5m])) / (sum(rate(a[5m])) + sum(rate(b[5m])))", 0, 1, True, False),
        ("sum(rate(a[5m])) / sum(rate(a[5m]) + rate(b[5m]))", 0, INF, True, True),
        ('(sum(rate(a{x="1"}[5m])) or vector(0)) / clamp_min(sum(rate(a[5m])), 1)', 0, 1, False, False),
        ('sum(rate(d_bucket{le="1"}[5m])) / sum(rate(d_count[5m]))', 0, 1, True, False),
        ('sum(rate(d_bucket{le="1"}[5m])) - sum(rate(d_bucket{le="+Inf"}[5m]))', -INF, 0, False, False),
        ('sum(rate(d_bucket{le="1"}[5m])) - sum(rate(d_bucket{le="0.5"}[5m]))', 0, INF, False, False),
        ('sum(rate(d_count[5m])) - sum(rate(d_bucket{le="0.5"}[5m]))', 0, INF, False, False),
        ('sum(rate(d_count[5m])) - sum(rate(e_bucket{le="0.5"}[5m]))', -INF, INF, False, False),
        ('a{x="1"} / a', 1, 1, True, False),
        ('rate(a{x="1"}[5m]) / rate(a[5m])', 1, 1, True, False),
        ('rate(a{x="1"}[5m]) / on (x) rate(a[5m])', 0, INF, True, True),
    ],
)
def test_values(source: str, low: float, high: float, nan: bool, infinite: bool) -> None:
    assert tuple(_type(source).values) == pytest.approx((low, high, nan, infinite))


@pytest.mark.parametrize(
    ("source", "kind", "unit"),
    [
        ("http_requests_total", Kind.COUNTER, "events"),
        ("process_cpu_seconds_total", Kind.COUNTER, "seconds"),
        ("shop_orders_total", Kind.COUNTER, "orders"),
        ("shop_load", Kind.GAUGE, None),
        ("d_seconds_bucket", Kind.HISTOGRAM, "events"),
        ("memory_bytes", Kind.ANY, "bytes"),
        ("up", Kind.STATE, None),
        ("job:errors:rate5m", Kind.RATE, None),
        ("job:errors:ratio", Kind.RATIO, ""),
        ("job:errors:sum", Kind.ANY, None),
        ("rate(http_requests_total[5m])", Kind.RATE, "events per second"),
        ("sum(rate(process_cpu_seconds_total[5m]))", Kind.RATE, ""),
        ("increase(shop_orders_total[5m])", Kind.RATE, "orders"),
        ("rate(d_seconds_bucket[5m])", Kind.HISTOGRAM, "events per second"),
        ("histogram_quantile(0.9, rate(d_seconds_bucket[5m]))", Kind.GAUGE, "seconds"),
        ("sum(rate(a_total[5m])) / sum(rate(b_total[5m]))", Kind.RATIO, ""),
        ("rate(d_seconds_sum[5m]) / rate(d_seconds_count[5m])", Kind.RATIO, None),
        ("avg_over_time(up[5m])", Kind.RATIO, None),
        ("avg(up)", Kind.RATIO, None),
        ("sum(up)", Kind.GAUGE, None),
        ("1 - sum(rate(a_total[5m])) / sum(rate(b_total[5m]))", Kind.RATIO, ""),
        ("rate(a_total[5m]) + 1", Kind.RATE, None),
        ("1 + rate(a_total[5m])", Kind.RATE, None),
        ("rate(a_total[5m]) + up", Kind.ANY, None),
        ("a > bool 5", Kind.STATE, ""),
        ("memory_bytes > 5", Kind.ANY, "bytes"),
        ("memory_bytes / 1024", Kind.ANY, None),
        ("memory_bytes - memory_bytes", Kind.ANY, "bytes"),
        ("count(memory_bytes)", Kind.GAUGE, None),
        ("absent(up)", Kind.STATE, ""),
    ],
)
def test_kinds_and_units(source: str, kind: Kind, unit: str | None) -> None:
    found = _type(source)
    assert (found.kind, found.unit) == (kind, unit)


@pytest.mark.parametrize(
    ("source", "cardinality", "absence"),
    [
        ("a", Cardinality.ANY, Absence.PROPAGATES),
        ("sum(a)", Cardinality.ONE, Absence.PROPAGATES),
        ('sum by (x) (a{x="1"})', Cardinality.ONE, Absence.PROPAGATES),
        ("sum by (x) (a)", Cardinality.ANY, Absence.PROPAGATES),
        ("topk(1, a)", Cardinality.ONE, Absence.PROPAGATES),
        ("topk(0, a)", Cardinality.EMPTY, Absence.PROPAGATES),
        ("topk by (x) (1, a)", Cardinality.ANY, Absence.PROPAGATES),
        ("vector(1)", Cardinality.ONE, Absence.SURVIVES),
        ("vector(1) > 0", Cardinality.ONE, Absence.SURVIVES),
        ("vector(1) > 1", Cardinality.EMPTY, Absence.PROPAGATES),
        ("vector(time()) > 5", Cardinality.ONE, Absence.UNKNOWN),
        ("absent(a)", Cardinality.ONE, Absence.SURVIVES),
        ("absent(vector(1))", Cardinality.ONE, Absence.PROPAGATES),
        ("sum(a) or vector(0)", Cardinality.ONE, Absence.SURVIVES),
        ("a or vector(0)", Cardinality.ANY, Absence.SURVIVES),
        ("sum by (x) (a) or on () vector(0)", Cardinality.ANY, Absence.SURVIVES),
        ("sum(a) or sum(b)", Cardinality.ONE, Absence.PROPAGATES),
        ("vector(1) unless a", Cardinality.ONE, Absence.SURVIVES),
        ("vector(1) unless vector(2)", Cardinality.ONE, Absence.UNKNOWN),
        ("vector(1) and a", Cardinality.ONE, Absence.PROPAGATES),
        ("a and sum(b)", Cardinality.ANY, Absence.PROPAGATES),
        ("a + sum(b)", Cardinality.ONE, Absence.PROPAGATES),
        ("a + on () b", Cardinality.ONE, Absence.PROPAGATES),
        ("a + on () group_left () b", Cardinality.ANY, Absence.PROPAGATES),
        ("vector(1) + vector(2)", Cardinality.ONE, Absence.UNKNOWN),
        ('a{x="1", x="2"}', Cardinality.EMPTY, Absence.PROPAGATES),
        ('a{x="1", x=~"2|3"}', Cardinality.EMPTY, Absence.PROPAGATES),
        ('a{x="1", x=~"(2|3)"}', Cardinality.EMPTY, Absence.PROPAGATES),
        ('a{x="1", x=~"(2|1)"}', Cardinality.ANY, Absence.PROPAGATES),
        ('a{x="1"} + a{x="2"}', Cardinality.EMPTY, Absence.PROPAGATES),
        ('a{x="1"} unless a{x="2"}', Cardinality.ANY, Absence.PROPAGATES),
        ("nothing_known(a)", Cardinality.ANY, Absence.UNKNOWN),
        ("a +", Cardinality.ANY, Absence.UNKNOWN),
    ],
)
def test_how_many_series(source: str, cardinality: Cardinality, absence: Absence) -> None:
    found = _type(source)
    assert (found.cardinality, found.absence) == (cardinality, absence)


@pytest.mark.parametrize(
    ("source", "fault", "certain"),
    [
        ('sum by (x) (a{x="1"}) / sum(b)', Fault.NEVER_MATCHES, True),
        ("sum by (x, y) (a) / sum by (x) (b)", Fault.NEVER_MATCHES, False),
        ("a > 1 and (sum by (job) (b) > 1)", Fault.NEVER_MATCHES, False),
        ('a{x="1"} * a{x="2"}', Fault.NEVER_MATCHES, True),
        ('a{x="1"} * on (x) b{x=""}', Fault.NEVER_MATCHES, True),
        ("count(a) == 0", Fault.NEVER_TRUE, True),
        ("0 == count(a)", Fault.NEVER_TRUE, True),
        ("0.5 > count(a)", Fault.NEVER_TRUE, True),
        ("rate(a[5m]) < 0", Fault.NEVER_TRUE, True),
        ('sum(rate(a{x="1"}[5m])) / sum(rate(a[5m])) > 1', Fault.NEVER_TRUE, True),
        ("increase(a[5m]) >= 0", Fault.ALWAYS_TRUE, True),
        ("0 <= increase(a[5m])", Fault.ALWAYS_TRUE, True),
        ('rate(a{x="1"}[5m]) / rate(a[5m])', Fault.ALWAYS_ONE, True),
        ("histogram_quantile(0.9, sum by (job) (rate(d_bucket[5m])))", Fault.LOST_LE, True),
        ('a{x="1", x="2"}', Fault.NO_SERIES, True),
        ("sum by (x) (a) or vector(0)", Fault.LONE_ZERO, True),
        ("(sum by (x) (a) or vector(0)) < 5", Fault.LONE_ZERO, True),
        ("(sum by (x) (a) or vector(0)) / sum by (x) (b)", Fault.LONE_ZERO, True),
    ],
)
def test_faults(source: str, fault: Fault, certain: bool) -> None:
    found = _only(source)
    assert (found.fault, found.certain) == (fault, certain)


@pytest.mark.parametrize(
    "source",
    [
        "a / b",
        "sum by (x) (a) / on (x) group_left () sum by (x) (b)",
        "sum by (x, y) (a) / ignoring (y) group_left () sum by (x) (b)",
        "sum by (job) (a) / sum by (job) (b)",
        "job:a:sum / on (job) sum by (job) (b)",
        "job:a:sum / sum by (job) (b)",
        "count(a == 0) > 0",
        "count(a and b) > 0",
        "count(a) > 0",
        "count_over_time(a[5m]) > 0",
        "absent(a) == 1",
        "vector(1) > 0",
        "count(a) == 1",
        "count(a) > 5",
        "rate(a[5m]) > 0",
        "delta(a[5m]) < 0",
        "a < 0",
        "increase(a[5m]) > 0",
        'rate(a{x="1"}[5m]) / ignoring (x) rate(a[5m])',
        "histogram_quantile(0.9, sum by (le, job) (rate(d_bucket[5m])))",
        "histogram_quantile(0.9, sum by (job) (rate(native_seconds[5m])))",
        "histogram_quantile(0.9, sum without (job) (rate(d_bucket[5m])))",
        'a{x=~"1.*", x!="12"}',
        "sum(a) or vector(0)",
        "sum by (x) (a) or on () vector(0)",
        "(sum by (x) (a) or vector(0)) > 5",
        "sum(rate(a[5m]) or vector(0))",
        'sum by (x) (a) or label_replace(vector(0), "x", "1", "", "")',
        "nothing_known(a) > 5",
        'a{x="1"} or a{x="2"}',
        'a{x="1"} unless on (job) a{x="2"}',
    ],
)
def test_sound_look_alikes(source: str) -> None:
    assert judge(source, _DECLARED).findings == ()


def test_expressions_that_differ_in_values_are_judged_once() -> None:
    assert judge('a{x="1", y=~"2|"} > 5') is judge('a{x="3", y=~"4|"} > 5')
    assert judge('a{x="1"} / a{x="1"}') is not judge('a{x="1"} / a{x="2"}')
    assert judge('a{x=~"1|"}') is not judge('a{x=~"1"}')
    assert judge('d_bucket{le="1"}') is not judge('d_bucket{le="2"}')
