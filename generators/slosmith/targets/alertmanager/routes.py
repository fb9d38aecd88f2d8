"""routes.yaml: for every alert its labels and the receivers that it must reach, to be replayed through amtool."""

from __future__ import annotations

from slosmith import emit
from slosmith.emit import Tree
from slosmith.plan.model import Plan
from slosmith.plan.oncall.reach import routed
from slosmith.plan.oncall.versions import needed, version_text


def routes_text(plan: Plan) -> str:
    """Receivers are in the order of the tree, which is the order in which amtool names them."""
    alerts: list[Tree] = [
        {"labels": dict(each.labels), "receivers": list(each.receivers)} for each in routed(plan)
    ]
    needs = version_text(needed(plan.oncall.receivers))
    return emit.yaml({"needs_alertmanager": needs, "alerts": alerts})
