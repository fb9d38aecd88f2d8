from __future__ import annotations

import json
from pathlib import Path

import pytest

from slosmith.source import read_specs


@pytest.fixture
def specs(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.chdir(tmp_path)
    Path("specs").mkdir()
    return Path("specs")


def write(**files: str) -> None:
    for name, text in files.items():
        Path("specs", name.replace("__", ".")).write_text(text)


def test_every_reader_in_the_order_of_the_files(specs: Path) -> None:
    write(
        a__yaml="id: 1\n---\nid: 2\n",
        b__jsonnet="[{ id: 3 }, { id: 4 }]",
        c__yml="id: 5\n",
        d__json=json.dumps({"id": 6}),
        e__md="---\nid: 7\n---\ntext\n",
        f__jsonnet="{ id: 8 }",
        g__jsonnet="{ id: 9 }",
        h__libsonnet="{ id: 10 }",
        README__md="# Hello\n",
    )
    documents, diagnostics = read_specs(specs)
    assert diagnostics == ()
    assert [d.data["id"] for d in documents if isinstance(d.data, dict)] == [1, 2, 3, 4, 5, 6, 7, 8, 9]
    assert [d.file for d in documents][::4] == ["specs/a.yaml", "specs/c.yml", "specs/g.jsonnet"]


def test_mistakes_of_all_files_at_once(specs: Path) -> None:
    write(
        a__yaml="id: on\n",
        b__jsonnet="{",
        c__yaml="id: 'x\n",
        d__md="---\n",
        e__yaml="id: 1\n",
        f__yaml="\0",
    )
    (specs / "g.yaml").symlink_to("/etc/passwd")
    documents, diagnostics = read_specs(specs)
    assert [d.file for d in documents] == ["specs/a.yaml", "specs/e.yaml"]
    assert [(d.span.file, d.code) for d in diagnostics] == [
        ("specs/a.yaml", "yaml-surprise"),
        ("specs/b.jsonnet", "jsonnet"),
        ("specs/c.yaml", "syntax"),
        ("specs/d.md", "syntax"),
        ("specs/f.yaml", "unreadable"),
        ("specs/g.yaml", "unreadable"),
    ]
    assert not any("root:" in d.span.excerpt for d in diagnostics)


@pytest.mark.parametrize(
    ("folder", "message"),
    [
        ("missing", "the specs folder `missing` does not exist"),
        ("specs", "the specs folder `specs` holds no spec"),
        ("file", "the specs folder `file` is not a folder"),
    ],
)
def test_no_specs(specs: Path, folder: str, message: str) -> None:
    write(README__md="# Hello\n", empty__yaml="# nothing\n", x__txt="a: 1\n")
    Path("file").touch()
    documents, (diagnostic,) = read_specs(Path(folder))
    assert documents == ()
    assert (diagnostic.code, diagnostic.message, diagnostic.span.file) == ("no-specs", message, folder)
    assert "`slosmith init`" in diagnostic.hint


def test_an_interrupt_starts_no_further_program(specs: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    started: list[str] = []

    def interrupt(*_: object, **__: object) -> None:
        started.append("program")
        raise KeyboardInterrupt

    write(**{f"x{n}__jsonnet": "{}" for n in range(50)})
    monkeypatch.setattr("subprocess.run", interrupt)
    with pytest.raises(KeyboardInterrupt):
        read_specs(specs)
    assert len(started) < 50


def test_documents_know_their_number_in_the_file(specs: Path) -> None:
    write(a__yaml="id: 1\n---\nid: on\n", b__jsonnet="[{}, null, {}]", c__md="---\nid: 1\n---\n")
    documents, (diagnostic,) = read_specs(specs)
    assert [(d.file, d.number) for d in documents] == [
        ("specs/a.yaml", 0),
        ("specs/a.yaml", 1),
        ("specs/b.jsonnet", 0),
        ("specs/b.jsonnet", 1),
        ("specs/c.md", 0),
    ]
    assert documents[1].span(("id",)).document == 1
    assert diagnostic.span.document == 1
