"""Kubernetes objects as text, and what all of them have: names, labels, annotations that keep other tools off."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from hashlib import sha256

from slosmith import emit
from slosmith.emit import Tree
from slosmith.plan.deployment import Metadata
from slosmith.targets.prometheus import HEADER

# Flux replaces `${x}` in whatever does not say no.
_NO_SUBSTITUTION = {"kustomize.toolkit.fluxcd.io/substitute": "disabled"}
# Applied from the client's side, an object carries itself as an annotation, and that has a limit.
_SERVER_SIDE = {"argocd.argoproj.io/sync-options": "ServerSideApply=true"}
_NO_NAME = re.compile(r"[^a-z0-9]+")


def metadata(name: str, shared: Metadata, labels: Mapping[str, str], more: Mapping[str, str]) -> Tree:
    """`name` without the prefix; `more` are annotations. What the Project says comes last and wins."""
    annotations = {**_NO_SUBSTITUTION, **(_SERVER_SIDE if shared.server_side else {}), **more}
    tree: dict[str, Tree] = {"name": shared.name_prefix + name}
    if shared.namespace:
        tree["namespace"] = shared.namespace
    tree["labels"] = {"app.kubernetes.io/managed-by": "slosmith", **labels, **shared.labels}
    tree["annotations"] = {**annotations, **shared.annotations}
    return tree


def object_text(head: Tree, body: str) -> str:
    """`body` is YAML that stands below `head`."""
    return HEADER + emit.yaml(head) + body


def indented(text: str) -> str:
    """YAML one level deeper. What is not printable is escaped, so that lines end where they seem to."""
    return "".join(f"  {line}\n" if line else "\n" for line in text.removesuffix("\n").split("\n"))


def safe_name(text: str) -> str:
    """A part of a name of an object. What has to be changed for it is told apart by a digest."""
    name = _NO_NAME.sub("-", text.lower()).strip("-")
    if name == text:
        return name
    return f"{name}-{sha256(text.encode()).hexdigest()[:8]}".lstrip("-")


def kustomization(files: Sequence[str]) -> str:
    tree: Tree = {
        "apiVersion": "kustomize.config.k8s.io/v1beta1",
        "kind": "Kustomization",
        "resources": list(files),
    }
    return HEADER + emit.yaml(tree)


def helm_escaped(text: str) -> str:
    """A chart's template that renders to the text. Still YAML before, since the quotes are neither of YAML's."""
    return text.replace("{{", "{{`{{`}}")
