"""Time slices over random queries that look back, are shifted, or never vanish: what is expected of the rules is what they do."""

from __future__ import annotations

from random import Random

import pytest

from slosmith.plan.delays import delays
from slosmith.plan.lasting import is_lasting
from slosmith.plan.model import Plan
from slosmith.tools.run import Tool
from tests.plans import HEAD, plan_of
from tests.properties.test_proofs import played, unproven

_HEAD = f"{HEAD}Service\nname: shop\nslos:\n"
_SEEDS = range(8)
_RANGES = ("2m", "5m", "7m", "10m", "30m", "1h")
_OFFSETS = ("", "", " offset 1m", " offset 5m", " offset 13m")
_OVER_TIME = ("max_over_time", "min_over_time", "avg_over_time", "last_over_time")
_SLOPES = ("rate", "increase", "delta", "deriv")


def _query(random: Random, metric: str) -> str:
    window, offset = random.choice(_RANGES), random.choice(_OFFSETS)
    ranged = f"{metric}[{window}]{offset}"
    leaf = random.choice(
        (
            f"{metric}{offset}",
            f"{random.choice(_OVER_TIME)}({ranged})",
            f"{random.choice(_OVER_TIME)}({ranged})",
            f"{random.choice(_SLOPES)}({ranged})",
            f"quantile_over_time(0.9, {ranged})",
            f"max_over_time({metric}[{window}:1m]{offset})",
            f"absent({metric}{offset})",
            f"count({metric}{offset} == 0)",
            "vector(time())",
        )
    )
    shape = random.choice(
        ("{}", "{}", "min({})", "sum({})", "max({}) or vector(0)", "2 * {}", "clamp_min({}, 0)")
    )
    return shape.format(leaf)


def _plan(seed: int) -> Plan:
    """Four SLOs; what can never be bad, or never be good, is refused, and another one tried."""
    random, slos = Random(seed), list[str]()
    while len(slos) < 4:
        try:
            plan_of(f"{_HEAD}{(slo := _slo(random, len(slos)))}")
        except AssertionError:
            continue
        slos.append(slo)
    return plan_of(_HEAD + "".join(slos))


def _slo(random: Random, number: int) -> str:
    bound = random.choice(("at_least", "above", "at_most", "below"))
    missing = random.choice(("bad", "good", "ignore"))
    query = _query(random, f"m{number}_total")
    slice_ = f"{{query: '{query}', {bound}: {random.choice((0.5, 1, 10))}, missing: {missing}}}"
    target = random.choice(("99%", "99.9%", "95%", "100%"))
    return f"  - {{id: S{number}, title: S{number}, target: {target}, sli: {{time_slice: {slice_}}}}}\n"


@pytest.mark.parametrize("seed", _SEEDS)
def test_any_query(promtool: Tool, seed: int) -> None:
    plan = _plan(seed)
    found = played(plan)
    assert unproven(found) == [], [
        str(each.expr) for slo in plan.services[0].slos for each in slo.signal.steps
    ]
    assert found.assertions > 20


def test_they_look_back_are_shifted_and_last() -> None:
    """What the seeds above try."""
    slos = [slo for seed in _SEEDS for slo in _plan(seed).services[0].slos]
    late = [delays(slo) for slo in slos]
    assert sum(1 for each in late if each.reach and each.own) >= 10
    assert sum(1 for each in late if each.own != each.longest) >= 3
    assert sum(1 for slo in slos if is_lasting(slo)) >= 3
    assert sum(1 for slo in slos if slo.inputs.reason) >= 3
