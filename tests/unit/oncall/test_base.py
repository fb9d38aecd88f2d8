"""A configuration that was there before: ours is added, and theirs means what it meant."""

from __future__ import annotations

from itertools import product
from pathlib import Path
from typing import Any

import yaml

from slosmith.diagnostics import errors
from slosmith.pipeline import compile_specs
from slosmith.routing.config import Config, Fault, read_config
from slosmith.routing.router import Router
from slosmith.routing.tree import Route

SPECS = Path(__file__).parents[2] / "golden" / "oncall-base" / "specs"


def _merged() -> dict[str, Any]:
    result = compile_specs(SPECS)
    assert not errors(result.diagnostics)
    [text] = [each.text for each in result.artifacts if each.path.endswith("alertmanager.yaml")]
    data: dict[str, Any] = yaml.safe_load(text)
    return data


def _theirs() -> dict[str, Any]:
    data: dict[str, Any] = yaml.safe_load((SPECS / "alertmanager" / "base.yml").read_text())
    return data


def _read(data: dict[str, Any]) -> Config:
    config = read_config(data)
    assert isinstance(config, Config), config
    return config


def test_what_is_theirs_stands_as_it_was() -> None:
    merged, theirs = _merged(), _theirs()
    for key, value in theirs.items():
        if key == "route":
            assert merged["route"]["routes"][1:] == value["routes"]
            assert {**merged["route"], "routes": None} == {**value, "routes": None}
        elif isinstance(value, list):
            assert merged[key][: len(value)] == value
        else:
            assert merged[key] == value


def test_their_alerts_go_where_they_went() -> None:
    before, after = _read(_theirs()).route, _read(_merged()).route
    for severity, team, owner, service in product(
        ("", "critical", "high", "info", "none"), ("", "db", "web"), ("", "shop", "else"), ("", "shop", "db")
    ):
        labels = {
            "alertname": "Theirs",
            "severity": severity,
            "team": team,
            "owner": owner,
            "service": service,
        }
        ours = owner == "shop" and service == "shop"
        if not ours:
            assert Router(after).receivers(labels) == Router(before).receivers(labels), labels


def test_our_alerts_are_asked_about_first_and_reach_only_ours() -> None:
    route = _read(_merged()).route
    page = {"alertname": "A", "owner": "shop", "service": "shop", "severity": "critical", "slo": "X"}
    assert Router(route).receivers(page) == ("shop-page",)
    assert Router(route).receivers({**page, "severity": "medium"}) == ("shop-ticket",)
    watchdog = {"alertname": "Watchdog", "owner": "shop", "service": "slosmith", "severity": "none"}
    assert Router(route).receivers(watchdog) == ("watchdog",)


def test_all_three_spellings_of_matchers() -> None:
    config = _read(
        {
            "route": {
                "receiver": "a",
                "routes": [
                    {
                        "match": {"x": "1"},
                        "match_re": {"y": "a|b"},
                        "matchers": ['{z="c",w!=d}'],
                        "receiver": "b",
                    }
                ],
            },
            "receivers": [{"name": "a"}, {"name": "b"}],
        }
    )
    [child] = config.route.routes
    assert list(map(str, child.matchers)) == ['x="1"', 'y=~"a|b"', 'z="c"', 'w!="d"']


def test_what_cannot_be_read() -> None:
    for data, path, said in (
        ([], (), "expected a mapping"),
        ({"route": {}}, (), "needs `receivers`"),
        ({"route": {}, "receivers": []}, ("route",), "needs a receiver"),
        ({"route": {"receiver": "a", "routes": [{"matchers": ["a.b=c"]}]}, "receivers": []},
         ("route", "routes", 0, "matchers", 0), "is not a matcher"),
        ({"route": {"receiver": "a", "group_wait": "soon"}, "receivers": []}, ("route", "group_wait"), "not a duration"),
        ({"route": {"receiver": "a"}, "receivers": [{}]}, ("receivers", 0), "needs a `name`"),
    ):  # fmt: skip
        found = read_config(data)
        assert isinstance(found, Fault)
        assert found.path == path
        assert said in found.message


def test_inherited_receivers() -> None:
    assert Route("a", routes=(Route(),)).routes[0].receiver == ""
    assert Router(Route("a", routes=(Route(),))).receivers({}) == ("a",)
