"""What all documents of a spec say together: the one project, the one contract."""

from __future__ import annotations

from functools import cache

from slosmith.contract import Contract
from slosmith.origin import Origin
from slosmith.routing.config import Config, read_config
from slosmith.spec import Sourced, Spec
from slosmith.spec.project import Project, default_project

# What nobody wrote comes from here.
_NOWHERE = Origin("specs")


def project_of(spec: Spec) -> Sourced[Project]:
    return spec.projects[0] if spec.projects else _no_project()


@cache
def _no_project() -> Sourced[Project]:
    return Sourced(default_project(), _NOWHERE)


def base_of(spec: Spec) -> Config | None:
    """The Alertmanager configuration that is there already; None without one, or if it cannot be read, which is an
    error of its own."""
    if not spec.base or project_of(spec).model.alertmanager is None:
        return None
    config = read_config(spec.base[0].data)
    return config if isinstance(config, Config) else None


def contract_of(spec: Spec) -> Contract:
    promises = (promise for each in spec.metrics for promise in each.model.promises())
    return Contract({promise.name: promise for promise in sorted(promises, key=lambda each: each.name)})
