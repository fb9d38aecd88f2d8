"""What `explain` says: the policy's tiers, the detection table of burn-rate.md, and the same in text and in data."""

from __future__ import annotations

from typing import Any

import pytest
from tests.plans import SLI, slo_of

from slosmith.burnrate import policy
from slosmith.cost import cost_of
from slosmith.explanation import explain
from slosmith.explanation_views import as_data, as_text
from slosmith.plan.model import SloPlan
from slosmith.units import decimal_text, duration

PROBE = "{probe: {metric: up}}"


def _table(text: str, head: str) -> dict[str, list[str]]:
    """The rows of the table whose first column is called so, by that column; columns are two spaces apart."""
    lines = iter(text.splitlines())
    next(line for line in lines if line.strip().startswith(head + "  "))
    rows: dict[str, list[str]] = {}
    for line in lines:
        cells = [cell.strip() for cell in line.split("  ") if cell.strip()]
        if not cells or line.startswith("  - "):
            return rows
        rows[cells[0]] = cells[1:]
    return rows


@pytest.mark.parametrize("target", ["90", "95", "99.9", "99.99"])
def test_the_tiers_are_those_of_the_policy(target: str) -> None:
    slo = slo_of(f"target: {target}%")
    expected = policy(slo.target, slo.window, 30, 60)
    data, text = as_data(explain(slo)), as_text(explain(slo))
    rows = _table(text, "alert")
    assert [tier["long"] for tier in data["tiers"]] == [duration(tier.long) for tier in expected.tiers]
    assert list(rows) == [tier["alert"] for tier in data["tiers"]]
    for tier, said in zip(expected.tiers, data["tiers"], strict=True):
        theta = tier.threshold(slo.beta)
        assert said["burn_rate"] == decimal_text(tier.burn)
        assert said["threshold"] == decimal_text(theta)
        assert said["budget_share"] == pytest.approx(float(tier.burn * tier.long / slo.window))
        assert said["exhaustion_seconds"] == round(slo.window / tier.burn)
        assert said["min_events"] == tier.min_events
        row = rows[said["alert"]]
        assert row[:4] == [
            said["severity"],
            f"{said['long']}/{said['short']}",
            f"{said['burn_rate']}x",
            f"{decimal_text(theta * 100)}%",
        ]
        assert row[-1] == str(tier.min_events)
    assert len(data["left_out"]) == len(expected.dropped) == 4 - len(expected.tiers)
    assert all(
        note in text for note in (*data["left_out"], *(n for tier in data["tiers"] for n in tier["notes"]))
    )


# The column for 99.9% in burn-rate.md; its 14.4 hours print as 14h. Alerts are kept firing after that.
DETECTION = [
    ("100%", "1h", "high", "1.6m", "3.7%", "5.7m + 10m"),
    ("10%", "1h", "high", "9.4m", "2.2%", "5m + 10m"),
    ("2%", "1h", "high", "44m", "2%", "2.2m + 10m"),
    ("1%", "6h", "high", "3.6h", "5%", "14m + 1h"),
    ("0.5%", "1d", "medium", "14h", "10%", "50m + 4h"),
    ("0.2%", "3d", "medium", "1.5d", "10%", "3h + 12h"),
]


def test_detection_at_three_nines() -> None:
    rows = _table(as_text(explain(slo_of("target: 99.9%"))), "error rate")
    shown = [
        (rate, rows[rate][0].removeprefix("TheTitleBudgetBurn"), *rows[rate][1:]) for rate, *_ in DETECTION
    ]
    assert shown == DETECTION
    assert rows["0.1%"][0] == "TheTitleBudgetExhausted", "no tier, but the budget is gone in the end"
    assert rows["0.05%"] == ["never"], "an error rate within the budget is nobody's business"


def test_what_no_tier_notices_exhausts_the_budget() -> None:
    slo = slo_of("target: 99%, alerting: {tiers: [{severity: page, long: 1h, short: 5m, burn: 10x}]}")
    line = _detected(slo, "0.05")
    assert (line["alert"], line["severity"]) == ("TheTitleBudgetExhausted", "medium")
    # It burns at 5 times the rate that lasts for 30 days; 24 days later the first errors leave the window.
    assert line["seconds"] == 6 * 86400 and line["budget_share"] == 1
    assert line["clears_after_seconds"] == 24 * 86400


def _detected(slo: SloPlan, rate: str, events_per_second: float | None = None) -> Any:
    lines = as_data(explain(slo, events_per_second))["detection"]
    return next(line for line in lines if line["error_rate"] == rate)


@pytest.mark.parametrize(
    ("rate", "seconds", "share", "clears"),
    [
        # L * theta / e + (s + D) / 2; e / beta * that / W; S * (1 - theta / e) + (s + D) / 2.
        ("1", 3600 * 0.0144 + 45, 1000, 300 * (1 - 0.0144) + 45),
        ("0.02", 3600 * 0.72 + 45, 20, 300 * 0.28 + 45),
        # A window of recordings of 150 s adds (150 - s) / 2.
        ("0.01", 21600 * 0.6 + 45 + 60, 10, 1800 * 0.4 + 45 + 60),
        ("0.005", 86400 * 0.6 + 45 + 60, 5, 7200 * 0.4 + 45 + 60),
    ],
)
def test_detection_in_numbers(rate: str, seconds: float, share: float, clears: float) -> None:
    line = _detected(slo_of("target: 99.9%"), rate)
    assert line["seconds"] == pytest.approx(seconds, abs=0.1)
    assert line["budget_share"] == pytest.approx(share * seconds / 2592000, abs=1e-6)
    assert line["clears_after_seconds"] == pytest.approx(clears, abs=0.1)
    assert line["kept_firing_seconds"] in (600, 3600, 14400)
    assert line["bound"] == "budget"


def test_little_traffic_delays() -> None:
    """At one event a minute and 10% errors, five errors take 50 minutes to come."""
    slo = slo_of("target: 99.9%")
    line = _detected(slo, "0.1", 1 / 60)
    assert (line["bound"], line["alert"]) == ("events", "TheTitleBudgetBurn1h")
    assert line["seconds"] == pytest.approx(50 * 60 + 45, abs=0.1)
    text = as_text(explain(slo, 1 / 60))
    assert "51m (waits for enough errors)" in text
    assert "with this traffic it holds 43 errors" in text
    assert "that is few" not in text
    assert "that is few" in as_text(explain(slo, 1 / 600))


def test_a_slice_is_not_traffic() -> None:
    explanation = explain(slo_of("target: 99.9%", PROBE), 1 / 600)
    assert explanation.budget_events is None
    assert "never held back" not in as_text(explanation)


def test_a_tier_over_few_slices_starts_later_than_it_says() -> None:
    """One slice a minute: 5 of 60 are 8.3 times 1%, less than 14.4; but 19 of 4320 are 4.4 times 0.1%."""
    text = as_text(explain(slo_of("target: 99.9%", PROBE)))
    assert (
        "TheTitleBudgetBurn3d: its long window holds 4320 slices; 19 of them must be bad, so it starts above 0.44% or 4.4x"
        in text
    )
    assert "must be bad" not in as_text(explain(slo_of("target: 99%", PROBE)))
    assert "must be bad" not in as_text(explain(slo_of("target: 99.9%")))


@pytest.mark.parametrize(
    ("more", "said", "unsaid"),
    [
        (
            "target: 99.9%",
            [
                "99.9% over 30d",
                "error budget 0.1%: a total outage spends it in 43 minutes",
                "the shortest total outage that pages lasts 52 seconds",
            ],
            ["observed"],
        ),
        ("target: 99.99%", ["spends it in 4.3 minutes"], []),
        ("target: 99.9%, window: 7d", ["the shortest total outage that pages lasts 17 seconds"], []),
        ("target: 99.9%, alerting: {mode: observe}", ["observed"], ["outage that pages"]),
        ("target: 99.999%", ["spends it in 26 seconds"], []),
        ("target: 100%", ["no error budget: any error alerts"], ["error rate", "spends it"]),
        (
            "target: 99%, alerting: {policy: breach}",
            ["alerts once the ratio over 30d misses the target"],
            ["error rate"],
        ),
        ("target: 99%, alerting: {mode: observe}", ["observed only", "0 alerts"], []),
        ("target: 99%, group_by: [eu, az]", ["for each eu, az", "in each group"], []),
        ("target: 99%, window: 1d, alerting: {budget_window: 30d}", ["99% over 1d, budget over 30d"], []),
        ("target: 99%, series: 1234", ["cost at 1234 series"], ["cost at 50 series"]),
    ],
)
def test_what_is_said(more: str, said: list[str], unsaid: list[str]) -> None:
    text = as_text(explain(slo_of(more)))
    assert [each for each in said if each not in text] == []
    assert [each for each in unsaid if each in text] == []


def test_data_is_as_exact_as_the_plan() -> None:
    data = as_data(explain(slo_of("target: 99.95%, window: 7d, alerting: {policy: breach}")))
    assert (data["target"], data["error_budget"], data["window"]) == ("0.9995", "0.0005", "7d")
    assert data["total_outage_spends_budget_in_seconds"] == 302.4
    assert data["shortest_total_outage_that_pages_in_seconds"] is None
    assert (data["policy"], data["mode"], data["tiers"], data["detection"]) == ("breach", "alert", [], [])


@pytest.mark.parametrize(("scrape", "rate", "times"), [(30, 150, 1), (15, 75, 2)])
def test_cost_grows_with_the_raw_windows_only(scrape: int, rate: int, times: int) -> None:
    """Each window of 5m, 30m and 1h reads the events twice (`or 0 * events`) and the errors, a fifth of the series;
    with quick scrapes that happens twice a minute."""
    slo = slo_of(f"target: 99.9%, scrape_interval: {scrape}s")
    few, many = cost_of(slo, 500), cost_of(slo, 1000)
    each = (2 + 0.2) * (300 + 1800 + 3600 + rate) / scrape * times
    assert many.samples_per_minute - few.samples_per_minute == pytest.approx(500 * each, abs=1)
    assert (few.recordings, few.alerts) == (14, 6)


def test_many_series_are_read_raw_over_five_minutes_only() -> None:
    cheap = slo_of("target: 99.9%, series: 2001", SLI)
    assert (
        cost_of(cheap, 5000).samples_per_minute
        < cost_of(slo_of("target: 99.9%"), 5000).samples_per_minute / 5
    )
