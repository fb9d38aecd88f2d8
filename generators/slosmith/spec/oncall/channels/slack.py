"""Slack, by an incoming webhook."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from typing import Annotated, Literal

from pydantic import BeforeValidator, Field

from slosmith.emit import Inline, Tree
from slosmith.spec.base import Listed, Model
from slosmith.spec.oncall.channels.channel import (
    Channel,
    Integration,
    Setting,
    Settings,
    Written,
    given,
    template,
    text_of,
)
from slosmith.spec.oncall.channels.markup import SLACK as MARKUP
from slosmith.spec.oncall.channels.own_text import OwnLine, OwnText, OwnUrl, written_text, written_url
from slosmith.spec.oncall.types import ChannelName, SecretFile, matching, one_or_many

_Mention = Annotated[
    str,
    matching(
        re.compile(r"here|channel|everyone|[UWS][A-Z0-9]{6,}"),
        "bad-value",
        "a mention of Slack",
        "write here, channel, everyone, the id of a person (U...) or of a user group (S...)",
    ),
]
_Mentions = Annotated[
    tuple[_Mention, ...], Listed, BeforeValidator(one_or_many, json_schema_input_type=str | list[str])
]


class SlackField(Model):
    """A short fact in a table below the text."""

    title: OwnLine = Field(description="What the fact is.")
    value: OwnText = Field(description="The fact, as in {{ .CommonLabels.region }}.")
    short: bool | None = Field(default=None, description="Whether two may stand side by side. Default: no.")


class SlackAction(Model):
    """A button that opens a page."""

    text: OwnLine = Field(description="What stands on the button.")
    url: OwnUrl = Field(
        description="The page; values of labels are escaped: ?service={{ .CommonLabels.service }}."
    )
    style: Literal["primary", "danger"] | None = Field(
        default=None, description="Green or red. Default: neither."
    )


class Slack(Integration):
    """A channel. A text is enough: `slack: "#alerts"`."""

    channel: ChannelName = Field(description='The channel, in quotes: "#alerts".')
    api_url_file: SecretFile | None = Field(
        default=None, description="The file with the webhook URL, if not that of the OnCall document."
    )
    mentions: _Mentions = Field(
        default=(),
        description="Who is mentioned while an alert fires: here, channel, everyone, or the ids of people and user groups.",
    )
    text: OwnText | None = Field(
        default=None,
        description="A text of your own in place of the generated one, with {{ .CommonLabels.x }} and the like. *Bold*, _italic_ and `code` are markup.",
    )
    fields: Annotated[tuple[SlackField, ...], Listed] = Field(
        default=(), description="Facts in a table below the text."
    )
    actions: Annotated[tuple[SlackAction, ...], Listed] = Field(
        default=(), description="Buttons below the text.", max_length=5
    )


class SlackAccount(Model):
    """What all Slack channels share."""

    api_url_file: SecretFile = Field(description="The file with the webhook URL.")


def _recipient(settings: Settings) -> str:
    return text_of(settings, "channel")


def _write(settings: Settings, sender: str) -> Written:
    text = settings.get("text")
    written: Written = {
        **given(settings, "api_url_file", "channel"),
        "username": sender,
        "color": Inline('{{ if eq .Status "firing" }}danger{{ else }}good{{ end }}'),
        "fallback": template("slack.title"),
        "title": template("slack.title"),
        "title_link": template("dashboard"),
        "text": written_text(text, MARKUP) if isinstance(text, str) else template("slack.text"),
    }
    if mentions := settings.get("mentions"):
        assert isinstance(mentions, tuple)
        everybody = " ".join(_mention(str(each)) for each in mentions)
        written["pretext"] = Inline(f"{{{{ if .Alerts.Firing }}}}{everybody}{{{{ end }}}}")
    if fields := [_field(each) for each in _items(settings.get("fields"))]:
        written["fields"] = fields
    if actions := [_action(each) for each in _items(settings.get("actions"))]:
        written["actions"] = actions
    return written


def _mention(whom: str) -> str:
    if whom.islower():
        return f"<!{whom}>"
    return f"<!subteam^{whom}>" if whom.startswith("S") else f"<@{whom}>"


def _items(value: Setting | None) -> Iterable[Mapping[str, Setting]]:
    return (each for each in value if isinstance(each, Mapping)) if isinstance(value, tuple) else ()


def _field(field: Mapping[str, Setting]) -> Tree:
    texts: Written = {key: written_text(str(field[key]), MARKUP) for key in ("title", "value")}
    return {**texts, **given(field, "short")}


def _action(action: Mapping[str, Setting]) -> Tree:
    return {
        "type": "button",
        "text": written_text(str(action["text"]), MARKUP),
        "url": written_url(str(action["url"])),
        **given(action, "style"),
    }


SLACK = Channel(
    key="slack",
    configs="slack_configs",
    title="Slack channels.",
    model=Slack,
    recipient=_recipient,
    write=_write,
    shorthand="channel",
    account=SlackAccount,
    account_title="What all Slack channels share.",
    required=("api_url_file",),
    markup=MARKUP,
)
