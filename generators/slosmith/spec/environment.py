"""Kind `Environment`: how the other documents differ in one environment. It changes them before they are read."""

from __future__ import annotations

from typing import Annotated, Any, Literal, TypeAlias

from pydantic import AfterValidator, Field, WithJsonSchema

from slosmith.spec.base import Accept, Bare, Listed, Model
from slosmith.spec.oncall import OnCall
from slosmith.spec.project import Project
from slosmith.spec.service import AlertSpec, Service, Slo
from slosmith.spec.types import AlertName, Id, Line, Name, refuse

# The keys of its JSON Schema that say which model is meant, and which of its keys cannot be changed.
OVERLAID, FIXED = "x-overlaid", "x-fixed"


def _overlay(model: type[Model], **fixed: str) -> Any:
    """Some keys of an object. Their values are judged once they stand in it, by the model of the whole object;
    `fixed` are the keys that stay what they are, each with what to do instead."""

    def check(value: dict[str, Any]) -> dict[str, Any]:
        for key, instead in fixed.items():
            if key in value:
                refuse("unknown-key", f"an environment cannot change `{key}`", instead, at=key)
        return value

    return (
        AfterValidator(check),
        WithJsonSchema({OVERLAID: model.__name__, FIXED: sorted(fixed)}),
    )


_Some: TypeAlias = dict[str, Any]
_KIND = dict.fromkeys(("apiVersion", "kind"), "it is that of the object; leave it out")
_NAME = "it is what the object is known by; leave it out"
ProjectOverlay = Annotated[_Some, *_overlay(Project, **_KIND)]
OnCallOverlay = Annotated[_Some, *_overlay(OnCall, **_KIND)]
ServiceOverlay = Annotated[
    _Some,
    *_overlay(
        Service,
        **_KIND,
        name=_NAME,
        slos="write it under `slos` of the environment, by id",
        alerts="write it under `alerts` of the environment, by name",
    ),
]
SloOverlay = Annotated[_Some, *_overlay(Slo, id=_NAME)]
AlertOverlay = Annotated[_Some, *_overlay(AlertSpec, name=_NAME)]


class Environment(Bare):
    """What is different in one environment. Mappings are merged key by key, every other value takes the place of what it overlays, and null takes it away."""

    api_version: Literal["slosmith/v1"] = Field(alias="apiVersion", description="slosmith/v1")
    kind: Literal["Environment"] = Field(description="Environment")
    name: Name = Field(description="Its name, which is that of its file.")
    title: Line | None = Field(default=None, description="Its name for people.")
    project: ProjectOverlay = Field(default={}, description="Anything that a Project may hold.")
    oncall: OnCallOverlay = Field(default={}, description="Anything that an OnCall may hold.")
    services: dict[Name, ServiceOverlay] = Field(
        default={}, description="By name: owner, labels, defaults for the SLOs and more of a Service."
    )
    slos: dict[Id, SloOverlay] = Field(default={}, description="By id: anything that an SLO may hold.")
    alerts: dict[AlertName, AlertOverlay] = Field(
        default={}, description="By name: anything that a hand-written alert may hold."
    )
    accept: Annotated[tuple[Accept, ...], Listed] = Field(
        default=(), description="Warnings that are silenced in this environment, wherever they are found."
    )
