"""routes.yaml against alertmanager.yaml: agreement, disagreement, and what amtool has to say."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from slosmith.artifact import Artifact
from slosmith.verify import amtool, routes
from slosmith.verify.amtool import CONFIG, ROUTES

CONFIGURATION = """\
route:
  receiver: all
  routes:
    - {matchers: ['severity="page"'], receiver: pager, continue: true}
    - {matchers: ['severity=~"page|ticket"'], receiver: tracker}
receivers: [{name: all}, {name: pager}, {name: tracker}]
"""
EXPECTED = """\
needs_alertmanager: "0.25"
alerts:
  - {labels: {alertname: A, severity: page, text: 'a "b", c\\d'}, receivers: [pager, tracker]}
  - {labels: {alertname: B, severity: ticket, burn_rate: "1"}, receivers: [tracker]}
  - {labels: {alertname: C}, receivers: [all]}
"""


def test_agreement() -> None:
    assert routes.replay(EXPECTED, CONFIGURATION) == ()
    assert routes.verify([Artifact(CONFIG, CONFIGURATION), Artifact(ROUTES, EXPECTED)]) == ()
    assert routes.verify([Artifact(CONFIG, CONFIGURATION)]) == ()


@pytest.mark.parametrize(
    ("old", "new", "said"),
    [
        ("continue: true", "continue: false", "A must reach pager, tracker, and the routes send it to pager"),
        ('"page|ticket"', '"page"', "B must reach tracker, and the routes send it to all"),
        ("receiver: all", "receiver: pager", "C must reach all, and the routes send it to pager"),
    ],
)
def test_a_broken_route(old: str, new: str, said: str) -> None:
    [found] = routes.replay(EXPECTED, CONFIGURATION.replace(old, new, 1))
    assert (found.code, found.message) == ("route-mismatch", said)


def test_amtool_has_the_last_word(fake_tool: Callable[..., Path], monkeypatch: pytest.MonkeyPatch) -> None:
    version = "amtool, version 0.25.0 (branch: x)"
    script = fake_tool("echo all", name="amtool", version=version)
    monkeypatch.setenv("SLOSMITH_AMTOOL", str(script))
    found = routes.replay(EXPECTED, CONFIGURATION)
    assert [each.message for each in found] == [
        "A must reach pager, tracker; amtool sends it to all",
        "B must reach tracker; amtool sends it to all",
    ]
    assert {each.code for each in found} == {"amtool"}


def test_a_configuration_for_newer_servers_asks_for_a_newer_amtool(
    fake_tool: Callable[..., Path], monkeypatch: pytest.MonkeyPatch
) -> None:
    script = fake_tool("exit 9", name="amtool", version="amtool, version 0.27.0 (branch: x)")
    monkeypatch.setenv("SLOSMITH_AMTOOL", str(script))
    [found] = routes.replay(EXPECTED.replace("0.25", "0.28"), CONFIGURATION)
    assert found.code == "tool-missing"
    assert "0.28 or newer is needed" in found.message


def test_a_long_list_is_asked_about_in_part(
    fake_tool: Callable[..., Path], monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    """One for each way through the matchers first, and of the rest no more than the limit."""
    script = fake_tool(
        f"echo >> {tmp_path}/calls; echo all", name="amtool", version="amtool, version 0.25.0 (branch: x)"
    )
    monkeypatch.setenv("SLOSMITH_AMTOOL", str(script))
    more = "".join(f"  - {{labels: {{alertname: X{index}}}, receivers: [all]}}\n" for index in range(50))
    routes.replay(EXPECTED + more, CONFIGURATION, limit=10)
    assert len((tmp_path / "calls").read_text().splitlines()) == 10


def test_warnings_of_amtool_are_findings(
    fake_tool: Callable[..., Path], monkeypatch: pytest.MonkeyPatch
) -> None:
    body = """\
case "$*" in *strict*) echo 'time=x level=WARN source=f msg="UTF-8 strict mode enabled"' >&2;; esac
echo 'ts=x caller=y level=warn msg="Alertmanager is moving to a new parser" input="a=b"' >&2
"""
    script = fake_tool(body, name="amtool", version="amtool, version 0.28.0 (branch: x)")
    monkeypatch.setenv("SLOSMITH_AMTOOL", str(script))
    found = amtool.verify([Artifact(CONFIG, CONFIGURATION)])
    assert [each.message for each in found] == [
        'amtool refuses the configuration: Alertmanager is moving to a new parser input="a=b"',
        'in strict UTF-8 mode amtool refuses the configuration: Alertmanager is moving to a new parser input="a=b"',
    ]


def test_every_text_is_rendered() -> None:
    receivers = "receivers: [{name: all, slack_configs: [{api_url_file: /x, channel: '#a', text: '{{ template \"slosmith.text\" . }}'}]}]"
    config = f"route: {{receiver: all}}\n{receivers}\ntemplates: [templates/*.tmpl]\n"
    good = '{{ define "slosmith.text" }}{{ .CommonLabels.severity }}{{ end }}'
    path = "alertmanager/templates/slosmith.tmpl"
    assert amtool.verify([Artifact(CONFIG, config), Artifact(path, good)]) == ()
    for bad, said in (
        ('{{ define "slosmith.txt" }}{{ end }}', "not defined"),
        ('{{ define "slosmith.text" }}{{ .Nothing }}{{ end }}', "can't evaluate field Nothing"),
        ('{{ define "slosmith.text" }}{{ . }', "unexpected"),
    ):
        found = amtool.verify([Artifact(CONFIG, config), Artifact(path, bad)])
        assert {each.code for each in found} == {"amtool"}
        assert said in found[-1].message
