"""Rules as objects: PrometheusRule for the Prometheus operator, VMRule for that of VictoriaMetrics."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import NamedTuple

from slosmith.artifact import Artifact
from slosmith.diagnostics import Diagnostic
from slosmith.plan.deployment import Metadata
from slosmith.plan.model import Group, RuleFile
from slosmith.targets.kubernetes.objects import indented, metadata, object_text
from slosmith.targets.kubernetes.sizes import cut, too_large
from slosmith.targets.prometheus import groups_text, origins_of
from slosmith.targets.rulers.splitting import part_name


class RuleKind(NamedTuple):
    api_version: str
    kind: str


PROMETHEUS_RULE = RuleKind("monitoring.coreos.com/v1", "PrometheusRule")
VM_RULE = RuleKind("operator.victoriametrics.com/v1beta1", "VMRule")


def rule_objects(
    bundle: RuleFile, kind: RuleKind, shared: Metadata, path: Callable[[str], str]
) -> Iterator[Artifact | Diagnostic]:
    """One object for a service, for the operator drops an object whole when one of its rules is bad; more when that
    would be too large. `path` makes the path of a file from the name of its object."""
    yield from too_large(bundle.groups)
    for number, groups in enumerate(cut(bundle.groups), 1):
        name = part_name(bundle.stem, number)
        yield Artifact(path(name), _text(name, groups, kind, shared), origins_of(groups))


def _text(name: str, groups: tuple[Group, ...], kind: RuleKind, shared: Metadata) -> str:
    head = {
        "apiVersion": kind.api_version,
        "kind": kind.kind,
        "metadata": metadata(name, shared, {}, {}),
    }
    return object_text(head, f"spec:\n{indented(groups_text(groups))}")
