"""Jira: an issue for each group of alerts."""

from __future__ import annotations

from typing import Annotated, Self

from pydantic import AfterValidator, BeforeValidator, Field, model_validator

from slosmith.spec.base import Listed, Model
from slosmith.spec.oncall.channels.channel import (
    Channel,
    Choice,
    Integration,
    Later,
    Settings,
    Since,
    Urgency,
    Written,
    bearer,
    given,
    template,
    text_of,
)
from slosmith.spec.oncall.channels.markup import JIRA as MARKUP
from slosmith.spec.oncall.types import PlainLine, SecretFile, Slug, Url, one_or_many
from slosmith.spec.types import Interval, refuse
from slosmith.units import duration


def _api(url: str) -> str:
    """Version 3 of the API wants the description as a document in JSON, which a template cannot write safely."""
    url = url.rstrip("/")
    if not url.endswith("/rest/api/2"):
        refuse(
            "bad-value",
            "this is not the URL of version 2 of Jira's API",
            "write it as https://jira.example.com/rest/api/2; Jira Cloud has it too",
        )
    return url


JiraUrl = Annotated[Url, AfterValidator(_api)]
_Labels = Annotated[
    tuple[Slug, ...], Listed, BeforeValidator(one_or_many, json_schema_input_type=str | list[str])
]


class _Access(Model):
    """How the API is reached: with a token, or as a user with a password."""

    credentials_file: SecretFile | None = Field(
        default=None, description="The file with a personal access token, for Jira Data Center."
    )
    username: PlainLine | None = Field(
        default=None, description="The user; for Jira Cloud the address of the account."
    )
    password_file: SecretFile | None = Field(
        default=None, description="The file with the password; for Jira Cloud with the API token."
    )

    @model_validator(mode="after")
    def _one_way_in(self) -> Self:
        if (self.username is None) != (self.password_file is None):
            refuse("bad-value", "`username` and `password_file` go together", "give both")
        if self.username is not None and self.credentials_file is not None:
            refuse("bad-value", "there are two ways to log in", "give `credentials_file` or the other two")
        return self


class JiraAccount(_Access):
    """What all Jira projects share."""

    url: JiraUrl = Field(description="The URL of version 2 of the API: https://host/rest/api/2.")

    @model_validator(mode="after")
    def _logs_in(self) -> Self:
        if self.username is None and self.credentials_file is None:
            refuse(
                "bad-value", "no way to log in is given", "give `credentials_file`, or user and password_file"
            )
        return self


class Jira(Integration):
    """A Jira project, in which each group of alerts has an issue. The account is that of the OnCall document."""

    project: Slug = Field(description="The key of the project.")
    issue_type: PlainLine = Field(description="The type of the issues, as in Bug.")
    labels: _Labels = Field(default=(), description="Labels of the issues.")
    set_priority: bool | None = Field(
        default=None,
        description="Whether issues get a priority, Highest to Lowest by severity. Their type must have the field.",
    )
    resolve_transition: PlainLine | None = Field(
        default=None,
        description="The transition that closes an issue when its alerts are over. Default: none.",
    )
    reopen_transition: PlainLine | None = Field(
        default=None, description="The transition that opens it again. Default: there is a new issue."
    )
    reopen_duration: Interval | None = Field(
        default=None, description="How long after its resolution an issue is opened again."
    )
    wont_fix_resolution: PlainLine | None = Field(
        default=None, description="Issues with this resolution stay closed."
    )

    @model_validator(mode="after")
    def _reopens(self) -> Self:
        if (self.reopen_transition is None) != (self.reopen_duration is None):
            refuse("bad-value", "`reopen_transition` and `reopen_duration` go together", "give both")
        return self


def _recipient(settings: Settings) -> str:
    return f"{text_of(settings, 'project')} {text_of(settings, 'issue_type')}"


def _cloud(settings: Settings) -> bool:
    return ".atlassian.net/" in text_of(settings, "url")


_PRIORITIES = ("Highest", "High", "Medium", "Low", "Lowest")


def _priority(urgency: Urgency) -> str:
    return _PRIORITIES[min(urgency.rank, 5) - 1]


def _write(settings: Settings, sender: str) -> Written:
    if "credentials_file" in settings:
        access = bearer(settings["credentials_file"])
    else:
        access = {"basic_auth": given(settings, "username", "password_file")}
    written: Written = {
        **given(settings, "project", "issue_type", api_url="url"),
        "summary": template("title"),
        "description": template("jira.text"),
        "priority": template("jira.priority") if settings.get("set_priority") else "",
        **given(settings, "labels", "resolve_transition", "reopen_transition", "wont_fix_resolution"),
    }
    if isinstance(seconds := settings.get("reopen_duration"), int):
        written["reopen_duration"] = duration(seconds)
    return {**written, "http_config": access}


JIRA = Channel(
    key="jira",
    configs="jira_configs",
    title="Jira projects.",
    model=Jira,
    recipient=_recipient,
    write=_write,
    since=Since((0, 28)),
    # Jira Cloud took away the search that 0.28 asks for issues.
    later=(Later("url", Since((0, 29), "the first that Jira Cloud answers"), _cloud),),
    account=JiraAccount,
    account_title="What all Jira projects share.",
    required=("url",),
    closes=lambda settings: "resolve_transition" in settings,
    markup=MARKUP,
    choices=(Choice("jira.priority", _priority, "Medium"),),
)
