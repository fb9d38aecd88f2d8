"""Kind `Playbook`: a Markdown file whose front matter says what it is for."""

from __future__ import annotations

from typing import Annotated, Literal

from pydantic import BeforeValidator, Field

from slosmith.spec.base import Listed, Model
from slosmith.spec.types import AlertName, FreeName, Id, Line, Text, refuse


def _written(body: object) -> object:
    if isinstance(body, str) and not body.strip():
        refuse("bad-text", "the playbook is empty", "write what to do below the front matter")
    return body


class Playbook(Model):
    """What to do in one kind of incident. The text below the front matter is the playbook."""

    api_version: Literal["slosmith/v1"] = Field(alias="apiVersion", description="slosmith/v1")
    kind: Literal["Playbook"] = Field(description="Playbook")
    id: Id = Field(description="By custom INC-NNN; alerts and SLOs refer to it.")
    title: Line = Field(description="What happened, in a few words.")
    type: Literal["incident", "security"] = Field(
        default="incident",
        description="Which sections it must have: an incident is diagnosed and resolved; what threatens security is contained at once, and then investigated.",
    )
    severity: FreeName | None = Field(default=None, description="The severity of such an incident.")
    impact: Text | None = Field(default=None, description="What users notice.")
    detection: Text | None = Field(default=None, description="How it is noticed.")
    alerts: Annotated[tuple[AlertName, ...], Listed] = Field(
        default=(), description="The alerts that lead here, by name."
    )
    body: Annotated[Text, BeforeValidator(_written)] = Field(description="The playbook itself, in Markdown.")
