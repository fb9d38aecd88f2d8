"""Integrations of every channel as hypothesis draws them, each with its own account where the channel has one."""

from __future__ import annotations

from typing import Any

from hypothesis import strategies as st

Settings = st.SearchStrategy[dict[str, Any]]

_FILE = st.sampled_from(["/etc/alertmanager/a", "/run/secrets/b.txt"])
_URL = st.sampled_from(["https://example.com", "http://localhost:9/x/y"])
_SLUG = st.sampled_from(["shop", "Shop_1", "a.b-c=", "@all", "42"])
_LINE = st.sampled_from(["Done", "Won't do", "on: #1", '"quoted" \\ & <b>', "{x}"])
_TEXT = st.sampled_from(
    ["plain", "a <b> & {{ .CommonLabels.region }}", "*x*\n{{ .Status }}: 'y'", '"z" {{.GroupLabels.slo}} \\']
)
_RESOLVED = st.booleans()


def _of(required: dict[str, Any], **optional: Any) -> Settings:
    return st.fixed_dictionaries(required, optional={"send_resolved": _RESOLVED, **optional})


_SLACK_FIELD = st.fixed_dictionaries(
    {"title": st.sampled_from(["Region", "<x>"]), "value": _TEXT}, optional={"short": st.booleans()}
)
_SLACK_ACTION = st.fixed_dictionaries(
    {
        "text": st.sampled_from(["Open", "a & b"]),
        "url": st.sampled_from(
            ["https://example.com", "https://example.com/?q={{ .CommonLabels.slo }}&a=b#c"]
        ),
    },
    optional={"style": st.sampled_from(["primary", "danger"])},
)

# By the key of the channel: a new channel has its strategy here.
CHANNELS_BY_KEY: dict[str, Settings] = {
    "pagerduty": _of({"routing_key_file": _FILE}, url=_URL),
    "opsgenie": _of({"api_key_file": _FILE}, url=_URL),
    "victorops": _of({"routing_key": _SLUG, "api_key_file": _FILE}, url=_URL),
    "incidentio": st.one_of(
        _of({"url": _URL, "alert_source_token_file": _FILE}),
        _of({"url_file": _FILE, "alert_source_token_file": _FILE}),
    ),
    "pushover": _of({"user_key_file": _FILE, "token_file": _FILE}, device=_SLUG, sound=_SLUG),
    "slack": _of(
        {"channel": st.sampled_from(["#shop", "@someone", "C0123ABCD"]), "api_url_file": _FILE},
        mentions=st.lists(st.sampled_from(["here", "channel", "everyone", "U0123ABCD", "S0123ABCD"])),
        text=_TEXT,
        fields=st.lists(_SLACK_FIELD, max_size=2),
        actions=st.lists(_SLACK_ACTION, max_size=2),
    ),
    "msteams": _of({"webhook_url_file": _FILE}),
    "discord": _of({"webhook_url_file": _FILE}),
    "mattermost": _of({"webhook_url_file": _FILE}, channel=_SLUG),
    "rocketchat": _of(
        {
            "channel": st.sampled_from(["#shop", "@someone"]),
            "url": _URL,
            "token_file": _FILE,
            "token_id_file": _FILE,
        }
    ),
    "webex": _of({"room_id": _SLUG, "credentials_file": _FILE}, url=_URL),
    "telegram": _of(
        {"chat_id": st.sampled_from([-1001234567890, 5]), "bot_token_file": _FILE},
        thread_id=st.integers(1, 9),
        silent=st.booleans(),
        url=_URL,
    ),
    "wechat": _of(
        {"corp_id": _SLUG, "agent_id": _SLUG, "api_secret_file": _FILE, "users": st.lists(_SLUG, min_size=1)},
        parties=st.lists(_SLUG),
        tags=_SLUG,
        url=_URL,
    ),
    "jira": _of(
        {"project": _SLUG, "issue_type": _LINE},
        labels=st.lists(_SLUG),
        set_priority=st.booleans(),
        resolve_transition=_LINE,
        wont_fix_resolution=_LINE,
    ),
    "webhook": st.one_of(
        _of({"url": _URL}, credentials_file=_FILE), _of({"url_file": _FILE}, credentials_file=_FILE)
    ),
    "email": _of({"to": st.lists(st.sampled_from(["a@example.com", "b+c@example.com"]), min_size=1)}),
    "sns": _of(
        {
            "topic_arn": st.sampled_from(["arn:aws:sns:eu-west-1:123456789012:t"]),
            "region": st.just("eu-west-1"),
        },
        profile=_LINE,
        role_arn=_LINE,
    ),
}
# What integrations cannot hold themselves.
ACCOUNTS: dict[str, dict[str, Any]] = {
    "jira": {"url": "https://jira.example.com/rest/api/2", "credentials_file": "/etc/jira"},
    "email": {"smarthost": "smtp.example.com:25", "from": "a@example.com"},
}


@st.composite
def receivers(draw: st.DrawFn) -> dict[str, Any]:
    """One to three channels with one or two integrations each."""
    keys = draw(st.lists(st.sampled_from(sorted(CHANNELS_BY_KEY)), min_size=1, max_size=3, unique=True))
    return {key: draw(st.lists(CHANNELS_BY_KEY[key], min_size=1, max_size=2)) for key in keys}
