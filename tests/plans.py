"""Specs as text and the plans that they become, for tests that need no files."""

from __future__ import annotations

from typing import Any

from slosmith.artifact import Artifact
from slosmith.checks import check_plan, check_spec
from slosmith.diagnostics import errors
from slosmith.plan.build import build_plan
from slosmith.plan.model import Plan, SloPlan
from slosmith.source.yaml_reader import read_yaml
from slosmith.spec import read_spec
from slosmith.targets import TARGET_NAMES
from slosmith.targets.base import Target
from slosmith.targets.rendering import rendered

HEAD = "apiVersion: slosmith/v1\nkind: "
SLI = "{ratio: {bad: bad_total, total: all_total}}"


def plan_of(text: str) -> Plan:
    """The plan of YAML documents that must be right."""
    reading = read_yaml("specs/test.yaml", text)
    spec, complaints = read_spec(reading.documents)
    found = [*reading.diagnostics, *complaints]
    if not errors(found):
        found += check_spec(spec)
    assert not errors(found), [each.message for each in found]
    plan = build_plan(spec, TARGET_NAMES)
    found += check_plan(plan)
    assert not errors(found), [each.message for each in found]
    return plan


def written(plan: Plan, *targets: Target[Any]) -> tuple[Artifact, ...]:
    """The files of these targets, whichever the plan asks for; what is said besides is left out."""
    return tuple(each for each in rendered(plan, targets) if isinstance(each, Artifact))


def slo_of(more: str = "target: 99.9%", sli: str = SLI, *, service: str = "", project: str = "") -> SloPlan:
    """One SLO called X; the texts are lines of YAML that the objects have besides."""
    documents = [
        f"{HEAD}Service\nname: shop\n{service}\nslos:\n  - {{id: X, title: The title, sli: {sli}, {more}}}\n"
    ]
    if project:
        documents.append(f"{HEAD}Project\nname: test\n{project}\n")
    [planned] = plan_of("---\n".join(documents)).services[0].slos
    return planned
