"""The servers that the output is aimed at."""

from __future__ import annotations

from collections.abc import Iterator

from slosmith.diagnostics import Diagnostic, diagnose
from slosmith.spec import Spec

_OLDEST = {"prometheus": (2, 42), "alertmanager": (0, 25), "grafana": (10, 4)}
_WHY = {
    "prometheus": "older ones do not know keep_firing_for",
    "alertmanager": "older ones cannot read every secret from a file",
    "grafana": "nothing older was tried",
}


def supported_versions(spec: Spec) -> Iterator[Diagnostic]:
    for project, origin in spec.projects:
        for server, oldest in _OLDEST.items():
            said = getattr(project.versions, server)
            if tuple(map(int, said.split(".")[:2])) < oldest:
                wanted = ".".join(map(str, oldest))
                yield diagnose(
                    "version",
                    f"{server} {said} is older than {wanted}, which the output needs",
                    origin.at("versions", server).span(),
                    _WHY[server],
                )
