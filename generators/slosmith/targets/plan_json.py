"""Target `plan`: the plan itself as JSON, for other tools. It changes only when the meaning does."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from slosmith.artifact import Artifact
from slosmith.burnrate import Tier
from slosmith.contract import Promise
from slosmith.emit import canonical_json
from slosmith.plan.model import Alert, Group, Plan, PlaybookPlan, Rule, ServicePlan, SloPlan
from slosmith.plan.slo_rules import slo_groups
from slosmith.promql.expr import text
from slosmith.targets.base import Target
from slosmith.units import decimal_text, duration


def render(plan: Plan) -> Iterator[Artifact]:
    yield Artifact("plan.json", canonical_json(plan_data(plan)))


def plan_data(plan: Plan) -> dict[str, Any]:
    project = plan.project
    return {
        "version": 1,
        "project": {
            "name": project.name,
            "title": project.title,
            "scrape_interval": duration(project.scrape),
            "evaluation_interval": duration(project.interval),
            "retention": duration(project.retention) if project.retention else None,
            "external_labels": dict(project.external_labels),
            "versions": {
                "prometheus": project.prometheus_version,
                "alertmanager": project.alertmanager_version,
                "grafana": project.grafana_version,
            },
        },
        "severities": [
            {"name": each.name, "pages": each.pages, "response": duration(each.response)}
            for each in plan.severities
        ],
        "services": [_service(service) for service in plan.services],
        "health": [_group(group) for group in plan.health],
        "playbooks": [_playbook(each) for each in plan.playbooks],
        "metrics": [_promise(each) for each in plan.contract.promises.values()],
    }


def _service(service: ServicePlan) -> dict[str, Any]:
    return {
        "name": service.name,
        "title": service.title,
        "owner": service.owner,
        "slos": [_slo(slo) for slo in service.slos],
        "alerts": [_group(group) for group in service.alert_groups],
    }


def _slo(slo: SloPlan) -> dict[str, Any]:
    groups = slo_groups(slo)
    return {
        "id": slo.id,
        "title": slo.title,
        "description": slo.description,
        "owner": slo.owner,
        "target": decimal_text(slo.target),
        "window": duration(slo.window),
        "budget_window": duration(slo.budget_window),
        "group_by": list(slo.group_by),
        "scrape_interval": duration(slo.scrape),
        "evaluation_interval": duration(slo.interval),
        "mode": "observe" if slo.observe else "alert",
        "policy": "breach" if slo.breach else "burn-rate",
        "playbook": slo.links.playbook or None,
        "tiers": [_tier(slo, tier) for tier in slo.tiers],
        "groups": [_group(group) for group in groups if group is not None],
    }


def _tier(slo: SloPlan, tier: Tier) -> dict[str, Any]:
    return {
        "severity": slo.severities[tier.severity_class],
        "long": duration(tier.long),
        "short": duration(tier.short),
        "burn_rate": decimal_text(tier.burn),
        "threshold": decimal_text(tier.threshold(slo.beta)),
        "min_events": tier.min_events,
    }


def _group(group: Group) -> dict[str, Any]:
    return {
        "name": group.name,
        "interval": duration(group.interval),
        "rules": [_rule(rule) for rule in group.rules],
    }


def _rule(rule: Rule) -> dict[str, Any]:
    kind = "alert" if isinstance(rule, Alert) else "record"
    data: dict[str, Any] = {kind: rule.name, "expr": text(rule.expr), "labels": dict(rule.labels)}
    if isinstance(rule, Alert):
        data["for"] = duration(rule.for_)
        data["keep_firing_for"] = duration(rule.keep_firing_for)
        data["annotations"] = dict(rule.annotations)
    return data


def _playbook(playbook: PlaybookPlan) -> Mapping[str, Any]:
    return {
        "id": playbook.id,
        "title": playbook.title,
        "severity": playbook.severity or None,
        "alerts": list(playbook.alerts),
    }


def _promise(promise: Promise) -> Mapping[str, Any]:
    return {
        "name": promise.name,
        "type": promise.type.value,
        "help": promise.help,
        "unit": promise.unit,
        "labels": list(promise.labels),
        "buckets": [decimal_text(bound) for bound in promise.buckets],
        "service": promise.service or None,
        "source": promise.source,
    }


TARGET = Target("plan", "the plan as JSON, for other tools", render)
