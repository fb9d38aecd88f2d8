"""Keys that nothing reads: what their author expects of them would not be there."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from typing import NamedTuple

from slosmith.checks.places import SloPlace, alerts, slos, slos_of
from slosmith.diagnostics import Diagnostic, diagnose
from slosmith.origin import Origin
from slosmith.promql.window import is_bare
from slosmith.spec import Spec
from slosmith.spec.service import Slo
from slosmith.spec.sli.latency import LatencySli
from slosmith.spec.sli.ratio import RatioSli
from slosmith.spec.sli.raw import RawSli

_CODE = "no-effect"


def late_counters(spec: Spec) -> Iterator[Diagnostic]:
    """An expression has no first value, which is what `late_counters` adds."""
    for place in slos(spec):
        if not place.slo.late_counters:
            continue
        sli = place.slo.sli
        span = place.origin.at("late_counters").span()
        if not isinstance(sli, RatioSli):
            message = "`late_counters` has an effect on `ratio` SLIs only"
            hint = "remove it, or count with a `ratio` of bare selectors"
            yield diagnose(_CODE, message, span, hint)
        elif expressions := _not_bare(sli):
            message = f"`late_counters` has no effect on an expression, and {expressions} is one"
            hint = "write a bare selector, such as `errors_total{...}`; slosmith wraps it in sum(rate(...))"
            yield diagnose(_CODE, message, span, hint)


def _not_bare(sli: RatioSli) -> str:
    """`good` events that are counted early on one side only would be errors; errors alone may be."""
    ratio = sli.ratio
    keys = ("bad",) if ratio.part == "bad" else ("good", "total")
    return " and ".join(f"`{key}`" for key in keys if not all(map(is_bare, ratio.sources(key).values())))


class _Inherited(NamedTuple):
    """A key of `alerting`, the SLOs that read it, and what to write instead."""

    key: str
    field: str
    reads: Callable[[Slo], bool]
    readers: str
    hint: str


_INHERITED = (
    _Inherited(
        "no_traffic",
        "no_traffic",
        lambda slo: _counts_events(slo),
        "SLOs that count events",
        "remove it, or watch the traffic with an alert of its own",
    ),
    _Inherited(
        "for",
        "for_",
        lambda slo: slo.target.zero_tolerance,
        "SLOs with a target of 100%",
        "remove it: burn-rate windows take the place of `for`",
    ),
)


def unread_alerting(spec: Spec) -> Iterator[Diagnostic]:
    """Of an SLO, and of a service or a project none of whose SLOs reads what they would inherit."""
    every = tuple(slos(spec))
    for key in _INHERITED:
        for place in every:
            # The model refuses `for` on an SLO.
            if key.key != "for" and getattr(place.slo.alerting, key.field) and not key.reads(place.slo):
                yield _unread(key, place.origin)
        for service, origin in spec.services:
            if getattr(service.alerting, key.field) and not _any(key, slos_of(service, origin)):
                yield _unread(key, origin)
        for project, origin in spec.projects:
            if getattr(project.defaults.alerting, key.field) and not _any(key, every):
                yield _unread(key, origin.at("defaults"))


def _any(key: _Inherited, places: Iterable[SloPlace]) -> bool:
    return any(key.reads(place.slo) for place in places)


def _unread(key: _Inherited, origin: Origin) -> Diagnostic:
    message = f"`{key.key}` has an effect on {key.readers} only"
    return diagnose(_CODE, message, origin.at("alerting", key.key).span(), key.hint)


def _counts_events(slo: Slo) -> bool:
    if isinstance(slo.sli, RawSli):
        return slo.sli.raw.events is not None
    return isinstance(slo.sli, RatioSli | LatencySli)


def unread_for(spec: Spec) -> Iterator[Diagnostic]:
    """An alert whose levels all have a `for` of their own."""
    for place in alerts(spec):
        alert = place.alert
        if (
            alert.levels
            and "for_" in alert.model_fields_set
            and all(each.for_ is not None for each in alert.levels)
        ):
            message = "every level has a `for` of its own, so this one has no effect"
            yield diagnose(_CODE, message, place.origin.at("for").span(), "remove it, or one of theirs")
