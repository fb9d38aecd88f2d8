"""How many notifications a grouped SLO gives: a real Alertmanager counts them.

All timers are a tenth of the generated ones, and each situation has an SLO of its own, so that one minute shows all of them.
"""

from __future__ import annotations

import json
import shutil
import threading
import time
import urllib.request
from collections.abc import Iterable, Iterator, Mapping
from pathlib import Path
from typing import Any, NamedTuple

import pytest
import yaml

from slosmith.pipeline import compile_specs
from tests.e2e.receivers import alertmanager_arguments, rewired
from tests.e2e.stack import HOST, Api, free_port, process, serving, wait_until

# The situations, and the SLO that each is played with.
AT_ONCE, GROUPS_FIRST, SLOW_TICKET, ELSEWHERE, ALL_CLEARS, EACH = (f"SLO-API-{n:03}" for n in range(1, 7))
SPEC = """\
apiVersion: slosmith/v1
kind: Project
name: demo
external_labels: {cluster: a}
---
apiVersion: slosmith/v1
kind: OnCall
slack: {api_url_file: /etc/slack}
teams: {sre: {page: {pagerduty: {routing_key_file: /etc/pagerduty}}, ticket: {slack: "#sre"}}}
watchdog: {webhook: {url: "http://watchdog.example.com/"}}
---
apiVersion: slosmith/v1
kind: Service
name: api
slos:
""" + "".join(
    f"""\
  - id: {slo}
    title: Objective {slo[-1]}
    target: 99.9%
    group_by: [handler]
    {"notify: each" if slo == EACH else ""}
    sli: {{ratio: {{bad: 'errors{slo[-1]}_total{{job="api"}}', total: 'requests{slo[-1]}_total{{job="api"}}'}}}}
"""
    for slo in (AT_ONCE, GROUPS_FIRST, SLOW_TICKET, ELSEWHERE, ALL_CLEARS, EACH)
)
# A tenth of the 30 s and 5 min of a page, and of a ticket's minute; intervals are cut further, or all would take an hour.
WAIT, INTERVAL = 3, 4


class Notification(NamedTuple):
    """`handlers` are the groups that it says are firing, `all` if it is the alert over all of them."""

    receiver: str
    slo: str
    handlers: frozenset[str]


class Inbox:
    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._all: list[Notification] = []

    def receive(self, path: str, body: Any) -> None:
        firing = [each["labels"] for each in body["alerts"] if each["status"] == "firing"]
        if firing:
            told = frozenset(labels.get("handler", "all") for labels in firing)
            with self._lock:
                self._all.append(Notification(path.strip("/"), firing[0]["slo"], told))

    def of(self, slo: str) -> list[Notification]:
        with self._lock:
            return [each for each in self._all if each.slo == slo]


class Alertmanager(NamedTuple):
    port: int
    inbox: Inbox

    def send(self, alerts: Iterable[Mapping[str, str]], *, ended: bool = False) -> None:
        ends = time.time() + (-1 if ended else 300)
        stamp = time.strftime("%Y-%m-%dT%H:%M:%SZ", time.gmtime(ends))
        body = json.dumps([{"labels": dict(labels), "endsAt": stamp} for labels in alerts]).encode()
        request = urllib.request.Request(
            f"http://{HOST}:{self.port}/api/v2/alerts", body, {"Content-Type": "application/json"}
        )
        with urllib.request.urlopen(request, timeout=30) as answer:
            assert answer.status == 200


def burning(slo: str, handler: str = "", severity: str = "high", cluster: str = "a") -> dict[str, str]:
    """The labels of a burn-rate alert; without a handler it is over all groups."""
    scope = {"scope": "group", "handler": handler} if handler else {"scope": "all"}
    long = "1h" if severity == "high" else "3d"
    return {
        "alertname": f"Objective{slo[-1]}BudgetBurn{long}",
        "slo": slo,
        "service": "api",
        "owner": "sre",
        "severity": severity,
        "burn_rate": "14.4" if severity == "high" else "1",
        "cluster": cluster,
    } | scope


def groups(slo: str, count: int) -> list[dict[str, str]]:
    return [burning(slo, f"/{number}") for number in range(count)]


@pytest.fixture(scope="module")
def alertmanager(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Alertmanager]:
    binary = shutil.which("alertmanager")
    assert binary, "make tools puts alertmanager where the tests find it"
    folder = tmp_path_factory.mktemp("storms")
    port, sink, inbox = free_port(), free_port(), Inbox()
    specs = folder / "specs"
    specs.mkdir()
    (specs / "api.yaml").write_text(SPEC)
    result = compile_specs(specs)
    assert result.plan is not None, result.diagnostics
    config = _hurried(rewired(folder, result.artifacts, sink))
    arguments = alertmanager_arguments(binary, config, folder / "data", port)
    with serving(sink, None, inbox.receive), process(arguments, folder / "alertmanager.log"):
        wait_until(Api(port).ready, 60, "Alertmanager is ready")
        yield Alertmanager(port, inbox)


def _hurried(config: Path) -> Path:
    tree = yaml.safe_load(config.read_text())
    _hurry(tree["route"])
    config.write_text(yaml.safe_dump(tree))
    return config


def _hurry(route: dict[str, Any]) -> None:
    if "group_wait" in route:
        route |= {"group_wait": f"{WAIT}s", "group_interval": f"{INTERVAL}s"}
    for each in route.get("routes", ()):
        _hurry(each)


@pytest.fixture(scope="module")
def played(alertmanager: Alertmanager) -> Inbox:
    """All situations side by side: at first, a while after the first notifications, and when all is told."""
    send = alertmanager.send
    send([*groups(AT_ONCE, 60), burning(AT_ONCE)])
    send(groups(GROUPS_FIRST, 60))
    send([burning(SLOW_TICKET, severity="medium"), burning(SLOW_TICKET, "/down")])
    send([burning(ELSEWHERE, cluster="b"), burning(ELSEWHERE, "/here")])
    send([*groups(ALL_CLEARS, 3), burning(ALL_CLEARS)])
    send([*groups(EACH, 3), burning(EACH)])
    time.sleep(WAIT + 1)
    send([burning(GROUPS_FIRST)])
    send([burning(ALL_CLEARS)], ended=True)
    # Whatever must not arrive gets the time to do so.
    time.sleep(2 * (WAIT + INTERVAL) + 2)
    return alertmanager.inbox


def test_sixty_groups_and_all_of_them_at_once_are_one_notification(played: Inbox) -> None:
    [told] = played.of(AT_ONCE)
    assert told.handlers == {"all"}


def test_groups_before_all_of_them_are_two(played: Inbox) -> None:
    first, second = played.of(GROUPS_FIRST)
    assert (len(first.handlers), second.handlers) == (60, frozenset({"all"}))


def test_a_slow_ticket_over_all_does_not_silence_the_page_of_one_group(played: Inbox) -> None:
    told = {(each.receiver, each.handlers) for each in played.of(SLOW_TICKET)}
    assert ("sre-page", frozenset({"/down"})) in told
    assert ("sre-ticket", frozenset({"all"})) in told


def test_all_of_another_cluster_does_not_silence_this_one(played: Inbox) -> None:
    assert {each.handlers for each in played.of(ELSEWHERE)} == {frozenset({"all"}), frozenset({"/here"})}


def test_when_all_clears_the_groups_that_burn_on_are_one_message(played: Inbox) -> None:
    first, second = played.of(ALL_CLEARS)
    assert [first.handlers, second.handlers] == [frozenset({"all"}), frozenset({"/0", "/1", "/2"})]


def test_notify_each_is_one_notification_for_each_group(played: Inbox) -> None:
    told = sorted(sorted(each.handlers) for each in played.of(EACH))
    assert told == [["/0"], ["/1"], ["/2"], ["all"]]
