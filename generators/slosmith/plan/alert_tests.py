"""The tests of hand-written alerts, decided: which alerts fire at that time, and how often rules are evaluated till then."""

from __future__ import annotations

from collections.abc import Iterator

from slosmith.origin import Origin
from slosmith.plan.defaults import Inherited
from slosmith.plan.hand_written import alerts_of
from slosmith.plan.model import AlertTestPlan
from slosmith.spec.service import Service
from slosmith.units import MINUTE

# Samples farther apart are not there in between, when Prometheus looks back.
_LOOKBACK = 5 * MINUTE


def alert_tests(service: Service, origin: Origin, inherited: Inherited) -> Iterator[AlertTestPlan]:
    for place, spec in enumerate(service.alerts):
        here = origin.at("alerts", place)
        alerts = tuple(alerts_of(spec, service, here, inherited))
        for index, test in enumerate(spec.tests):
            chosen = () if test.fires is None else test.fires
            interval = spec.interval or inherited.interval
            yield AlertTestPlan(
                alert=spec.name,
                firing=tuple(each for each in alerts if chosen is True or each.about.severity in chosen),
                given=test.given,
                interval=test.interval,
                every=test.interval if test.interval >= _LOOKBACK else interval,
                at=test.at,
                labels=test.labels,
                value=None if test.value is None else float(test.value),
                origin=here.at("tests", index),
            )
