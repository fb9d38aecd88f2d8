"""The way through the house: files, documents, spec, plan, artifacts. It stops between stages, never inside one."""

from __future__ import annotations

import gc
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from functools import partial
from os import PathLike
from pathlib import Path
from typing import Any

from slosmith.accepted import Accepted, settle
from slosmith.artifact import Artifact
from slosmith.checks import check_plan, check_spec
from slosmith.chosen import Choice, Chosen, chosen
from slosmith.diagnostics import Diagnostic, errors, ordered
from slosmith.environments.sources import BASE, Sources, Variant, read_sources
from slosmith.environments.together import accepted_together, together
from slosmith.output.shelf import shelved
from slosmith.plan.build import build_plan
from slosmith.plan.deployment import asked_for
from slosmith.plan.model import Plan
from slosmith.source.document import NO_DOCUMENTS, Documents
from slosmith.spec import Spec, read_spec
from slosmith.spec.spelling import did_you_mean
from slosmith.spec.whole import project_of
from slosmith.targets import PACKAGES, TARGETS, USUAL_TARGETS
from slosmith.targets.base import Output, Package, Target
from slosmith.targets.rendering import rendered

ACCEPT_UNUSED = "accept-unused"
# What is written and serves nothing, without leaving a trace in the output.
_IDLE = frozenset({"playbook-orphan", "target-idle"})


@dataclass(frozen=True, slots=True)
class Result:
    """`plan` is None when an error stopped the way there. With an error there are no artifacts."""

    plan: Plan | None
    artifacts: Sequence[Artifact]
    diagnostics: tuple[Diagnostic, ...]
    accepted: tuple[Accepted, ...] = ()
    # Those that the specs have, and what people call each: nothing when it has no title.
    environments: Mapping[str, str] = field(default_factory=dict)
    # Where the origins of the plan and of the artifacts are looked up.
    documents: Documents = NO_DOCUMENTS

    @property
    def failed(self) -> bool:
        return bool(errors(self.diagnostics))


@dataclass(frozen=True, slots=True)
class Results:
    """The base, called `BASE`, and every environment by its name; or one environment alone.

    What several of them have in common is said once, and what only environments have names them.
    """

    each: Mapping[str, Result]
    diagnostics: tuple[Diagnostic, ...]
    accepted: tuple[Accepted, ...]

    @property
    def failed(self) -> bool:
        return bool(errors(self.diagnostics))

    @property
    def environments(self) -> tuple[str, ...]:
        return tuple(name for name in self.each if name != BASE)

    def trees(self, *, direct: bool = False) -> dict[str, Sequence[Artifact]]:
        """What belongs where below the output folder; one environment alone may stand `direct`ly in it."""
        assert len(self.each) == 1 or not direct
        return {
            "" if direct or name == BASE else f"environments/{name}": result.artifacts
            for name, result in self.each.items()
        }


class NoSuchEnvironment(LookupError):
    """Somebody asked for an environment that the specs do not have; the text says which they have."""


def compile_specs(
    path: str | PathLike[str], *, environment: str | None = None, targets: Iterable[Choice] | None = None
) -> Result:
    """Everything that the specs below a folder compile to, as they are or in one environment. Reads files, writes none.

    `targets` takes the place of those that the Project asks for: names, and targets of one's own. Without any the plan
    alone is made. What is wrong with the specs is in the result's diagnostics. Raises NoSuchEnvironment, UnknownTarget,
    and ValueError for targets that do not go together.
    """
    asked = None if targets is None else chosen(targets)
    with without_collector():
        return _alone(read_sources(Path(path)), environment, partial(_compile, asked=asked))


def plan_specs(folder: Path, environment: str | None = None) -> Result:
    """The plan alone, for those who only want to look."""
    with without_collector():
        return _alone(read_sources(folder), environment, _plan)


def compile_all(folder: Path, environment: str | None = None) -> Results:
    """The base and every environment, or one of them alone. The files are read once."""
    with without_collector():
        sources = read_sources(folder)
        names = tuple(sources.variants) if environment is None else _one(sources, environment)
        return _results(sources, names, _compile)


def _alone(sources: Sources, environment: str | None, compiled: Callable[[Sources, str], Result]) -> Result:
    names = (BASE,) if environment is None else _one(sources, environment)
    results = _results(sources, names, compiled)
    [result] = results.each.values()
    return replace(result, diagnostics=results.diagnostics, accepted=results.accepted)


def _one(sources: Sources, environment: str) -> tuple[str]:
    if errors(sources.diagnostics):
        # Which environments there are is not known then.
        return (BASE,)
    known = sources.environments
    if environment not in known:
        hint = did_you_mean(environment, known) or f"known: {', '.join(known) or 'none'}"
        raise NoSuchEnvironment(f"there is no environment `{environment}`; {hint}")
    return (environment,)


def _results(sources: Sources, names: Sequence[str], compiled: Callable[[Sources, str], Result]) -> Results:
    each = {name: replace(compiled(sources, name), environments=sources.environments) for name in names}
    said = {name: _said(name, each, sources) for name in names}
    documents = {name: sources.variants[name].documents for name in names}
    accepted = {name: each[name].accepted for name in names}
    return Results(
        each,
        together(said.pop(BASE, ()), said, documents),
        accepted_together(accepted.pop(BASE, ()), accepted),
    )


def _said(name: str, each: Mapping[str, Result], sources: Sources) -> Iterator[Diagnostic]:
    """An `accept` of the base is of use if it is in any environment, and only those who compile all of them know."""
    used = {accepted.entry for result in each.values() for accepted in result.accepted}
    unknown = any(result.plan is None for result in each.values())
    own = {document.file for document in sources.variants[name].overlay}
    for diagnostic in each[name].diagnostics:
        elsewhere = name != BASE and diagnostic.span.file not in own
        if diagnostic.code != ACCEPT_UNUSED or not (unknown or elsewhere or diagnostic.span in used):
            yield diagnostic


def _compile(sources: Sources, name: str, asked: Chosen | None = None) -> Result:
    planned = _plan(sources, name, asked)
    if planned.plan is None:
        return planned
    found: list[Diagnostic] = []
    artifacts = shelved(_noting(_rendered(planned.plan, asked.own if asked is not None else ()), found))
    found = [*planned.diagnostics, *planned.documents.located(found)]
    return replace(planned, artifacts=() if errors(found) else artifacts, diagnostics=tuple(ordered(found)))


def _noting(outputs: Iterable[Output], found: list[Diagnostic]) -> Iterator[Artifact]:
    """The artifacts; what is wrong is noted."""
    for each in outputs:
        if isinstance(each, Diagnostic):
            found.append(each)
        else:
            yield each


def _plan(sources: Sources, name: str, asked: Chosen | None = None) -> Result:
    variant = sources.variants[name]
    found = sources.diagnostics
    if errors(found):
        return _stopped(found, variant)
    found = (*found, *variant.diagnostics)
    if errors(found):
        return _stopped(found, variant)
    spec, complaints = read_spec(variant.documents)
    spec = spec._replace(dashboards=sources.dashboards)
    found = (*found, *complaints)
    if errors(found):
        return _stopped(found, variant)
    found = (*found, *spec.documents.located(check_spec(spec)))
    if errors(found):
        return _stopped(found, variant)
    plan = build_plan(spec, asked.names if asked is not None else _target_names(spec))
    found = (*found, *spec.documents.located(check_plan(plan)))
    if errors(found):
        return _stopped(found, variant)
    found = tuple(each for each in found if not _serves_the_base(each, variant))
    remaining, accepted = settle(found, variant.documents, variant.overlay)
    return Result(plan, (), tuple(ordered(remaining)), accepted, documents=spec.documents)


def _serves_the_base(diagnostic: Diagnostic, variant: Variant) -> bool:
    """What an environment has no use for is there for the base, which complains if it has none either."""
    own = {document.file for document in variant.overlay}
    return bool(own) and diagnostic.code in _IDLE and diagnostic.span.file not in own


def _stopped(found: Iterable[Diagnostic], variant: Variant) -> Result:
    # Whether an `accept` is unused cannot be told before every check has run.
    remaining, accepted = settle(found, variant.documents, variant.overlay)
    return Result(None, (), tuple(ordered(d for d in remaining if d.code != ACCEPT_UNUSED)), accepted)


def _target_names(spec: Spec) -> tuple[str, ...]:
    project = project_of(spec).model
    return project.targets or (*USUAL_TARGETS, *asked_for(project))


def _rendered(plan: Plan, own: Iterable[Target[Any] | Package[Any]] = ()) -> Iterator[Output]:
    names, added = plan.project.targets, tuple(own)
    targets = [each for each in TARGETS if each.name in names]
    packages = [each for each in PACKAGES if each.name in names]
    return rendered(
        plan,
        (*targets, *(each for each in added if isinstance(each, Target))),
        (*packages, *(each for each in added if isinstance(each, Package))),
    )


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
