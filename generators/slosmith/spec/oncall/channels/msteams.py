"""Microsoft Teams, by workflows of Power Automate; Microsoft retired the connectors that older releases write to."""

from __future__ import annotations

from pydantic import Field

from slosmith.spec.oncall.channels.channel import (
    Channel,
    Integration,
    Settings,
    Since,
    Written,
    given,
    template,
    text_of,
)
from slosmith.spec.oncall.channels.markup import TEAMS
from slosmith.spec.oncall.types import SecretFile


class MsTeams(Integration):
    """A Microsoft Teams channel, by a workflow of Power Automate. Needs Alertmanager 0.28."""

    webhook_url_file: SecretFile = Field(description="The file with the webhook URL of the workflow.")


def _recipient(settings: Settings) -> str:
    return text_of(settings, "webhook_url_file")


def _write(settings: Settings, sender: str) -> Written:
    return {
        **given(settings, "webhook_url_file"),
        "title": template("msteams.title"),
        "text": template("msteams.text"),
    }


MSTEAMS = Channel(
    key="msteams",
    configs="msteamsv2_configs",
    title="Microsoft Teams channels.",
    model=MsTeams,
    recipient=_recipient,
    write=_write,
    since=Since((0, 28), "the first that uses workflows"),
    markup=TEAMS,
)
