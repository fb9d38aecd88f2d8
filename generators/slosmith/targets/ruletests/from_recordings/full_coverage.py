"""Coverage is 1 at most: one SLO of each budget window has more samples in it than evaluations."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from slosmith.matching.matcher import NAME
from slosmith.naming import DATA_COVERAGE, EVENTS_RATE
from slosmith.plan.model import SloPlan
from slosmith.promql.matchers import series_text
from slosmith.targets.ruletests.assertions import expect_recordings
from slosmith.targets.ruletests.from_recordings.scenario import subject
from slosmith.targets.ruletests.oracle.history import Recorded
from slosmith.targets.ruletests.suite import START, Case
from slosmith.units import duration

# promtool refuses a query that holds 10,000 samples of one series.
_HELD = 8000
# More than that many samples take promtool over a tenth of a second.
_MOST = 200_000


def coverage_cases(slos: Sequence[SloPlan], at: int) -> Iterator[Case]:
    """`at`: the evaluation that is asserted, in seconds from the start; all budget windows have passed by then."""
    for slo in {(slo.budget_window, slo.interval, len(slo.group_by)): slo for slo in reversed(slos)}.values():
        # A fiftieth more than there are evaluations.
        wanted = 51 * (slo.budget_window // slo.interval) // 50 + 2
        if wanted <= _MOST:
            yield _case(slo, wanted, at)


def _case(slo: SloPlan, wanted: int, at: int) -> Case:
    """Several series make up the samples, which only together are more than evaluations."""
    count = -(-wanted // _HELD)
    each = -(-wanted // count)
    step = max(1, slo.budget_window // (each + 1))
    case = Case("Coverage is 1 with a sample at each evaluation", step, dict(START))
    case.about = f"{slo.id}: {duration(at)} {wanted} samples in {duration(slo.budget_window)}\n"
    tried = subject(slo)
    labels = tried.labels(0)
    part = next(name for name in ("part", "part_2", "part_3") if name not in slo.identity)
    for number in range(count):
        own = {**dict(sorted(labels)), part: str(number)}
        case.series[series_text({NAME: EVENTS_RATE, **own})] = f"_x{at // step - each + 1} 0x{each - 1}"
    expect_recordings(
        case, at, slo, [Recorded({NAME: DATA_COVERAGE, **dict(sorted(labels))}, 1.0)], DATA_COVERAGE
    )
    return case
