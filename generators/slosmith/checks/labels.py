"""Labels that slosmith sets: nothing else may set them, or Prometheus refuses the result of the rule."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from slosmith.checks.places import AlertPlace, Expression, alertings, alerts, expressions, slos
from slosmith.contract import Contract
from slosmith.diagnostics import Diagnostic, Related, diagnose
from slosmith.naming import RESERVED_LABELS
from slosmith.origin import Origin
from slosmith.promql.labels import Labels
from slosmith.promql.parsed import Parsed, Unparsable, parse
from slosmith.promql.sums import summands
from slosmith.spec import Spec
from slosmith.spec.sli import Role
from slosmith.spec.sli.latency import LatencySli
from slosmith.spec.whole import contract_of


def _collision(name: str, origin: Origin, what: str, hint: str) -> Diagnostic:
    return diagnose("label-collision", f"`{name}` is a label that slosmith sets; {what}", origin.span(), hint)


def group_by(spec: Spec) -> Iterator[Diagnostic]:
    for place in slos(spec):
        for index, name in enumerate(place.slo.group_by):
            if name in RESERVED_LABELS:
                what = "group_by may not name it"
                hint = "copy it to another label in the scrape configuration, and group by that"
                yield _collision(name, place.origin.at("group_by", index), what, hint)
            elif name.lower() in ("inf", "nan"):
                yield diagnose(
                    "bad-value",
                    f"Prometheus takes `{name}` for a number where labels are named, so nothing can be grouped by it",
                    place.origin.at("group_by", index).span(),
                    "copy it to another label in the scrape configuration, and group by that",
                )
            elif name == "le" and isinstance(place.slo.sli, LatencySli):
                what = "each bucket would be held against itself"
                hint = "remove it: `threshold` chooses among the buckets"
                yield _collision(name, place.origin.at("group_by", index), what, hint)


def lost_groups(spec: Spec) -> Iterator[Diagnostic]:
    """A label of group_by that an expression aggregates away: all groups would be one."""
    for each, source in _summands(spec):
        parsed = parse(source)
        if each.slo is None or isinstance(parsed, Unparsable) or parsed.kind not in ("vector", "scalar"):
            continue
        for index, name in enumerate(each.slo.group_by):
            if name not in parsed.labels.named and all(name in kept.dropped for kept in parsed.labels.kept):
                yield diagnose(
                    "unknown-reference",
                    f"an expression of the SLI does not keep the label `{name}`, so there is nothing to group by",
                    each.owner.at("group_by", index).span(),
                    f"aggregate `by ({name})` in the expression, or remove the label here",
                    [Related("the expression", each.origin.span())],
                )


def _summands(spec: Spec) -> Iterator[tuple[Expression, str]]:
    """Each expression, or each summand of one that is taken apart: every one of them has to keep the labels."""
    for each in expressions(spec):
        parts = summands(each.source) if each.role is Role.RATE else (each.source,)
        yield from ((each, part) for part in parts)


def extra_labels(spec: Spec) -> Iterator[Diagnostic]:
    for labels, origin, taken in _label_maps(spec):
        for name in labels:
            if name in RESERVED_LABELS:
                hint = "it has a key of its own, or choose another name"
                yield diagnose(
                    "label-collision",
                    f"`{name}` is a label that slosmith sets; `labels` may not set it",
                    origin.at(name).span(key=True),
                    hint,
                )
            elif name in taken:
                yield diagnose(
                    "label-collision",
                    f"`{name}` is a label of group_by; setting it would make all groups one",
                    origin.at(name).span(key=True),
                    "remove it here, or from group_by",
                )


def _label_maps(spec: Spec) -> Iterator[tuple[Iterable[str], Origin, tuple[str, ...]]]:
    for project, origin in spec.projects:
        yield project.defaults.labels, origin.at("defaults", "labels"), ()
    for service, origin in spec.services:
        grouped = tuple(name for slo in service.slos for name in slo.group_by)
        yield service.labels, origin.at("labels"), grouped
    for alerting, origin in alertings(spec):
        yield alerting.labels, origin.at("labels"), ()
    for place in slos(spec):
        yield place.slo.labels, place.origin.at("labels"), place.slo.group_by
    for each in alerts(spec):
        yield each.alert.labels, each.origin.at("labels"), ()


def expression_labels(spec: Spec) -> Iterator[Diagnostic]:
    """What the result of a hand-written expression may carry."""
    contract = contract_of(spec)
    for place in alerts(spec):
        parsed = parse(place.alert.expr)
        if isinstance(parsed, Parsed) and parsed.kind == "vector":
            yield from _carried(place, parsed.labels, contract)


def _carried(place: AlertPlace, labels: Labels, contract: Contract) -> Iterator[Diagnostic]:
    set_by_us = {"severity", "service", "owner"} | ({"slo"} if place.alert.slo else set())
    origin = place.origin.at("expr")
    known, unknown = set(labels.named) & set_by_us, set()
    for kept in labels.kept:
        promised = contract.labels(kept.metric)
        if promised is not None:
            known |= (promised & set_by_us) - kept.dropped
        elif set_by_us - kept.dropped:
            unknown.add(kept.metric)
    if known:
        name = min(known)
        what = "the expression may bring it as well, and Prometheus then refuses the alert"
        yield _collision(
            name, origin, what, f"aggregate it away, or rename it with label_replace() to `{name}_name`"
        )
    elif unknown:
        metric = min(unknown) or "the series"
        yield diagnose(
            "label-unknown",
            f"the alert keeps all labels of `{metric}`, which may hold one that slosmith sets (severity, service, owner)",
            origin.span(),
            "aggregate to the labels you need, as in `max by (instance) (...)`, or promise the metric in a Metrics document",
        )
