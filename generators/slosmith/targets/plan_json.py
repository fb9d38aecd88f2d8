"""Target `plan`: the plan itself as JSON, for other tools. It changes only when the meaning does."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from slosmith.artifact import Artifact
from slosmith.burnrate import Tier
from slosmith.contract import Promise
from slosmith.emit import Json, digest, json_by_lines, json_part
from slosmith.plan.deployment import DEPLOYMENT_TARGETS
from slosmith.plan.model import Alert, Group, Plan, ProjectPlan, SloPlan
from slosmith.plan.pages_model import PlaybookPlan, TemplatePlan
from slosmith.plan.rule_files import ServiceRules
from slosmith.plan.slo_rules import SloRules
from slosmith.promql.expr import text
from slosmith.source.jsonnet_process import Program
from slosmith.targets.base import Fragment, Target
from slosmith.targets.plan_oncall import oncall_json
from slosmith.units import decimal_text, duration

# services, service, slos, slo, groups, group, rules, rule
_RULE_DEPTH, _SERVICE_LEVEL = 8, 2


def service(plan: Plan, rules: ServiceRules) -> Iterator[Fragment[Json]]:
    yield Fragment(json_part(_service(rules), _RULE_DEPTH, _SERVICE_LEVEL))


def project(plan: Plan, fragments: Sequence[Json]) -> Iterator[Artifact]:
    yield Artifact("plan.json", json_by_lines(_plan(plan, fragments), _RULE_DEPTH))


def _plan(plan: Plan, services: Sequence[Json]) -> dict[str, Any]:
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
            "grafana": {"folder": project.grafana_folder, "datasource": project.grafana_datasource},
            "runbooks": project.runbooks or None,
            "targets": list(project.targets),
            **_deployment(project),
        },
        "oncall": oncall_json(plan.oncall),
        "services": services,
        "health": [_hand_written(group) for group in plan.health],
        "playbooks": [_playbook(each) for each in plan.playbooks],
        "templates": [_template(each) for each in plan.templates],
        "metrics": [_promise(each) for each in plan.contract.promises.values()],
        "dashboards": [_dashboard(each) for each in plan.dashboards],
    }


def _deployment(project: ProjectPlan) -> dict[str, Any]:
    """The options of the targets that are asked for, where they have any."""
    chosen = (name for name in DEPLOYMENT_TARGETS if name in project.targets)
    options = {name: getattr(project.deployment, name, None) for name in chosen}
    return {"deployment": {name: _plain(each) for name, each in options.items()}} if options else {}


def _plain(value: Any) -> Any:
    """A named tuple of options as a mapping, at any depth."""
    named = value._asdict() if hasattr(value, "_asdict") else value
    return {key: _plain(each) for key, each in named.items()} if isinstance(named, Mapping) else named


def _service(rules: ServiceRules) -> dict[str, Any]:
    service = rules.service
    return {
        "name": service.name,
        "title": service.title,
        "owner": service.owner,
        "slos": [_slo(each) for each in rules.slos],
        "alerts": [_hand_written(group) for group in service.alert_groups],
    }


def _slo(rules: SloRules) -> dict[str, Any]:
    slo = rules.slo
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
        "annotations": dict(slo.annotations),
        "tiers": [_tier(slo, tier) for tier in slo.tiers],
        "groups": [_generated(group) for group in rules.groups],
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


def _hand_written(group: Group) -> dict[str, Any]:
    return {
        "name": group.name,
        "interval": duration(group.interval),
        "rules": [
            {**_alert(rule), "annotations": dict(rule.annotations)}
            for rule in group.rules
            if isinstance(rule, Alert)
        ],
    }


def _generated(group: Group) -> dict[str, Any]:
    """Without the prose, which follows from the SLO, and the labels that all recordings of an SLO share."""
    return {
        "name": group.name,
        "interval": duration(group.interval),
        "rules": [
            _generated_alert(rule)
            if isinstance(rule, Alert)
            else {"record": rule.name, "expr": text(rule.expr)}
            for rule in group.rules
        ],
    }


def _generated_alert(alert: Alert) -> dict[str, Any]:
    """With what it is for, so that nobody has to read that from its name."""
    about = alert.about
    return {**_alert(alert), "kind": about.kind.value, "purpose": about.purpose, "over_all": about.over_all}


def _alert(alert: Alert) -> dict[str, Any]:
    return {
        "alert": alert.name,
        "expr": text(alert.expr),
        "for": duration(alert.for_),
        "keep_firing_for": duration(alert.keep_firing_for),
        "labels": dict(alert.labels),
    }


def _playbook(playbook: PlaybookPlan) -> Mapping[str, Any]:
    return {
        "id": playbook.id,
        "title": playbook.title,
        "severity": playbook.severity or None,
        "alerts": list(playbook.alerts),
        "sha256": digest(playbook.body),
    }


def _template(template: TemplatePlan) -> Mapping[str, Any]:
    return {
        "id": template.id,
        "title": template.title,
        "placeholders": [name for name, _ in template.placeholders],
        "sha256": digest(template.body),
    }


def _dashboard(program: Program) -> Mapping[str, Any]:
    """Its name is where it stands below the specs, wherever those are."""
    name = program.path.relative_to(program.roots[0]).with_suffix("")
    return {"name": name.as_posix(), "sha256": digest("\0".join((program.text, *program.imports)))}


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


TARGET = Target[Json](
    name="plan", summary="the plan as JSON, for other tools", service=service, project=project
)
