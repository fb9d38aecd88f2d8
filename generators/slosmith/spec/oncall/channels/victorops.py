"""VictorOps, now called Splunk On-Call."""

from __future__ import annotations

from pydantic import Field

from slosmith.spec.base import Model
from slosmith.spec.oncall.channels.channel import (
    Channel,
    Choice,
    Integration,
    Settings,
    Urgency,
    Written,
    given,
    template,
    text_of,
)
from slosmith.spec.oncall.types import SecretFile, Slug, Url


class VictorOps(Integration):
    """Splunk On-Call incidents. A text is enough: `victorops: team-shop`."""

    routing_key: Slug = Field(description="The routing key of the team. It is no secret.")
    api_key_file: SecretFile | None = Field(
        default=None, description="The file with the API key, if not that of the OnCall document."
    )
    url: Url | None = Field(default=None, description="The API URL, if it is not the public one.")


class VictorOpsAccount(Model):
    """What all VictorOps integrations share."""

    api_key_file: SecretFile = Field(description="The file with the API key.")


def _recipient(settings: Settings) -> str:
    return text_of(settings, "routing_key")


def _message_type(urgency: Urgency) -> str:
    """Only CRITICAL pages; WARNING opens an incident as the settings there say, INFO is a line in the timeline."""
    return {"page": "CRITICAL", "ticket": "WARNING", "message": "INFO"}[urgency.notify]


def _write(settings: Settings, sender: str) -> Written:
    return {
        **given(settings, "api_key_file", "routing_key", api_url="url"),
        "message_type": template("victorops.type"),
        "entity_display_name": template("title"),
        "state_message": template("text"),
        "monitoring_tool": sender,
    }


VICTOROPS = Channel(
    key="victorops",
    configs="victorops_configs",
    title="VictorOps (Splunk On-Call).",
    model=VictorOps,
    recipient=_recipient,
    write=_write,
    shorthand="routing_key",
    account=VictorOpsAccount,
    account_title="What all VictorOps integrations share.",
    required=("api_key_file",),
    choices=(Choice("victorops.type", _message_type, "WARNING"),),
)
