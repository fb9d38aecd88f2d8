from __future__ import annotations

from pathlib import Path

import pytest

from slosmith.source.markdown_reader import read
from slosmith.source.reading import Reading, Source

PLAYBOOK = """\
---
kind: Playbook
id: INC-001
alerts: [A]
---
# Chain halt

## Steps
"""


def reading(text: str) -> Reading:
    return read(Source("specs/x.md", text, Path("specs/x.md"), Path("specs")))


def test_front_matter_and_body() -> None:
    (document,) = reading(PLAYBOOK).documents
    assert document.file == "specs/x.md"
    assert document.data == {
        "kind": "Playbook",
        "id": "INC-001",
        "alerts": ["A"],
        "body": "# Chain halt\n\n## Steps\n",
    }


@pytest.mark.parametrize(
    ("path", "key", "place"),
    [
        ((), False, (2, 1, 4)),
        (("id",), False, (3, 5, 7)),
        (("id",), True, (3, 1, 2)),
        (("alerts", 0), False, (4, 10, 1)),
        (("body",), False, (6, 1, 1)),
        (("body",), True, (6, 1, 1)),
        (("missing",), False, (2, 1, 4)),
    ],
)
def test_positions(path: tuple[str | int, ...], key: bool, place: tuple[int, int, int]) -> None:
    (document,) = reading(PLAYBOOK).documents
    span = document.span(path, key=key)
    assert (span.line, span.column, span.width) == place
    assert span.excerpt == PLAYBOOK.splitlines()[place[0] - 1]


@pytest.mark.parametrize(
    "text", ["", "# A README\n\n---\na: 1\n---\n", "--- \x20a: 1", "x\n---\na: 1\n---\n", "----\n"]
)
def test_no_front_matter(text: str) -> None:
    assert reading(text) == Reading()


@pytest.mark.parametrize(
    ("text", "body", "line"),
    [
        ("---\na: 1\n---", "", 4),
        ("--- \na: 1\n---\t\n\nx\n", "\nx\n", 4),
        ("\n\n---\na: 1\n---\nx\n", "x\n", 6),
        ("---\na: 1\n---\nx\n---\ny\n", "x\n---\ny\n", 4),
    ],
)
def test_body(text: str, body: str, line: int) -> None:
    (document,) = reading(text).documents
    assert document.data == {"a": 1, "body": body}
    assert document.span(("body",)).line == line


def test_empty_front_matter() -> None:
    (document,) = reading("---\n---\nx\n").documents
    assert document.data == {"body": "x\n"}
    assert document.span(()).line == 1
    assert document.span(("body",)).line == 3


@pytest.mark.parametrize(
    ("text", "code", "message", "place"),
    [
        ("---\na: 1\n", "syntax", "the front matter has no end", (1, 1)),
        ("---\n- a\n---\n", "syntax", "the front matter is not one mapping", (2, 1)),
        ("---\na: 1\n--- # b\nb: 1\n---\n", "syntax", "the front matter is not one mapping", (2, 1)),
        ("---\nid: x\nbody: 1\n---\n", "duplicate-key", "the front matter has a key `body`", (3, 1)),
        ("---\na: on\n---\n", "yaml-surprise", "`on` is true", (2, 4)),
        ("---\na: 1\na: 2\n---\n", "duplicate-key", "the key `a` occurs twice", (3, 1)),
        ("---\na: 'x\n---\nit's\n", "syntax", "a quote is opened here", (2, 4)),
    ],
)
def test_faults(text: str, code: str, message: str, place: tuple[int, int]) -> None:
    result = reading(text)
    (diagnostic,) = result.diagnostics
    assert result.documents == ()
    assert diagnostic.code == code
    assert diagnostic.message.startswith(message)
    assert diagnostic.span[1:3] == place
    assert diagnostic.span.excerpt == text.splitlines()[place[0] - 1]
