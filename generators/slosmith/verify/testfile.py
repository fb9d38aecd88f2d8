"""Generated test files as promtool would read them: what they ask, and of which alerts they expect something."""

from __future__ import annotations

import posixpath
import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any, NamedTuple

from slosmith import yaml_loader
from slosmith.artifact import Artifact

FOLDER = "prometheus/tests/"
_FIRING = re.compile(r'ALERTS\{alertname="((?:[^"\\]|\\.)*)", alertstate="firing"')


class Asked(NamedTuple):
    """One assertion on an alert; `fires` if it must fire."""

    alert: str
    fires: bool


@dataclass(frozen=True, slots=True)
class SuiteFile:
    """`rule_files` are paths of artifacts. `untested` says of SLOs why their recordings are left out."""

    __test__ = False

    path: str
    rule_files: tuple[str, ...]
    tests: int
    assertions: int
    asked: tuple[Asked, ...]
    untested: Mapping[str, str]


def test_artifacts(artifacts: Iterable[Artifact]) -> list[Artifact]:
    return [each for each in artifacts if each.path.startswith(FOLDER)]


def read(artifact: Artifact) -> SuiteFile:
    data = yaml_loader.load(artifact.text)
    tests = data.get("tests") or []
    return SuiteFile(
        path=artifact.path,
        rule_files=tuple(posixpath.normpath(f"{FOLDER}{each}") for each in data.get("rule_files") or ()),
        tests=len(tests),
        assertions=sum(
            len(each.get(kind) or ()) for each in tests for kind in ("alert_rule_test", "promql_expr_test")
        ),
        asked=tuple(asked for each in tests for asked in _asked(each)),
        untested=artifact.untested,
    )


def _asked(test: Mapping[str, Any]) -> Iterator[Asked]:
    for check in test.get("alert_rule_test") or ():
        yield Asked(check["alertname"], bool(check["exp_alerts"]))
    for probe in test.get("promql_expr_test") or ():
        for name in _FIRING.findall(probe["expr"]):
            yield Asked(name, bool(probe["exp_samples"]))
