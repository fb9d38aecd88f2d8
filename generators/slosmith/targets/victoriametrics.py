"""Target `victoriametrics`: rules for vmalert, as objects of its operator or as files, none of which waits for another."""

from __future__ import annotations

from collections.abc import Iterator

from slosmith.artifact import Artifact
from slosmith.diagnostics import Diagnostic, diagnose
from slosmith.origin import Origin
from slosmith.plan.health import HEALTH_STEM
from slosmith.plan.model import Plan, RuleFile
from slosmith.plan.rule_files import rule_bundles
from slosmith.promql.expr import Call, walk
from slosmith.targets.base import Target
from slosmith.targets.kubernetes.objects import kustomization
from slosmith.targets.kubernetes.rules import VM_RULE, rule_objects
from slosmith.targets.prometheus import HEADER, groups_text, origins_of
from slosmith.targets.rulers.health import VMALERT, renamed
from slosmith.targets.rulers.lag import lagging

FOLDER = "victoriametrics"
# VictoriaMetrics stores no native histograms.
_UNKNOWN = frozenset({"histogram_count", "histogram_fraction"})


def render(plan: Plan) -> Iterator[Artifact | Diagnostic]:
    options = plan.project.deployment.victoriametrics
    bundles = [_for_vmalert(bundle) for bundle in rule_bundles(plan)]
    for bundle in bundles:
        yield from _unsupported(bundle)
    if not options.objects:
        for bundle in bundles:
            text = HEADER + groups_text(bundle.groups)
            yield Artifact(_path(bundle.stem), text, origins_of(bundle.groups))
        return
    files = []
    for each in rule_objects(bundles, VM_RULE, options.metadata, _path):
        if isinstance(each, Artifact):
            files.append(each.path.removeprefix(f"{FOLDER}/"))
        yield each
    yield Artifact(f"{FOLDER}/kustomization.yaml", kustomization(sorted(files)))


def _path(name: str) -> str:
    return f"{FOLDER}/{name}.yaml"


def _for_vmalert(bundle: RuleFile) -> RuleFile:
    if bundle.stem == HEALTH_STEM:
        return bundle._replace(groups=tuple(renamed(group, VMALERT) for group in bundle.groups))
    return lagging(bundle)


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


TARGET = Target("victoriametrics", "rules for vmalert or its operator", render, on_request=True)
