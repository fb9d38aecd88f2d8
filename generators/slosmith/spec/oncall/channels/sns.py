"""Amazon SNS."""

from __future__ import annotations

from pydantic import Field

from slosmith.spec.oncall.channels.channel import (
    Channel,
    Integration,
    Settings,
    Written,
    given,
    template,
    text_of,
)
from slosmith.spec.oncall.types import TopicArn
from slosmith.spec.types import Line


class Sns(Integration):
    """A topic of Amazon SNS. Credentials come from the environment of Alertmanager, a profile or a role."""

    topic_arn: TopicArn = Field(description="The ARN of the topic.")
    region: Line = Field(description="The AWS region.")
    profile: Line | None = Field(default=None, description="The AWS profile to use.")
    role_arn: Line | None = Field(default=None, description="The role to assume.")


def _recipient(settings: Settings) -> str:
    return text_of(settings, "topic_arn")


def _write(settings: Settings, sender: str) -> Written:
    return {
        **given(settings, "topic_arn"),
        "sigv4": given(settings, "region", "profile", "role_arn"),
        "subject": template("subject"),
        "message": template("text"),
    }


SNS = Channel(
    key="sns",
    configs="sns_configs",
    title="Amazon SNS topics.",
    model=Sns,
    recipient=_recipient,
    write=_write,
)
