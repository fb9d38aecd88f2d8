"""Which burn-rate tiers an SLO gets: the policy's, or those its author asked for."""

from __future__ import annotations

from fractions import Fraction
from typing import NamedTuple

from slosmith.burnrate import Policy, Tier, TierClass, custom_tier, policy
from slosmith.spec.alerting import TierSpec


class TierFault(NamedTuple):
    """A tier of the user's that cannot work; `number` is its place in the spec."""

    number: int
    reasons: tuple[str, ...]


class Tiers(NamedTuple):
    tiers: tuple[Tier, ...]
    notes: tuple[str, ...]
    degenerate: bool
    faults: tuple[TierFault, ...] = ()


def decide_tiers(
    specs: tuple[TierSpec, ...] | None, target: Fraction, window: int, scrape: int, interval: int
) -> Tiers:
    if target == 1:
        return Tiers((), ("a target of 100% leaves no error budget, so any error alerts",), False)
    if specs is None:
        return _from_policy(policy(target, window, scrape, interval))
    tiers, faults = [], []
    for index, spec in enumerate(specs):
        tier, reasons = custom_tier(
            TierClass(spec.severity),
            spec.long,
            spec.short,
            burn=spec.burn,
            budget=spec.budget,
            target=target,
            window=window,
            scrape=scrape,
            interval=interval,
        )
        if tier is None:
            faults.append(TierFault(index, reasons))
        else:
            tiers.append(tier)
    return Tiers(tuple(sorted(tiers, key=lambda tier: tier.long)), (), False, tuple(faults))


def _from_policy(found: Policy) -> Tiers:
    return Tiers(
        found.tiers, tuple(f"{each.reference}: {each.reason}" for each in found.dropped), found.degenerate
    )
