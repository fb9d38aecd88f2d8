"""What expressions read, held against the instrumentation contract."""

from __future__ import annotations

import re
from collections.abc import Iterator

from slosmith.checks.places import Expression, reads, slos
from slosmith.contract import Contract, MetricType
from slosmith.diagnostics import Diagnostic, diagnose
from slosmith.naming import TARGET_LABELS
from slosmith.promql.functions import COUNTER_FUNCTIONS, PRESENCE
from slosmith.promql.parsed import Parsed, Read
from slosmith.spec import Spec
from slosmith.spec.sli import Role
from slosmith.spec.spelling import did_you_mean
from slosmith.spec.whole import contract_of

# Series that Prometheus makes itself, and our own recordings.
_OWN = ("up", "ALERTS", "scrape_", "prometheus_", "slo:")
_RATES = frozenset({"rate", "increase", "irate"})
# Functions of gauges, which a counter that starts again confuses.
_SLOPES = frozenset({"delta", "idelta", "deriv"})
_EVENTS = re.compile(
    r"errors|fail|requests|restarts|retries|exceptions|timeouts|dropped|rejected|messages|calls|operations|oom|events",
    re.IGNORECASE,
)
# What names by the conventions of Prometheus say of a gauge, and CloudWatch's statistics of an interval.
_GAUGE = re.compile(
    r"^(?:up|probe_success)$"
    r"|_(?:ratio|percent|percentage|per_second|celsius|info|in_progress|inflight|timestamp|timestamp_seconds)$"
    r"|_(?:free|avail|available|limit|capacity|size|usage)_bytes$"
    r"|^aws_\w+_(?:sum|average|minimum|maximum|sample_?count)$"
)


def promised_metrics(spec: Spec) -> Iterator[Diagnostic]:
    contract = contract_of(spec)
    if not contract:
        return
    for each, _, read in reads(spec):
        if not read.metric or read.metric.startswith(_OWN):
            continue
        if contract.series(read.metric) is None:
            yield diagnose(
                "metric-unpromised",
                f"no Metrics document promises `{read.metric}`",
                each.origin.span(),
                did_you_mean(read.metric, contract.names())
                or "promise it, so that its exporter and its readers agree",
            )
        else:
            yield from _labels(each, read, contract)


def _labels(each: Expression, read: Read, contract: Contract) -> Iterator[Diagnostic]:
    promised = contract.labels(read.metric) or frozenset()
    grouped = each.slo.group_by if each.slo else ()
    places = [
        *(
            (label, each.origin, "a matcher on a label that is not there matches nothing")
            for label in read.labels
        ),
        *(
            (label, each.owner.at("group_by", index), "without the label all groups are one")
            for index, label in enumerate(grouped)
        ),
    ]
    for label, origin, consequence in places:
        if label not in promised | TARGET_LABELS | {"le"}:
            yield diagnose(
                "label-unpromised",
                f"`{read.metric}` does not promise a label `{label}`",
                origin.span(),
                did_you_mean(label, promised) or consequence,
            )


def metric_types(spec: Spec) -> Iterator[Diagnostic]:
    """rate() of a gauge, and a counter read as it stands."""
    contract, found = contract_of(spec), list(reads(spec))
    rated = frozenset(read.metric for each, parsed, read in found if _is_rated(each, parsed, read))
    for each, parsed, read in found:
        kind = _type(read, contract, rated)
        if _is_rated(each, parsed, read):
            if kind is MetricType.GAUGE and contract.series(read.metric):
                yield diagnose(
                    "metric-type",
                    f"`{read.metric}` is promised as a gauge, and only a counter has a rate",
                    each.origin.span(),
                    "use a counter; for a gauge, a `time_slice` fits",
                )
        elif kind is MetricType.COUNTER and not (COUNTER_FUNCTIONS | PRESENCE) & set(read.inside):
            if "histogram_quantile" in read.inside:
                yield diagnose(
                    "raw-buckets",
                    f"histogram_quantile() over `{read.metric}` as it stands is the quantile of its whole lifetime",
                    each.origin.span(),
                    f"write histogram_quantile(q, sum by (le) (rate({read.metric}[5m])))",
                )
            else:
                yield diagnose(
                    "raw-counter",
                    f"the counter `{read.metric}` is read as it stands, and it only ever grows",
                    each.origin.span(),
                    f"write rate({read.metric}[5m]) or increase({read.metric}[5m])",
                )


def rated_gauges(spec: Spec) -> Iterator[Diagnostic]:
    """rate() of a recording, or of what is named like a gauge or a rate."""
    contract = contract_of(spec)
    for each, parsed, read in reads(spec):
        if not _is_rated(each, parsed, read) or contract.series(read.metric) is not None:
            continue
        # Some exporters begin names with a colon.
        if ":" in read.metric and not read.metric.startswith(":"):
            message = (
                f"`{read.metric}` is named like a recording, and the rate of a recorded rate or sum is wrong"
            )
            hint = "take the rate of the raw counter, and aggregate afterwards"
        elif _GAUGE.search(read.metric):
            message = f"`{read.metric}` is named like a gauge, and only a counter has a rate"
            hint = "promise it as a counter in a Metrics document if it is one"
        else:
            continue
        if each.role is Role.RATE:
            hint += (
                "; values per interval add up in `raw: {error_ratio: sum(sum_over_time(bad[$window])) / "
                "sum(sum_over_time(total[$window]))}`"
            )
        yield diagnose("not-a-counter", message, each.origin.span(), hint)


def _is_rated(each: Expression, parsed: Parsed, read: Read) -> bool:
    return bool(_RATES & set(read.inside)) or (each.role is Role.RATE and parsed.bare_selector)


def _type(read: Read, contract: Contract, rated: frozenset[str]) -> MetricType | None:
    """Promised; or a counter by what the spec applies to it, or by a suffix that the exposition formats reserve.

    Gauges called `x_count` or `nodes_total` are common. It takes a rate of it somewhere, or a noun that counts events.
    """
    name, found = read.metric, contract.series(read.metric)
    if found is not None:
        promise, part = found
        return MetricType.COUNTER if part else promise.type
    if ":" in name:
        return None
    base, _, suffix = name.rpartition("_")
    if suffix in ("count", "sum"):
        counts = name in rated or f"{base}_bucket" in rated
    elif suffix == "total":
        counts = name in rated or _EVENTS.search(base) is not None or bool(_SLOPES & set(read.inside))
    else:
        counts = suffix == "bucket"
    return MetricType.COUNTER if counts else None


def sli_problems(spec: Spec) -> Iterator[Diagnostic]:
    """What only the SLI type itself can judge, such as bucket bounds."""
    contract = contract_of(spec)
    for place in slos(spec):
        for problem in place.slo.sli.problems(contract):
            origin = place.origin.at("sli", *problem.path)
            yield diagnose(problem.code, problem.message, origin.span(), problem.hint)


def exported_labels(spec: Spec) -> Iterator[Diagnostic]:
    for document, origin in spec.metrics:
        for index, metric in enumerate(document.metrics):
            for place, label in enumerate(metric.labels):
                if label in TARGET_LABELS:
                    yield diagnose(
                        "label-exported",
                        f"every scrape target has a label `{label}`; this one arrives as `exported_{label}`",
                        origin.at("metrics", index, "labels", place).span(),
                        "give it another name, or scrape with `honor_labels: true` and accept this warning",
                    )
