"""Dashboards as objects: ConfigMaps for Grafana's sidecar, or GrafanaDashboards for the Grafana operator."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from pathlib import PurePosixPath
from typing import NamedTuple

from slosmith.artifact import Artifact
from slosmith.diagnostics import Diagnostic
from slosmith.emit import Tree
from slosmith.plan.deployment import KubernetesPlan
from slosmith.plan.model import ProjectPlan
from slosmith.targets.grafana.files import FOLDER
from slosmith.targets.kubernetes.objects import metadata, object_text, safe_name
from slosmith.targets.kubernetes.sizes import OBJECT, Room, applied_size, data_room, object_too_large


class _Wrapped(NamedTuple):
    body: Tree
    room: Room


def dashboard_objects(
    project: ProjectPlan, rendered: Iterable[Artifact], path: Callable[[str], str]
) -> Iterator[Artifact | Diagnostic]:
    """One object for each dashboard among what was rendered."""
    options = project.deployment.kubernetes
    wrap = _config_map if options.dashboards == "configmap" else _grafana_dashboard
    for each in rendered:
        if each.path.startswith(f"{FOLDER}/") and each.path.endswith(".json"):
            uid = PurePosixPath(each.path).stem
            name = f"dashboard-{safe_name(uid)}"
            # A block scalar that ends with its last line is the only one that everybody reads alike.
            body, room = wrap(name, uid, each.text.removesuffix("\n"), project, options)
            yield from object_too_large(
                f"the object of dashboard `{uid}`",
                body,
                room,
                server_side=options.metadata.server_side,
                origin=project.deployment.origin.at("kubernetes"),
            )
            yield Artifact(path(name), object_text(body, ""), each.origins)


def _config_map(name: str, uid: str, text: str, project: ProjectPlan, options: KubernetesPlan) -> _Wrapped:
    data = {f"{uid}.json": text}
    folder = {options.folder_annotation: project.grafana_folder}
    body: Tree = {
        "apiVersion": "v1",
        "kind": "ConfigMap",
        "metadata": metadata(name, options.metadata, options.dashboard_labels, folder),
        "data": data,
    }
    return _Wrapped(body, data_room(data))


def _grafana_dashboard(
    name: str, uid: str, text: str, project: ProjectPlan, options: KubernetesPlan
) -> _Wrapped:
    """Not compressed, though there is a field for it: compressors differ, and people read what they merge."""
    body: Tree = {
        "apiVersion": "grafana.integreatly.org/v1beta1",
        "kind": "GrafanaDashboard",
        "metadata": metadata(name, options.metadata, {}, {}),
        "spec": {
            "instanceSelector": {"matchLabels": options.grafana_selector},
            "folder": project.grafana_folder,
            "json": text,
        },
    }
    return _Wrapped(body, Room(applied_size(body), OBJECT))
