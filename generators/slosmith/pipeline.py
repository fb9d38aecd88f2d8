"""The way through the house: files, documents, spec, plan, artifacts. It stops between stages, never inside one."""

from __future__ import annotations

import gc
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from slosmith.accepted import Accepted, settle
from slosmith.artifact import Artifact
from slosmith.checks import check_plan, check_spec
from slosmith.diagnostics import Diagnostic, errors, ordered
from slosmith.plan.build import build_plan
from slosmith.plan.deployment import asked_for
from slosmith.plan.model import Plan
from slosmith.source import Document, read_dashboards, read_specs
from slosmith.spec import Spec, read_spec
from slosmith.spec.whole import project_of
from slosmith.targets import PACKAGES, TARGETS, USUAL_TARGETS


@dataclass(frozen=True, slots=True)
class Result:
    """`plan` is None when an error stopped the way there. With an error there are no artifacts."""

    plan: Plan | None
    artifacts: tuple[Artifact, ...]
    diagnostics: tuple[Diagnostic, ...]
    accepted: tuple[Accepted, ...] = ()

    @property
    def failed(self) -> bool:
        return bool(errors(self.diagnostics))


def compile_specs(folder: Path) -> Result:
    """Everything that the specs below a folder compile to. Reads files, writes none."""
    with without_collector():
        return _render(_plan(folder))


def plan_specs(folder: Path) -> Result:
    """The plan alone, for those who only want to look."""
    with without_collector():
        return _plan(folder)


def _render(planned: Result) -> Result:
    if planned.plan is None:
        return planned
    artifacts, found = [], list(planned.diagnostics)
    for each in _rendered(planned.plan):
        if isinstance(each, Diagnostic):
            found.append(each)
        else:
            artifacts.append(each)
    kept = () if errors(found) else tuple(artifacts)
    return Result(planned.plan, kept, tuple(ordered(found)), planned.accepted)


def _plan(folder: Path) -> Result:
    documents, found = read_specs(folder)
    dashboards, faults = read_dashboards(folder)
    found = (*found, *faults)
    if errors(found):
        return _stopped(found, documents)
    spec, complaints = read_spec(documents)
    spec = spec._replace(dashboards=dashboards)
    found = (*found, *complaints)
    if errors(found):
        return _stopped(found, documents)
    found = (*found, *check_spec(spec))
    if errors(found):
        return _stopped(found, documents)
    plan = build_plan(spec, _target_names(spec))
    found = (*found, *check_plan(plan))
    if errors(found):
        return _stopped(found, documents)
    remaining, accepted = settle(found, documents)
    return Result(plan, (), tuple(ordered(remaining)), accepted)


def _stopped(found: Iterable[Diagnostic], documents: Iterable[Document]) -> Result:
    # Whether an `accept` is unused cannot be told before every check has run.
    remaining, accepted = settle(found, documents)
    return Result(None, (), tuple(ordered(d for d in remaining if d.code != "accept-unused")), accepted)


def _target_names(spec: Spec) -> tuple[str, ...]:
    project = project_of(spec).model
    return project.targets or (*USUAL_TARGETS, *asked_for(project))


def _rendered(plan: Plan) -> Iterator[Artifact | Diagnostic]:
    """What a package wraps is rendered once, whether it is written as well or not."""
    chosen = plan.project.targets
    parts: dict[str, list[Artifact | Diagnostic]] = {}
    packages = [(package, package.parts(plan)) for package in PACKAGES if package.name in chosen]
    wrapped = {part.name for _, needed in packages for part in needed}
    for target in TARGETS:
        if target.name in wrapped:
            parts[target.name] = list(target.render(plan))
        if target.name in chosen:
            yield from parts.get(target.name) or target.render(plan)
    for package, needed in packages:
        rendered = [each for part in needed for each in parts[part.name]]
        yield from (each for each in rendered if isinstance(each, Diagnostic))
        yield from package.render(plan, [each for each in rendered if isinstance(each, Artifact)])


@contextmanager
def without_collector() -> Iterator[None]:
    """No cycles are made of plans, and looking for them doubles the time of a large run."""
    was_on = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if was_on:
            gc.enable()
