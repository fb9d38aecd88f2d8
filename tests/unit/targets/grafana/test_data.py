"""Every query, run by the real promtool on series as the rules record them, and twice, as two replicas would send them."""

from __future__ import annotations

import json
import re
import subprocess
from collections.abc import Iterator
from pathlib import Path

import pytest

from slosmith import naming
from slosmith.tools.run import Tool
from slosmith.verify.dashboard_queries import Query, queries
from slosmith.verify.dashboards import dashboards
from slosmith.verify.rulefile import Rule, load

from .conftest import artifacts_of

CASE = "dashboards"
SPENT, GROUPED = "SLO-SHOP-006", "SLO-SHOP-002"
UNGROUPED = {naming.TARGET_RATIO, naming.INFO}
VALUES = {
    naming.BUDGET_REMAINING: "0.5",
    naming.DATA_COVERAGE: "0.8",
    naming.TARGET_RATIO: "0.99",
    naming.EVENTS_RATE: "10",
}
RAW = ("orders_pending", "stock_lag_seconds", "payments_total")
# Gone is what has a budget no more; nothing is what an alert waits for.
EMPTY = {("Budget gone in", SPENT), ("PaymentsGone", "")}


def rules() -> Iterator[Rule]:
    for file in load(artifacts_of(CASE))[0]:
        yield from file.rules()


def series() -> Iterator[str]:
    for rule in rules():
        if rule.kind == "alert":
            labels = {**dict(rule.labels), "alertname": rule.name}
            yield _series("ALERTS", {**labels, "alertstate": "firing"})
            yield _series("ALERTS_FOR_STATE", labels)
        else:
            grouped = rule.name not in UNGROUPED and not rule.name.startswith("slo:error_ratio_all:")
            region = {"region": "eu"} if grouped and dict(rule.labels)["slo"] == GROUPED else {}
            yield _series(rule.name, {**dict(rule.labels), **region})
    yield from RAW


def _series(name: str, labels: dict[str, str]) -> str:
    return f"{name}{{{','.join(f'{key}={json.dumps(value)}' for key, value in labels.items())}}}"


def samples(replica: str) -> Iterator[dict[str, str]]:
    for each in dict.fromkeys(series()):
        name, _, labels = each.partition("{")
        value = "-0.5" if name == naming.BUDGET_REMAINING and SPENT in labels else VALUES.get(name, "1")
        value = "0+1x90" if name.endswith("_total") else f"{value}x90"
        text = f'{name}{{replica="{replica}"' + (f",{labels}" if labels else "}")
        yield {"series": text, "values": value}


def drawn() -> list[Query]:
    found = [query for each in dashboards(artifacts_of(CASE)) for query in queries(each.data)]
    return [query for query in found if not query.place.startswith("variable")]


def answers(tool: Tool, folder: Path) -> dict[str, str]:
    """What each query gives: that nothing is expected makes promtool print it."""
    asked = list(dict.fromkeys(query.expr for query in drawn()))
    test = {
        "interval": "1m",
        "input_series": [*samples("a"), *samples("b")],
        "promql_expr_test": [{"expr": expr, "eval_time": "80m", "exp_samples": []} for expr in asked],
    }
    file = folder / "test.yaml"
    file.write_text(json.dumps({"evaluation_interval": "1m", "tests": [test]}))
    done = subprocess.run(
        [tool.path, "test", "rules", file.name], cwd=folder, capture_output=True, text=True, check=False
    )
    said = done.stdout + done.stderr
    assert " err: " not in said, said
    found = re.findall(r'expr: ("(?:\\.|[^"\\])*"), time: 1h20m.*?\n\s*exp:.*?\n\s*got:(.*)', said)
    return {json.loads(expr): got.strip() for expr, got in found}


@pytest.fixture(scope="module")
def given(promtool: Tool, tmp_path_factory: pytest.TempPathFactory) -> dict[str, str]:
    return answers(promtool, tmp_path_factory.mktemp("promtool"))


def test_every_query_gives_something(given: dict[str, str]) -> None:
    empty = {
        (re.sub(r"^panel `(.*)`, query .*", r"\1", query.place), SPENT if SPENT in query.expr else "")
        for query in drawn()
        if given.get(query.expr, "nil") == "nil"
    }
    assert empty == EMPTY


def test_two_replicas_count_once(given: dict[str, str]) -> None:
    counts = {
        query.place: given[query.expr] for query in drawn() if query.expr.startswith(("count(", "count by"))
    }
    alerts = [rule for rule in rules() if rule.kind == "alert"]
    assert counts["panel `Objectives`, query A"] == "{} 6E+00"
    assert counts["panel `Budget spent`, query A"] == "{} 1E+00"
    assert counts["panel `Little data`, query A"] == "{} 6E+00"
    firing = {dict(rule.labels)["severity"]: 0 for rule in alerts}
    for rule in {(rule.name, dict(rule.labels)["severity"]) for rule in alerts}:
        firing[rule[1]] += 1
    for severity in ("critical", "high", "medium", "low"):
        assert counts[f"panel `Firing: {severity}`, query A"] == f"{{}} {_scientific(firing[severity])}"
    assert all("replica" not in got for got in given.values())


def _scientific(number: int) -> str:
    """As promtool prints it: 18 is 1.8E+01."""
    mantissa, _, exponent = f"{number:E}".partition("E")
    return f"{mantissa.rstrip('0').rstrip('.')}E{exponent}"


def test_states(given: dict[str, str]) -> None:
    """What fires decides, else what is left of the budget."""
    [state] = {
        given[query.expr]
        for query in drawn()
        if query.place == "panel `Objectives, worst first`, query B" and "owner" not in query.expr
    }
    found = dict(re.findall(r'slo="([^"]+)"} (\S+?)(?:,|$)', state))
    assert found["SLO-SHOP-001"] == "3E+00"
    assert found[SPENT] == "1E+00", "it only observes, and its budget is gone"


def test_the_playbook_of_a_hand_written_alert_is_its_own(given: dict[str, str]) -> None:
    [others] = {given[query.expr] for query in drawn() if query.place == "panel `Other alerts`, query A"}
    backlog = [each for each in re.findall(r"{[^}]*}", others) if "OrderBacklog" in each]
    assert len(backlog) == 1
    assert 'playbook="INC-001"' in backlog[0]
    lag = [each for each in re.findall(r"{[^}]*}", others) if "StockLag" in each]
    assert len(lag) == 2
    assert all("playbook" not in each for each in lag)
