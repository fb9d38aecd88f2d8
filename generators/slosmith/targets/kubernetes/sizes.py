"""What Kubernetes refuses for being too large, and rules cut into objects that it takes."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping, Sequence
from typing import Any, NamedTuple

from slosmith.diagnostics import Diagnostic, diagnose
from slosmith.origin import Origin
from slosmith.plan.model import Alert, Group, Rule
from slosmith.promql.expr import text
from slosmith.units import duration

# All annotations of an object, one of which is the object itself when the client's side applies it. It is less than
# what the operator allows a PrometheusRule (0.5 MiB), so rules are cut to it in any case.
ANNOTATIONS = 262_144
# All values of a ConfigMap or a Secret.
DATA = 1_048_576
# What etcd takes in one request by default, less some room for what the server adds.
OBJECT = 1_500_000
# The annotations that we write, and those that others add.
_ROOM = 4_096
# Go escapes what HTML would read.
_ESCAPED = str.maketrans({each: f"\\u{ord(each):04x}" for each in "<>&\u2028\u2029"})


def applied_size(tree: object) -> int:
    """Bytes of an object as kubectl notes it in an annotation."""
    return len(json.dumps(tree, ensure_ascii=False, separators=(",", ":")).translate(_ESCAPED).encode())


def cut(groups: Sequence[Group], limit: int = ANNOTATIONS) -> Iterator[tuple[Group, ...]]:
    """Groups in order, as many at a time as an object holds. A group that is too large for any stands alone."""
    part: list[Group] = []
    size = 0
    for group in groups:
        more = applied_size(_data(group))
        if part and size + more > limit - _ROOM:
            yield tuple(part)
            part, size = [], 0
        part.append(group)
        size += more + 1
    if part:
        yield tuple(part)


def too_large(groups: Sequence[Group], limit: int = ANNOTATIONS) -> Iterator[Diagnostic]:
    for group in groups:
        size = applied_size(_data(group))
        if size > limit - _ROOM:
            yield diagnose(
                "object-too-large",
                f"group `{group.name}` takes {size} bytes, and an object with rules holds {limit - _ROOM}",
                group.rules[0].origin.span(),
                "a group cannot be divided: shorten what its alerts say, or move some of them to another service",
            )


def _data(group: Group) -> Mapping[str, Any]:
    return {
        "name": group.name,
        "interval": duration(group.interval),
        "rules": [_rule(rule) for rule in group.rules],
    }


def _rule(rule: Rule) -> Mapping[str, Any]:
    common = {"expr": text(rule.expr), "labels": dict(rule.labels)}
    if not isinstance(rule, Alert):
        return {"record": rule.name, **common}
    held = {"for": duration(rule.for_), "keep_firing_for": duration(rule.keep_firing_for)}
    return {"alert": rule.name, **common, **held, "annotations": dict(rule.annotations)}


class Room(NamedTuple):
    """`taken` of `limit` bytes, as the server counts them."""

    taken: int
    limit: int


def data_room(data: Mapping[str, str]) -> Room:
    """Of a ConfigMap or a Secret."""
    return Room(sum(len(key.encode()) + len(value.encode()) for key, value in data.items()), DATA)


def object_too_large(
    name: str, tree: object, room: Room, *, server_side: bool, origin: Origin
) -> Iterator[Diagnostic]:
    """An object that cannot be divided. `tree` is what is in it, `origin` that of the target's options."""
    applied = applied_size(tree)
    if room.taken > room.limit:
        yield diagnose(
            "object-too-large",
            f"{name} holds {room.taken} bytes, and Kubernetes takes {room.limit}",
            origin.span(),
            "shorten the descriptions of its SLOs; dashboards are cut after 25 SLOs",
        )
    elif not server_side and applied > ANNOTATIONS - _ROOM:
        yield diagnose(
            "object-too-large",
            f"{name} takes {applied} bytes, and one that is applied from the client's side {ANNOTATIONS - _ROOM}",
            origin.at("server_side_apply").span(),
            "have the server apply it, and leave this line out; or divide what is in it",
        )
