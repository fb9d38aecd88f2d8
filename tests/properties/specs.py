"""A strategy for specs that are right: any SLI type, any option, alone and together."""

from __future__ import annotations

from typing import Any

from hypothesis import strategies as st

from slosmith.targets import TARGET_NAMES

Document = dict[str, Any]

_API = {"apiVersion": "slosmith/v1"}
WORDS = ("Alpha", "Bravo", "Charlie", "Delta", "Echo", "Foxtrot", "Golf", "Hotel", "India")

# Text as people write it, and as YAML, Go templates and PromQL would rather not have it.
_TEXT = st.text(st.sampled_from("abcXYZ 019.,:;#-'\"\\{}[]%&*!|>$`éß→\U0001f692\t"), max_size=20)
_LINE = _TEXT.map(lambda text: f"a{text}z")
_PROSE = st.lists(_LINE, min_size=1, max_size=3).map("\n".join)
_TEMPLATE = st.sampled_from(["{{ $value | humanize }} left", 'say "hi"\n\n  $labels', "{{ $labels.slo }}"])
_LABEL_VALUE = st.sampled_from(["a", "two words", "1", "yes", "é/ü", "0x1f", "null"])
_DURATIONS = st.sampled_from(["1s", "90s", "10m", "1h30m", "2d"])
_NUMBERS = st.sampled_from([0, 1, -5, 0.25, -0.001, 1000000, 27.5])

_SOME = 'a_total{code=~"5..|\\"x\\""}'
_EVENTS = st.sampled_from(
    [
        "a_total",
        _SOME,
        "sum by (region, zone) (rate(a_total[$window])) # by all",
        "rate({b='#'}[$window])",
    ]
)
_SUMS = st.one_of(
    st.just(["b_total", "c_total{path='/+'}", "sum by (region, zone) (rate(d_total[$window]))"]),
    st.just(
        "2 * sum by (region, zone) (rate(b_total[$window])) + sum by (zone, region) (rate(c_total[$window]))"
    ),
)
_INSTANT = st.sampled_from(
    ["level", 'level{job="x"} # all', "max by (region, zone) (level)", "a / (b > 0)", "a / b", "time() - a"]
)
_SHARE = st.sampled_from(
    [
        "max by (zone, region) (rate(a[$window])) / on (region, zone) max by (region, zone) (rate(b[$window]))",
        "1 - avg by (region, zone) (avg_over_time(up[$window]))  # share",
    ]
)


def _maybe(**options: st.SearchStrategy[Any]) -> st.SearchStrategy[Document]:
    """Any of the options, or none of them."""
    return st.fixed_dictionaries(
        {}, optional={name.rstrip("_"): strategy for name, strategy in options.items()}
    )


def _with(required: Document, **options: st.SearchStrategy[Any]) -> st.SearchStrategy[Document]:
    fixed = {
        name: value if isinstance(value, st.SearchStrategy) else st.just(value)
        for name, value in required.items()
    }
    return st.tuples(st.fixed_dictionaries(fixed), _maybe(**options)).map(lambda both: both[0] | both[1])


_IDLE = {"idle": st.sampled_from(["ignore", "good", "bad"])}
_MISSING = _IDLE | {
    "missing": st.sampled_from(["bad", "good", "ignore"]),
    "forget": st.sampled_from(["1h", "1d"]),
}
_BOUND = st.one_of(
    st.tuples(st.sampled_from(["at_least", "at_most", "above", "below"]), _NUMBERS).map(
        lambda pair: dict([pair])
    ),
    st.lists(_NUMBERS, min_size=2, max_size=2).map(lambda pair: {"between": sorted(pair)}),
)
_SECONDS = {"histogram": "lat_seconds", "selector": st.sampled_from(["", '{method="GET"}', 'method!="PUT",'])}
_LATENCY = st.one_of(
    _with(_SECONDS | {"threshold": st.sampled_from(["100ms", "1s", 0.0005])}),
    _with(_SECONDS | {"threshold": "300ms", "bucket": st.sampled_from(["lower", "interpolate"])}),
    _with({"histogram": "size_bytes", "threshold": st.sampled_from([1000000, 2500000])}),
    _with({"histogram": "nat_seconds", "threshold": "300ms", "native": True}),
).map(lambda sli: {key: value for key, value in sli.items() if value != ""})


def _ratios(numerator: str) -> st.SearchStrategy[Document]:
    """All events are neither all bad nor all good."""
    events = st.one_of(_EVENTS, _EVENTS, _SUMS)
    pairs = st.fixed_dictionaries({numerator: events, "total": events})
    return pairs.filter(
        lambda sli: sli[numerator] != sli["total"] and not _all_of(sli[numerator], sli["total"])
    )


def _all_of(numerator: str | list[str], total: str | list[str]) -> bool:
    """Whether the numerator surely counts everything that the total counts: that is refused."""
    if isinstance(numerator, list) or isinstance(total, list):
        return numerator == total
    return "a_total" in numerator and "a_total" in total and (numerator != _SOME or total == _SOME)


def _named(name: str, options: st.SearchStrategy[Document]) -> st.SearchStrategy[Document]:
    return options.map(lambda each: {name: each})


# By the type of the SLI: a new type has its strategy here.
SLIS_BY_TYPE: dict[str, st.SearchStrategy[Document]] = {
    "ratio": st.one_of(*(_ratios(numerator) for numerator in ("bad", "good"))),
    "latency": _LATENCY,
    "time_slice": st.tuples(_with({"query": _INSTANT}, **_MISSING), _BOUND).map(
        lambda both: both[0] | both[1]
    ),
    "probe": _with({"metric": _INSTANT}, **_MISSING),
    "raw": st.one_of(
        _with({"error_ratio": _SHARE}, **_IDLE),
        _with({"error_ratio": _SHARE, "events": _EVENTS}, **_IDLE),
    ),
}
SLIS = st.one_of(*(_named(name, strategy) for name, strategy in SLIS_BY_TYPE.items()))

_SEVERITY = st.sampled_from(["critical", "high", "medium", "low"])
_LABELS = st.dictionaries(st.sampled_from(["on", "y", "department", "x1"]), _LABEL_VALUE, max_size=2)
_ALERTING = {
    "mode": st.sampled_from(["alert", "observe"]),
    "page": _SEVERITY,
    "ticket": _SEVERITY,
    "no_data": _DURATIONS,
    "no_traffic": _DURATIONS,
    "labels": _LABELS,
    "annotations": st.dictionaries(st.sampled_from(["null", "chat"]), _TEMPLATE, max_size=2),
}
_POLICIES: st.SearchStrategy[Document] = st.one_of(
    st.just({}),
    st.just({"policy": "breach"}),
    st.just({"budget_window": "30d"}),
    st.just({"tiers": [{"severity": "page", "long": "1h", "burn": 14.4}]}),
    st.just(
        {
            "tiers": [
                {"severity": "ticket", "long": "1d", "budget": "15%"},
                {"severity": "page", "long": "2h", "short": "20m", "burn": "6.5x"},
            ]
        }
    ),
)


def _with_effect(slo: Document) -> Document:
    """Without keys that nothing reads, which are refused."""
    [(kind, sli)] = slo["sli"].items()
    counted = (
        [sli[key] for key in (("bad",) if "bad" in sli else ("good", "total"))] if kind == "ratio" else []
    )
    if not counted or "$window" in str(counted):
        slo.pop("late_counters", None)
    if kind in ("time_slice", "probe") or (kind == "raw" and "events" not in sli):
        slo["alerting"].pop("no_traffic", None)
    return slo


@st.composite
def slos(draw: st.DrawFn, number: int) -> Document:
    target = draw(st.sampled_from(["90%", "95%", 99, "99.5%", 99.9, "99.999%", "100%"]))
    scrape = draw(st.sampled_from([None, "10s", "15s", "1m", "5m"]))
    window = draw(st.sampled_from(["1h", "6h", "1d", "7d", "28d", "30d", "90d"]))
    alerting = draw(_maybe(**_ALERTING))
    if target == "100%":
        alerting |= draw(_maybe(for_=_DURATIONS))
    else:
        policy = draw(_POLICIES)
        # These tiers need a small error budget, a long window and quick scrapes; the checks refuse them elsewhere.
        fits = target in (99, "99.5%", 99.9) and window in ("28d", "30d") and scrape != "5m"
        alerting |= policy if fits or "tiers" not in policy else {}
    slo: Document = {
        "id": f"SLO-{number}",
        "title": f"{WORDS[number]} {draw(_LINE)}",
        "target": target,
        "window": window,
        "sli": draw(SLIS),
        "alerting": alerting,
    }
    if scrape is not None:
        slo["scrape_interval"] = scrape
    groups = st.sampled_from([[], ["region"], ["zone", "region"]])
    more = _maybe(
        description=_PROSE,
        group_by=groups,
        owner=st.just("team-a"),
        playbook=st.just("INC-001"),
        late_counters=st.booleans(),
        series=st.sampled_from([1, 2000, 2001]),
        labels=_LABELS,
    )
    slo |= draw(more)
    if slo.get("group_by"):
        slo |= draw(_maybe(notify=st.sampled_from(["each", "together"])))
    return _with_effect(slo)


_LADDER_EXPRESSIONS = (
    "sum by (x) (rate(a_total[1h])) # silent",
    "(max(a))\n  - 1",
    "max(a) and on () max(b) > 5",
)
_ALERT_EXPRESSIONS = ("max(a) > 5", "sum by (x) (rate(a_total[1h])) == 0 # silent", *_LADDER_EXPRESSIONS)


@st.composite
def _alerts(draw: st.DrawFn, service: int) -> list[Document]:
    level = _with({"severity": "low", "above": _NUMBERS})
    either = st.one_of(
        st.fixed_dictionaries({"severity": _SEVERITY, "expr": st.sampled_from(_ALERT_EXPRESSIONS)}),
        st.builds(
            lambda low, expr: {
                "levels": [low, {"severity": "high", "at_most": -1, "for": "0s"}],
                "expr": expr,
            },
            level,
            st.sampled_from(_LADDER_EXPRESSIONS),
        ),
    )
    common = _with(
        {},
        for_=_DURATIONS,
        keep_firing_for=_DURATIONS,
        interval=_DURATIONS,
        summary=_TEMPLATE,
        description=_TEMPLATE,
        labels=_LABELS,
    )
    count = draw(st.integers(0, 2))
    return [{"name": f"Hand{service}N{n}"} | draw(common) | draw(either) for n in range(count)]


# One target or another, and what costs next to nothing: a new target needs no strategy of its own.
TARGETS = st.sampled_from(TARGET_NAMES).map(lambda name: list(dict.fromkeys(("prometheus", "plan", name))))
PROJECT = _with(
    _API | {"kind": "Project", "name": "test", "targets": ["prometheus", "plan"]},
    scrape_interval=st.sampled_from(["15s", "30s", "1m"]),
    evaluation_interval=st.sampled_from(["30s", "1m"]),
    retention=st.just("400d"),
    external_labels=_LABELS,
    urls=st.just({"runbooks": "https://example.com/r", "dashboards": "https://example.com/g"}),
)
METRICS: list[Document] = [
    _API
    | {
        "kind": "Metrics",
        "metrics": [
            {"name": "size_bytes", "type": "histogram", "unit": "bytes", "buckets": [1000000, 2500000]},
            {"name": "nat_seconds", "type": "native_histogram"},
        ],
    },
    _API
    | {
        "kind": "Metrics",
        "metrics": [
            {"name": "lat_seconds", "type": "histogram", "labels": ["method"], "buckets": [0.0005, 0.1, 1]}
        ],
    },
]
PLAYBOOK: Document = _API | {"kind": "Playbook", "id": "INC-001", "title": "Help", "body": "Help."}


@st.composite
def specs(draw: st.DrawFn) -> list[Document]:
    """The documents of a whole specs folder."""
    documents, number = [draw(PROJECT), *METRICS, PLAYBOOK], 0
    for service in range(draw(st.integers(1, 2))):
        amount = draw(st.integers(1, 3))
        document = _API | {
            "kind": "Service",
            "name": f"service-{service}",
            "slos": [draw(slos(number + each)) for each in range(amount)],
            "alerts": draw(_alerts(service)),
        }
        documents.append(document | draw(_maybe(title=_LINE, owner=st.just("team-b"), labels=_LABELS)))
        number += amount
    return documents
