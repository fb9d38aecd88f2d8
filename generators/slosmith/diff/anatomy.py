"""plan.json taken apart: every leaf of it, known or not, ends up in a field of exactly one node.

So two plans have the same nodes in the same order exactly when their plan.json is the same.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Any

from slosmith.diff.node import Fields, Node, flat, numbered
from slosmith.diff.traits import traits_of, words
from slosmith.diff.ways import way_of, way_text
from slosmith.plan.health import HEALTH_STEM

Tree = Mapping[str, Any]
ONCALL, PROJECT = "oncall", "project"
# Lists of the plan and of its on-call part that hold subjects of their own: the kind, and the key that names them.
_PLAN = {
    "playbooks": ("playbook", "id"),
    "templates": ("template", "id"),
    "dashboards": ("dashboard", "name"),
    "metrics": ("metric", "name"),
}
_ONCALL = {
    "severities": ("severity", "name"),
    "teams": ("team", "name"),
    "roles": ("role", "name"),
    "time_intervals": ("time interval", "name"),
    "escalation": ("escalation step", "role"),
}
_TAKEN = ("project", "oncall", "services", "health", *_PLAN)


def nodes_of(tree: Tree) -> tuple[Node, ...]:
    """The nodes of what plan.json holds. An empty tree has none."""
    return tuple(_nodes(tree)) if tree else ()


def _nodes(tree: Tree) -> Iterator[Node]:
    yield Node(PROJECT, "", {**flat(tree["project"]), **flat(tree, *_TAKEN)})
    for service in tree["services"]:
        yield from _service(service)
    yield from _hand_written(tree["health"], HEALTH_STEM)
    yield from _oncall(tree["oncall"])
    for key, (kind, identity) in _PLAN.items():
        yield from _named(tree[key], kind, identity)


def _named(trees: Sequence[Tree], kind: str, identity: str) -> Iterator[Node]:
    for tree, name in zip(trees, numbered([str(each[identity]) for each in trees]), strict=True):
        fields = flat(tree, identity)
        title = fields.get(("title",))
        yield Node(
            kind, name, fields, title=title if isinstance(title, str) else "", traits=traits_of(name, fields)
        )


def _service(tree: Tree) -> Iterator[Node]:
    alerts = tuple(_hand_written(tree["alerts"], tree["name"]))
    slos = tuple(_slo(slo, tree["name"]) for slo in tree["slos"])
    fields = flat(tree, "name", "slos", "alerts")
    content = frozenset(each.id for each in (*slos, *alerts))
    yield Node("service", tree["name"], fields, title=tree["title"], traits=content)
    yield from slos
    yield from alerts


def _slo(tree: Tree, service: str) -> Node:
    rules = tuple(_rules(tree["groups"]))
    recorded = (rule["expr"].replace(tree["id"], "") for rule in rules if "record" in rule)
    measured = frozenset(word for expr in recorded for word in words(expr) if not word.startswith("slo:"))
    tiers = tree["tiers"]
    lengths = numbered([str(tier["long"]) for tier in tiers])
    return Node(
        "slo",
        tree["id"],
        {("service",): service, **flat(tree, "id", "tiers", "groups")},
        within=service,
        title=tree["title"],
        traits=measured | {f"title {tree['title']}"},
        parts=(
            *(
                Node("tier", name, flat(tier, "long"), tree["id"])
                for tier, name in zip(tiers, lengths, strict=True)
            ),
            *_generated(rules, tree),
        ),
    )


def _rules(groups: Iterable[Tree]) -> Iterator[dict[str, Any]]:
    """Each with what its group says, under names that no rule has."""
    for group in groups:
        of_group = {key: value for key, value in group.items() if key not in ("name", "rules")}
        yield from ({**rule, "group": group["name"], **of_group} for rule in group["rules"])


def _generated(rules: Sequence[Tree], slo: Tree) -> Iterator[Node]:
    """In the order in which they are evaluated, which is a part of what they mean."""
    grouped = bool(slo["group_by"])
    names = numbered([rule.get("record") or _purpose(rule, grouped) for rule in rules])
    for rule, name in zip(rules, names, strict=True):
        if "record" in rule:
            yield Node("recording", name, flat(rule, "record"), slo["id"])
        else:
            yield Node("slo alert", name, flat(rule, "purpose"), slo["id"], title=rule["alert"])


def _purpose(rule: Tree, grouped: bool) -> str:
    """What it is for, which it keeps when its SLO gets another title or is kept for groups."""
    return str(rule["purpose"]) + (" of all groups" if grouped and rule["over_all"] else "")


def _hand_written(groups: Iterable[Tree], service: str) -> Iterator[Node]:
    rules = tuple(_rules(groups))
    for rule, name in zip(rules, numbered([rule["alert"] for rule in rules]), strict=True):
        yield Node(
            "alert",
            name,
            flat(rule, "alert"),
            within=service,
            title=rule["alert"],
            traits=frozenset(words(rule["expr"])),
        )


def _oncall(tree: Tree) -> Iterator[Node]:
    yield Node(ONCALL, "", flat(tree, "routes", "inhibitions", "receivers", *_ONCALL))
    for key, (kind, identity) in _ONCALL.items():
        yield from _named(tree[key], kind, identity)
    yield from map(_receiver, tree["receivers"])
    routes = list(_routes(tree["routes"], ""))
    for (_, within, fields), name in zip(routes, numbered([path for path, *_ in routes]), strict=True):
        yield Node("route", name, fields, within)
    names = numbered([_pair(each) for each in tree["inhibitions"]])
    for each, name in zip(tree["inhibitions"], names, strict=True):
        yield Node("inhibition", name, flat(each))


def _receiver(tree: Tree) -> Node:
    ways = [way_text(way_of(each["kind"], each)) for each in tree["integrations"]]
    parts = tuple(
        Node("integration", name, flat(each), tree["name"])
        for each, name in zip(tree["integrations"], numbered(ways), strict=True)
    )
    return Node(
        "receiver", tree["name"], flat(tree, "name", "integrations"), traits=frozenset(ways), parts=parts
    )


def _routes(tree: Tree, within: str) -> Iterator[tuple[str, str, Fields]]:
    """(name, the one above, fields). A route is named by all that it and those above it match, and by whom it tells."""
    matched = ", ".join(tree["matchers"])
    path = " > ".join(filter(None, (within, matched)))
    told = f" to {tree['receiver']}" if tree.get("receiver") else ""
    yield (path or "everything") + told, within, flat(tree, "routes")
    for each in tree.get("routes", ()):
        yield from _routes(each, path)


def _pair(tree: Tree) -> str:
    return f"{', '.join(tree['source'])} mutes {', '.join(tree['target'])}"
