from __future__ import annotations

import json
from decimal import Decimal
from typing import Any

import pytest
import yaml
from hypothesis import given, settings
from hypothesis import strategies as st
from yaml.scanner import ScannerError

from slosmith.diagnostics import Span
from slosmith.origin import Path
from slosmith.source import yaml_builder
from slosmith.source.document import Value
from slosmith.source.yaml_reader import read_yaml


@pytest.fixture(params=["libyaml", "python"])
def parser(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> None:
    """Both parsers, whose messages differ."""
    if request.param == "python":
        monkeypatch.setattr(yaml_builder, "LOADER", yaml.SafeLoader)


def data(text: str) -> list[Value]:
    reading = read_yaml("a.yaml", text)
    assert reading.diagnostics == ()
    return [document.data for document in reading.documents]


@pytest.mark.usefixtures("parser")
@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("", []),
        ("# only a comment\n", []),
        ("---\n---\nnull\n---\na: 1\n---\n", [{"a": 1}]),
        ("a: 1\n---\nb: 2\n", [{"a": 1}, {"b": 2}]),
        ("a:\nb: []\nc: {}\n", [{"a": None, "b": [], "c": {}}]),
        ('{"a": [1, {"b": null}]}', [{"a": [1, {"b": None}]}]),
        ("a: &x {b: [1, 2]}\nc: *x\n", [{"a": {"b": [1, 2]}, "c": {"b": [1, 2]}}]),
        ("a: &x text\n*x : 1\n", [{"a": "text", "text": 1}]),
        ("a: &x 1\n---\na: &x 2\nb: *x\n", [{"a": 1}, {"a": 2, "b": 2}]),
        ("a: >\n  two\n  lines\n", [{"a": "two lines\n"}]),
        ("hello", ["hello"]),
    ],
)
def test_structure(text: str, expected: list[Value]) -> None:
    assert data(text) == expected


SYNTAX = [
    ("a: 1\n\tb: 2", (2, 1), "a tab is used for indentation", "spaces only"),
    ("\ta: 1", (1, 1), "a tab is used for indentation", "spaces only"),
    ("a: |\n\tx\n", (2, 1), "a tab is used for indentation", "spaces only"),
    ("a:1\nb: 2", (2, 2), "a `:` is not expected here", "line 1 needs a space after `a:`"),
    ("key\nb: 1", (2, 2), "a `:` is not expected here", "line 1 needs a `:` after `key`"),
    ("title: Foo: bar", (1, 11), "a `:` is not expected here", "text that holds `: ` must be quoted"),
    ("a: 1\n  b: 2", (2, 4), "a `:` is not expected here", "indent the line as its neighbours are"),
    ('a: "x\nb: 1\n', (1, 4), "a quote is opened here and never closed", "close it"),
    ("b: 1\na: 'x", (2, 4), "a quote is opened here and never closed", "close it"),
    ('a: "x\n---\nb: 1\n', (1, 4), "a quote is opened here and never closed", "close it"),
    ("a:\n  b: 1\n c: 2\n", (3, 2), "this line does not fit the mapping", "in the same column"),
    ("a: b\n- c\n", (2, 1), "this line does not fit the mapping", "in the same column"),
    ('a: "b" c', (1, 8), "there is text after the end of the value", "put the whole value in quotes"),
    ("- a\nb: 1", (2, 1), "this line does not fit the list", "start each item with `- `"),
    ("a: [1, 2\nb: 1", (1, 4), "a `[` or `{` is not closed", "close it"),
    ("a: {b: 1\n", (1, 4), "a `[` or `{` is not closed", "close it"),
    ("a: @x", (1, 4), "text cannot start with `@`", "put the text in quotes"),
    ("a: `x`", (1, 4), "text cannot start with a backtick", "put the text in quotes"),
    ("a: - b", (1, 4), "a list cannot start here", "on a line of its own"),
    ("a: 1\n-b\n", (2, 1), "this line has no `:`", "with a space after each `-`"),
    ("a: ]", (1, 4), "there is no value here", "must be quoted"),
    ("a: 1\n...\nb", (3, 1), "there is text after the end of the document", "put `---`"),
    ("a: &\n", None, "not valid YAML: ", ""),
]


@pytest.mark.usefixtures("parser")
@pytest.mark.parametrize(("text", "place", "message", "hint"), SYNTAX)
def test_syntax(text: str, place: tuple[int, int] | None, message: str, hint: str) -> None:
    reading = read_yaml("a.yaml", text)
    (diagnostic,) = reading.diagnostics
    assert reading.documents == ()
    assert diagnostic.code == "syntax"
    assert diagnostic.message.startswith(message)
    assert hint in diagnostic.hint
    if place is not None:
        assert diagnostic.span[1:3] == place
        assert diagnostic.span.excerpt == text.splitlines()[place[0] - 1]


@pytest.mark.parametrize(
    ("text", "hint"),
    [
        (r'a: "\d+"', r"in double quotes write `\\` for a backslash, or use single quotes"),
        (r'{"a": "\ud83d\ude00"}', "write the character itself"),
    ],
)
def test_escape(text: str, hint: str) -> None:
    (diagnostic,) = read_yaml("a.yaml", text).diagnostics
    assert (diagnostic.code, diagnostic.hint) == ("syntax", hint)


@pytest.mark.usefixtures("parser")
@pytest.mark.parametrize(
    ("text", "place", "message"),
    [
        ("a: *x", (1, 4), "`*x` refers to no anchor"),
        ("a: &x 1\n---\nb: *x", (3, 4), "`*x` refers to no anchor"),
        ("a: &x 1\nb: &x 2", (2, 4), "the anchor `&x` is defined twice"),
        ("a: {{ $value }}", (1, 5), "a mapping or list cannot be a key"),
        ("? [a, b]\n: 1", (1, 3), "a mapping or list cannot be a key"),
    ],
)
def test_faults_that_leave_no_document(text: str, place: tuple[int, int], message: str) -> None:
    reading = read_yaml("a.yaml", text)
    assert reading.documents == ()
    assert [(d.code, d.span[1:3], d.message) for d in reading.diagnostics] == [("syntax", place, message)]


def test_duplicate_key_names_the_first() -> None:
    text = "slos:\n- id: a\n  target: 1\n  id: b\n- id: c\n"
    reading = read_yaml("a.yaml", text)
    (diagnostic,) = reading.diagnostics
    assert diagnostic.code == "duplicate-key"
    assert diagnostic.span == Span("a.yaml", 4, 3, "slos[0].id", "  id: b", 2)
    ((message, span),) = diagnostic.related
    assert message == "first here"
    assert span == Span("a.yaml", 2, 3, "slos[0].id", "- id: a", 2)


def test_the_same_key_in_neighbours_is_no_duplicate() -> None:
    assert data("- {a: 1}\n- {a: 2}\n- {b: {a: 1}, a: 2}\n---\na: 1\n") != []


def test_surprises_before_a_syntax_error_are_kept() -> None:
    reading = read_yaml("a.yaml", "a: on\nb: 'x\n")
    assert [d.code for d in reading.diagnostics] == ["yaml-surprise", "syntax"]


BOMB = "a: &a [x, x, x, x, x, x, x, x, x, x]\n" + "".join(
    f"{chr(98 + i)}: &{chr(98 + i)} [{', '.join([f'*{chr(97 + i)}'] * 10)}]\n" for i in range(8)
)
TOWER = "a0: &a0 [x]\n" + "".join(f"a{i}: &a{i} [*a{i - 1}]\n" for i in range(1, 5000))


@pytest.mark.usefixtures("parser")
@pytest.mark.parametrize(
    ("text", "message"),
    [
        (BOMB, "the file holds more than 1000000 values"),
        (TOWER, "values are nested deeper than 64 levels"),
        (TOWER.replace("[", "[{x: [").replace("]", "]}]"), "values are nested deeper than 64 levels"),
        ("[" * 100_000, "values are nested deeper than 64 levels"),
        ("- " * 100_000 + "x", "values are nested deeper than 64 levels"),
        ('{"a":' * 100_000, "values are nested deeper than 64 levels"),
        ("a: &x [*x]", "`*x` repeats the value that it is part of"),
        ("&x a: {b: &y {c: *y}}", "`*y` repeats the value that it is part of"),
    ],
    ids=["bomb", "tower", "wide tower", "flow", "block", "json", "self", "nested self"],
)
def test_limits(text: str, message: str) -> None:
    reading = read_yaml("a.yaml", text)
    assert reading.documents == ()
    assert [d.code for d in reading.diagnostics] == ["too-large"]
    assert reading.diagnostics[0].message.startswith(message)


def test_the_limit_of_libyaml_is_ours(monkeypatch: pytest.MonkeyPatch) -> None:
    """From 0.2.6 on it refuses more than 1000 levels before it gives the events of the first."""

    class Limited(yaml.SafeLoader):
        def get_event(self) -> None:
            mark = yaml.Mark("", 0, 0, 1000, None, 0)
            raise ScannerError("while increasing flow level", None, "exceeded maximum nesting depth", mark)

    monkeypatch.setattr(yaml_builder, "LOADER", Limited)
    [found] = read_yaml("a.yaml", "[" * 2000).diagnostics
    assert (found.code, found.span.column) == ("too-large", 1001)
    assert found.message == "values are nested deeper than 64 levels"


def test_as_deep_as_allowed() -> None:
    assert data("[" * 64 + "]" * 64) != []
    assert read_yaml("a.yaml", "[" * 65 + "]" * 65).documents == ()


def test_too_many_values_without_aliases() -> None:
    reading = read_yaml("a.yaml", "[" + "1," * 1_000_001 + "]")
    assert [d.code for d in reading.diagnostics] == ["too-large"]


POSITIONS = """\
# a comment
kind: Service
"na\u00efve \U0001f600": [é, {x: 1}]
slos:
- id: SLO-1
  target: "99.9%"
  labels:
    team: a
  text: |
    block
  long: one
    two
- {id: SLO-2, empty: }
tail: &t [1, 2]
same: *t
---
kind: OnCall
"""


@pytest.mark.parametrize(
    ("path", "key", "place"),
    [
        ((), False, (2, 1, 4)),
        (("kind",), False, (2, 7, 7)),
        (("kind",), True, (2, 1, 4)),
        (("na\u00efve \U0001f600",), True, (3, 1, 9)),
        (("na\u00efve \U0001f600",), False, (3, 12, 1)),
        (("na\u00efve \U0001f600", 0), False, (3, 13, 1)),
        (("na\u00efve \U0001f600", 1, "x"), False, (3, 20, 1)),
        (("slos",), True, (4, 1, 4)),
        (("slos",), False, (5, 1, 1)),
        (("slos", 0), False, (5, 3, 2)),
        (("slos", 0, "target"), False, (6, 11, 7)),
        (("slos", 0, "labels"), False, (8, 5, 4)),
        (("slos", 0, "labels", "team"), True, (8, 5, 4)),
        (("slos", 0, "text"), False, (9, 9, 1)),
        (("slos", 0, "long"), False, (11, 9, 3)),
        (("slos", 1), False, (13, 4, 2)),
        (("slos", 1, "empty"), False, (13, 22, 1)),
        (("slos", 1, "missing"), False, (13, 4, 2)),
        (("slos", 1, "missing", "deep"), True, (13, 4, 2)),
        (("slos", 7, "id"), False, (5, 1, 1)),
        (("slos", "id"), False, (5, 1, 1)),
        (("kind", "x"), False, (2, 7, 7)),
        (("same", 1), False, (14, 14, 1)),
        (("missing",), False, (2, 1, 4)),
    ],
)
def test_positions(path: Path, key: bool, place: tuple[int, int, int]) -> None:
    first, _ = read_yaml("a.yaml", POSITIONS).documents
    span = first.span(path, key=key)
    assert (span.line, span.column, span.width) == place
    assert span.excerpt == POSITIONS.splitlines()[place[0] - 1]


def test_positions_of_a_later_document() -> None:
    text = "---\n---\n# empty\n---\na: 1\n---\nb: 2\n"
    first, second = read_yaml("a.yaml", text).documents
    assert first.span(("a",)).line == 5
    assert second.span(("b",)).line == 7


def test_position_of_a_duplicate_is_that_of_the_value() -> None:
    (document,) = read_yaml("a.yaml", "a: 1\nb: 2\na: 3\n").documents
    assert document.data == {"a": 3, "b": 2}
    assert document.span(("a",)).line == 3


TEXT = st.text(
    st.characters(codec="utf-8", exclude_categories=["Cs", "Cc"], max_codepoint=0xFFFD), max_size=8
)
JSON = st.recursive(
    st.none() | st.booleans() | st.integers(-(10**30), 10**30) | st.decimals(-1000, 1000, places=3) | TEXT,
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(TEXT, inner, max_size=4),
    max_leaves=20,
)


def _dump(value: Any) -> str:
    """JSON, with decimals as they are."""
    if isinstance(value, dict):
        return "{" + ", ".join(f"{json.dumps(key)}: {_dump(each)}" for key, each in value.items()) + "}"
    if isinstance(value, list):
        return "[" + ", ".join(_dump(each) for each in value) + "]"
    return f"{value:f}" if isinstance(value, Decimal) else json.dumps(value)


def _paths(value: Value, path: Path = ()) -> list[Path]:
    children: list[tuple[Any, Value]] = []
    if isinstance(value, dict):
        children = list(value.items())
    elif isinstance(value, list):
        children = list(enumerate(value))
    return [path, *(below for name, child in children for below in _paths(child, (*path, name)))]


@settings(deadline=None)
@given(JSON.filter(lambda value: value is not None))
def test_json_is_read_as_it_is(value: Value) -> None:
    text = _dump(value)
    reading = read_yaml("a.json", text)
    assert reading.diagnostics == ()
    (document,) = reading.documents
    assert document.data == value
    for path in _paths(value):
        for key in (False, True):
            span = document.span(path, key=key)
            assert 1 <= span.line <= len(text.splitlines()) + 1
            assert span.column >= 1
            assert span.width >= 1


@settings(deadline=None)
@given(st.text(max_size=40))
def test_any_text_is_read_or_explained(text: str) -> None:
    reading = read_yaml("a.yaml", text)
    for document in reading.documents:
        for path in _paths(document.data):
            assert document.span(path).line >= 1


@settings(deadline=None)
@given(st.text("ab:- \n\"'[]{}&*!|>#,?%\t<0.1", max_size=30))
def test_any_yaml_like_text_is_read_or_explained(text: str) -> None:
    reading = read_yaml("a.yaml", text)
    for document in reading.documents:
        for path in _paths(document.data):
            assert document.span(path, key=True).line >= 1
