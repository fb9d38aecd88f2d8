"""What an alert tells the person it wakes. Go templates, so whatever comes from a spec is escaped."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from fractions import Fraction
from functools import lru_cache
from typing import Final

from slosmith.burnrate import Tier
from slosmith.matching.matcher import is_classic, label_text, quoted
from slosmith.naming import BUDGET_REMAINING, error_ratio
from slosmith.plan.model import AlertKind, Links, SloPlan
from slosmith.signal import Numerator
from slosmith.units import decimal_text, duration, percent, spoken


def literal(text: str) -> str:
    """Text that stands in a Go template and means nothing to it."""
    return text.replace("{{", '{{ "{{" }}')


def link_annotations(links: Links) -> dict[str, str]:
    named = {
        "playbook": links.playbook,
        "runbook_url": links.runbook_url,
        "dashboard_url": links.dashboard_url,
    }
    return {name: value for name, value in named.items() if value}


def label_value(label: str, labels: str = "$labels") -> str:
    """The value of an alert's label in a template: Go takes no dots and dashes in a name behind a dot."""
    return f"{labels}.{label}" if is_classic(label) else f"(index {labels} {quoted(label)})"


def group_text(slo: SloPlan, *, collapsed: bool = False) -> str:
    """Which group it is about: ` (region eu)`, from the alert's labels."""
    if not slo.group_by:
        return ""
    if collapsed:
        return f" (all of {', '.join(slo.group_by)} together)"
    named = ", ".join(f"{label} {{{{ {label_value(label)} }}}}" for label in slo.group_by)
    return f" ({named})"


def promise(slo: SloPlan) -> str:
    """`Orders receive allocation within 10 minutes (95% over 1d)`."""
    words = slo.description or slo.title
    return f"{literal(words.rstrip('.'))} ({percent(slo.target)} over {duration(slo.window)})"


def queried(expression: str, arguments: str, shown: str, otherwise: str) -> str:
    """The first value that a query gives, shown by a template function, or other words if it gives none.

    Alert templates cannot divide, so the query does (burn-rate.md, trap 17).
    """
    return (
        f"{{{{ with printf {expression} {arguments} | query }}}}"
        f"{{{{ . | first | value | {shown} }}}}{{{{ else }}}}{otherwise}{{{{ end }}}}"
    )


def burn_annotations(slo: SloPlan, tier: Tier, *, collapsed: bool) -> dict[str, str]:
    labels = ("slo",) if collapsed else ("slo", *slo.group_by)
    figures = _burn_figures(labels, tier.long, tier.burn, slo.beta, slo.budget_window, collapsed)
    if collapsed:
        figures += f"\n{_worst_groups(slo.group_by, tier.long)}"
    return {
        "summary": f"{literal(slo.title)}{group_text(slo, collapsed=collapsed)}: {_pace(tier)}",
        "description": f"Objective: {promise(slo)}.\n{figures}",
        **link_annotations(slo.links),
    }


@lru_cache(maxsize=4096)
def _burn_figures(
    labels: tuple[str, ...], long: int, burn: Fraction, beta: Fraction, budget_window: int, collapsed: bool
) -> str:
    """The figures of the moment, asked for by label, so that SLOs with the same tier share the text."""
    matchers = "{" + ",".join(f"{label_text(label)}=%q" for label in labels) + "}"
    arguments = " ".join(map(label_value, labels))
    burning = error_ratio(long, collapsed=collapsed) + matchers

    rate = queried(f"`{burning}`", arguments, "humanizePercentage", "unknown")
    speed = queried(f"`{burning} / {decimal_text(beta)}`", arguments, "humanize", "unknown")
    lines = [
        f"Error ratio over {duration(long)}: {rate}.",
        f"Burn rate: {speed} (this alert starts at {decimal_text(burn)};"
        f" 1 spends the budget in exactly {duration(budget_window)}).",
    ]
    # The budget is kept per group; of all groups together there is none.
    if not collapsed:
        remaining = f"last_over_time({BUDGET_REMAINING}{matchers}[15m])"
        left = queried(f"`{remaining}`", arguments, "humanizePercentage", "unknown")
        until = f"({remaining} > 0) * {decimal_text(beta * budget_window)} / ({burning} > 0)"
        gone = queried(f"`{until}`", f"{arguments} {arguments}", "humanizeDuration", "unknown, or already")
        lines += [f"Budget left: {left}.", f"Gone at this rate in: {gone}."]
    return "\n".join(lines)


@lru_cache(maxsize=4096)
def _worst_groups(group_by: tuple[str, ...], long: int) -> str:
    """Alerts of single groups are kept quiet while all of them burn, so this one has to name them."""
    worst = f"`topk(5, {error_ratio(long)}{{slo=%q}} > 0)`"
    named = ", ".join(f"{label} {{{{ {label_value(label, '.Labels')} }}}}" for label in group_by)
    return (
        f"Worst groups:{{{{ with printf {worst} $labels.slo | query }}}}{{{{ range . }}}}"
        f"\n- {named}: {{{{ .Value | humanizePercentage }}}}{{{{ end }}}}{{{{ else }}}} unknown{{{{ end }}}}"
    )


def _pace(tier: Tier) -> str:
    long = duration(tier.long)
    if tier.burn == 1:
        return f"over {long} errors came fast enough to spend the whole error budget"
    return f"over {long} the error budget burnt at least {decimal_text(tier.burn)} times too fast"


def no_data_annotations(slo: SloPlan) -> dict[str, str]:
    return {
        "summary": f"{literal(slo.title)}{group_text(slo)}: no data for {spoken(slo.no_data)}",
        "description": f"Objective: {promise(slo)}.\nThe series that this SLO counts are gone, so nothing can be said about it."
        " Look at the service's scrape targets first, then at whether its metrics were renamed.",
        **link_annotations(slo.links),
    }


_LOOK = {
    Numerator.GOOD: "Look at whether the service's metrics changed.",
    Numerator.BUCKET: "Look at whether the buckets of the histogram changed.",
    Numerator.RATIO: "Look at whether the service's metrics changed; if no error was ever counted, its expression lacks a zero.",
}


def unknown(numerator: Numerator) -> str:
    """What is not known of events that are counted."""
    return "their error ratio is missing" if numerator is Numerator.RATIO else "not which of them were good"


def numerator_annotations(slo: SloPlan) -> dict[str, str]:
    numerator = slo.signal.numerator
    assert numerator is not None  # or there is no such alert
    return {
        "summary": f"{literal(slo.title)}{group_text(slo)}: events are counted, but {unknown(numerator)}",
        "description": f"Objective: {promise(slo)}.\n{numerator.value} is missing while events go on. {_LOOK[numerator]}",
        **link_annotations(slo.links),
    }


def no_traffic_annotations(slo: SloPlan) -> dict[str, str]:
    return {
        "summary": f"{literal(slo.title)}{group_text(slo)}: no events for {spoken(slo.no_traffic)}",
        "description": f"Objective: {promise(slo)}.\nThe counters are there and do not move. An outage that keeps all"
        " requests away looks like this: it costs no budget, and nothing else would tell.",
        **link_annotations(slo.links),
    }


def exhausted_annotations(slo: SloPlan) -> dict[str, str]:
    window = duration(slo.budget_window)
    return {
        "summary": f"{literal(slo.title)}{group_text(slo)}: the error budget of {window} is spent",
        "description": f"Objective: {promise(slo)}.\nBudget left: {{{{ $value | humanizePercentage }}}} of {window}. It comes back as"
        " the errors of the past leave the window; until then, hold back what can add new ones.",
        **link_annotations(slo.links),
    }


def missed_annotations(slo: SloPlan) -> dict[str, str]:
    if slo.zero_tolerance:
        return zero_tolerance_annotations(slo)
    return {
        "summary": f"{literal(slo.title)}{group_text(slo)}: the objective is missed over {duration(slo.window)}",
        "description": f"Objective: {promise(slo)}.\nThe error ratio over {duration(slo.window)} is {{{{ $value | humanizePercentage }}}};"
        f" {percent(slo.beta)} is allowed.",
        **link_annotations(slo.links),
    }


def zero_tolerance_annotations(slo: SloPlan) -> dict[str, str]:
    held = f" for {spoken(slo.for_)}" if slo.for_ else ""
    return {
        "summary": f"{literal(slo.title)}{group_text(slo)}: the objective is missed{held}",
        "description": f"Objective: {promise(slo)}.\nNo error is allowed here, so there is no budget to spend.",
        **link_annotations(slo.links),
    }


_TEXTS: Final[Mapping[AlertKind, Callable[[SloPlan], dict[str, str]]]] = {
    AlertKind.OBJECTIVE_MISSED: missed_annotations,
    AlertKind.NO_DATA: no_data_annotations,
    AlertKind.NUMERATOR_MISSING: numerator_annotations,
    AlertKind.NO_TRAFFIC: no_traffic_annotations,
    AlertKind.BUDGET_EXHAUSTED: exhausted_annotations,
}


def annotations_of(slo: SloPlan, kind: AlertKind) -> dict[str, str]:
    """The texts of an alert that is not of a tier."""
    return _TEXTS[kind](slo)
