"""What an expression reads, and which labels its result may carry."""

from __future__ import annotations

import pytest

from slosmith.promql.labels import Kept, Labels
from slosmith.promql.matchers import selectors_in
from slosmith.promql.parsed import Parsed, Read, Unparsable, parse


def _parsed(source: str) -> Parsed:
    parsed = parse(source)
    assert isinstance(parsed, Parsed), parsed
    return parsed


def _shown(labels: Labels) -> tuple[set[str], dict[str, set[str]]]:
    """The named labels, and the metrics whose labels are kept, each with those that are dropped."""
    kept = {each.metric: set(each.dropped) - {"__name__"} for each in labels.kept}
    return set(labels.named), kept


@pytest.mark.parametrize(
    ("source", "named", "kept"),
    [
        ("a", set(), {"a": set()}),
        ('{__name__="a"}', set(), {"a": set()}),
        ('{job="x"}', set(), {"": set()}),
        ("-a", set(), {"a": set()}),
        ("rate(a[5m])", set(), {"a": set()}),
        ("max_over_time(rate(a[5m])[1h:])", set(), {"a": set()}),
        ("a[5m]", set(), {"a": set()}),
        # Scalars and functions without labels.
        ("1", set(), {}),
        ("time()", set(), {}),
        ("vector(1)", set(), {}),
        ("scalar(a)", set(), {}),
        ('absent(a{x="y"})', set(), {}),
        ('absent_over_time(a{x="y"}[5m])', set(), {}),
        # Aggregations.
        ("sum(a)", set(), {}),
        ("sum by (x, y) (a)", {"x", "y"}, {}),
        ("sum by () (a)", set(), {}),
        ("sum without (x) (a)", set(), {"a": {"x"}}),
        ("sum without (x) (max without (y) (a))", set(), {"a": {"x", "y"}}),
        ("sum without (x) (max by (x, y) (a))", {"y"}, {}),
        ("topk(3, a)", set(), {"a": set()}),
        ("bottomk by (x) (3, sum by (x, y) (a))", {"x", "y"}, {}),
        ("quantile by (x) (0.9, a)", {"x"}, {}),
        ('count_values("v", a)', {"v"}, {}),
        ('count_values by (x) ("v", a)', {"v", "x"}, {}),
        ("histogram_quantile(0.9, sum by (le, x) (a))", {"x"}, {}),
        ("histogram_quantile(0.9, a)", set(), {"a": {"le"}}),
        # Functions that write a label.
        ('label_replace(sum(a), "to", "$1", "from", "(.*)")', {"to"}, {}),
        ('label_join(a, "to", "-", "x", "y")', {"to"}, {"a": set()}),
        # Binary operators.
        ("a > 5", set(), {"a": set()}),
        ("5 < a", set(), {"a": set()}),
        ("a / b", set(), {"a": set()}),
        ("sum(a) / b", set(), {}),
        ("a / on (x) b", {"x"}, {}),
        ("a > on (x) b", {"x"}, {}),
        ("a / on () b", set(), {}),
        ("a / ignoring (x) b", set(), {"a": {"x"}}),
        ("a * on (x) group_left (y) b", {"y"}, {"a": set()}),
        ("a * on (x) group_left b", set(), {"a": set()}),
        ("a * on (x) group_right (y) b", {"y"}, {"b": set()}),
        # Set operators.
        ("a and on (x) b", set(), {"a": set()}),
        ("a unless b", set(), {"a": set()}),
        ("a or b", set(), {"a": set(), "b": set()}),
        ("sum by (x) (a) or on () vector(0)", {"x"}, {}),
        ("(sum by (x) (a)) or sum by (y) (b)", {"x", "y"}, {}),
    ],
)
def test_labels(source: str, named: set[str], kept: dict[str, set[str]]) -> None:
    assert _shown(_parsed(source).labels) == (named, kept)


@pytest.mark.parametrize(
    ("source", "kind"),
    [
        ("a", "vector"),
        ("a[5m]", "range"),
        ("rate(a[5m])[1h:]", "range"),
        ("1", "scalar"),
        ("-(1)", "scalar"),
        ("1 + 2 * time()", "scalar"),
        ("1 < bool 2", "scalar"),
        ("scalar(a)", "scalar"),
        ("1 + a", "vector"),
        ("vector(1)", "vector"),
        ('"text"', "string"),
        ("sum(a)", "vector"),
    ],
)
def test_kind(source: str, kind: str) -> None:
    assert _parsed(source).kind == kind


@pytest.mark.parametrize(
    ("source", "reads"),
    [
        ("a", [Read("a", (), 0, False, ())]),
        ('a{x="1", y!~"2"}', [Read("a", ("x", "y"), 0, False, (), ("2",))]),
        ('{__name__="a", x="1"}', [Read("a", ("x",), 0, False, ())]),
        ('{__name__=~"a.*"}', [Read("", (), 0, False, (), ("a.*",))]),
        ("rate(a[90s])", [Read("a", (), 90, False, ("rate",))]),
        ("sum(rate(a[$window]))", [Read("a", (), 7919, True, ("sum", "rate"))]),
        (
            "abs(a) + clamp_max(b, 1)",
            [Read("a", (), 0, False, ("abs",)), Read("b", (), 0, False, ("clamp_max",))],
        ),
        (
            "max_over_time(rate(a[5m])[$window:])",
            [
                Read("", (), 7919, True, ("max_over_time",)),
                Read("a", (), 300, False, ("max_over_time", "subquery", "rate")),
            ],
        ),
        ("time()", []),
    ],
)
def test_reads(source: str, reads: list[Read]) -> None:
    found = _parsed(source).reads
    assert [each._replace(matchers=()) for each in found] == reads


def test_matchers_of_reads() -> None:
    [one, other] = _parsed('a{x="1", y!~"2|3"} / {z!=""}').reads
    assert [str(each) for each in one.matchers] == ['__name__="a"', 'x="1"', 'y!~"2|3"']
    assert [str(each) for each in other.matchers] == ['z!=""']


@pytest.mark.parametrize(
    ("source", "bare"),
    [
        ("a", True),
        ('a{x="y"}', True),
        ("a # why", True),
        ("a offset 5m", False),
        ("a @ 0", False),
        ("(a)", False),
        ("rate(a[5m])", False),
        ("a[5m]", False),
    ],
)
def test_bare_selector(source: str, bare: bool) -> None:
    assert _parsed(source).bare_selector is bare


def test_functions() -> None:
    assert _parsed("abs(rate(a[5m])) + on () time()").functions == {"abs", "rate", "time"}


@pytest.mark.parametrize(
    "source", ["", "sum(", "a b", "rate(a)", "a{x=1}", "a > bool", "nosuch(a)", "rate(a[$windows])"]
)
def test_unparsable(source: str) -> None:
    parsed = parse(source)
    assert isinstance(parsed, Unparsable)
    assert parsed.reason


@pytest.mark.parametrize(
    ("raw", "escaped"),
    [
        (r"up{job=~`a\d+`}", r'up{job=~"a\\d+"}'),
        ('up{job="`", path=`C:\\"x"`}', 'up{job="`", path="C:\\\\\\"x\\""}'),
        ("up{a=''} # `\n + up{b=`\n`}", "up{a=''}\n + up{b='\\n'}"),
    ],
)
def test_strings_between_backticks_know_no_escapes(raw: str, escaped: str) -> None:
    assert isinstance(parse(escaped), Parsed)
    assert parse(raw) == parse(escaped)
    assert selectors_in(raw) == selectors_in(escaped)


@pytest.mark.parametrize(
    "source",
    [
        "(" * 100_000 + "a" + ")" * 100_000,
        "-" * 100_000 + "a",
        "a" + " + a" * 100_000,
        "a" + " or a" * 300,
        "sum(" * 300 + "a" + ")" * 300,
        "a" + " == a" * 200,
        "a" + "[5m:1m]" * 100_000,
    ],
)
def test_what_would_crash_the_parser_is_refused(source: str) -> None:
    parsed = parse(source)
    assert isinstance(parsed, Unparsable)
    assert "more than slosmith takes" in parsed.reason


def test_many_labels_and_terms_are_no_depth() -> None:
    labels = ", ".join(f'l{number}=~"(a|b)-+="' for number in range(300))
    terms = " or ".join(f"max(up{{{labels}}})" for _ in range(100))
    assert isinstance(parse(f"{terms} # {'(' * 300}"), Parsed)


def test_kept_labels_can_be_told_apart() -> None:
    labels = _parsed("a or a{x='1'} or sum without (x) (a)").labels
    assert labels.kept == {Kept("a", frozenset({"__name__"})), Kept("a", frozenset({"__name__", "x"}))}


@pytest.mark.parametrize(
    ("source", "conditional"),
    [
        ("a", False),
        ("a > 5", True),
        ("(a > 5)", True),
        ("5 < a", True),
        ("a > bool 5", False),
        ("(a > bool 5) == 1", True),
        ("sum(a > 5)", True),
        ("rate(a[5m]) * 60", False),
        ("absent(a)", True),
        ("absent_over_time(a[5m])", True),
        ("a unless b", True),
        ("a and b", False),
        ("a and b > 5", True),
        # One side that is always there makes the whole always true.
        ("a > 5 or b", False),
        ("a > 5 or b > 5", True),
        ("a > 5 or vector(1)", False),
    ],
)
def test_has_condition(source: str, conditional: bool) -> None:
    assert _parsed(source).has_condition is conditional


@pytest.mark.parametrize(
    ("source", "divided"),
    [
        ("a / b", [("a", set(), "b", set())]),
        ("rate(a[5m]) / rate(b[5m])", [("a", set(), "b", set())]),
        ("1 - a / b > 0.5", [("a", set(), "b", set())]),
        ("sum without (x) (a) / b", [("a", {"x"}, "b", set())]),
        ("a / a", []),
        ('a{x="1"} / a{x="2"}', []),
        ("a / on (x) b", []),
        ("a / ignoring (x) b", []),
        ("sum(a) / sum(b)", []),
        ("sum by (x) (a) / sum by (x) (b)", []),
        ("a / 100", []),
        ("a * b", []),
    ],
)
def test_divisions(source: str, divided: list[tuple[str, set[str], str, set[str]]]) -> None:
    found = [
        (one.metric, set(one.dropped) - {"__name__"}, other.metric, set(other.dropped) - {"__name__"})
        for one, other in _parsed(source).divisions
    ]
    assert found == divided
