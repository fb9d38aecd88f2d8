"""PagerDuty, by the Events API v2."""

from __future__ import annotations

from pydantic import Field

from slosmith.spec.oncall.channels.channel import (
    Channel,
    Choice,
    Integration,
    Settings,
    Written,
    given,
    template,
    text_of,
)
from slosmith.spec.oncall.types import SecretFile, Url


class PagerDuty(Integration):
    """Events API v2. Who is called, and who after them, is up to the service's escalation policy."""

    routing_key_file: SecretFile = Field(description="The file with the integration key of the service.")
    url: Url | None = Field(default=None, description="The events URL, if it is not that of the US region.")


def _recipient(settings: Settings) -> str:
    return text_of(settings, "routing_key_file")


def _write(settings: Settings, sender: str) -> Written:
    """Alertmanager leaves out a link without an address."""
    return {
        **given(settings, "routing_key_file", "url"),
        "severity": template("pagerduty.severity"),
        "description": template("title"),
        "client": sender,
        "client_url": template("dashboard"),
        "class": "{{ .CommonLabels.alertname }}",
        "component": "{{ .CommonLabels.service }}",
        "group": "{{ .CommonLabels.owner }}",
        "details": {"firing": template("text"), "resolved": template("resolved")},
        "links": [
            {"href": template("playbook"), "text": "Playbook"},
            {"href": template("dashboard"), "text": "Dashboard"},
        ],
    }


PAGERDUTY = Channel(
    key="pagerduty",
    configs="pagerduty_configs",
    title="PagerDuty services.",
    model=PagerDuty,
    recipient=_recipient,
    write=_write,
    choices=(Choice("pagerduty.severity", lambda urgency: urgency.pagerduty, "error"),),
)
