"""Proves generated files before anyone merges them: each verifier judges artifacts, and all are asked."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from functools import partial
from typing import TypeAlias

from slosmith.artifact import Artifact
from slosmith.diagnostics import Diagnostic, errors, ordered
from slosmith.source.document import NO_DOCUMENTS, Documents
from slosmith.tools.scratch import NoScratch
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
from slosmith.verify.scratch import no_scratch

# Looks at the artifacts that it knows by their path, and passes over the others.
Verifier: TypeAlias = Callable[[Sequence[Artifact]], tuple[Diagnostic, ...]]


def verify(
    artifacts: Sequence[Artifact],
    documents: Documents = NO_DOCUMENTS,
    *,
    features: Sequence[str] = (),
    proven: Sequence[Artifact] = (),
) -> tuple[Diagnostic, ...]:
    """Everything that any verifier holds against the artifacts, each thing once, in a stable order.

    `documents` are those that the artifacts come from. `features` are the ones of Prometheus that promtool shall switch on. Tests that are among the `proven` artifacts,
    with the same rules, are not played again; and none is played on rules that are refused, since each would fail.
    """
    of_rules: tuple[Verifier, ...] = (rules.verify, partial(promtool.verify, features=features))
    of_tests = partial(ruletests.verify, features=features, proven=proven)
    of_the_rest: tuple[Verifier, ...] = (
        amtool.verify,
        routes.verify,
        dashboards.verify,
        dashboard_queries.verify,
        partial(pages.verify, documents=documents),
        partial(deployment.verify, features=features),
    )
    found: list[Diagnostic] = []
    try:
        for judge in of_rules:
            found += judge(artifacts)
        later: tuple[Verifier, ...] = of_the_rest if errors(found) else (of_tests, *of_the_rest)
        found += [each for judge in later for each in judge(artifacts)]
    except NoScratch as fault:
        # Each would say so.
        found.append(no_scratch(fault))
    return tuple(ordered(documents.located(found)))
