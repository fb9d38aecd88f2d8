"""One stack for all end-to-end tests: VirtEngine's output on a real Prometheus, three days old and in trouble."""

from __future__ import annotations

import re
import shutil
import signal
import time
from collections.abc import Iterable, Iterator, Sequence
from contextlib import ExitStack
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest

from slosmith import emit
from slosmith.artifact import Artifact
from slosmith.pipeline import compile_specs
from slosmith.plan.model import Plan
from tests.e2e.flows import DAY, Clock
from tests.e2e.receivers import Inbox, alertmanager_arguments, rewired
from tests.e2e.stack import (
    HOST,
    Api,
    free_port,
    process,
    prometheus_arguments,
    prometheus_config,
    run,
    serving,
    wait_until,
)
from tests.e2e.system import System, exposition, openmetrics

ROOT = Path(__file__).parents[2]
# Long enough for the three-day tier to trust its older half.
HISTORY = 3 * DAY + 6 * 3600
# What is needed to make the history and to start; it is made up to the moment when life begins.
PREPARATION = 75
# Of promtool, in seconds.
BLOCK = 2 * 3600
MINUTE = 60
# The intervals of the groups that are not fast.
SLOW = ("2m", "5m")
# What the recordings of a year of evaluations start from: all else is computed from them.
_BASE = re.compile(r"slo:(?:events|errors):rate$")


@dataclass(frozen=True)
class Running:
    plan: Plan
    system: System
    prometheus: Api
    artifacts: Sequence[Artifact]
    inbox: Inbox


def _tool(name: str) -> str:
    found = shutil.which(name)
    assert found, f"{name} is not on the PATH; `make tools` puts it into .tools/bin"
    return found


@pytest.fixture(scope="session")
def running(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Running]:
    folder = tmp_path_factory.mktemp("e2e")
    result = compile_specs(ROOT / "specs")
    assert result.plan is not None, result.diagnostics
    now = int(time.time()) + PREPARATION
    clock = Clock(now - HISTORY, now, now + 1800, result.plan.project.scrape)
    system = System.at(result.plan.contract, clock)
    exporter, own, sink, pager = free_port(), free_port(), free_port(), free_port()
    inbox = Inbox()
    _load_history(folder, system, result.artifacts, exporter, own)
    rules = folder / "rules"
    rules.mkdir()
    _lay_rules(rules, result.artifacts, slow=False)
    config = folder / "prometheus.yaml"
    config.write_text(
        emit.yaml(prometheus_config(exporter, own, rules, pager, result.plan.project.external_labels))
    )
    with ExitStack() as servers:
        servers.enter_context(serving(exporter, lambda _: exposition(system, time.time()), None))
        servers.enter_context(serving(sink, None, inbox.receive))
        routing = rewired(folder / "alertmanager", result.artifacts, sink)
        arguments = alertmanager_arguments(_tool("alertmanager"), routing, folder / "notified", pager)
        servers.enter_context(process(arguments, folder / "alertmanager.log"))
        alertmanager = Api(pager)
        wait_until(alertmanager.ready, 60, "Alertmanager is ready")
        assert time.time() < now, f"the history took longer than {PREPARATION} s to make"
        time.sleep(max(0.0, now - time.time()))
        arguments = prometheus_arguments(_tool("prometheus"), config, folder / "data", own)
        prometheus = servers.enter_context(process(arguments, folder / "prometheus.log"))
        api = Api(own)
        wait_until(api.ready, 60, "Prometheus is ready")
        wait_until(lambda: _all_evaluated(api), 200, "every fast rule group was evaluated")
        fast = len(_groups(api))
        # Nowhere do three days of trouble come to light at once. Here they do, and a ticket that reached Alertmanager
        # before the page would be sent, as there is nothing yet to mute it. What is first evaluated while Prometheus
        # still looks for its Alertmanagers gets there a minute late.
        wait_until(
            lambda: firing(api) <= _named(alertmanager.get("/api/v2/alerts")),
            200,
            "Alertmanager knows of every page",
        )
        _lay_rules(rules, result.artifacts, slow=True)
        prometheus.send_signal(signal.SIGHUP)
        wait_until(lambda: len(_groups(api)) > fast, 60, "the slow rule groups were loaded")
        wait_until(lambda: _all_evaluated(api), 200, "every rule group was evaluated")
        yield Running(result.plan, system, api, result.artifacts, inbox)


def _groups(api: Api) -> list[dict[str, Any]]:
    found: list[dict[str, Any]] = api.get("/api/v1/rules")["data"]["groups"]
    return found


def firing(prometheus: Api) -> set[tuple[str, str]]:
    """(Alert, SLO) by the API: the ALERTS series only starts with a rule's second evaluation after a start."""
    alerts = prometheus.get("/api/v1/alerts")["data"]["alerts"]
    return _named(each for each in alerts if each["state"] == "firing")


def _named(alerts: Iterable[dict[str, Any]]) -> set[tuple[str, str]]:
    return {(each["labels"]["alertname"], each["labels"].get("slo", "")) for each in alerts}


def _all_evaluated(api: Api) -> bool:
    groups = _groups(api)
    return bool(groups) and all(rule["health"] != "unknown" for group in groups for rule in group["rules"])


def _load_history(
    folder: Path, system: System, artifacts: Sequence[Artifact], exporter: int, own: int
) -> None:
    """Three days of raw samples, and what the rules would have recorded of them, made by the rules themselves."""
    data, history = folder / "data", folder / "history.txt"
    target = {"job": "virtengine", "instance": f"{HOST}:{exporter}"}
    with history.open("w") as file:
        file.writelines(openmetrics(system, target))
    # Hidden, and 70 times faster than the default of a block for every two hours.
    once = "--max-block-duration=744h"
    run(["promtool", "tsdb", "create-blocks-from", "openmetrics", "-q", once, str(history), str(data)])
    bare = folder / "bare.yaml"
    bare.write_text("global: {}\n")
    base = folder / "base.yaml"
    base.write_text(_base_rules(artifacts))
    with process(prometheus_arguments(_tool("prometheus"), bare, data, own), folder / "backfill.log"):
        wait_until(Api(own).ready, 60, "Prometheus is ready to backfill")
        span = [f"--start={backfillable(system.clock.start)}", f"--end={system.clock.now}"]
        url = f"--url=http://{HOST}:{own}"
        run(
            [
                "promtool",
                "tsdb",
                "create-blocks-from",
                "rules",
                "-q",
                *span,
                url,
                f"--output-dir={folder}/made",
                str(base),
            ]
        )
    for block in (folder / "made").iterdir():
        shutil.move(block, data / block.name)


def backfillable(start: int) -> int:
    """The start itself, or the next block's if that is near: promtool goes on from block to block, but gives up a rule
    that has no evaluation in the first one (importRule in cmd/promtool/rules.go, up to 3.14 at least)."""
    left = BLOCK - start % BLOCK
    return start + left if left <= 2 * MINUTE else start


def _base_rules(artifacts: Sequence[Artifact]) -> str:
    """Only what is recorded from raw series, as it stands in the generated files."""
    import yaml

    groups = []
    for artifact in artifacts:
        if re.fullmatch(r"prometheus/rules/[a-z]+\.yaml", artifact.path):
            for group in yaml.safe_load(artifact.text)["groups"]:
                rules = [
                    rule
                    for rule in group["rules"]
                    if _BASE.match(rule.get("record", "")) and "slo:slice" not in rule["expr"]
                ]
                if rules:
                    groups.append({**group, "rules": rules})
    return emit.yaml({"groups": groups})


def _lay_rules(folder: Path, artifacts: Sequence[Artifact], *, slow: bool) -> None:
    """The generated files, with or without their slow groups. These hurry: nobody counts what they record, and a test
    cannot wait so long."""
    import yaml

    for artifact in artifacts:
        if artifact.path.startswith("prometheus/rules/"):
            groups = yaml.safe_load(artifact.text)["groups"]
            chosen = [each for each in groups if slow or each["interval"] not in SLOW]
            hurried = [{**each, "interval": "15s"} if each["interval"] in SLOW else each for each in chosen]
            (folder / Path(artifact.path).name).write_text(emit.yaml({"groups": hurried}))
