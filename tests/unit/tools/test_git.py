"""git with real repositories: what is laid out, and what would like to be laid out elsewhere."""

from __future__ import annotations

import os
from collections.abc import Callable
from pathlib import Path, PurePosixPath

import pytest
from tests.repositories import commit, git, make

from slosmith.tools.git import MINIMUM, Refused, Repository, repository
from slosmith.tools.run import Crashed, Found, Tool, find

LIMIT = 1000


@pytest.fixture
def tool() -> Tool:
    found = find("git", MINIMUM)
    assert isinstance(found, Tool), "the tests need git"
    return found


@pytest.fixture
def top(tmp_path: Path) -> Path:
    return make(tmp_path / "repo")


@pytest.fixture
def laid_out(tool: Tool, top: Path, tmp_path: Path) -> Callable[..., dict[str, bytes | str]]:
    """Every file of `specs` in a commit with what it holds, links with where they lead."""

    def lay_out(commit: str, limit: int = LIMIT) -> dict[str, bytes | str]:
        target = tmp_path / "out"
        assert repository(tool, top / "specs").lay_out(commit, target, limit)
        files = sorted(path for path in target.rglob("*") if path.is_symlink() or path.is_file())
        return {
            path.relative_to(target).as_posix(): str(path.readlink())
            if path.is_symlink()
            else path.read_bytes()
            for path in files
        }

    return lay_out


def _write(top: Path, files: dict[str, bytes]) -> None:
    for name, data in files.items():
        (top / name).parent.mkdir(parents=True, exist_ok=True)
        (top / name).write_bytes(data)


def test_bytes_and_names_come_out_as_they_went_in(top: Path, laid_out: Callable[..., object]) -> None:
    inside = {"a.yaml": b"a\r\n\xff\x00", "é deep/\tb\n.yaml": b"", "-x": b"y", "same": b"a\r\n\xff\x00"}
    _write(top, {f"specs/{name}": data for name, data in inside.items()} | {"other.yaml": b"no"})
    assert laid_out(commit(top)) == inside


def test_attributes_and_filters_change_nothing(top: Path, laid_out: Callable[..., object]) -> None:
    """`git archive` would leave out what is marked so, and write the commit into the text."""
    _write(
        top,
        {
            "specs/a.yaml": b"$Format:%H$ $Id$\n",
            "specs/b.yaml": b"b\n",
            ".gitattributes": b"b.yaml export-ignore\na.yaml export-subst ident\n* text eol=crlf\n",
        },
    )
    assert laid_out(commit(top)) == {"a.yaml": b"$Format:%H$ $Id$\n", "b.yaml": b"b\n"}


def test_links_are_links(top: Path, laid_out: Callable[..., object]) -> None:
    _write(top, {"specs/a.yaml": b"a"})
    (top / "specs" / "b.yaml").symlink_to("a.yaml")
    (top / "specs" / "out.yaml").symlink_to("/etc/passwd")
    assert laid_out(commit(top)) == {"a.yaml": b"a", "b.yaml": "a.yaml", "out.yaml": "/etc/passwd"}


def test_a_large_file_keeps_its_size(top: Path, laid_out: Callable[..., object]) -> None:
    _write(top, {"specs/large.yaml": b"x" * (LIMIT + 1), "specs/small.yaml": b"x" * LIMIT})
    assert laid_out(commit(top)) == {"large.yaml": bytes(LIMIT + 1), "small.yaml": b"x" * LIMIT}


def test_a_submodule_is_left_out(top: Path, tmp_path: Path, laid_out: Callable[..., object]) -> None:
    inner = make(tmp_path / "inner")
    _write(inner, {"x.yaml": b"x"})
    commit(inner)
    _write(top, {"specs/a.yaml": b"a"})
    git(top, "submodule", "--quiet", "add", str(inner), "specs/inner")
    assert laid_out(commit(top)) == {"a.yaml": b"a"}


def _tree(top: Path, entries: list[tuple[str, bytes, str]]) -> str:
    """A tree that git would never make: (mode, name, object)."""
    data = b"".join(b"%s %s\0%s" % (m.encode(), name, bytes.fromhex(sha)) for m, name, sha in entries)
    return git(top, "hash-object", "-t", "tree", "-w", "--literally", "--stdin", stdin=data)


def _committed(top: Path, specs: str) -> str:
    whole = git(top, "mktree", stdin=f"040000 tree {specs}\tspecs\n".encode())
    return git(top, "commit-tree", whole, "-m", "x")


@pytest.mark.parametrize("name", [b"..", b".", b".git", b".GIT", b"../x", b"a/../../x", b"/x"])
def test_a_name_that_leads_out_is_refused(top: Path, tool: Tool, tmp_path: Path, name: bytes) -> None:
    blob = git(top, "hash-object", "-w", "--stdin", stdin=b"evil")
    found = _committed(top, _tree(top, [("100644", name, blob)]))
    with pytest.raises(Refused):
        repository(tool, top / "specs").lay_out(found, tmp_path / "out", LIMIT)
    assert not (tmp_path / "x").exists()
    assert not (tmp_path / "out").exists()


def test_nothing_is_written_through_a_link(top: Path, tool: Tool, tmp_path: Path) -> None:
    """The same name as a link and as a folder: a careless checkout would write `x` into `elsewhere`."""
    elsewhere = tmp_path / "elsewhere"
    elsewhere.mkdir()
    target = git(top, "hash-object", "-w", "--stdin", stdin=str(elsewhere).encode())
    blob = git(top, "hash-object", "-w", "--stdin", stdin=b"evil")
    folder = git(top, "mktree", stdin=f"100644 blob {blob}\tx\n".encode())
    found = _committed(top, _tree(top, [("120000", b"a", target), ("40000", b"a", folder)]))
    with pytest.raises(Refused) as refused:
        repository(tool, top / "specs").lay_out(found, tmp_path / "out", LIMIT)
    assert isinstance(refused.value.failure, Crashed)
    assert list(elsewhere.iterdir()) == []


def test_a_lost_object_is_no_absent_folder(top: Path, tool: Tool, tmp_path: Path) -> None:
    _write(top, {"specs/a.yaml": b"a"})
    found = commit(top)
    blob = git(top, "rev-parse", "HEAD:specs/a.yaml")
    (top / ".git" / "objects" / blob[:2] / blob[2:]).unlink()
    with pytest.raises(Refused):
        repository(tool, top / "specs").lay_out(found, tmp_path / "out", LIMIT)


def test_neither_hooks_nor_configured_programs_run(top: Path, tool: Tool, tmp_path: Path) -> None:
    _write(top, {"specs/a.yaml": b"a"})
    found = commit(top)
    ran = tmp_path / "ran"
    script = tmp_path / "run.sh"
    script.write_text(f"#!/bin/sh\ntouch {ran}\n")
    script.chmod(0o755)
    for key in ("core.fsmonitor", "core.pager", "core.editor", "diff.external", "core.sshCommand"):
        git(top, "config", key, str(script))
    for hook in ("post-checkout", "reference-transaction", "post-index-change"):
        (top / ".git" / "hooks").mkdir(exist_ok=True)
        os.link(script, top / ".git" / "hooks" / hook)
    index = (top / ".git" / "index").read_bytes()
    repo = repository(tool, top / "specs")
    assert repo.commit("HEAD") == found
    assert repo.lay_out(found, tmp_path / "out", LIMIT)
    assert not ran.exists()
    assert (top / ".git" / "index").read_bytes() == index


def test_where_a_folder_is(top: Path, tool: Tool, tmp_path: Path) -> None:
    (top / "a").mkdir()
    assert repository(tool, top).inside == PurePosixPath()
    assert repository(tool, top / "a" / "none" / "deeper").inside == PurePosixPath("a/none/deeper")
    (tmp_path / "link").symlink_to(top / "a")
    assert repository(tool, tmp_path / "link").inside == PurePosixPath("a")
    with pytest.raises(Refused) as refused:
        repository(tool, tmp_path)
    assert isinstance(refused.value.failure, Found)
    with pytest.raises(Refused):
        repository(tool, top / ".git")


@pytest.mark.parametrize(
    "revision", ["", "nosuch", "--help", "-h", "HEAD:specs", "HEAD^{tree}", "main..main"]
)
def test_what_is_no_commit(top: Path, tool: Tool, revision: str) -> None:
    _write(top, {"specs/a.yaml": b"a"})
    commit(top)
    assert repository(tool, top).commit(revision) is None


def test_git_that_hangs_or_dies(top: Path, fake_tool: Callable[..., Path]) -> None:
    script = fake_tool("kill -SEGV $$", name="git", version="git version 2.40.1 (Apple Git-1)")
    repo = Repository(Tool("git", str(script)), top, PurePosixPath("specs"))
    with pytest.raises(Refused) as refused:
        repo.commit("HEAD")
    assert isinstance(refused.value.failure, Crashed)
