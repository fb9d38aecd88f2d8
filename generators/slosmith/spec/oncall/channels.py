"""The ways to reach people. Secrets are named by the file that holds them: there is no field for the secret itself."""

from __future__ import annotations

from typing import Annotated, Self

from pydantic import BeforeValidator, Field, model_validator

from slosmith.spec.base import Listed, Model
from slosmith.spec.oncall.types import (
    Address,
    Channel,
    HostPort,
    SecretFile,
    TopicArn,
    Url,
    one_or_many,
    shorthand,
)
from slosmith.spec.types import Line, Name, refuse

# In the order in which they are written.
INTEGRATIONS = ("pagerduty", "opsgenie", "slack", "msteams", "discord", "webhook", "email", "sns")


class _Integration(Model):
    send_resolved: bool | None = Field(
        default=None,
        description="Whether it tells that an alert is over. Default: yes where it pages, no for tickets and messages.",
    )


class PagerDuty(_Integration):
    """Events API v2. Who is called, and who after them, is up to the service's escalation policy."""

    routing_key_file: SecretFile = Field(description="The file with the integration key of the service.")
    url: Url | None = Field(default=None, description="The events URL, if it is not that of the US region.")


class Opsgenie(_Integration):
    """Opsgenie alerts, with a priority that follows the severity."""

    api_key_file: SecretFile | None = Field(
        default=None, description="The file with the API key, if not that of the OnCall document."
    )
    url: Url | None = Field(default=None, description="The API URL, if it is not that of the US region.")


class Slack(_Integration):
    """A channel. A text is enough: `slack: "#alerts"`."""

    channel: Channel = Field(description='The channel, in quotes: "#alerts".')
    api_url_file: SecretFile | None = Field(
        default=None, description="The file with the webhook URL, if not that of the OnCall document."
    )


class MsTeams(_Integration):
    """A Microsoft Teams channel. Needs Alertmanager 0.27; from 0.28 on the workflows of Power Automate are used."""

    webhook_url_file: SecretFile = Field(description="The file with the webhook URL.")


class Discord(_Integration):
    """A Discord channel. Needs Alertmanager 0.27, the first that reads the URL from a file."""

    webhook_url_file: SecretFile = Field(description="The file with the webhook URL.")


class Webhook(_Integration):
    """Anything that takes Alertmanager's JSON."""

    url: Url | None = Field(default=None, description="Where it is sent to, if the URL is no secret.")
    url_file: SecretFile | None = Field(
        default=None, description="Or the file with the URL. Needs Alertmanager 0.26."
    )
    credentials_file: SecretFile | None = Field(default=None, description="The file with a bearer token.")

    @model_validator(mode="after")
    def _one_url(self) -> Self:
        if (self.url is None) == (self.url_file is None):
            refuse("bad-value", "a webhook has a `url` or a `url_file`", "give exactly one of the two")
        return self


class Email(_Integration):
    """Mail to one or several addresses. A text is enough: `email: oncall@example.com`."""

    to: Annotated[
        tuple[Address, ...],
        Listed,
        BeforeValidator(one_or_many, json_schema_input_type=str | list[str]),
    ] = Field(description="Who gets it.", min_length=1)


class Sns(_Integration):
    """A topic of Amazon SNS. Credentials come from the environment of Alertmanager, a profile or a role."""

    topic_arn: TopicArn = Field(description="The ARN of the topic.")
    region: Line = Field(description="The AWS region.")
    profile: Line | None = Field(default=None, description="The AWS profile to use.")
    role_arn: Line | None = Field(default=None, description="The role to assume.")


_PagerDuties = Annotated[
    tuple[PagerDuty, ...],
    Listed,
    BeforeValidator(one_or_many, json_schema_input_type=PagerDuty | list[PagerDuty]),
]
_Opsgenies = Annotated[
    tuple[Opsgenie, ...],
    Listed,
    BeforeValidator(one_or_many, json_schema_input_type=Opsgenie | list[Opsgenie]),
]
_Slack = Annotated[Slack, BeforeValidator(shorthand("channel"), json_schema_input_type=str | Slack)]
_Slacks = Annotated[
    tuple[_Slack, ...], Listed, BeforeValidator(one_or_many, json_schema_input_type=_Slack | list[_Slack])
]
_MsTeams = Annotated[
    tuple[MsTeams, ...], Listed, BeforeValidator(one_or_many, json_schema_input_type=MsTeams | list[MsTeams])
]
_Discords = Annotated[
    tuple[Discord, ...], Listed, BeforeValidator(one_or_many, json_schema_input_type=Discord | list[Discord])
]
_Webhooks = Annotated[
    tuple[Webhook, ...], Listed, BeforeValidator(one_or_many, json_schema_input_type=Webhook | list[Webhook])
]
_Email = Annotated[Email, BeforeValidator(shorthand("to"), json_schema_input_type=str | Email)]
_Emails = Annotated[
    tuple[_Email, ...], Listed, BeforeValidator(one_or_many, json_schema_input_type=_Email | list[_Email])
]
_SnsTopics = Annotated[
    tuple[Sns, ...], Listed, BeforeValidator(one_or_many, json_schema_input_type=Sns | list[Sns])
]


class Receiver(Model):
    """Everything that is told at once. Each key takes one integration or a list of them."""

    pagerduty: _PagerDuties = Field(default=(), description="PagerDuty services.")
    opsgenie: _Opsgenies = Field(default=(), description="Opsgenie.")
    slack: _Slacks = Field(default=(), description="Slack channels.")
    msteams: _MsTeams = Field(default=(), description="Microsoft Teams channels.")
    discord: _Discords = Field(default=(), description="Discord channels.")
    webhook: _Webhooks = Field(default=(), description="Webhooks.")
    email: _Emails = Field(default=(), description="Mail.")
    sns: _SnsTopics = Field(default=(), description="Amazon SNS topics.")

    @property
    def empty(self) -> bool:
        return not any(getattr(self, key) for key in INTEGRATIONS)

    @model_validator(mode="after")
    def _reaches_somebody(self) -> Self:
        if type(self) is Receiver and self.empty:
            refuse("bad-value", "the receiver reaches nobody", f"give it one of {', '.join(INTEGRATIONS)}")
        return self


class Destination(Receiver):
    """A receiver, or the name of one: `page: the-pager`."""

    receiver: Name | None = Field(
        default=None, description="The name of one of `receivers`, instead of integrations of its own."
    )

    @model_validator(mode="after")
    def _named_or_described(self) -> Self:
        if self.empty == (self.receiver is None):
            refuse(
                "bad-value",
                "a destination names a receiver or has integrations of its own",
                f"write the name of a receiver, or one or more of {', '.join(INTEGRATIONS)}",
            )
        return self


Reached = Annotated[
    Destination, BeforeValidator(shorthand("receiver"), json_schema_input_type=str | Destination)
]


class SlackAccount(Model):
    """What all Slack channels share."""

    api_url_file: SecretFile = Field(description="The file with the webhook URL.")


class OpsgenieAccount(Model):
    """What all Opsgenie integrations share."""

    api_key_file: SecretFile = Field(description="The file with the API key.")


class MailServer(Model):
    """How mail is sent."""

    smarthost: HostPort = Field(description="host:port of the server.")
    sender: Address = Field(alias="from", description="The sender's address.")
    username: Line | None = Field(default=None, description="The user of the account.")
    password_file: SecretFile | None = Field(default=None, description="The file with the password.")
    require_tls: bool = Field(default=True, description="Refuse to send without TLS. Default: true.")
