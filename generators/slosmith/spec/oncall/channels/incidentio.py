"""incident.io."""

from __future__ import annotations

from typing import Self

from pydantic import Field, model_validator

from slosmith.spec.oncall.channels.channel import (
    Channel,
    Integration,
    Settings,
    Since,
    Written,
    given,
    text_of,
)
from slosmith.spec.oncall.types import SecretFile, Url
from slosmith.spec.types import refuse


class IncidentIo(Integration):
    """An alert source of incident.io, which takes Alertmanager's JSON."""

    url: Url | None = Field(default=None, description="The URL of the alert source.")
    url_file: SecretFile | None = Field(default=None, description="Or the file with the URL.")
    alert_source_token_file: SecretFile = Field(description="The file with the token of the alert source.")

    @model_validator(mode="after")
    def _one_url(self) -> Self:
        if (self.url is None) == (self.url_file is None):
            refuse("bad-value", "incident.io has a `url` or a `url_file`", "give exactly one of the two")
        return self


def _recipient(settings: Settings) -> str:
    return text_of(settings, "url", "url_file")


def _write(settings: Settings, sender: str) -> Written:
    return given(settings, "url", "url_file", "alert_source_token_file")


INCIDENTIO = Channel(
    key="incidentio",
    configs="incidentio_configs",
    title="Alert sources of incident.io.",
    model=IncidentIo,
    recipient=_recipient,
    write=_write,
    since=Since((0, 29)),
)
