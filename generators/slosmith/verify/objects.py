"""Deployed files as the tools that apply them read them, held against their JSON Schema."""

from __future__ import annotations

import json
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cache
from typing import Any

import yaml
from jsonschema import Draft202012Validator

from slosmith import yaml_loader
from slosmith.artifact import Artifact
from slosmith.diagnostics import Diagnostic, Related, Span, diagnose
from slosmith.origin import path_text
from slosmith.schemas import load
from slosmith.verify.shape import said as in_words

# Folder, and what its files are when they are no Kubernetes objects.
_FOLDERS = {"kubernetes": "", "victoriametrics": "vmalert", "mimir": "mimir", "thanos": "thanos"}
# As a template of a Helm chart writes two braces; such a folder has no kustomization.
_HELM_BRACES, _KUSTOMIZATION = "{{`{{`}}", "kubernetes/kustomization.yaml"


@dataclass(frozen=True, slots=True)
class Deployed:
    """One file. `kind` is that of the object, or the name of the ruler that reads the file."""

    artifact: Artifact
    kind: str
    data: dict[str, Any]

    @property
    def name(self) -> str:
        """Empty for what is no object."""
        return str(self.data.get("metadata", {}).get("name", ""))

    def groups(self) -> list[dict[str, Any]]:
        groups: list[dict[str, Any]] = self.data.get("spec", self.data).get("groups", [])
        return groups

    def dashboards(self) -> Iterator[tuple[str, str]]:
        """(uid, JSON); the uid is empty where the JSON has to say it, and does not."""
        if self.kind == "ConfigMap":
            yield from ((name.removesuffix(".json"), text) for name, text in self.data["data"].items())
        elif self.kind == "GrafanaDashboard":
            text = self.data["spec"]["json"]
            data = parsed_json(text)
            yield str(data.get("uid", "")) if isinstance(data, dict) else "", text


def parsed_json(text: str) -> Any:
    """None for what is not JSON."""
    try:
        return json.loads(text)
    except ValueError:
        return None


def deployed(artifacts: Sequence[Artifact]) -> tuple[list[Deployed], list[Diagnostic]]:
    """The files for deployment among the artifacts, and a diagnostic for each that is not one YAML document."""
    found, faults = [], []
    helm = all(each.path != _KUSTOMIZATION for each in artifacts)
    for artifact in artifacts:
        folder, _, name = artifact.path.partition("/")
        if folder not in _FOLDERS or not name:
            continue
        escaped = helm and folder == "kubernetes"
        text = artifact.text.replace(_HELM_BRACES, "{{") if escaped else artifact.text
        try:
            documents = list(yaml_loader.load_all(text))
        except (yaml.YAMLError, ValueError) as fault:
            faults.append(diagnose("object-shape", f"this is not YAML: {fault}", Span(artifact.path)))
            continue
        if len(documents) != 1:
            said = f"these are {len(documents)} YAML documents, and one object has one file"
            faults.append(diagnose("object-shape", said, Span(artifact.path)))
            continue
        data = documents[0] if isinstance(documents[0], dict) else {}
        found.append(Deployed(artifact, str(data.get("kind", _FOLDERS[folder])), data))
    return found, faults


@cache
def _validator(kind: str) -> Draft202012Validator:
    """For one of the definitions of the schema alone, since what fits none of them could not be explained."""
    definitions = load("deployment")["$defs"]
    return Draft202012Validator({"$ref": f"#/$defs/{kind}", "$defs": definitions})


def shape(each: Deployed) -> Iterator[Diagnostic]:
    known = {option["$ref"].rpartition("/")[2] for option in load("deployment")["anyOf"]}
    if each.kind not in known:
        yield complain(each, f"there is no schema for objects of the kind `{each.kind}`")
        return
    errors = _validator(each.kind).iter_errors(each.data)
    for error in sorted(errors, key=lambda error: path_text(tuple(error.absolute_path))):
        yield complain(each, in_words(error, path_text(tuple(error.absolute_path)) or "the file"))


def complain(each: Deployed, message: str, related: Sequence[Related] = ()) -> Diagnostic:
    return diagnose("object-shape", message, Span(each.artifact.path), related=related)
