"""Target `victoriametrics`: rules for vmalert, as objects of its operator or as files, none of which waits for another."""

from __future__ import annotations

import posixpath
from collections.abc import Iterator, Sequence

from slosmith.artifact import Artifact
from slosmith.diagnostics import Diagnostic, diagnose
from slosmith.origin import Origin
from slosmith.plan.model import Plan, RuleFile
from slosmith.plan.rule_files import ServiceRules, health_file
from slosmith.promql.expr import Call, walk
from slosmith.targets.base import Fragment, Output, Target
from slosmith.targets.kubernetes.objects import kustomization
from slosmith.targets.kubernetes.rules import VM_RULE, rule_objects
from slosmith.targets.prometheus import HEADER, groups_text, origins_of
from slosmith.targets.rulers.health import VMALERT, renamed
from slosmith.targets.rulers.lag import lagging

FOLDER = "victoriametrics"
# VictoriaMetrics stores no native histograms.
_UNKNOWN = frozenset({"histogram_count", "histogram_fraction"})


def service(plan: Plan, rules: ServiceRules) -> Iterator[Output | Fragment[str]]:
    """Its fragments are the names of files."""
    if rules.bundle is not None:
        bundle = lagging(rules.bundle)
        yield from _unsupported(bundle)
        for each in _files(plan, bundle):
            yield each
            if isinstance(each, Artifact):
                yield Fragment(posixpath.basename(each.path))


def project(plan: Plan, fragments: Sequence[str]) -> Iterator[Output]:
    health = health_file(plan)._replace(groups=tuple(renamed(group, VMALERT) for group in plan.health))
    files = list(_files(plan, health))
    yield from files
    if plan.project.deployment.victoriametrics.objects:
        own = [posixpath.basename(each.path) for each in files if isinstance(each, Artifact)]
        yield Artifact(_path("kustomization"), kustomization(sorted([*fragments, *own])))


def _files(plan: Plan, bundle: RuleFile) -> Iterator[Output]:
    options = plan.project.deployment.victoriametrics
    if options.objects:
        yield from rule_objects(bundle, VM_RULE, options.metadata, _path)
    else:
        yield Artifact(_path(bundle.stem), HEADER + groups_text(bundle.groups), origins_of(bundle.groups))


def _path(name: str) -> str:
    return f"{FOLDER}/{name}.yaml"


def _unsupported(bundle: RuleFile) -> Iterator[Diagnostic]:
    """Each place of the spec once."""
    places: dict[Origin, None] = {}
    for group in bundle.groups:
        for rule in group.rules:
            calls = {each.function for each in walk(rule.expr) if isinstance(each, Call)}
            if calls & _UNKNOWN:
                places[rule.origin] = None
    for origin in places:
        yield diagnose(
            "ruler-limit",
            "this reads a native histogram, and VictoriaMetrics stores none",
            origin.span(),
            "export a classic histogram, and leave `native: true` out",
        )


TARGET = Target[str](
    name="victoriametrics",
    summary="rules for vmalert or its operator",
    service=service,
    project=project,
    on_request=True,
)
