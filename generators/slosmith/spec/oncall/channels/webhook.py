"""Webhooks: anything that takes Alertmanager's JSON."""

from __future__ import annotations

from typing import Self

from pydantic import Field, model_validator

from slosmith.spec.oncall.channels.channel import (
    Channel,
    Integration,
    Later,
    Settings,
    Since,
    Written,
    bearer,
    given,
    text_of,
)
from slosmith.spec.oncall.types import SecretFile, Url
from slosmith.spec.types import refuse


class Webhook(Integration):
    """Anything that takes Alertmanager's JSON."""

    url: Url | None = Field(default=None, description="Where it is sent to, if the URL is no secret.")
    url_file: SecretFile | None = Field(
        default=None, description="Or the file with the URL. Needs Alertmanager 0.28."
    )
    credentials_file: SecretFile | None = Field(default=None, description="The file with a bearer token.")

    @model_validator(mode="after")
    def _one_url(self) -> Self:
        if (self.url is None) == (self.url_file is None):
            refuse("bad-value", "a webhook has a `url` or a `url_file`", "give exactly one of the two")
        return self


def _recipient(settings: Settings) -> str:
    return text_of(settings, "url", "url_file")


def _write(settings: Settings, sender: str) -> Written:
    written = given(settings, "url", "url_file")
    if "credentials_file" in settings:
        written["http_config"] = bearer(settings["credentials_file"])
    return written


WEBHOOK = Channel(
    key="webhook",
    configs="webhook_configs",
    title="Webhooks.",
    model=Webhook,
    recipient=_recipient,
    write=_write,
    # 0.26 and 0.27 have `url_file`, and crash when the answer to a notification is an error.
    later=(Later("url_file", Since((0, 28), "older ones crash when the webhook answers with an error")),),
)
