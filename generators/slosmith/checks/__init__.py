"""What must hold across fields and files. A new check is one function and one line in a tuple here."""

from __future__ import annotations

from collections.abc import Callable, Iterable

from slosmith.checks import (
    absence,
    alert_habits,
    alert_tests,
    alertmanager_base,
    buckets,
    deployment,
    duplicates,
    escalation,
    expressions,
    finite,
    impossible,
    instrumentation,
    labels,
    links,
    matcher_values,
    muting,
    names,
    oncall_names,
    one_sided,
    playbooks,
    ratios,
    references,
    routing,
    templates,
    thresholds,
    versions,
    windows,
)
from slosmith.diagnostics import Diagnostic
from slosmith.plan.model import Plan
from slosmith.spec import Spec

SPEC_CHECKS: tuple[Callable[[Spec], Iterable[Diagnostic]], ...] = (
    names.unique_projects,
    names.unique_services,
    names.unique_slos,
    names.unique_playbooks,
    names.unique_templates,
    names.unique_pages,
    names.unique_metrics,
    names.reserved_service_name,
    references.known_severities,
    references.known_playbooks,
    references.known_alerts,
    playbooks.unlisted_alerts,
    playbooks.misled_alerts,
    playbooks.unreached_playbooks,
    playbooks.sections,
    templates.placeholders,
    references.known_slos,
    links.written_links,
    references.known_targets,
    deployment.needed_targets,
    deployment.idle_options,
    expressions.promql,
    expressions.window_placement,
    expressions.window_and_scrape,
    finite.finite_slis,
    impossible.found,
    matcher_values.found,
    ratios.found,
    one_sided.found,
    thresholds.unreachable_levels,
    thresholds.outlasting,
    buckets.undeclared_bounds,
    absence.can_vanish,
    labels.group_by,
    labels.lost_groups,
    labels.extra_labels,
    labels.expression_labels,
    instrumentation.promised_metrics,
    instrumentation.metric_types,
    instrumentation.rated_gauges,
    instrumentation.sli_problems,
    instrumentation.exported_labels,
    alert_tests.tested,
    alert_tests.known_rungs,
    alert_habits.has_condition,
    alert_habits.plain_ladder,
    alert_habits.kept_labels,
    alert_habits.matched_division,
    windows.heeded_tiers,
    windows.reachable_tiers,
    windows.budget_period,
    windows.retention,
    versions.supported_versions,
    oncall_names.unique_oncalls,
    oncall_names.known_teams,
    oncall_names.known_receivers,
    oncall_names.known_roles,
    oncall_names.known_intervals,
    oncall_names.unique_receivers,
    oncall_names.reserved_severity,
    oncall_names.accounts,
    alertmanager_base.base_exists,
    alertmanager_base.base_is_readable,
)

PLAN_CHECKS: tuple[Callable[[Plan], Iterable[Diagnostic]], ...] = (
    duplicates.alert_names,
    duplicates.same_alert,
    duplicates.own_alert,
    alertmanager_base.own_names,
    routing.no_oncall,
    routing.someone_listens,
    routing.watchdog_heard,
    routing.reachable_and_kept,
    routing.everything_used,
    routing.repeat_intervals,
    routing.supported_integrations,
    muting.inhibitions,
    muting.pages_at_all_times,
    escalation.in_time,
)


def check_spec(spec: Spec) -> tuple[Diagnostic, ...]:
    return tuple(found for check in SPEC_CHECKS for found in check(spec))


def check_plan(plan: Plan) -> tuple[Diagnostic, ...]:
    return tuple(found for check in PLAN_CHECKS for found in check(plan))
