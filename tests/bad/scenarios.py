"""Faults that no file can show by itself: of the disk, of the output folder, of external tools.

Each runs in an empty folder, and is named as a fixture would be: the code, then the fault.
"""

from __future__ import annotations

import errno
import os
import re
import subprocess
from collections.abc import Callable, Sequence
from dataclasses import replace
from pathlib import Path
from typing import TypeAlias

import pytest

from slosmith.artifact import Artifact
from slosmith.diagnostics import Diagnostic, errors
from slosmith.freshness import stale
from slosmith.output import Disk, apply, plan_changes
from slosmith.pipeline import compile_specs
from slosmith.report import as_text
from slosmith.revisions import plan_at
from slosmith.verify import (
    amtool,
    dashboard_queries,
    dashboards,
    deployment,
    pages,
    promtool,
    routes,
    rules,
    ruletests,
    verify,
)

Scenario: TypeAlias = Callable[[pytest.FixtureRequest], Sequence[Diagnostic]]

SPECS, OUTPUT = Path("specs"), Path("output")
GOOD = """\
apiVersion: slosmith/v1
kind: Service
name: shop
slos:
  - id: SLO-SHOP-001
    title: Checkout
    target: 99.9%
    window: 7d
    sli: {ratio: {bad: errors_total, total: requests_total}}
"""
RULES = "groups: [{name: shop, rules: [{record: 'a:b', expr: up}]}]\n"


def _specs(text: str | bytes = GOOD, name: str = "shop.yaml") -> Sequence[Diagnostic]:
    SPECS.mkdir(exist_ok=True)
    (SPECS / name).write_bytes(text if isinstance(text, bytes) else text.encode())
    return compile_specs(SPECS).diagnostics


def _artifacts() -> Sequence[Artifact]:
    assert not errors(_specs())
    return compile_specs(SPECS).artifacts


def missing_folder(request: pytest.FixtureRequest) -> Sequence[Diagnostic]:
    return compile_specs(SPECS).diagnostics


def empty_folder(request: pytest.FixtureRequest) -> Sequence[Diagnostic]:
    return _specs("# A note, and no spec.\n", "README.md")


def file_for_folder(request: pytest.FixtureRequest) -> Sequence[Diagnostic]:
    SPECS.write_text(GOOD)
    return compile_specs(SPECS).diagnostics


def other_encoding(request: pytest.FixtureRequest) -> Sequence[Diagnostic]:
    return _specs(GOOD.replace("Checkout", "Übersicht").encode("latin-1"))


def control_character(request: pytest.FixtureRequest) -> Sequence[Diagnostic]:
    return _specs(GOOD.replace("Checkout", "Check\x1b[31mout"))


def links(request: pytest.FixtureRequest) -> Sequence[Diagnostic]:
    Path("elsewhere.yaml").write_text(GOOD)
    SPECS.mkdir()
    for name, target in {
        "outside.yaml": "../elsewhere.yaml",
        "nowhere.yaml": "missing.yaml",
        "itself.yaml": "itself.yaml",
        "parent": ".",
    }.items():
        (SPECS / name).symlink_to(target)
    return compile_specs(SPECS).diagnostics


def named_pipe(request: pytest.FixtureRequest) -> Sequence[Diagnostic]:
    SPECS.mkdir()
    os.mkfifo(SPECS / "shop.yaml")
    return compile_specs(SPECS).diagnostics


def large_file(request: pytest.FixtureRequest) -> Sequence[Diagnostic]:
    _specs()
    os.truncate(SPECS / "shop.yaml", 10_000_001)
    return compile_specs(SPECS).diagnostics


def stale_output(request: pytest.FixtureRequest) -> Sequence[Diagnostic]:
    artifacts = _artifacts()
    apply([*artifacts, Artifact("prometheus/rules/gone.yaml", RULES)], OUTPUT)
    (OUTPUT / "plan.json").unlink()
    (OUTPUT / "prometheus/rules/shop.yaml").write_text("groups: []\n")
    return list(stale(plan_changes(artifacts, OUTPUT), OUTPUT))


def file_of_others(request: pytest.FixtureRequest) -> Sequence[Diagnostic]:
    (OUTPUT / "prometheus/rules").mkdir(parents=True)
    (OUTPUT / "prometheus/rules/shop.yaml").write_text("groups: []\n")
    return apply(_artifacts(), OUTPUT).diagnostics


def link_of_others(request: pytest.FixtureRequest) -> Sequence[Diagnostic]:
    Path("elsewhere").mkdir()
    OUTPUT.mkdir()
    (OUTPUT / "prometheus").symlink_to("../elsewhere")
    return apply(_artifacts(), OUTPUT).diagnostics


class _Full(Disk):
    def write(self, path: Path, data: bytes) -> None:
        raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))


def no_temporary_folder(request: pytest.FixtureRequest) -> Sequence[Diagnostic]:
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("TMPDIR", "nowhere")
        return [each for each in verify(_artifacts()) if each.code != "tool-missing"]


def full_disk(request: pytest.FixtureRequest) -> Sequence[Diagnostic]:
    return apply(_artifacts(), OUTPUT, _Full()).diagnostics


def refused_rule(request: pytest.FixtureRequest) -> Sequence[Diagnostic]:
    """`promql: extended` leaves to promtool what our own parser does not understand."""
    project = "apiVersion: slosmith/v1\nkind: Project\nname: shops\npromql: extended\n"
    alert = "alerts:\n  - name: ShopBroken\n    expr: sum(errors_total > 1\n    severity: high\n"
    _specs(f"{project}---\n{GOOD.partition('slos:')[0]}{alert}")
    result = compile_specs(SPECS)
    assert not result.failed
    return list(result.documents.located(promtool.verify(result.artifacts)))


def two_documents(request: pytest.FixtureRequest) -> Sequence[Diagnostic]:
    """What only a fault of slosmith's own could bring about."""
    return rules.verify([Artifact("prometheus/rules/shop.yaml", f"{RULES}---\n{RULES}")])


def no_promtool(request: pytest.FixtureRequest) -> Sequence[Diagnostic]:
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("PATH", str(Path.cwd()))
        patch.delenv("SLOSMITH_PROMTOOL", raising=False)
        return promtool.verify(_artifacts())


def crashing_promtool(request: pytest.FixtureRequest) -> Sequence[Diagnostic]:
    script = request.getfixturevalue("fake_tool")("echo 'out of luck' >&2; kill -SEGV $$")
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("SLOSMITH_PROMTOOL", str(script))
        return promtool.verify(_artifacts())


ONCALL = """\
apiVersion: slosmith/v1
kind: OnCall
slack: {api_url_file: /etc/alertmanager/slack}
teams:
  shop: {page: {pagerduty: {routing_key_file: /etc/alertmanager/pagerduty}}, ticket: {slack: "#shop"}}
"""


def _alertmanager(old: str = "", new: str = "", oncall: str = ONCALL) -> Sequence[Artifact]:
    """The generated configuration, with a text replaced wherever it stands in a file of it."""
    _specs(f"{GOOD}---\n{oncall}")
    artifacts = [each for each in compile_specs(SPECS).artifacts if each.path.startswith("alertmanager/")]
    assert any(old in each.text for each in artifacts)
    return tuple(Artifact(each.path, each.text.replace(old, new)) for each in artifacts)


def unknown_zone(request: pytest.FixtureRequest) -> Sequence[Diagnostic]:
    """Only Alertmanager knows all time zones."""
    hours = "ticket_hours: [office]}\ntime_intervals:\n  office: [{weekdays: [monday], time_zone: Europe/Berln}]\n"
    return amtool.verify(_alertmanager(oncall=f"{ONCALL.rstrip()[:-1]}, {hours}"))


def broken_template(request: pytest.FixtureRequest) -> Sequence[Diagnostic]:
    """`amtool check-config` does not look inside."""
    found = amtool.verify(_alertmanager('define "slosmith.title"', 'define "slosmith.titel"'))
    return found[:1]


def route_to_nobody(request: pytest.FixtureRequest) -> Sequence[Diagnostic]:
    return routes.verify(_alertmanager("'severity=\"high\"'", "'severity=\"hihg\"'"))[:1]


def no_amtool(request: pytest.FixtureRequest) -> Sequence[Diagnostic]:
    artifacts = _alertmanager()
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("PATH", str(Path.cwd()))
        patch.delenv("SLOSMITH_AMTOOL", raising=False)
        return [*amtool.verify(artifacts), *routes.verify(artifacts)]


DASHBOARD = """\
function(plan, slosmith)
  local panel(title, expr, x) = slosmith.panels.stat(
    { title: title, description: 'A panel.', unit: 'short', noValue: '-' },
    [slosmith.panels.now(expr)],
    slosmith.panels.steps([[null, slosmith.palette.good]])
  ) { gridPos: { x: x, y: 0, w: 12, h: 4 } };

  slosmith.dashboard(
    { uid: 'wall', title: 'default: on call', description: 'A wall.', tags: [], from: 'now-1h', refresh: '' },
    [],
    [slosmith.variables.datasource('Prometheus')]
  ) {
    panels: [
      panel('Budget', 'max by (slo) (slo:error_budget:left{slo="SLO-SHOP-001"})', 0),
      panel('Other', 'max by (slo) (slo:error_ratio:window{slo="SLO-SHOP-002"})', 6),
      panel('Broken', 'max by (slo (up)', 18) { description: '' },
    ],
  }
"""


def dashboard_of_the_users(request: pytest.FixtureRequest) -> Sequence[Diagnostic]:
    (SPECS / "dashboards").mkdir(parents=True)
    (SPECS / "dashboards" / "wall.jsonnet").write_text(DASHBOARD)
    artifacts = _artifacts()
    return [*dashboards.verify(artifacts), *dashboard_queries.verify(artifacts)]


PLAYBOOK = """\
---
apiVersion: slosmith/v1
kind: Playbook
id: INC-1
title: Checkout fails
accept:
  - {code: playbook-orphan, reason: people report it}
  - {code: playbook-section, reason: it is about its commands}
---

See [the other one](INC-2.md), [the message](notice.md) or [what to do](SLO-SHOP-001.md#what-to-do).

```sh
# what is to be filled in is no redirection
curl <address> --max-time <seconds>
for pod in $(kubectl get pods; do
```

1. Then:

   ```bash
   echo "done
   ```
"""
NOTICE = """\
---
apiVersion: slosmith/v1
kind: Template
id: notice
title: Notice
---

It is down.
"""


def _page_faults() -> tuple[Diagnostic, ...]:
    """What is said of the page of a playbook with broken links and commands."""
    SPECS.mkdir()
    (SPECS / "INC-1.md").write_text(PLAYBOOK)
    (SPECS / "notice.md").write_text(NOTICE)
    assert not errors(_specs())
    result = compile_specs(SPECS)
    return pages.verify(result.artifacts, result.documents)


def broken_links(request: pytest.FixtureRequest) -> Sequence[Diagnostic]:
    return [each for each in _page_faults() if each.code == "link-broken"]


def broken_commands(request: pytest.FixtureRequest) -> Sequence[Diagnostic]:
    return [each for each in _page_faults() if each.code != "link-broken"]


def no_bash(request: pytest.FixtureRequest) -> Sequence[Diagnostic]:
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("PATH", str(Path.cwd()))
        patch.delenv("SLOSMITH_BASH", raising=False)
        return [each for each in _page_faults() if each.code != "link-broken"]


TESTED = """\
apiVersion: slosmith/v1
kind: Service
name: shop
alerts:
  - name: OrdersPilingUp
    expr: max(orders_pending) > 100
    severity: high
    tests:
      - {given: &jam {orders_pending: "0x10 200x20"}, at: 20m, quiet: true}
      - {given: *jam, at: 25m, fires: true, value: 200}
"""
# The value that no annotation prints is asserted all the same, and of two stories the one with the fault is unknown.
UNLIKE = """\
apiVersion: slosmith/v1
kind: Service
name: shop
alerts:
  - name: OrdersPilingUp
    expr: sum by (queue) (orders_pending) > 100
    severity: high
    tests:
      - {given: {'orders_pending{queue="$1"}': "0x10 200x20"}, at: 25m, fires: true, labels: {queue: $1}, value: 200}
      - {given: {'orders_pending{queue="$1"}': "300x30"}, at: 25m, fires: true, labels: {queue: $1}, value: 301}
      - {given: {'orders_pending{queue="$1"}': "0x30"}, at: 5m, quiet: true}
"""


def _played() -> Sequence[Diagnostic]:
    """What the generated tests say of the specs."""
    result = compile_specs(SPECS)
    return list(result.documents.located(ruletests.verify(result.artifacts)))


def wrong_test(request: pytest.FixtureRequest) -> Sequence[Diagnostic]:
    _specs(TESTED)
    return _played()


def wrong_value(request: pytest.FixtureRequest) -> Sequence[Diagnostic]:
    _specs(UNLIKE)
    return _played()


def hollow_test(request: pytest.FixtureRequest) -> Sequence[Diagnostic]:
    return [
        each
        for each in ruletests.verify(
            [Artifact("prometheus/tests/shop.yaml", "rule_files: [../rules/shop.yaml]\ntests: []\n")]
        )
        if each.code == "ruletest-hollow"
    ]


UNTESTED = """\
apiVersion: slosmith/v1
kind: Service
name: shop
slos:
  - id: SLO-SHOP-001
    title: Latency
    target: 99%
    sli: {latency: {histogram: checkout_seconds, threshold: 1, native: true}}
"""


def untested_recordings(request: pytest.FixtureRequest) -> Sequence[Diagnostic]:
    _specs(UNTESTED)
    return _played()


def _git(*arguments: str) -> None:
    identity = ["-c", "user.name=A", "-c", "user.email=a@example.com", "-c", "init.defaultBranch=work"]
    subprocess.run(["git", *identity, *arguments], check=True, capture_output=True)


def _compared(revision: str | None) -> Sequence[Diagnostic]:
    past = plan_at(SPECS, revision)
    return [past] if isinstance(past, Diagnostic) else past.diagnostics


def no_repository(request: pytest.FixtureRequest) -> Sequence[Diagnostic]:
    _specs()
    found = _compared("HEAD")
    # What git itself says differs between its versions.
    return [replace(each, details="") for each in found]


def broken_repository(request: pytest.FixtureRequest) -> Sequence[Diagnostic]:
    """HEAD names a commit whose object is not there."""
    _git("init")
    _specs()
    _git("add", ".")
    _git("commit", "-m", "x")
    for each in Path(".git/objects").glob("??/*"):
        each.unlink()
    found = _compared("HEAD")
    return [replace(each, details="") for each in found]


def unknown_revision(request: pytest.FixtureRequest) -> Sequence[Diagnostic]:
    _git("init")
    return _compared("v1.0")


def no_main_branch(request: pytest.FixtureRequest) -> Sequence[Diagnostic]:
    _git("init")
    return _compared(None)


def broken_revision(request: pytest.FixtureRequest) -> Sequence[Diagnostic]:
    """The commit has another name on every day, so that the first mistake of the old specs stands for itself."""
    _git("init")
    _specs(GOOD.replace("99.9%", "0.999"))
    _git("add", ".")
    _git("commit", "-m", "x", "--date", "2026-01-01T00:00:00Z")
    found = as_text(_compared("HEAD"))
    commit = re.findall(r"^[0-9a-f]{12}(?=:specs)", found, re.MULTILINE)[0]
    return [_renamed(each, commit) for each in _compared("HEAD")]


def _renamed(each: Diagnostic, commit: str) -> Diagnostic:
    known = "0123456789ab"
    span = each.span._replace(file=each.span.file.replace(commit, known))
    return replace(each, message=each.message.replace(commit, known), span=span)


DEPLOYED = """\
---
apiVersion: slosmith/v1
kind: Project
name: shops
targets: [prometheus, grafana, alertmanager, kubernetes]
"""
BROKEN = (
    # file, what stands there, what shall stand there
    ("rules-shop.yaml", "interval: 1m", "interval: 1m\n      query_offset: 30s"),
    ("rules-slosmith.yaml", "app.kubernetes.io/managed-by: slosmith", "a b: c"),
    ("alertmanager.yaml", "stringData:", "data: {}\nstringData:"),
    ("dashboard-slo-shop.yaml", "kind: ConfigMap", "kind: Config"),
    ("dashboard-slosmith-oncall.yaml", "apiVersion: v1", "a: b\n---\nc: d"),
)
CHANGED = (
    ("rules-slosmith.yaml", "name: slo-slosmith", "name: slo-shop"),
    ("rules-shop.yaml", "sum(rate(", "sum(rate"),
    ("alertmanager.yaml", "repeat_interval", "repeat_every"),
    ("dashboard-slo-shop.yaml", '"schemaVersion"', '"version"'),
    ("dashboard-slosmith-oncall.yaml", '"editable"', "editable"),
    ("kustomization.yaml", "  - alertmanager.yaml\n", "  - alertmanagers.yaml\n"),
)


def _deployed(changes: Sequence[tuple[str, str, str]]) -> Sequence[Diagnostic]:
    """What only a fault of slosmith's own could bring about."""
    _specs(GOOD + DEPLOYED)
    result = compile_specs(SPECS)
    texts = {each.path: each for each in result.artifacts}
    for name, old, new in changes:
        path = f"kubernetes/{name}"
        assert old in texts[path].text, path
        texts[path] = Artifact(path, texts[path].text.replace(old, new, 1), texts[path].origins)
    return list(result.documents.located(deployment.verify(list(texts.values()))))


def misshapen_objects(request: pytest.FixtureRequest) -> Sequence[Diagnostic]:
    return _deployed(BROKEN)


def changed_objects(request: pytest.FixtureRequest) -> Sequence[Diagnostic]:
    return _deployed(CHANGED)


SCENARIOS: dict[str, Scenario] = {
    "ruletest-untested-native": untested_recordings,
    "object-shape-keys": misshapen_objects,
    "object-shape-others": changed_objects,
    "ruletest-failed-quiet": wrong_test,
    "ruletest-failed-value": wrong_value,
    "ruletest-hollow-nothing": hollow_test,
    "link-broken-page": broken_links,
    "shell-syntax-block": broken_commands,
    "tool-missing-bash": no_bash,
    "dashboard-shape-custom": dashboard_of_the_users,
    "no-specs-missing": missing_folder,
    "no-specs-empty": empty_folder,
    "no-specs-file": file_for_folder,
    "unreadable-encoding": other_encoding,
    "unreadable-control": control_character,
    "unreadable-links": links,
    "unreadable-pipe": named_pipe,
    "too-large-bytes": large_file,
    "stale-output": stale_output,
    "not-ours-file": file_of_others,
    "not-ours-link": link_of_others,
    "write-failed-full": full_disk,
    "write-failed-temporary": no_temporary_folder,
    "promtool-refusal": refused_rule,
    "rule-shape-documents": two_documents,
    "tool-missing-promtool": no_promtool,
    "tool-crashed-promtool": crashing_promtool,
    "amtool-time-zone": unknown_zone,
    "amtool-template": broken_template,
    "route-mismatch-severity": route_to_nobody,
    "tool-missing-amtool": no_amtool,
    "no-repository-folder": no_repository,
    "repository-broken-objects": broken_repository,
    "revision-unknown-name": unknown_revision,
    "revision-unknown-main": no_main_branch,
    "revision-broken-target": broken_revision,
}
