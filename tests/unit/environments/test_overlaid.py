"""How an environment is laid over a document, and that every value still knows where it was written."""

from __future__ import annotations

from copy import deepcopy

import pytest

from slosmith.environments.overlaid import Change, Overlaid, overlaid, same
from slosmith.origin import Path
from slosmith.source.document import Document, Place, Value
from slosmith.source.yaml_reader import read_yaml

BASE = """\
name: shop
labels: {tier: gold, zone: a}
owner: shop
slos:
  - id: A
    target: 99%
    tiers: [1h, 6h]
    accept: [{code: one}]
  - id: B
    target: 95%
"""


def document(file: str, text: str) -> Document:
    [found] = read_yaml(file, text).documents
    return found


def merged(over: str, *changes: tuple[Path, Path], base: str = BASE) -> tuple[Overlaid, list[Path]]:
    """The base with `over`, which is for the whole of it unless `changes` say otherwise."""
    found = overlaid(
        document("base.yaml", base),
        document("over.yaml", over),
        [Change(path, place) for path, place in changes or (((), ("whole",)),)],
    )
    assert isinstance(found.document, Overlaid)
    return found.document, list(found.idle)


def at(document: Document, *path: str | int, key: bool = False) -> str:
    return str(document.span(path, key=key))


@pytest.mark.parametrize(
    ("over", "expected"),
    [
        ("{}", {"a": {"b": "x", "c": "y"}, "d": ["p", "q"]}),
        ("{a: {b: z}}", {"a": {"b": "z", "c": "y"}, "d": ["p", "q"]}),
        ("{a: {e: {f: z}}}", {"a": {"b": "x", "c": "y", "e": {"f": "z"}}, "d": ["p", "q"]}),
        ("{d: [r]}", {"a": {"b": "x", "c": "y"}, "d": ["r"]}),
        ("{d: []}", {"a": {"b": "x", "c": "y"}, "d": []}),
        ("{a: text}", {"a": "text", "d": ["p", "q"]}),
        ("{d: {e: f}}", {"a": {"b": "x", "c": "y"}, "d": {"e": "f"}}),
        ("{a: null}", {"d": ["p", "q"]}),
        ("{a: {b: null}}", {"a": {"c": "y"}, "d": ["p", "q"]}),
        ("{a: {b: null, c: null}}", {"a": {}, "d": ["p", "q"]}),
        ("{d: {e: null, f: g}}", {"a": {"b": "x", "c": "y"}, "d": {"f": "g"}}),
        ("{d: [{e: null}]}", {"a": {"b": "x", "c": "y"}, "d": [{"e": None}]}),
    ],
)
def test_what_comes_out(over: str, expected: Value) -> None:
    found, _ = merged(f"whole: {over}", base="{a: {b: x, c: y}, d: [p, q]}")
    assert found.data == expected


def test_nothing_of_what_was_given_is_altered() -> None:
    base, over = (
        document("b", BASE),
        document("o", "whole: {labels: {tier: null, x: y}}\nslos: {B: {target: 1%}}"),
    )
    before = deepcopy((base.data, over.data))
    overlaid(base, over, [Change((), ("whole",)), Change(("slos", 1), ("slos", "B"))])
    assert (base.data, over.data) == before


def test_new_keys_come_after_those_that_are_there() -> None:
    found, _ = merged("whole: {aa: x, owner: y}")
    assert isinstance(found.data, dict)
    assert list(found.data) == ["name", "labels", "owner", "slos", "aa"]


def test_each_value_knows_its_file() -> None:
    over = """\
whole:
  labels: {zone: b, rack: r}
  contact:
    mail: x
slos:
  B:
    target: 90%
    tiers: [2h]
"""
    found, _ = merged(over, ((), ("whole",)), (("slos", 1), ("slos", "B")))
    assert at(found, "name") == "base.yaml:1:7"
    assert at(found, "labels") == "base.yaml:2:10", "a mapping that both have is where it was first"
    assert at(found, "labels", "tier") == "base.yaml:2:16"
    assert at(found, "labels", "zone") == "over.yaml:2:18"
    assert at(found, "labels", "zone", key=True) == "over.yaml:2:12"
    assert at(found, "labels", "rack") == "over.yaml:2:27"
    assert at(found, "contact", key=True) == "over.yaml:3:3"
    assert at(found, "contact", "mail") == "over.yaml:4:11"
    assert at(found, "slos", 0, "target") == "base.yaml:6:13"
    assert at(found, "slos", 1) == "base.yaml:9:5"
    assert at(found, "slos", 1, "id") == "base.yaml:9:9"
    assert at(found, "slos", 1, "target") == "over.yaml:7:13"
    assert at(found, "slos", 1, "tiers", 0) == "over.yaml:8:13"
    span = found.span(("slos", 1, "target"))
    assert (span.path, span.excerpt, span.width) == ("slos.B.target", "    target: 90%", 3)


def test_a_list_that_is_replaced_is_that_of_the_environment_alone() -> None:
    found, _ = merged("slos: {A: {tiers: [3d]}}", (("slos", 0), ("slos", "A")))
    assert at(found, "slos", 0, "tiers") == "over.yaml:1:19"
    assert at(found, "slos", 0, "tiers", 0) == "over.yaml:1:20"


def test_what_was_taken_away_is_missing_where_that_was_said() -> None:
    found, _ = merged("slos: {A: {target: null}}", (("slos", 0), ("slos", "A")))
    assert str(found.span_of_missing(("slos", 0), "target")) == "over.yaml:1:12"
    assert str(found.span_of_missing(("slos", 0), "window")) == "base.yaml:5:5"
    assert str(found.span_of_missing(("slos", 1), "target")) == "base.yaml:9:5"


def test_accept_is_added_to() -> None:
    found, idle = merged("slos: {A: {accept: [{code: two}]}, B: {accept: [{code: three}]}}",
                         (("slos", 0), ("slos", "A")), (("slos", 1), ("slos", "B")))  # fmt: skip
    slos = found.data["slos"]  # type: ignore[index, call-overload]
    assert [each["accept"] for each in slos] == [[{"code": "one"}, {"code": "two"}], [{"code": "three"}]]  # type: ignore[index, call-overload, union-attr]
    assert at(found, "slos", 0, "accept", 0, "code") == "base.yaml:8:21"
    assert at(found, "slos", 0, "accept", 1, "code") == "over.yaml:1:28"
    assert at(found, "slos", 1, "accept", 0, "code") == "over.yaml:1:56"
    assert idle == []


@pytest.mark.parametrize(
    ("over", "idle"),
    [
        ("{}", [("whole",)]),
        ("{owner: shop}", [("whole", "owner")]),
        ("{owner: shops, labels: {zone: a}}", [("whole", "labels", "zone")]),
        ("{labels: {}}", [("whole", "labels")]),
        ("{missing: null}", [("whole", "missing")]),
        ("{labels: {missing: null, zone: null}}", [("whole", "labels", "missing")]),
        ("{owner: null}", []),
        ("{new: {}}", [("whole", "new")]),
    ],
)
def test_what_changes_nothing(over: str, idle: list[Path]) -> None:
    found, vain = merged(f"whole: {over}")
    assert vain == idle
    for place in vain:
        assert place[1:] not in found.taken or found.taken[place[1:]] == place


def test_what_changes_nothing_stays_where_it_was() -> None:
    """What is said of it is then the same as for the base, and told once."""
    found, _ = merged("whole: {owner: shop, labels: {zone: a}}")
    assert at(found, "owner") == "base.yaml:3:8"
    assert at(found, "labels", "zone") == "base.yaml:2:28"


@pytest.mark.parametrize(
    ("one", "other", "expected"),
    [
        ("1", "1", True),
        ("1", "1.0", True),
        ("1", "true", False),
        ("[1]", "[true]", False),
        ("{a: 1}", "{a: true}", False),
        ("{a: 1, b: 2}", "{b: 2, a: 1}", True),
        ("{a: 1}", "{a: 1, b: 2}", False),
        ("[1, 2]", "[1]", False),
        ("text", '"text"', True),
        ("[]", "{}", False),
    ],
)
def test_same(one: str, other: str, expected: bool) -> None:
    assert same(document("a", one).data, document("b", other).data) is expected


def test_places_are_all_where_something_of_it_is_written() -> None:
    found, _ = merged(
        "whole: {owner: x}\nslos: {B: {target: 1%}}", ((), ("whole",)), (("slos", 1), ("slos", "B"))
    )
    assert found.places(("slos", 1)) == (Place("base.yaml", 0, "slos[1]"), Place("over.yaml", 0, "slos.B"))
    assert found.places(()) == (Place("base.yaml", 0, ""), Place("over.yaml", 0, "whole"))
    assert found.places(("slos", 1, "target")) == (
        Place("base.yaml", 0, "slos[1].target"),
        Place("over.yaml", 0, "slos.B.target"),
    )


def test_touched_is_where_the_environment_speaks_of_an_object() -> None:
    found, _ = merged(
        "whole: {owner: x}\nslos: {B: {target: 1%}}", ((), ("whole",)), (("slos", 1), ("slos", "B"))
    )
    assert str(found.touched(found.base.span(("slos", 1, "id")))) == "over.yaml:2:8"
    assert found.touched(found.base.span(("slos", 0, "target"))) is None
    assert found.touched(found.base.span(("owner",))) is None, "a whole document says too little"
