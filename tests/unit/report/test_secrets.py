"""Lines of specs with what must not be in them: a diagnostic points at it and does not repeat it."""

from __future__ import annotations

import pytest

from slosmith.report.secrets import masked

SECRET = "T0k3n-x_y.z9"


@pytest.mark.parametrize(
    "line",
    [
        "  routing_key: {}",
        "  shop: {{page: {{pagerduty: {{routing_key_file: {}}}}}, ticket: {{slack: '#a'}}}}",
        '  api_url: "{}" # ours',
        "  'api_url': 'https://hooks.slack.com/services/{}'",
        "password: {}, next: 1",
        "smtp_auth_password: {}",
        "bearer_token: {}",
        '"client_secret": "{}"',
        "url: https://user:{}@example.com/hook",
        "url: https://{}@example.com",
        "url: https://hooks.slack.com/services/{}",
        "url: https://discord.com/api/webhooks/{}",
        "url: https://example.com/a?token={}",
        "url: {{ 'https://example.com/hooks/{}' }}",
        "http://a/?x={}",
        'api_url: "{}',
    ],
)
def test_a_secret_is_not_shown(line: str) -> None:
    written = line.format(SECRET)
    shown = masked(written)
    assert SECRET not in shown
    assert SECRET[:4] not in shown
    assert len(shown) == len(written), "carets stay where they are"
    assert shown.replace("*", "")[:3] == written[:3]


@pytest.mark.parametrize(
    "line",
    [
        "  routing_key_file: /etc/alertmanager/secrets/pagerduty",
        '  api_url_file: "/etc/alertmanager/slack" # the file',
        "  slack: {api_url_file: /etc/alertmanager/slack}",
        "  key: {a: b}",
        "  token: *anchor",
        "    target: 99.9% # the key to it all",
        "url: https://example.com/health",
        "  runbooks: https://runbooks.example.com/a/b",
        "expr: sum(rate(token_total[5m])) > 5",
    ],
)
def test_what_is_none_stays(line: str) -> None:
    assert masked(line) == line


@pytest.mark.parametrize(
    "line", ["key" * 50_000, "key: " * 50_000, "https://" * 30_000, "https://a/" + "hooks" * 30_000]
)
def test_long_lines_are_read_at_once(line: str) -> None:
    assert len(masked(line)) == len(line)
