"""Sums and differences of counters that go wrong while one of the counters does not exist: one function for each code."""

from __future__ import annotations

from collections.abc import Iterator

from slosmith.checks.places import Expression, expressions
from slosmith.diagnostics import Diagnostic, diagnose
from slosmith.promql.parsed import Parsed, parse
from slosmith.promql.sums import matched, negative, summands
from slosmith.spec import Spec
from slosmith.spec.sli import Role


def found(spec: Spec) -> Iterator[Diagnostic]:
    for each in expressions(spec):
        parsed = parse(each.source)
        if each.role is Role.RATE and isinstance(parsed, Parsed) and parsed.kind == "vector":
            yield from sum_vanishes(each)
            yield from difference(each)


def sum_vanishes(each: Expression) -> Iterator[Diagnostic]:
    """What stands on top is taken apart and added up safely; a sum within it is not."""
    if any(matched(part, "+") for part in summands(each.source)):
        key = _key(each)
        ratio = f"write a list, whose items are added up: `{key}: [a_total, b_total]`"
        yield diagnose(
            "sum-vanishes",
            f"a sum in `{key}` has no value while one of its counters does not exist",
            each.origin.span(),
            ratio
            if "ratio" in each.origin.path
            else "add up whole expressions: `sum(rate(a[$window])) + sum(rate(b[$window]))`",
        )


def difference(each: Expression) -> Iterator[Diagnostic]:
    """A counter that is born with its first event is missing until then, and what it is subtracted from with it."""
    if matched(each.source, "-") or negative(each.source):
        key = _key(each)
        hint = (
            "name the events that are left as `good`, beside `total`"
            if key == "bad"
            else "leave the events out with a matcher of the selector"
        )
        yield diagnose(
            "difference",
            f"`{key}` subtracts counters, so it is wrong while one of them does not exist",
            each.origin.span(),
            hint,
        )


def _key(each: Expression) -> str:
    """`bad`, whether it is a list or not."""
    return next(part for part in reversed(each.origin.path) if isinstance(part, str))
