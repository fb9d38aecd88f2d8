"""Bucket bounds in hand-written selectors, held against the instrumentation contract."""

from __future__ import annotations

from collections.abc import Iterator
from decimal import Decimal

from slosmith.checks.places import reads
from slosmith.diagnostics import Diagnostic, diagnose
from slosmith.spec import Spec
from slosmith.spec.types import shown
from slosmith.spec.whole import contract_of
from slosmith.units import decimal_text


def undeclared_bounds(spec: Spec) -> Iterator[Diagnostic]:
    """An `le` that the histogram does not have."""
    contract = contract_of(spec)
    for each, _, read in reads(spec):
        found = contract.series(read.metric)
        if found is None or found[1] != "_bucket" or not found[0].buckets:
            continue
        wanted = [matcher for matcher in read.matchers if matcher.label == "le"]
        spellings = [text for bound in found[0].buckets for text in _spellings(bound)]
        if wanted and not any(all(m.admits(text) for m in wanted) for text in (*spellings, "+Inf")):
            bounds = ", ".join(decimal_text(bound) for bound in found[0].buckets)
            yield diagnose(
                "bucket-bound",
                f'`{found[0].name}` has no bucket le="{shown(wanted[0].value)}"; its bounds are {bounds}',
                each.origin.span(),
                "use one of them, or add the bucket to the instrumentation and to its Metrics document",
            )


def _spellings(bound: Decimal) -> tuple[str, ...]:
    """As clients and servers write a bound: Prometheus 3 stores `1.0` where 2.x stored `1`, Go writes 1e+06."""
    plain = decimal_text(bound)
    mantissa = decimal_text(bound.scaleb(-bound.adjusted()))
    whole = () if "." in plain else (f"{plain}.0",)
    return (plain, *whole, f"{mantissa}e{bound.adjusted():+03d}")
