"""Target `alertmanager`: the configuration, the texts of notifications, and which alert must reach whom."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from slosmith import emit
from slosmith.artifact import Artifact
from slosmith.plan.model import Plan
from slosmith.targets.alertmanager.config import TEMPLATES, configuration
from slosmith.targets.alertmanager.routes import routes_text
from slosmith.targets.alertmanager.templates import templates_text
from slosmith.targets.base import Target
from slosmith.targets.prometheus import HEADER

FOLDER = "alertmanager"


def project(plan: Plan, fragments: Sequence[object]) -> Iterator[Artifact]:
    yield Artifact(f"{FOLDER}/alertmanager.yaml", HEADER + emit.yaml(configuration(plan)))
    yield Artifact(f"{FOLDER}/{TEMPLATES}", templates_text(plan.oncall))
    yield Artifact(f"{FOLDER}/routes.yaml", HEADER + routes_text(plan))


TARGET = Target[object](
    name="alertmanager", summary="routes, receivers, inhibition, notification texts", project=project
)
