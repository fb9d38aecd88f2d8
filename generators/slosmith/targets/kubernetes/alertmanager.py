"""The Alertmanager's configuration and its templates as a Secret. It holds none: secrets are named by file."""

from __future__ import annotations

from collections.abc import Iterator

from slosmith import emit
from slosmith.artifact import Artifact
from slosmith.diagnostics import Diagnostic
from slosmith.emit import Tree
from slosmith.plan.model import Plan
from slosmith.targets.alertmanager.config import configuration
from slosmith.targets.alertmanager.templates import templates_text
from slosmith.targets.kubernetes.objects import metadata, object_text
from slosmith.targets.kubernetes.sizes import data_room, object_too_large
from slosmith.targets.prometheus import HEADER

NAME = "alertmanager"
_CONFIG, _TEMPLATES = "alertmanager.yaml", "slosmith.tmpl"
# Where the operator puts the other keys of the Secret. What it makes of the configuration lies in another folder.
_MOUNTED = f"/etc/alertmanager/config/{_TEMPLATES}"


def alertmanager_secret(plan: Plan, path: str) -> Iterator[Artifact | Diagnostic]:
    shared = plan.project.deployment.kubernetes.metadata
    data = {
        _CONFIG: (HEADER + emit.yaml(configuration(plan, _MOUNTED))).removesuffix("\n"),
        _TEMPLATES: templates_text(plan.oncall).removesuffix("\n"),
    }
    body: Tree = {
        "apiVersion": "v1",
        "kind": "Secret",
        "metadata": metadata(NAME, shared, {}, {}),
        "type": "Opaque",
        "stringData": data,
    }
    yield from object_too_large(
        "the Secret of the Alertmanager",
        body,
        data_room(data),
        server_side=shared.server_side,
        origin=plan.project.deployment.origin.at("kubernetes"),
    )
    yield Artifact(path, object_text(body, ""))
