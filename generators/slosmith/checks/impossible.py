"""Expressions of which a part, or the whole, can never give a result, or only ever one: one function for each code."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator

from slosmith.checks.typed import Typed, typed
from slosmith.checks.typed_words import compared, limits
from slosmith.diagnostics import Diagnostic, diagnose
from slosmith.promql.types import Fault, Finding, Side
from slosmith.spec import Spec

# Faults that leave a part of an expression without any result.
_EMPTY = {
    Fault.NEVER_MATCHES: "never-matches",
    Fault.NEVER_TRUE: "never-true",
    Fault.NO_SERIES: "no-series",
    Fault.LOST_LE: "quantile-without-le",
}


def found(spec: Spec) -> Iterator[Diagnostic]:
    for each in typed(spec):
        for rule in _RULES:
            yield from rule(each)


def never_matches(each: Typed) -> Iterator[Diagnostic]:
    return _whole(each, Fault.NEVER_MATCHES)


def never_true(each: Typed) -> Iterator[Diagnostic]:
    return _whole(each, Fault.NEVER_TRUE)


def no_series(each: Typed) -> Iterator[Diagnostic]:
    return _whole(each, Fault.NO_SERIES)


def quantile_without_le(each: Typed) -> Iterator[Diagnostic]:
    return _whole(each, Fault.LOST_LE)


def _whole(each: Typed, fault: Fault) -> Iterator[Diagnostic]:
    """An error: nothing is left of the expression."""
    if each.judged.type.empty:
        for finding in _certain(each, fault):
            message, hint = _said(finding)
            yield diagnose(_EMPTY[fault], message, each.place.origin.span(), hint)


def dead_branch(each: Typed) -> Iterator[Diagnostic]:
    """A warning: other parts of the expression still give something."""
    if not each.judged.type.empty:
        for fault in _EMPTY:
            for finding in _certain(each, fault):
                message, hint = _said(finding)
                excludes = fault is Fault.NEVER_MATCHES and finding.operator == "unless"
                outcome = "it excludes nothing" if excludes else "this part of the expression gives nothing"
                yield diagnose("dead-branch", f"{message}; {outcome}", each.place.origin.span(), hint)


def unmatched(each: Typed) -> Iterator[Diagnostic]:
    for finding in each.judged.findings:
        if finding.fault is Fault.NEVER_MATCHES and not finding.certain:
            message, hint = _said(finding)
            yield diagnose("unmatched-division", message, each.place.origin.span(), hint)


def always_one(each: Typed) -> Iterator[Diagnostic]:
    for _ in _certain(each, Fault.ALWAYS_ONE):
        yield diagnose(
            "always-one",
            "each series of the part is divided by itself in the whole, so that the result is 1, or NaN",
            each.place.origin.span(),
            "aggregate both sides to the same labels, as in `sum(rate(part[5m])) / sum(rate(whole[5m]))`",
        )


def always_true(each: Typed) -> Iterator[Diagnostic]:
    for finding in _certain(each, Fault.ALWAYS_TRUE):
        yield diagnose(
            "always-true",
            f"every value satisfies {compared(finding)}: the left side {limits(finding)}",
            each.place.origin.span(),
            "compare it with a value that it can miss, or remove the comparison",
        )


def lone_zero(each: Typed) -> Iterator[Diagnostic]:
    for finding in _certain(each, Fault.LONE_ZERO):
        yield diagnose(
            "or-zero",
            f"`or vector(0)` adds one series without labels, and no zero to a missing value of `{finding.label}`",
            each.place.origin.span(),
            "aggregate to a single series before it, or write `or 0 * <the same labels from series that always exist>`",
        )


def _certain(each: Typed, fault: Fault) -> Iterable[Finding]:
    return (finding for finding in each.judged.findings if finding.fault is fault and finding.certain)


def _said(finding: Finding) -> tuple[str, str]:
    match finding.fault:
        case Fault.NEVER_MATCHES:
            return _mismatch(finding)
        case Fault.NEVER_TRUE:
            return (
                f"no value satisfies {compared(finding)}: the left side {limits(finding)}",
                "correct the threshold; an alert on what is missing is written with absent()",
            )
        case Fault.NO_SERIES:
            return (
                f"the matchers of `{finding.metric}` on one label contradict each other and select no series",
                'several values of a label are one matcher, as in `code=~"500|503"`',
            )
        case _:
            return (
                "histogram_quantile() needs the label `le`, and the aggregation inside drops it",
                "keep it, as in `sum by (le) (rate(x_bucket[5m]))`",
            )


def _mismatch(finding: Finding) -> tuple[str, str]:
    if finding.side is Side.BOTH:
        message = f"the sides of `{finding.operator}` have different values of `{finding.label}`"
    else:
        message = (
            f"only the {finding.side.value} side of `{finding.operator}` keeps the label `{finding.label}`"
        )
    hint = (
        "aggregate both sides to the same labels, or match `on (...)` those that both have, "
        "with group_left or group_right where one side has more series"
    )
    return f"{message}, so that no series of one side matches one of the other", hint


_RULES: tuple[Callable[[Typed], Iterator[Diagnostic]], ...] = (
    never_matches,
    never_true,
    no_series,
    quantile_without_le,
    dead_branch,
    unmatched,
    always_one,
    always_true,
    lone_zero,
)
