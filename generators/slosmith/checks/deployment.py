"""Options of targets, and whether the targets that they are for, or that others need, are written at all."""

from __future__ import annotations

from collections.abc import Iterator

from slosmith.diagnostics import Diagnostic, diagnose
from slosmith.plan.deployment import asked_for
from slosmith.spec import Spec
from slosmith.targets import NEEDS


def idle_options(spec: Spec) -> Iterator[Diagnostic]:
    for project, origin in spec.projects:
        for name in asked_for(project):
            if project.targets is not None and name not in project.targets:
                yield diagnose(
                    "target-idle",
                    f"`{name}` has options, and `targets` leaves it out",
                    origin.at(name).span(key=True),
                    f"add {name} to `targets`, or remove its options",
                )


def needed_targets(spec: Spec) -> Iterator[Diagnostic]:
    for project, origin in spec.projects:
        named = project.targets or ()
        for index, name in enumerate(named):
            for needed in NEEDS.get(name, ()):
                if needed not in named:
                    yield diagnose(
                        "target-needs",
                        f"`{name}` needs `{needed}`, which `targets` leaves out",
                        origin.at("targets", index).span(),
                        f"add {needed}, or remove {name}",
                    )
