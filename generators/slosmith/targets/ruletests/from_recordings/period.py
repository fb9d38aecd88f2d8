"""What is computed over whole SLO windows: recordings are injected, and budget, objective and coverage must follow from them."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import NamedTuple

from slosmith.matching.matcher import NAME
from slosmith.naming import BUDGET_REMAINING, DATA_COVERAGE, ERROR_RATIO_WINDOW, ERRORS_RATE, EVENTS_RATE
from slosmith.plan.model import Alert, ServicePlan, SloPlan
from slosmith.plan.slo_rules import period_name
from slosmith.promql.matchers import series_text
from slosmith.targets.ruletests.expected import Showing, expect_shown, showing
from slosmith.targets.ruletests.from_recordings.claims import breaches
from slosmith.targets.ruletests.from_recordings.scenes import Point, Scene, Stage, stage
from slosmith.targets.ruletests.promised import promises
from slosmith.targets.ruletests.recorded import recorded
from slosmith.targets.ruletests.series import GRIDS, LONGEST_GRID, sparse
from slosmith.targets.ruletests.suite import START, Case, SuiteFile
from slosmith.units import DAY, duration

_EVENTS = 1000.0


class _Want(NamedTuple):
    about: str
    spent: float
    seen: bool = True
    events: float = _EVENTS


_WANTS = (
    _Want("a hundredth of the budget is left", 0.99),
    _Want("the budget is spent, by an SLO that is younger than half of its window", 1.01, seen=False),
    _Want("the budget is spent", 1.01),
    _Want("there were no events at all", 0.0, events=0.0),
)


def period_files(service: ServicePlan, slos: Sequence[SloPlan]) -> Iterator[SuiteFile]:
    if not slos:
        return
    step = min(map(_grid, slos))
    longest = max(5 * max(slo.budget_window, slo.window) // 4 for slo in slos)
    every = -(-(longest + LONGEST_GRID) // LONGEST_GRID) * LONGEST_GRID
    case = Case("Budget, objective and coverage follow from what was recorded", step, dict(START))
    for slo in slos:
        _add(case, stage(slo), step, every)
    stem = f"{service.name}.period"
    order = tuple(map(period_name, service.slos))
    yield SuiteFile(stem, (stem,), every, order, (case,))


def _grid(slo: SloPlan) -> int:
    half = slo.budget_window // 2
    wanted = [half // 4, min(half, DAY) // 2, slo.window // 4]
    return max(each for each in GRIDS if each <= max(1, min(wanted)))


def _add(case: Case, staged: Stage, step: int, every: int) -> None:
    slo = staged.slo
    alerts = [each.alert for each in promises(slo) if each.condition in _conditions(slo)]
    samples: dict[str, dict[int, float]] = {}
    case.about += f"{slo.id}\n"
    for place, want in enumerate(_WANTS, 1):
        at = place * every
        scene = _scene(staged, want, step)
        case.about += f"  {duration(at)} {want.about}\n"
        for where, points in enumerate(scene.points):
            for point in points:
                for name, value in ((ERRORS_RATE, point.errors), (EVENTS_RATE, point.events)):
                    series = series_text({NAME: name, **staged.labels(where)})
                    samples.setdefault(series, {})[(at - point.age) // step] = value or 0.0
            for name, value in _injected(staged, scene, where).items():
                samples.setdefault(series_text({NAME: name, **staged.labels(where)}), {})[at // step] = value
        case.probes.append(recorded(slo, at, _recorded(staged, scene)))
        for alert in alerts:
            expect_shown(case, at, alert.name, list(_firing(staged, scene, alert)))
    case.series |= {series: sparse(values) for series, values in samples.items()}


def _scene(staged: Stage, want: _Want, step: int) -> Scene:
    """Events in the younger and in the older half of the budget window, and just beyond each window; many errors beyond all."""
    slo = staged.slo
    half, window = slo.budget_window // 2, slo.window

    def age(seconds: int) -> int:
        return max(1, round(seconds / step)) * step

    share = float(slo.beta) * want.spent if slo.beta else 0.5
    near = age(min(window, half) // 2)
    older = age(half + min(half, DAY) // 2)
    far = older if want.seen else age(half // 2 + half // 4)
    beyond = age(9 * max(slo.budget_window, window) // 8)
    within = [far, near]
    if window < half:
        within.insert(1, (window // step + 1) * step)
    # Not the same share in all of them, so that a window that holds some of them reads otherwise.
    errors = len(within) * want.events * share
    shares = (0.5, 0.25, 0.25) if len(within) == 3 else (0.75, 0.25)
    points = (
        Point(beyond, _tidy(want.events * 100), want.events * 100),
        *(Point(at, _tidy(errors * part), want.events) for at, part in zip(within, shares, strict=True)),
    )
    if window > slo.budget_window and want.seen:
        # The objective's window needs history as well, and what is beyond the budget's has the same share.
        points = (
            points[0],
            Point(age(3 * window // 4), _tidy(want.events * share), want.events),
            *points[1:],
        )
    # The other group has all of the history that this one may lack, and no errors.
    calm = tuple(Point(older if each.age == far else each.age, 0.0, each.events) for each in points)
    return Scene(want.about, (), (points, *(calm,) * (len(staged.groups) - 1)))


def _conditions(slo: SloPlan) -> set[str]:
    """Of the alerts that only whole windows can decide."""
    return {"BudgetExhausted"} | ({"ObjectiveMissed"} if slo.breach and not breaches(slo) else set())


def _names(slo: SloPlan) -> set[str]:
    """What the period group records."""
    names = {DATA_COVERAGE, ERROR_RATIO_WINDOW, BUDGET_REMAINING}
    if breaches(slo):
        names.remove(ERROR_RATIO_WINDOW)
    if slo.zero_tolerance:
        names.remove(BUDGET_REMAINING)
    return names


def _injected(staged: Stage, scene: Scene, where: int) -> dict[str, float]:
    """What is read from raw series over a short window, and so does not follow from recordings."""
    slo, found = staged.slo, {}
    names = _names(slo)
    ratio = _share(scene, where)
    if ratio is not None:
        if ERROR_RATIO_WINDOW in names and not staged.computed(where, slo.window):
            found[ERROR_RATIO_WINDOW] = ratio
        follows = ERROR_RATIO_WINDOW in names and slo.window == slo.budget_window
        if BUDGET_REMAINING in names and not staged.computed(where, slo.budget_window) and not follows:
            found[BUDGET_REMAINING] = _tidy(1 - ratio / float(slo.beta))
    return found


def _share(scene: Scene, where: int) -> float | None:
    """The error ratio of all that is not beyond the windows."""
    points = scene.points[where][1:]
    events = sum(each.events or 0.0 for each in points)
    return sum(each.errors or 0.0 for each in points) / events if events else None


def _tidy(value: float) -> float:
    return float(f"{value:.12g}")


def _recorded(staged: Stage, scene: Scene) -> Iterator[tuple[dict[str, str], float]]:
    """What the period group must record, by definition."""
    slo = staged.slo
    names = _names(slo)
    for where in range(len(scene.points)):
        values = {
            ERROR_RATIO_WINDOW: _ratio(staged, scene, where, slo.window),
            BUDGET_REMAINING: _remaining(staged, scene, where),
            DATA_COVERAGE: _coverage(staged, scene, where),
        }
        for name, value in values.items():
            if name in names and value is not None:
                yield {NAME: name, **staged.labels(where)}, value


def _ratio(staged: Stage, scene: Scene, where: int, window: int) -> float | None:
    return staged.ratio(scene, where, window) if staged.computed(where, window) else _share(scene, where)


def _remaining(staged: Stage, scene: Scene, where: int) -> float | None:
    ratio = _ratio(staged, scene, where, staged.slo.budget_window)
    return None if ratio is None or not staged.slo.beta else 1 - ratio / float(staged.slo.beta)


def _coverage(staged: Stage, scene: Scene, where: int) -> float:
    window = staged.slo.budget_window
    count = sum(1 for each in scene.points[where] if each.age < window)
    return min(1.0, count * staged.slo.interval / window)


def _firing(staged: Stage, scene: Scene, alert: Alert) -> Iterator[Showing]:
    slo = staged.slo
    exhausted = alert.name == f"{slo.alert_name}BudgetExhausted"
    half = (slo.budget_window if exhausted else slo.window) // 2
    reach = min(half, DAY) if exhausted else half
    for where in range(len(scene.points)):
        if exhausted:
            value = _remaining(staged, scene, where)
            active = value is not None and value <= 0
        else:
            value = _ratio(staged, scene, where, slo.window)
            active = value is not None and value > slo.beta
        if active and staged.had_data(scene, where, half, half + reach):
            yield showing(alert, staged.labels(where), value, {})
