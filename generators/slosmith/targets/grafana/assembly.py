"""Puts slosmith's own dashboards together from evaluated pieces."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import islice
from typing import Any

from slosmith.diagnostics import Diagnostic
from slosmith.targets.grafana.shapes import Piece, evaluated


def own_dashboards(
    plan: dict[str, Any], services: Sequence[dict[str, Any]]
) -> Iterator[dict[str, Any] | Diagnostic]:
    """The overview, the dashboard of those on call, and one for each service or part of a service."""
    # Without any objective there is nothing to look over.
    pieces = [Piece("overview", {})] if plan["objectives"] else []
    pieces.append(Piece("oncall", {}))
    singles, counts = len(pieces), []
    for service in services:
        rows = list(_rows(service))
        pieces += [Piece("frame", _head(service)), *rows]
        counts.append((len(rows), service["collapsed"]))
    answers = evaluated(plan, pieces)
    if isinstance(answers, Diagnostic):
        yield answers
        return
    yield from islice(answers, singles)
    for count, collapsed in counts:
        frame, listed = next(answers), [next(answers) for _ in range(count)]
        panels = _stacked(listed[:1]) + _collapsed(listed) if collapsed else _stacked(listed)
        yield {**frame, "panels": panels}


def _rows(service: dict[str, Any]) -> Iterator[Piece]:
    """As `whole` of service.libsonnet has them."""
    if service["slos"]:
        yield Piece("glance", _head(service))
    yield from (Piece("objective", slo) for slo in service["slos"])
    if service["alerts"]:
        yield Piece("alerts", service | {"slos": []})


def _head(service: dict[str, Any]) -> dict[str, Any]:
    """What concerns the service as a whole: of its SLOs their ids are enough."""
    return service | {"slos": [{"id": slo["id"]} for slo in service["slos"]], "alerts": []}


def _stacked(rows: Sequence[list[dict[str, Any]]]) -> list[dict[str, Any]]:
    """Each row starts where the one above it ends."""
    panels, top = [], 0
    for row in rows:
        for panel in row:
            panel["gridPos"]["y"] += top
        panels += row
        last = row[-1]["gridPos"]
        top = last["y"] + last["h"]
    return panels


def _collapsed(rows: Sequence[list[dict[str, Any]]]) -> list[dict[str, Any]]:
    """All but the first, each as one line that holds its panels until it is opened."""
    last = rows[0][-1]["gridPos"]
    top = last["y"] + last["h"]
    folded = []
    for place, (head, *panels) in enumerate(rows[1:], top):
        for panel in panels:
            panel["gridPos"]["y"] += place
        folded.append(head | {"collapsed": True, "gridPos": head["gridPos"] | {"y": place}, "panels": panels})
    return folded
