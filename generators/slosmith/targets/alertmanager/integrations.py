"""One function per way to reach people: from the plan's settings to Alertmanager's, with the texts of our templates."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import NamedTuple

from slosmith.emit import Inline, Tree
from slosmith.plan.oncall.versions import TEAMS_WORKFLOWS, Version
from slosmith.plan.oncall_model import Integration, Setting

_Settings = Mapping[str, Setting]
_Tree = dict[str, Tree]


class Aim(NamedTuple):
    """Who sends, and the release of Alertmanager that it is written for."""

    sender: str
    version: Version


def integration(each: Integration, aim: Aim) -> tuple[str, Tree]:
    """(key of the receiver, one item below it)."""
    settings = _WRITERS[each.kind](each.settings, aim)
    workflows = each.kind == "msteams" and aim.version >= TEAMS_WORKFLOWS
    key = "msteamsv2" if workflows else each.kind
    return f"{key}_configs", {"send_resolved": each.send_resolved, **settings}


def _template(name: str) -> Inline:
    return Inline(f'{{{{ template "slosmith.{name}" . }}}}')


def _given(settings: _Settings, **keys: str) -> _Tree:
    """Those settings that are there, under Alertmanager's names: `_given(settings, api_url="url")`."""
    return {theirs: settings[ours] for theirs, ours in keys.items() if ours in settings}


def _pagerduty(settings: _Settings, aim: Aim) -> _Tree:
    """A link without an address is left out by Alertmanager."""
    return {
        **_given(settings, routing_key_file="routing_key_file", url="url"),
        "severity": _template("pagerduty.severity"),
        "description": _template("title"),
        "client": aim.sender,
        "client_url": _template("dashboard"),
        "class": "{{ .CommonLabels.alertname }}",
        "component": "{{ .CommonLabels.service }}",
        "group": "{{ .CommonLabels.owner }}",
        "details": {"firing": _template("text"), "resolved": _template("resolved")},
        "links": [
            {"href": _template("playbook"), "text": "Playbook"},
            {"href": _template("dashboard"), "text": "Dashboard"},
        ],
    }


def _opsgenie(settings: _Settings, aim: Aim) -> _Tree:
    return {
        **_given(settings, api_key_file="api_key_file", api_url="url"),
        "message": _template("title"),
        "description": _template("text"),
        "priority": _template("opsgenie.priority"),
        "source": aim.sender,
        "entity": "{{ .CommonLabels.service }}",
    }


def _slack(settings: _Settings, aim: Aim) -> _Tree:
    return {
        **_given(settings, api_url_file="api_url_file", channel="channel"),
        "username": aim.sender,
        "color": Inline('{{ if eq .Status "firing" }}danger{{ else }}good{{ end }}'),
        "fallback": _template("title"),
        "title": _template("title"),
        "title_link": _template("dashboard"),
        "text": _template("slack.text"),
    }


def _msteams(settings: _Settings, aim: Aim) -> _Tree:
    return {
        **_given(settings, webhook_url_file="webhook_url_file"),
        "title": _template("title"),
        "text": _template("text"),
    }


def _discord(settings: _Settings, aim: Aim) -> _Tree:
    return {
        **_given(settings, webhook_url_file="webhook_url_file"),
        "title": _template("title"),
        "message": _template("text"),
    }


def _webhook(settings: _Settings, aim: Aim) -> _Tree:
    tree = _given(settings, url="url", url_file="url_file")
    if "credentials_file" in settings:
        credentials: _Tree = {"type": "Bearer", "credentials_file": settings["credentials_file"]}
        tree["http_config"] = {"authorization": credentials}
    return tree


def _email(settings: _Settings, aim: Aim) -> _Tree:
    to = settings["to"]
    return {
        "to": ", ".join(to) if isinstance(to, tuple) else to,
        **_given(
            settings,
            **{"from": "sender"},
            smarthost="smarthost",
            auth_username="username",
            auth_password_file="password_file",
            require_tls="require_tls",
        ),
        "headers": {"Subject": _template("title")},
        "text": _template("text"),
        "html": Inline(f"<pre>{_template('text')}</pre>"),
    }


def _sns(settings: _Settings, aim: Aim) -> _Tree:
    return {
        "topic_arn": settings["topic_arn"],
        "sigv4": _given(settings, region="region", profile="profile", role_arn="role_arn"),
        "subject": _template("subject"),
        "message": _template("text"),
    }


_WRITERS: dict[str, Callable[[_Settings, Aim], _Tree]] = {
    "pagerduty": _pagerduty,
    "opsgenie": _opsgenie,
    "slack": _slack,
    "msteams": _msteams,
    "discord": _discord,
    "webhook": _webhook,
    "email": _email,
    "sns": _sns,
}
