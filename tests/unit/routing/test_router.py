"""The router asks only the children that may match, in their order, and tells alerts apart as the matchers do."""

from __future__ import annotations

from random import Random

from slosmith.matching.matcher import OPERATORS, Matcher, equals, present, selects
from slosmith.routing.router import Router, judges
from slosmith.routing.tree import Route, matchers_of

LABELS, VALUES = ("a", "b", "c"), ("", "x", "y", "xy")


def _tree(random: Random, depth: int = 0) -> Route:
    matchers = [
        Matcher(random.choice(LABELS), random.choice(OPERATORS), random.choice(VALUES))
        for _ in range(random.randrange(3) if depth else 0)
    ]
    return Route(
        receiver=f"r{random.randrange(9)}" if depth == 0 or random.random() < 0.8 else "",
        matchers=tuple(matchers),
        continue_=random.random() < 0.4,
        routes=tuple(_tree(random, depth + 1) for _ in range(random.randrange(6) if depth < 3 else 0)),
    )


def _plainly(route: Route, labels: dict[str, str], inherited: str = "") -> list[str]:
    """As Alertmanager's documentation has it, one child after the other."""
    if not selects(route.matchers, labels):
        return []
    receiver = route.receiver or inherited
    found: list[str] = []
    for child in route.routes:
        below = _plainly(child, labels, receiver)
        found += below
        if below and not child.continue_:
            break
    return found or [receiver]


def test_the_same_as_one_child_after_the_other() -> None:
    random = Random(20260712)
    reached = set()
    for _ in range(200):
        root = _tree(random)
        router = Router(root)
        for _ in range(20):
            labels = {name: random.choice(VALUES) for name in LABELS}
            found = router.receivers(labels)
            assert list(found) == _plainly(root, labels)
            reached.add(found)
    assert len(reached) > 100


def test_a_signature_differs_exactly_if_a_matcher_does() -> None:
    random = Random(7)
    for _ in range(50):
        root = _tree(random)
        router, matchers = Router(root), matchers_of(root)
        seen: dict[object, tuple[bool, ...]] = {}
        for labels in ({"a": a, "b": b, "c": c} for a in VALUES for b in VALUES for c in VALUES):
            judged = tuple(each.matches(labels) for each in matchers)
            assert seen.setdefault(router.signature(labels), judged) == judged
        assert len(set(seen.values())) == len(seen)


def test_a_value_for_every_way_in_which_a_label_can_be_judged() -> None:
    region = [
        equals("region", "eu"),
        Matcher("region", "=~", "us-.*|asia"),
        Matcher("region", "!=", "eu"),
        present("region"),
    ]
    values = judges(region)["region"].values("elsewhere")
    assert values == ("elsewhere", "eu", "us-0")
