"""Why some faults are not noticed, one line each. Whatever survives and is not here is a hole in the tests."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import NamedTuple

from slosmith.naming import SLICE_GOOD
from slosmith.plan.health import HEALTH_STEM
from slosmith.plan.model import Alert, SloPlan
from slosmith.promql.expr import Aggregate, Selector
from slosmith.signal import Unit
from tests.mutants import ways
from tests.mutants.play import Specimen
from tests.mutants.ways import Way


class Fault(NamedTuple):
    """A fault as the reasons see it: `way` leads to the place in the expression, `mutant` says what it is."""

    specimen: Specimen
    kind: str
    what: str
    way: Way

    @property
    def slo(self) -> SloPlan:
        assert self.specimen.slo is not None
        return self.specimen.slo

    @property
    def rule(self) -> str:
        return self.specimen.mutant.rule.name

    @property
    def alert(self) -> bool:
        return isinstance(self.specimen.original, Alert)

    @property
    def slice(self) -> bool:
        return self.slo.signal.unit is Unit.SLICES

    @property
    def look(self) -> bool:
        """Whether it looks back over another time."""
        return self.kind in ("range", "offset")

    @property
    def ratio(self) -> bool:
        return ":error_ratio:" in self.rule

    @property
    def fewer(self) -> bool:
        """Whether a selector lacks matchers, and so selects more."""
        return "without its matchers" in self.what or "is gone" in self.what or "is its opposite" in self.what


class Reason(NamedTuple):
    """Why no test notices a fault. `changes`: something does change, though not in what tests can or should show."""

    text: str
    holds: Callable[[Fault], bool]
    changes: bool = False


# The first that holds is told. These are for all rules,
GENERAL = (
    Reason(
        "no evaluation lies between the two times",
        lambda f: f.kind in ("for", "keep_firing_for") and _same_evaluation(f),
    ),
    Reason(
        "the Watchdog fires whatever its value is", lambda f: f.rule == "Watchdog" and f.kind == "quantity"
    ),
    Reason(
        "no increase is negative, so their sum is above zero whenever the largest is",
        lambda f: f.specimen.subject.name == HEALTH_STEM and f.kind == "aggregation" and "is max" in f.what,
    ),
)
# and these for those of SLOs.
OF_SLOS = (
    Reason(
        "0 * events: whether there are events counts, not over how long",
        lambda f: f.look and ways.in_zero(f.way),
    ),
    Reason(
        "0 * events: zero alerts nobody",
        lambda f: f.alert and (ways.in_zero(f.way) or f.kind == "`or 0 *` removed"),
    ),
    Reason(
        "0 * events: whether there are events counts, not how many",
        lambda f: f.kind == "aggregation" and ways.in_zero(f.way),
    ),
    Reason(
        "0 * events: where only other events are there is no ratio",
        lambda f: f.fewer and f.ratio and ways.in_zero(f.way),
    ),
    Reason(
        "zero errors where there are no events add nothing to any window",
        lambda f: f.fewer and ways.in_zero(f.way),
        True,
    ),
    Reason(
        "a window that differs by less than a sample holds as many",
        lambda f: f.kind == "range" and _within_a_sample(f),
    ),
    Reason(
        "of each recording there is one series for each group",
        lambda f: f.kind == "aggregation" and _over_recording(f.way),
    ),
    Reason(
        "a slice between two bounds needs both readings, and only one of them looks further back",
        lambda f: f.look and ways.in_two_bounds(f.way),
    ),
    Reason(
        "errors of no events at all, and of these there is no ratio",
        lambda f: f.ratio and ways.in_no_events(f.way),
    ),
    Reason(
        "errors that are born are what two births differ by, and the other one is none",
        lambda f: f.slo.zero_tolerance and ways.in_difference_of_births(f.way) and ways.in_births(f.way),
    ),
    Reason(
        "what was there and is lower now has restarted, which rate() sees",
        lambda f: f.slo.zero_tolerance and not f.look and ways.in_sight(f.way),
    ),
    Reason(
        "a counter that is younger than the offset has no older samples",
        lambda f: f.look and ways.in_births(f.way),
        True,
    ),
    Reason(
        "how far back a ratio of another group is looked for: a grace for groups that run at once",
        lambda f: f.look and ways.in_ratio_of_another_group(f.way),
    ),
    Reason(
        "without groups absent() speaks for the same alert as soon as the data are gone",
        lambda f: not f.slo.group_by and f.rule.endswith("NoData") and ways.left_of_absent(f.way),
    ),
    Reason(
        "`unless` holds each series against itself, so more of them on its right change nothing",
        lambda f: f.fewer and ways.right_of_unless(f.way),
    ),
    Reason(
        "evaluations of slices are over an hour apart here, so one minute of memory looks like two",
        lambda f: f.slice and f.look and "slo:slice:" in str(f.way[-1]),
        True,
    ),
    Reason(
        "no level is made up at which the ratio is below zero",
        lambda f: f.slo.signal.unit is Unit.TIME and f.kind == "`> 0` removed",
        True,
    ),
    Reason(
        "no events are made up of which the ratio is below zero",
        lambda f: f.ratio and ways.at_zero_or_more(f.way),
        True,
    ),
    Reason(
        "the result of a probe is 0 or 1 already",
        lambda f: f.kind == "`> 0` removed" and f.rule == SLICE_GOOD,
    ),
    Reason(
        "no gauges are made up beside those that count",
        lambda f: bool(f.slo.inputs.gauges) and f.fewer,
        True,
    ),
    Reason(
        "one series is made up for each selector of a user's own expression",
        lambda f: "aggregation" in f.kind and not f.slo.inputs.free,
        True,
    ),
    Reason(
        "no two series have errors at once, since one error is too many",
        lambda f: f.kind == "aggregation" and f.slo.zero_tolerance,
        True,
    ),
    Reason(
        "its series cannot be made up, and its test file says so", lambda f: bool(f.slo.inputs.reason), True
    ),
)


def reason(specimen: Specimen) -> Reason | None:
    mutant = specimen.mutant
    fault = Fault(specimen, mutant.kind, mutant.what, ways.way(specimen.original.expr, mutant.rule.expr))
    known = GENERAL if specimen.slo is None else (*GENERAL, *OF_SLOS)
    return next((each for each in known if each.holds(fault)), None)


def _within_a_sample(fault: Fault) -> bool:
    """Samples of raw series are a scrape apart, those of recordings an evaluation of the fast group."""
    before, after = fault.way[-1], ways.way(fault.specimen.mutant.rule.expr, fault.specimen.original.expr)[-1]
    if not isinstance(before, Selector) or not isinstance(after, Selector):
        return False
    apart = fault.slo.interval if ":" in before.series.metric else fault.slo.scrape
    return abs(before.range - after.range) < apart


def _same_evaluation(fault: Fault) -> bool:
    before, after, every = fault.specimen.original, fault.specimen.mutant.rule, fault.specimen.group.interval
    assert isinstance(before, Alert) and isinstance(after, Alert)
    times = ((each.for_, each.keep_firing_for) for each in (before, after))
    [old, new] = [(-(-wait // every), -(-hold // every)) for wait, hold in times]
    return old == new


def _over_recording(way: Way) -> bool:
    match way[-1]:
        case Aggregate(_, _, Selector(series)):
            return ":" in series.metric
        case _:
            return False


def unexplained(survivors: Sequence[Specimen]) -> list[str]:
    return [str(each) for each in survivors if not reason(each)]
