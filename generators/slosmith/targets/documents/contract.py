"""The instrumentation contract as a document tells it: what is exported, and which objective needs which part of it."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import NamedTuple

from slosmith.contract import Promise
from slosmith.markdown.write import anchor_of, code, heading, inline, table
from slosmith.plan.model import Plan
from slosmith.targets.documents.site import Site
from slosmith.units import decimal_text

_SOURCES = {"document": "an older document", "code": "the code", "assumed": "assumed"}


class _Readers(NamedTuple):
    """Which SLOs read a metric, and the bucket bounds that they need of it."""

    slos: dict[str, None]
    bounds: dict[str, dict[str, None]]


def contract_part(plan: Plan, site: Site) -> Iterator[str]:
    readers = _readers(plan)
    yield from heading(2, "Appendix: Instrumentation Contract", "instrumentation-contract")
    yield from (
        "What the services promise to export. A histogram must keep the bucket bounds that objectives are counted at.",
        "",
    )
    titles = {service.name: service.title for service in plan.services}
    services = dict.fromkeys(promise.service for promise in plan.contract.promises.values())
    for service in sorted(services):
        yield from heading(3, f"Metrics: {titles.get(service, service)}" if service else "Other metrics")
        promises = [each for each in plan.contract.promises.values() if each.service == service]
        yield from table(
            ("Metric", "Type", "Labels", "Unit", "Buckets", "Needed for", "Known from", "What it is"),
            (_row(each, readers, site) for each in promises),
        )


def _row(promise: Promise, readers: Mapping[str, _Readers], site: Site) -> tuple[str, ...]:
    read = readers.get(promise.name, _Readers({}, {}))
    return (
        code(promise.name),
        promise.type.value.replace("_", " "),
        ", ".join(map(code, promise.labels)),
        inline(promise.unit),
        ", ".join(decimal_text(bound) for bound in promise.buckets),
        ", ".join(_need(slo, read, promise, site) for slo in read.slos),
        _SOURCES[promise.source],
        inline(promise.help),
    )


def _need(slo: str, read: _Readers, promise: Promise, site: Site) -> str:
    bounds = list(read.bounds.get(slo, ()))
    unit = f" {inline(promise.unit)}" if promise.unit else ""
    said = f" (bucket {' and '.join(bounds)}{unit})" if bounds else ""
    return f"{site.handbook(slo, anchor_of(slo))}{said}"


def _readers(plan: Plan) -> dict[str, _Readers]:
    found: dict[str, _Readers] = {}
    for service in plan.services:
        for slo in service.slos:
            inputs = slo.inputs
            for labels in (*(feed.labels for feed in inputs.feeds), *inputs.gauges):
                known = plan.contract.series(labels["__name__"])
                if known is None:
                    continue
                read = found.setdefault(known[0].name, _Readers({}, {}))
                read.slos[slo.id] = None
                if known[1] == "_bucket" and labels.get("le", "+Inf") != "+Inf":
                    read.bounds.setdefault(slo.id, {})[labels["le"]] = None
    return found
