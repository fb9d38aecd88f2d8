"""What must hold across fields and files. A new check is one function and one line in a tuple here."""

from __future__ import annotations

from collections.abc import Callable, Iterable

from slosmith.checks import (
    alert_habits,
    duplicates,
    expressions,
    instrumentation,
    labels,
    names,
    references,
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
    names.unique_metrics,
    names.reserved_service_name,
    references.known_severities,
    references.known_playbooks,
    references.known_slos,
    references.known_targets,
    expressions.promql,
    expressions.window_placement,
    expressions.window_and_scrape,
    labels.group_by,
    labels.extra_labels,
    labels.expression_labels,
    instrumentation.promised_metrics,
    instrumentation.metric_types,
    instrumentation.sli_problems,
    instrumentation.exported_labels,
    alert_habits.has_condition,
    alert_habits.matched_division,
    windows.reachable_tiers,
    windows.budget_period,
    windows.retention,
    versions.supported_versions,
)

PLAN_CHECKS: tuple[Callable[[Plan], Iterable[Diagnostic]], ...] = (
    duplicates.alert_names,
    duplicates.same_alert,
)


def check_spec(spec: Spec) -> tuple[Diagnostic, ...]:
    return tuple(found for check in SPEC_CHECKS for found in check(spec))


def check_plan(plan: Plan) -> tuple[Diagnostic, ...]:
    return tuple(found for check in PLAN_CHECKS for found in check(plan))
