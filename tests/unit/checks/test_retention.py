"""Retention against the windows of SLOs: as much data as a window needs is enough."""

from __future__ import annotations

import pytest
from tests.plans import HEAD, SLI

from slosmith.checks.windows import retention
from slosmith.source.yaml_reader import read_yaml
from slosmith.spec import read_spec

SERVICE = f"{HEAD}Service\nname: shop\nslos: [{{id: X, title: X, sli: {SLI}, target: 99%, "


@pytest.mark.parametrize(
    ("project", "slo", "codes"),
    [
        ("retention: 30d", "window: 30d", []),
        ("retention: 30d", "window: 31d", ["retention-short"]),
        ("retention: 29d", "window: 30d", ["retention-short"]),
        ("retention: 30d", "window: 1d, alerting: {budget_window: 30d}", []),
        ("retention: 30d", "window: 1d, alerting: {budget_window: 31d}", ["retention-short"]),
        # Prometheus keeps 15 days unless told otherwise.
        ("", "window: 15d", []),
        ("", "window: 16d", ["retention-unknown"]),
    ],
)
def test_retention(project: str, slo: str, codes: list[str]) -> None:
    text = f"{SERVICE}{slo}}}]\n---\n{HEAD}Project\nname: p\n{project}\n"
    spec, complaints = read_spec(read_yaml("specs/test.yaml", text).documents)
    assert complaints == ()
    assert [each.code for each in retention(spec)] == codes
