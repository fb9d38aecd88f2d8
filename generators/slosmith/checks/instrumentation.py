"""What expressions read, held against the instrumentation contract."""

from __future__ import annotations

from collections.abc import Iterator

from slosmith.checks.places import Expression, expressions, slos
from slosmith.contract import Contract, MetricType
from slosmith.diagnostics import Diagnostic, diagnose
from slosmith.naming import TARGET_LABELS
from slosmith.promql.functions import COUNTER_FUNCTIONS, PRESENCE
from slosmith.promql.parsed import Parsed, Read, parse
from slosmith.spec import Spec
from slosmith.spec.sli import Role
from slosmith.spec.spelling import did_you_mean
from slosmith.spec.whole import contract_of

# Series that Prometheus makes itself, and our own recordings.
_OWN = ("up", "ALERTS", "scrape_", "prometheus_", "slo:")
_RATES = frozenset({"rate", "increase", "irate"})


def promised_metrics(spec: Spec) -> Iterator[Diagnostic]:
    contract = contract_of(spec)
    if not contract:
        return
    for each, _, read in _reads(spec):
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
    contract = contract_of(spec)
    for each, parsed, read in _reads(spec):
        kind = _type(read, contract)
        rated = bool(_RATES & set(read.inside)) or (each.role is Role.RATE and parsed.bare_selector)
        if kind is MetricType.GAUGE and rated and contract.series(read.metric):
            yield diagnose(
                "metric-type",
                f"`{read.metric}` is promised as a gauge, and only a counter has a rate",
                each.origin.span(),
                "use a counter; for a gauge, a `time_slice` fits",
            )
        elif (
            kind is MetricType.COUNTER and not rated and not (COUNTER_FUNCTIONS | PRESENCE) & set(read.inside)
        ):
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


def _type(read: Read, contract: Contract) -> MetricType | None:
    """Promised, or told by the name's suffix, which the exposition formats reserve."""
    found = contract.series(read.metric)
    if found is not None:
        promise, part = found
        return MetricType.COUNTER if part else promise.type
    counters = ("_total", "_bucket", "_count", "_sum")
    return MetricType.COUNTER if read.metric.endswith(counters) and ":" not in read.metric else None


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


def _reads(spec: Spec) -> Iterator[tuple[Expression, Parsed, Read]]:
    for each in expressions(spec):
        parsed = parse(each.source)
        # One of another type is wrong as a whole; what it reads is the smaller worry.
        if isinstance(parsed, Parsed) and parsed.kind == "vector":
            for read in dict.fromkeys(parsed.reads):
                yield each, parsed, read
