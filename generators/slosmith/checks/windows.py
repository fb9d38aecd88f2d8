"""Windows, tiers and retention: can every alert fire, and only when the objective is in danger?"""

from __future__ import annotations

from collections.abc import Iterator

from slosmith.burnrate import evaluation_interval
from slosmith.checks.places import slos, slos_of
from slosmith.diagnostics import Diagnostic, diagnose
from slosmith.origin import Origin
from slosmith.plan.defaults import inherit, merged
from slosmith.plan.severities import usual_of
from slosmith.plan.tiers import decide_tiers
from slosmith.spec import Spec
from slosmith.spec.alerting import Alerting
from slosmith.spec.whole import project_of
from slosmith.units import DAY, duration

# What Prometheus keeps when nobody says.
_DEFAULT_RETENTION = 15 * DAY
_WITHOUT_TIERS = "leave `tiers` out to get those that fit; `slosmith explain` shows them"


def reachable_tiers(spec: Spec) -> Iterator[Diagnostic]:
    project, usual = project_of(spec).model, usual_of(spec)
    for place in slos(spec):
        inherited = inherit(project, place.service, usual)
        alerting = merged(inherited.alerting, place.slo.alerting)
        if alerting.tiers is None or alerting.policy == "breach" or place.slo.target.zero_tolerance:
            continue
        scrape = place.slo.scrape_interval or inherited.scrape
        interval = inherited.forced_interval or evaluation_interval(scrape)
        window = alerting.budget_window or place.slo.window
        own = place.slo.alerting.tiers is not None
        for fault in decide_tiers(alerting.tiers, place.slo.target.ratio, window, scrape, interval).faults:
            origin = place.origin.at("alerting", "tiers", fault.number) if own else place.origin.at("id")
            said = "" if own else f"the inherited tier {fault.number + 1} does not fit this SLO: "
            hint = _WITHOUT_TIERS if own else "give this SLO `alerting.tiers` of its own"
            for reason in fault.reasons:
                yield diagnose("tier-unreachable", said + reason, origin.span(), hint)


def heeded_tiers(spec: Spec) -> Iterator[Diagnostic]:
    """Tiers say nothing under a policy of breach. Who sets them beside that policy is told by the model; this is for
    those who inherit it."""
    project = project_of(spec).model
    for service, origin in spec.services:
        outer = project.defaults.alerting.policy
        places = list(slos_of(service, origin))
        policies = {place.slo.alerting.policy for place in places if not place.slo.alerting.tiers}
        # One of its SLOs may say `burn-rate`, and take the tiers from here.
        if _unheeded(service.alerting, outer) and policies and policies <= {None, "breach"}:
            yield _policy_inherited(origin)
        for place in places:
            if _unheeded(place.slo.alerting, service.alerting.policy or outer):
                yield _policy_inherited(place.origin)


def _unheeded(alerting: Alerting, inherited: str | None) -> bool:
    return bool(alerting.tiers) and alerting.policy is None and inherited == "breach"


def _policy_inherited(origin: Origin) -> Diagnostic:
    return diagnose(
        "bad-value",
        "these tiers would not be used: `policy: breach` is inherited, which has none",
        origin.at("alerting", "tiers").span(),
        "say `policy: burn-rate` beside them, or remove them",
    )


def budget_period(spec: Spec) -> Iterator[Diagnostic]:
    """Burn-rate alerts need a window that holds several of their own."""
    project, usual = project_of(spec).model, usual_of(spec)
    for place in slos(spec):
        inherited = inherit(project, place.service, usual)
        alerting = merged(inherited.alerting, place.slo.alerting)
        if (
            alerting.policy == "breach"
            or alerting.tiers
            or place.slo.target.zero_tolerance
            or alerting.mode == "observe"
        ):
            continue
        scrape = place.slo.scrape_interval or inherited.scrape
        interval = inherited.forced_interval or evaluation_interval(scrape)
        window = alerting.budget_window or place.slo.window
        if decide_tiers(None, place.slo.target.ratio, window, scrape, interval).degenerate:
            yield diagnose(
                "window-degenerate",
                f"{duration(window)} is too short for burn-rate alerts: they degenerate to nearly the objective itself",
                place.origin.at("window").span(),
                "set `alerting.budget_window: 30d` to burn over a month, or `alerting.policy: breach`",
            )


def retention(spec: Spec) -> Iterator[Diagnostic]:
    (project, origin), usual = project_of(spec), usual_of(spec)
    told = project.retention is not None
    kept = project.retention or _DEFAULT_RETENTION
    for place in slos(spec):
        alerting = merged(inherit(project, place.service, usual).alerting, place.slo.alerting)
        longest = max(alerting.budget_window or 0, place.slo.window)
        if longest <= kept:
            continue
        if told:
            yield diagnose(
                "retention-short",
                f"Prometheus keeps {duration(kept)}, and this SLO looks back over {duration(longest)}",
                place.origin.at("window").span(),
                "keep data for longer (--storage.tsdb.retention.time), or shorten the window",
            )
        else:
            yield diagnose(
                "retention-unknown",
                f"an SLO looks back over {duration(longest)}, and Prometheus keeps {duration(kept)} unless told otherwise",
                origin.span(),
                "say what it really keeps: `retention` in a Project document",
            )
            return
