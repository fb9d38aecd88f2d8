"""YAML that every reader takes for the same text, and JSON that is JSON."""

from __future__ import annotations

import json
import re
from collections.abc import Callable

import pytest
import yaml
from hypothesis import example, given, settings
from hypothesis import strategies as st

from slosmith import emit

# Plain scalars that are not text in the core schema of YAML 1.2 (section 10.3.2).
_NOT_TEXT = (
    r"null|Null|NULL|~|true|True|TRUE|false|False|FALSE"
    r"|[-+]?[0-9]+|0o[0-7]+|0x[0-9a-fA-F]+"
    r"|[-+]?(\.[0-9]+|[0-9]+(\.[0-9]*)?)([eE][-+]?[0-9]+)?"
    r"|[-+]?(\.inf|\.Inf|\.INF)|\.nan|\.NaN|\.NAN"
)


class _Core(yaml.SafeLoader):
    """A reader of YAML 1.2: PyYAML's syntax with the core schema in place of that of 1.1."""


_Core.yaml_implicit_resolvers = {None: [("tag:not-text", re.compile(rf"(?:{_NOT_TEXT})\Z"))]}
# What emit writes plain is only null, booleans and whole numbers; all else is a fault, and does not parse here.
_Core.add_constructor("tag:not-text", lambda loader, node: json.loads(node.value))

READERS: list[Callable[[str], object]] = [yaml.safe_load, lambda text: yaml.load(text, _Core)]
# Surrogates are no characters; no reader lets them in.
TEXT = st.text(st.characters(exclude_categories=["Cs"]), max_size=40)
PHRASES = st.one_of(
    TEXT,
    st.text(st.sampled_from(" \t\n\"'#:-{}[],&*!|>%@`\\ab0.\x7f\x85\xa0\u2028\ufeff\U0001f692"), max_size=12),
    st.from_regex(_NOT_TEXT, fullmatch=True),
    st.sampled_from(
        ["yes", "No", "ON", "y", "12:30", "2001-01-01", "0x1f", "1_000", "<<", "=", "---", "..."]
    ),
)


@pytest.mark.parametrize(
    ("value", "written"),
    [
        ("plain", "plain"),
        ("slo:errors:rate", "slo:errors:rate"),
        ("https://example.com/a.md", "https://example.com/a.md"),
        ("SLO-SHOP-001", "SLO-SHOP-001"),
        ("", '""'),
        ("two words", '"two words"'),
        ("99.9%", '"99.9%"'),
        ("5m", '"5m"'),
        ("1", '"1"'),
        ("yes", '"yes"'),
        ("On", '"On"'),
        ("null", '"null"'),
        ("ends:", '"ends:"'),
        ("naïve", '"naïve"'),
        ('say "hi"', r'"say \"hi\""'),
        ("a\tb", r'"a\tb"'),
        ("a\x7f", r'"a\u007f"'),
        ("no\xa0break", r'"no\u00a0break"'),
        ("🚒\t", r'"🚒\t"'),
        ("\U000e0001", r'"\U000e0001"'),
    ],
)
def test_scalar(value: str, written: str) -> None:
    assert emit.scalar(value) == written


@pytest.mark.parametrize(
    ("value", "written"),
    [
        ("one line", '"one line"'),
        ('with "quotes"', '|-\n    with "quotes"'),
        ("two\nlines", "|-\n    two\n    lines"),
        ("a\n\n  b # c", "|-\n    a\n\n      b # c"),
        # What a block scalar would change, or hide from the eye.
        ("ends\n", r'"ends\n"'),
        ("\nstarts", r'"\nstarts"'),
        (' "indented"', r'" \"indented\""'),
        ("trailing \nspace", r'"trailing \nspace"'),
        ("a\n\tb", r'"a\n\tb"'),
    ],
)
def test_text(value: str, written: str) -> None:
    assert emit.text(value, "    ") == written


@given(PHRASES, st.integers(1, 4))
@settings(derandomize=True, max_examples=400)
@example("🚒\tend", 2)
@example("a\n#b\n\n- c: d", 2)
def test_text_reads_back(value: str, depth: int) -> None:
    indent = "  " * depth
    document = f"key: {emit.text(value, indent)}\nlast: end\n"
    for read in READERS:
        assert read(document) == {"key": value, "last": "end"}


@given(PHRASES)
@settings(derandomize=True, max_examples=200)
def test_scalar_is_one_line(value: str) -> None:
    assert len(emit.scalar(value).splitlines()) == 1


TREES = st.recursive(
    st.one_of(st.none(), st.booleans(), st.integers(-(10**9), 10**9), PHRASES),
    lambda inner: st.one_of(
        st.lists(inner, max_size=3),
        st.dictionaries(PHRASES.filter(lambda key: len(key) < 20), inner, max_size=3),
    ),
    max_leaves=12,
)


@given(TREES)
@settings(derandomize=True, max_examples=300)
@example([[], [[], {}], {"a": {}}])
@example([{"a": "b\nc", "d": ["e", ["f"]]}])
@example('at "the"\ntop')
def test_a_document_reads_back(tree: emit.Tree) -> None:
    document = emit.yaml(tree)
    for read in READERS:
        assert read(document) == tree


@given(TREES, st.integers(0, 4))
@settings(derandomize=True, max_examples=100)
def test_json_reads_back(tree: object, depth: int) -> None:
    assert json.loads(emit.json_by_lines(tree, depth)) == tree
    assert json.loads(emit.canonical_json(tree)) == tree


def test_json_by_lines() -> None:
    tree = {"a": [{"b": [1, 2]}, {}], "c": [], "d": "é"}
    assert emit.json_by_lines(tree, 2) == (
        '{\n  "a": [\n    {"b": [1, 2]},\n    {}\n  ],\n  "c": [],\n  "d": "é"\n}\n'
    )


def test_json_takes_generators_as_lists() -> None:
    assert json.loads(emit.json_by_lines({"a": iter([1, 2]), "b": iter([])}, 3)) == {"a": [1, 2], "b": []}


@pytest.mark.parametrize("write", [emit.canonical_json, lambda tree: emit.json_by_lines(tree, 1)])
def test_json_has_no_nan(write: Callable[[object], str]) -> None:
    with pytest.raises(ValueError):
        write({"a": float("nan")})
