"""VirtEngine as it would look to Prometheus: every metric of its contract, with an incident in each service."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import NamedTuple

from slosmith.contract import Contract, MetricType, Promise
from tests.e2e.flows import DAY, Clock, Incident, Traffic, bucket_counts, traffic


class Sample(NamedTuple):
    name: str
    labels: Mapping[str, str]
    value: float


class Behaviour(NamedTuple):
    """Of one SLO: events per second at noon, error ratio on a good day, and what went wrong."""

    per_second: float
    baseline: float
    incidents: tuple[Incident, ...] = ()


HOUR, MINUTE = 3600, 60
LONG_AGO = Incident(2 * DAY + 5 * HOUR, 2 * DAY + 4 * HOUR, 0.04)

# One incident in each service, each of another kind: a fast burn, a medium one, slow requests, a slow leak, an outage.
# Each is long against the minute that recordings lag behind, and the one that is lost as life takes over from history.
BEHAVIOURS = {
    "SLO-CHAIN-001": Behaviour(9, 0.0001, (LONG_AGO, Incident(2 * HOUR, 0, 0.10))),
    "SLO-CHAIN-002": Behaviour(20, 0.002),
    "SLO-CHAIN-003": Behaviour(20, 0.002),
    "SLO-VEID-001": Behaviour(6, 0.01),
    "SLO-VEID-002": Behaviour(12, 0.0004, (Incident(5 * HOUR, 0, 0.05),)),
    "SLO-MARKET-001": Behaviour(8, 0.01, (LONG_AGO, Incident(100 * MINUTE, 0, 0.70))),
    "SLO-MARKET-002": Behaviour(25, 0.0005, (LONG_AGO,)),
    "SLO-MARKET-003": Behaviour(10, 0.02),
    "SLO-HPC-001": Behaviour(5, 0.01),
    "SLO-HPC-002": Behaviour(7, 0.001),
    "SLO-HPC-003": Behaviour(11, 0.001, (Incident(20 * HOUR, 0, 0.05),)),
    "SLO-PROVD-001": Behaviour(30, 0.0005, (Incident(2 * HOUR, 0, 0.40),)),
    "SLO-PROVD-002": Behaviour(6, 0.001),
}

# Which SLO's traffic a metric shows: (SLO, labels of all its series, those that are bad).
COUNTERS: dict[str, tuple[str, tuple[tuple[Mapping[str, str], str], ...]]] = {
    "tendermint_consensus_rounds_total": (
        "SLO-CHAIN-001",
        (({"result": "success"}, "good"), ({"result": "timeout"}, "bad")),
    ),
    "veid_scoring_requests_total": ("SLO-VEID-002", (({}, "all"),)),
    "veid_scoring_errors_total": ("SLO-VEID-002", (({}, "bad"),)),
    "market_operations_total": ("SLO-MARKET-002", (({}, "all"),)),
    "market_operations_failed_total": ("SLO-MARKET-002", (({}, "bad"),)),
    "hpc_submissions_total": ("SLO-HPC-002", (({}, "all"),)),
    "hpc_submissions_failed_total": ("SLO-HPC-002", (({}, "bad"),)),
    "hpc_jobs_total": ("SLO-HPC-003", (({}, "all"),)),
    "hpc_jobs_failed_total": (
        "SLO-HPC-003",
        (({"reason": "node_failure"}, "bad"), ({"reason": "user_error"}, "bad")),
    ),
    "provider_api_requests_total": ("SLO-PROVD-001", (({"code": "200"}, "good"), ({"code": "503"}, "bad"))),
}
HISTOGRAMS = {
    "tendermint_consensus_block_time_seconds": ("SLO-CHAIN-002", 6),
    "tendermint_tx_finality_blocks": ("SLO-CHAIN-003", 2),
    "veid_scoring_duration_seconds": ("SLO-VEID-001", 300),
    "market_order_fulfillment_seconds": ("SLO-MARKET-001", 600),
    "market_bid_response_seconds": ("SLO-MARKET-003", 120),
    "hpc_job_scheduling_seconds": ("SLO-HPC-001", 900),
    "provider_health_check_duration_seconds": ("SLO-PROVD-002", 30),
}


@dataclass(frozen=True)
class System:
    contract: Contract
    clock: Clock
    traffic: Mapping[str, Traffic]

    @classmethod
    def at(cls, contract: Contract, clock: Clock) -> System:
        flows = {slo: traffic(clock, *behaviour) for slo, behaviour in BEHAVIOURS.items()}
        return cls(contract, clock, flows)

    def samples(self, time: float) -> Iterator[Sample]:
        """What a scrape at `time` would see, metric by metric."""
        for promise in self.contract.promises.values():
            yield from self.metric(promise, time)

    def metric(self, promise: Promise, time: float) -> Iterator[Sample]:
        match promise.type:
            case MetricType.COUNTER:
                yield from self._counter(promise.name, time)
            case MetricType.HISTOGRAM:
                yield from self._histogram(promise, time)
            case _:
                yield from _gauge(promise.name, time, self.clock)

    def _counter(self, name: str, time: float) -> Iterator[Sample]:
        slo, series = COUNTERS[name]
        total, bad = self.traffic[slo].total.counted(time), self.traffic[slo].bad.counted(time)
        values = {"all": total, "bad": bad, "good": total - bad}
        for labels, kind in series:
            yield Sample(name, labels, values[kind])

    def _histogram(self, promise: Promise, time: float) -> Iterator[Sample]:
        slo, threshold = HISTOGRAMS[promise.name]
        total, bad = self.traffic[slo].total.counted(time), self.traffic[slo].bad.counted(time)
        bounds = [float(bound) for bound in promise.buckets]
        counts = bucket_counts(bounds, threshold, total - bad, bad)
        for bound, count in zip(promise.buckets, counts, strict=True):
            yield Sample(f"{promise.name}_bucket", {"le": f"{bound:f}"}, count)
        yield Sample(f"{promise.name}_bucket", {"le": "+Inf"}, total)
        yield Sample(f"{promise.name}_count", {}, total)
        yield Sample(f"{promise.name}_sum", {}, total * threshold / 3)


def _gauge(name: str, time: float, clock: Clock) -> Iterator[Sample]:
    values = {
        "tendermint_consensus_latest_block_time": time,
        "veid_model_f1_score": 0.97,
        "veid_model_evaluation_timestamp_seconds": clock.now - 2 * DAY,
        "market_orders_pending": 12.0,
    }
    if name == "veid_inference_duration_seconds":
        yield Sample(f"{name}_count", {}, int(time - clock.start))
        yield Sample(f"{name}_sum", {}, (time - clock.start) * 0.2)
    else:
        yield Sample(name, {}, values[name])


def line(sample: Sample, extra: Mapping[str, str] | None = None) -> str:
    labels = ",".join(f'{name}="{value}"' for name, value in {**sample.labels, **(extra or {})}.items())
    return (
        f"{sample.name}{{{labels}}} {sample.value:.17g}" if labels else f"{sample.name} {sample.value:.17g}"
    )


def openmetrics(system: System, target: Mapping[str, str]) -> Iterator[str]:
    """History up to now, one family after the other, as `promtool tsdb create-blocks-from openmetrics` wants it."""
    clock = system.clock
    for promise in system.contract.promises.values():
        by_series: dict[str, list[str]] = {}
        for time in range(clock.start, clock.now + 1, clock.step):
            for sample in system.metric(promise, time):
                series, value = line(sample, target).rsplit(" ", 1)
                by_series.setdefault(series, []).append(f"{series} {value} {time}\n")
        for lines in by_series.values():
            yield from lines
    yield "# EOF\n"


def exposition(system: System, time: float) -> str:
    return "".join(f"{line(sample)}\n" for sample in system.samples(time))
