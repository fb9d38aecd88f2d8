"""Proves generated files before anyone merges them: each verifier judges artifacts, and all are asked."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from functools import partial
from typing import TypeAlias

from slosmith.artifact import Artifact
from slosmith.diagnostics import Diagnostic, ordered
from slosmith.verify import (
    amtool,
    dashboard_queries,
    dashboards,
    deployment,
    pages,
    promtool,
    routes,
    rules,
    ruletests,
)

# Looks at the artifacts that it knows by their path, and passes over the others.
Verifier: TypeAlias = Callable[[Sequence[Artifact]], tuple[Diagnostic, ...]]


def verifiers(*, features: Sequence[str] = (), proven: Sequence[Artifact] = ()) -> tuple[Verifier, ...]:
    """Those of rule files, the Alertmanager configuration, dashboards, pages and what is deployed elsewhere; `features` are the ones of Prometheus that promtool shall switch on.

    Tests that are among the `proven` artifacts, with the same rules, are not played again.
    """
    return (
        rules.verify,
        partial(promtool.verify, features=features),
        partial(ruletests.verify, features=features, proven=proven),
        amtool.verify,
        routes.verify,
        dashboards.verify,
        dashboard_queries.verify,
        pages.verify,
        partial(deployment.verify, features=features),
    )


def verify(
    artifacts: Sequence[Artifact], *, features: Sequence[str] = (), proven: Sequence[Artifact] = ()
) -> tuple[Diagnostic, ...]:
    """Everything that any verifier holds against the artifacts, each thing once, in a stable order."""
    asked = verifiers(features=features, proven=proven)
    return tuple(ordered(found for each in asked for found in each(artifacts)))
