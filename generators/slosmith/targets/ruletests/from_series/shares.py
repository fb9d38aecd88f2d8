"""Which share of the input events is bad: known from the phases, whatever the expressions of an SLO say."""

from __future__ import annotations

from collections.abc import Iterator
from typing import NamedTuple

from slosmith.inputs.model import GroupLabels, Inputs
from slosmith.naming import ERRORS_RATE, EVENTS_RATE, IDENTITY, SLICE_GOOD, recorded
from slosmith.plan.model import SloPlan
from slosmith.promql.expr import Binary, Expr, text
from slosmith.signal import Unit
from slosmith.targets.ruletests.from_series.flow import Flow
from slosmith.targets.ruletests.from_series.phases import NEVER, Phase
from slosmith.targets.ruletests.series import rounded, to_a_millionth
from slosmith.targets.ruletests.suite import Probe, Sample


class Share(NamedTuple):
    """At a time, in seconds: the share of bad events in the first group. The others have no errors."""

    at: int
    bad: float
    groups: tuple[GroupLabels, ...]

    def is_met(self, errors: float | None, events: float | None) -> bool:
        """Whether recorded errors and events of the first group are in that proportion."""
        return (
            errors is not None
            and events is not None
            and abs(errors - events * self.bad) <= 1e-6 * max(1.0, events)
        )

    def probe(self, slo: SloPlan) -> Probe:
        values = [self.bad, *(0.0 for _ in self.groups[1:])]
        expr: Expr = Binary("/", recorded(ERRORS_RATE, slo.id), recorded(EVENTS_RATE, slo.id))
        if slo.signal.unit is Unit.SLICES:
            # A slice is good or bad as a whole.
            expr, values = recorded(SLICE_GOOD, slo.id), [1 - each for each in values]
        own = dict(zip(IDENTITY, (slo.id, slo.service), strict=True))
        samples = (
            Sample({**own, **group}, rounded(value)) for group, value in zip(self.groups, values, strict=True)
        )
        return Probe(self.at, to_a_millionth(text(expr)), tuple(samples))


def shares(slo: SloPlan, inputs: Inputs, flow: Flow) -> Iterator[Share]:
    for number, phase in enumerate(flow.phases, 1):
        at = number * flow.every
        if inputs.gauges:
            if phase.state is not None:
                yield Share(at, float(not inputs.states[phase.state].good), inputs.groups)
        elif not _is_partial(phase) and (inputs.free or phase.errors != NEVER):
            # If errors were never seen, it is the user's own PromQL that says what that means.
            ages = _ages(flow, at, slo.rate_window)
            good, bad = sum(map(phase.good, ages)), sum(map(phase.bad, ages))
            if inputs.free:
                # Two series are to be added up.
                good, bad = 2 * good, bad + sum(phase.bad(age) // 2 for age in ages)
            if good or bad:
                yield Share(at, bad / (bad + good), inputs.groups)


def any_error(inputs: Inputs, flow: Flow, at: int, window: int) -> bool:
    """Whether any event was bad in the window that ends with a phase: `at`, in seconds."""
    phase = flow.phases[at // flow.every - 1]
    if phase.errors is None:
        return any(map(phase.bad, _ages(flow, at, window)))
    # Where nothing counts errors alone, there are none that could be born.
    return phase.errors > 0 and any(feed.bad and not feed.good for feed in inputs.feeds)


def _is_partial(phase: Phase) -> bool:
    """A rate is not in proportion to what it sees of a counter that is newborn, or partly absent."""
    return (
        bool(phase.newborn or phase.absent)
        or phase.left_out is not None
        or any(phase.unscraped)
        or phase.errors not in (None, NEVER)
    )


def _ages(flow: Flow, at: int, window: int) -> list[int]:
    """Of the samples in a window, except the first one: what that counted happened before."""
    return [at - time for time in range(0, at + 1, flow.step) if time > at - window][1:]
