"""Which files a program may import, without running it."""

from __future__ import annotations

from pathlib import Path

import pytest

from slosmith.source.jsonnet_imports import imported


@pytest.fixture
def root(tmp_path: Path) -> Path:
    """b is imported by a, and a by itself; c stands beside the dashboards."""
    for name, text in {
        "specs/dashboards/a.libsonnet": "(import 'deep/b.libsonnet') + import 'a.libsonnet'",
        "specs/dashboards/deep/b.libsonnet": "'b'",
        "specs/lib/c.txt": "c",
        "specs/lib/binary": "\udcff",
        "outside.libsonnet": "'secret'",
    }.items():
        (tmp_path / name).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / name).write_bytes(text.encode("utf-8", "surrogateescape"))
    (tmp_path / "specs/link.libsonnet").symlink_to(tmp_path / "outside.libsonnet")
    return tmp_path / "specs"


@pytest.mark.parametrize(
    ("text", "texts"),
    [
        ("{}", ()),
        ("import 'a.libsonnet'", ("(import 'deep/b.libsonnet') + import 'a.libsonnet'", "'b'")),
        ('importstr "lib/c.txt"', ("c",)),
        ("importbin@'lib/c.txt'", ("c",)),
        ("import 'lib/c.txt' + import '../lib/c.txt'", ("c",)),
        ("importbin 'lib/binary'", ("",)),
        ("import '../../outside.libsonnet'", ()),
        ("import 'link.libsonnet'", ()),
        ("import '/etc/passwd'", ()),
        (f"import '{'x' * 5000}' + import '\0'", ()),
        ("import 'nowhere' + important 'lib/c.txt' + import lib", ()),
    ],
)
def test_imports(root: Path, text: str, texts: tuple[str, ...]) -> None:
    assert imported(root / "dashboards" / "wall.jsonnet", text, root) == texts
