"""WeChat Work."""

from __future__ import annotations

from typing import Annotated, Self

from pydantic import BeforeValidator, Field, model_validator

from slosmith.spec.base import Listed, Model
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
from slosmith.spec.oncall.channels.markup import WECHAT as MARKUP
from slosmith.spec.oncall.types import SecretFile, Slug, Url, one_or_many
from slosmith.spec.types import refuse

_Ids = Annotated[
    tuple[Slug, ...], Listed, BeforeValidator(one_or_many, json_schema_input_type=str | list[str])
]


class WeChat(Integration):
    """People of WeChat Work, to whom an application writes."""

    users: _Ids = Field(default=(), description='Ids of people; "@all" is everybody.')
    parties: _Ids = Field(default=(), description="Ids of departments, in quotes.")
    tags: _Ids = Field(default=(), description="Ids of tags, in quotes.")
    agent_id: Slug | None = Field(
        default=None, description="The id of the application, if not that of the OnCall document."
    )
    corp_id: Slug | None = Field(
        default=None, description="The id of the organisation, if not that of the OnCall document."
    )
    api_secret_file: SecretFile | None = Field(
        default=None, description="The file with the secret, if not that of the OnCall document."
    )
    url: Url | None = Field(default=None, description="The API URL, if it is not the public one.")

    @model_validator(mode="after")
    def _somebody(self) -> Self:
        if not (self.users or self.parties or self.tags):
            refuse("bad-value", "the message has no recipient", "give `users`, `parties` or `tags`")
        return self


class WeChatAccount(Model):
    """What all WeChat recipients share."""

    corp_id: Slug = Field(description="The id of the organisation.")
    agent_id: Slug = Field(description="The id of the application, in quotes.")
    api_secret_file: SecretFile = Field(description="The file with the secret of the application.")


_KINDS = (("users", ""), ("parties", "department "), ("tags", "tag "))


def _recipient(settings: Settings) -> str:
    named = ((words, text_of(settings, key)) for key, words in _KINDS)
    return ", ".join(f"{words}{ids}" for words, ids in named if ids)


def _write(settings: Settings, sender: str) -> Written:
    """Plain text: the other type of message, Markdown, is not shown outside of WeChat Work."""
    keys = {"to_user": "users", "to_party": "parties", "to_tag": "tags"}
    return {
        **given(settings, "corp_id", "agent_id", "api_secret_file", api_url="url"),
        **{theirs: text_of(settings, ours, joint="|") for theirs, ours in keys.items() if ours in settings},
        "message": template("wechat.message"),
    }


WECHAT = Channel(
    key="wechat",
    configs="wechat_configs",
    title="People of WeChat Work.",
    model=WeChat,
    recipient=_recipient,
    write=_write,
    since=Since((0, 31), "the first that reads its secret from a file"),
    account=WeChatAccount,
    account_title="What all WeChat recipients share.",
    required=("corp_id", "agent_id", "api_secret_file"),
    markup=MARKUP,
)
