"""Generated rule files as Prometheus would read them, and where each rule of them came from."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import Any, NamedTuple, TypeAlias

import yaml

from slosmith import yaml_loader
from slosmith.artifact import Artifact, RuleKey
from slosmith.diagnostics import Diagnostic, Related, Span, diagnose
from slosmith.origin import path_text

FOLDER = "prometheus/rules/"
Labels: TypeAlias = frozenset[tuple[str, str]]


class Rule(NamedTuple):
    """One rule, whatever keys it has; `place` is its path in the file."""

    artifact: Artifact
    key: RuleKey
    place: str
    data: dict[Any, Any]

    @property
    def kind(self) -> str:
        return "alert" if "alert" in self.data else "record"

    @property
    def name(self) -> str:
        return str(self.data.get(self.kind, ""))

    @property
    def labels(self) -> Labels:
        labels = self.data.get("labels")
        return (
            frozenset((str(k), str(v)) for k, v in labels.items()) if isinstance(labels, dict) else Labels()
        )

    @property
    def title(self) -> str:
        """`alert "HighErrors"`, or `rule 3 of group "slo"` if the rule has no name."""
        if self.name:
            return f'{self.kind} "{self.name}"'
        return f'rule {self.key.position + 1} of group "{self.key.group}"'


@dataclass(frozen=True, slots=True)
class RuleFile:
    artifact: Artifact
    documents: tuple[Any, ...]

    def rules(self) -> Iterator[Rule]:
        """The rules of the first document, which is the only one that Prometheus reads."""
        for at, group in enumerate(_list(self.documents[0] if self.documents else None, "groups")):
            for index, rule in enumerate(_list(group, "rules")):
                if isinstance(rule, dict):
                    key = RuleKey(str(group.get("name", "")), index)
                    yield Rule(self.artifact, key, path_text(("groups", at, "rules", index)), rule)


def _list(mapping: Any, key: str) -> list[Any]:
    value = mapping.get(key) if isinstance(mapping, dict) else None
    return value if isinstance(value, list) else []


def rule_artifacts(artifacts: Iterable[Artifact]) -> list[Artifact]:
    return [each for each in artifacts if each.path.startswith(FOLDER)]


def load(artifacts: Iterable[Artifact]) -> tuple[list[RuleFile], list[Diagnostic]]:
    """The rule files among the artifacts, and a diagnostic for each that is not YAML."""
    loaded, faults = [], []
    for artifact in rule_artifacts(artifacts):
        try:
            loaded.append(RuleFile(artifact, tuple(yaml_loader.load_all(artifact.text))))
        # A scalar such as 2024-13-45 is a date to PyYAML, and a ValueError.
        except (yaml.YAMLError, ValueError) as fault:
            mark = getattr(fault, "problem_mark", None)
            said = getattr(fault, "problem", None) or str(fault)
            line = mark.line + 1 if mark else 0
            faults.append(complain("rule-shape", f"this is not YAML: {said}", artifact, line=line))
    return loaded, faults


def complain(
    code: str,
    message: str,
    artifact: Artifact,
    rule: Rule | RuleKey | None = None,
    *,
    line: int = 0,
    hint: str = "",
    related: Sequence[Related] = (),
    details: str = "",
) -> Diagnostic:
    """A diagnostic at the line of the spec that the rule came from, or at the artifact if that is unknown."""
    key = rule.key if isinstance(rule, Rule) else rule
    generated = Span(artifact.path, line, 1 if line else 0, path=rule.place if isinstance(rule, Rule) else "")
    origin = artifact.origin(key) if key else None
    if origin is None:
        return diagnose(code, message, generated, hint, related, details)
    return diagnose(
        code, message, origin.span(), hint, (*related, Related("generated as", generated)), details
    )


def place(rule: Rule) -> Span:
    """Where the rule came from: the spec if that is known, else the rule file."""
    origin = rule.artifact.origin(rule.key)
    return origin.span() if origin else Span(rule.artifact.path, path=rule.place)


def repetitions(files: Iterable[RuleFile]) -> Iterator[tuple[Rule, Rule]]:
    """(first, again) for every rule whose kind, name and labels another one has already, in any file."""
    first: dict[tuple[str, str, Labels], Rule] = {}
    for file in files:
        for rule in filter(lambda each: each.name, file.rules()):
            known = first.setdefault((rule.kind, rule.name, rule.labels), rule)
            if known is not rule:
                yield known, rule


def series_text(name: str, labels: Labels) -> str:
    """As Prometheus writes a series: `name{label="value"}`."""
    return f"{name}{{{', '.join(f'{label}={json.dumps(value)}' for label, value in sorted(labels))}}}"
