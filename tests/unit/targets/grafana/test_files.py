"""What stands beside the dashboards: provisioning, and why some rules of the usual linter do not hold."""

from __future__ import annotations

from typing import Any

import yaml

from .conftest import artifacts_of


def file(path: str) -> Any:
    [found] = [each for each in artifacts_of("dashboards") if each.path == path]
    return yaml.safe_load(found.text)


def test_dashboards_are_provisioned_into_the_folder_of_the_project() -> None:
    [provider] = file("grafana/provisioning/dashboards/slosmith.yaml")["providers"]
    assert provider["folder"] == "Objectives"
    assert provider["type"] == "file"
    assert provider["allowUiUpdates"] is False
    assert provider["options"] == {"path": "/etc/grafana/dashboards/golden"}


def test_the_data_source_is_the_one_that_dashboards_choose_at_first() -> None:
    [source] = file("grafana/provisioning/datasources/slosmith.yaml")["datasources"]
    assert (source["name"], source["type"]) == ("Main", "prometheus")
    assert source["url"] == "$PROMETHEUS_URL"
    assert source["jsonData"]["timeInterval"] == "30s"


def test_every_exclusion_has_a_reason() -> None:
    exclusions = file("grafana/dashboards/.lint")["exclusions"]
    assert {"template-job-rule", "target-instance-rule", "target-rate-interval-rule"} <= exclusions.keys()
    assert all(rule.endswith("-rule") for rule in exclusions)
    assert all(each.keys() == {"reason"} and len(each["reason"]) > 40 for each in exclusions.values())
