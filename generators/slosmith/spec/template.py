"""Kind `Template`: a text for people outside, in Markdown or plain, whose front matter says when to send it."""

from __future__ import annotations

from typing import Annotated, Literal

from pydantic import AfterValidator, BeforeValidator, Field

from slosmith.spec.base import Model
from slosmith.spec.types import Id, Line, Text, refuse, shown


def _written(body: object) -> object:
    if isinstance(body, str) and not body.strip():
        refuse("bad-text", "the template is empty", "write the message below the front matter")
    return body


def _bare(name: str) -> str:
    if "<" in name or ">" in name:
        said = f"the placeholder `{shown(name)}` is named with its brackets"
        refuse("bad-name", said, "leave out `<` and `>`: they are what marks it in the text")
    return name


Placeholder = Annotated[Line, AfterValidator(_bare)]


class Template(Model):
    """A message to be sent in an incident. The text below the front matter is the message."""

    api_version: Literal["slosmith/v1"] = Field(alias="apiVersion", description="slosmith/v1")
    kind: Literal["Template"] = Field(description="Template")
    id: Id = Field(description="What it is called in links and file names.")
    title: Line = Field(description="What it is, in a few words.")
    when: Text | None = Field(default=None, description="When it is sent, and to whom.")
    placeholders: dict[Placeholder, Text] = Field(
        default={}, description="What stands in <angle brackets> in the message, and what to put there."
    )
    body: Annotated[Text, BeforeValidator(_written)] = Field(description="The message itself.")
