"""The specs of a revision: which one, from where, and what is said when there is none."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest
from tests.repositories import commit, git, make

from slosmith.diagnostics import Diagnostic
from slosmith.diff import difference
from slosmith.revisions import Past, plan_at

SHOP = """\
apiVersion: slosmith/v1
kind: Service
name: shop
slos:
  - id: SLO-SHOP-001
    title: Checkout
    target: {target}
    sli: {{ratio: {{bad: errors_total, total: requests_total}}}}
"""


@pytest.fixture
def top(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A repository with specs whose target is 99%, on a branch that left main, where they say 98% by now."""
    top = make(tmp_path / "repo")
    monkeypatch.chdir(top)
    # What whoever runs the tests has configured must not matter.
    monkeypatch.setenv("HOME", str(tmp_path))
    write("99%")
    commit(top)
    git(top, "checkout", "-q", "-b", "work")
    git(top, "checkout", "-q", "main")
    write("98%")
    commit(top)
    git(top, "checkout", "-q", "work")
    return top


def write(target: str, name: str = "specs/shop.yaml") -> None:
    path = Path(name)
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(SHOP.format(target=target))


def past(revision: str | None = None, folder: str = "specs") -> Past:
    found = plan_at(Path(folder), revision)
    assert isinstance(found, Past), found
    return found


def target(found: Past) -> str:
    assert found.plan is not None, found.diagnostics
    [service] = found.plan.services
    return service.slos[0].target_text


def refused(revision: str | None = None, folder: str = "specs") -> Diagnostic:
    found = plan_at(Path(folder), revision)
    assert isinstance(found, Diagnostic)
    assert found.hint
    return found


# Which one


def test_without_a_revision_it_is_the_merge_base_with_main(top: Path) -> None:
    write("95%")
    commit(top)
    assert target(past()) == "99%"
    assert past().against == (git(top, "merge-base", "HEAD", "main"), "main", True)


@pytest.mark.parametrize("main", ["origin/main", "origin/master", "main", "master"])
def test_the_main_branch_is_the_first_that_exists(top: Path, main: str) -> None:
    known = ("origin/main", "origin/master", "main", "master")
    git(top, "branch", "-q", "-m", "main", "other")
    for each in known[known.index(main) :]:
        place = f"refs/remotes/{each}" if "/" in each else f"refs/heads/{each}"
        git(top, "update-ref", place, "other")
    assert past().against.name == main


def test_a_revision_may_be_anything_that_names_a_commit(top: Path) -> None:
    git(top, "tag", "-a", "v1", "-m", "x", "main")
    full = git(top, "rev-parse", "main")
    for name in ("main", "v1", full, full[:8], "main^0", "refs/heads/main"):
        assert (target(past(name)), past(name).against) == ("98%", (full, name, False))
    assert target(past("main~1")) == "99%"


def test_nothing_of_the_working_tree_counts_and_nothing_in_it_changes(top: Path) -> None:
    write("95%")
    write("95%", "specs/untracked.yaml")
    git(top, "add", "specs/shop.yaml")
    status = git(top, "status", "--porcelain")
    index = Path(".git/index").read_bytes()
    assert target(past()) == "99%"
    assert git(top, "status", "--porcelain") == status
    assert Path(".git/index").read_bytes() == index
    assert git(top, "stash", "list") == ""


def test_the_environment_of_a_hook_does_not_lead_astray(top: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("GIT_DIR", "GIT_INDEX_FILE", "GIT_WORK_TREE", "GIT_OBJECT_DIRECTORY"):
        monkeypatch.setenv(name, "/nowhere")
    assert target(past()) == "99%"


# From where


def test_specs_below_a_folder_and_from_below_it(top: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    write("97%", "some/where/specs/shop.yaml")
    commit(top)
    write("95%", "some/where/specs/shop.yaml")
    assert target(past("HEAD", "some/where/specs")) == "97%"
    assert target(past("HEAD", str(top / "some/where/specs"))) == "97%"
    monkeypatch.chdir(top / "some")
    assert target(past("HEAD", "where/specs")) == "97%"
    assert target(past("HEAD", "../specs")) == "99%"


def test_the_repository_itself_may_be_the_folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    top = make(tmp_path / "flat")
    monkeypatch.chdir(top)
    write("99%", "shop.yaml")
    commit(top)
    assert target(past("HEAD", ".")) == "99%"


def test_a_folder_that_is_gone_is_still_in_the_revision(top: Path) -> None:
    Path("specs/shop.yaml").unlink()
    Path("specs").rmdir()
    assert target(past()) == "99%"


def test_a_folder_that_was_not_there_yet_is_no_mistake(top: Path) -> None:
    write("95%", "new/shop.yaml")
    assert past(folder="new") == Past(past().against, None)
    Path("notes").mkdir()
    Path("notes/README.md").write_text("# Notes\n")
    commit(top)
    assert past("HEAD", "notes").plan is None
    assert past("HEAD", "specs/shop.yaml").plan is None, "a file is no folder"


def test_an_empty_commit_holds_no_specs(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    top = make(tmp_path / "empty")
    monkeypatch.chdir(top)
    commit(top)
    assert past("HEAD", ".").plan is None
    assert past("HEAD").plan is None


def test_a_renamed_file_means_nothing(top: Path) -> None:
    before = past("HEAD").plan
    git(top, "mv", "specs/shop.yaml", "specs/other.yaml")
    commit(top)
    after = past("HEAD").plan
    assert before is not None
    assert difference(before, after).empty


def test_a_work_tree_of_its_own(top: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    git(top, "worktree", "add", "-q", str(tmp_path / "second"), "main")
    monkeypatch.chdir(tmp_path / "second")
    assert target(past("work")) == "99%"


# What the old specs got wrong


def test_broken_specs_of_a_revision_are_told_as_such(top: Path) -> None:
    write("0.999")
    broken = commit(top)[:12]
    found = past("HEAD")
    assert found.plan is None
    assert [each.code for each in found.diagnostics] == ["target-range", "revision-broken"]
    assert str(found.diagnostics[0].span).startswith(f"{broken}:specs/shop.yaml:7:")
    assert "tmp" not in "".join(f"{each.message}{each.hint}{each.span}" for each in found.diagnostics)


def test_a_link_out_of_the_specs_is_refused_as_in_the_working_tree(top: Path) -> None:
    secret = top / "secret.yaml"
    secret.write_text("secret")
    Path("specs/link.yaml").symlink_to(secret)
    Path("specs/relative.yaml").symlink_to("../secret.yaml")
    commit(top)
    found = past("HEAD")
    assert {each.code for each in found.diagnostics} == {"unreadable", "revision-broken"}
    assert sum("is a link" in each.message for each in found.diagnostics) == 2


def test_a_link_within_the_specs_is_followed(top: Path) -> None:
    Path("specs/shop.yaml").rename("specs/shop.txt")
    Path("specs/link.yaml").symlink_to("shop.txt")
    commit(top)
    assert target(past("HEAD")) == "99%"


# Where there is nothing to compare with


def test_an_unknown_revision(top: Path) -> None:
    for name in ("nosuch", "--all", "v9\x1b[31m", "^HEAD", "HEAD^..HEAD", "@{u}", "HEAD:specs", "0" * 40):
        found = refused(name)
        assert found.code == "revision-unknown"
        assert "\x1b" not in found.message


def test_no_main_branch(top: Path) -> None:
    git(top, "branch", "-q", "-m", "main", "trunk")
    assert "none of origin/main, origin/master, main, master" in refused().message
    assert target(past("trunk")) == "98%"


def test_no_commit_yet(top: Path) -> None:
    git(top, "checkout", "-q", "--orphan", "fresh")
    assert "there is no commit yet" in refused().message


def test_no_common_ancestor(top: Path) -> None:
    git(top, "checkout", "-q", "--orphan", "fresh")
    commit(top, "a beginning of its own")
    found = refused()
    assert found.message == "HEAD and main have no common ancestor"
    assert "slosmith diff main" in found.hint


def test_a_shallow_clone(top: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    write("95%")
    commit(top)
    git(tmp_path, "clone", "-q", "--depth", "1", "--no-single-branch", f"file://{top}", "shallow")
    monkeypatch.chdir(tmp_path / "shallow")
    found = refused()
    assert "shallow clone" in found.message
    assert "fetch-depth: 0" in found.hint
    assert target(past("origin/main")) == "98%", "what is there can be compared with"


def test_no_repository(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    write("99%")
    assert refused().code == "no-repository"
    git(tmp_path, "init", "-q", "--bare", "bare")
    monkeypatch.chdir(tmp_path / "bare")
    assert refused("HEAD").code == "no-repository"


@pytest.mark.parametrize("damage", ["empty", "garbage", "missing"])
@pytest.mark.parametrize("of", ["commit", "tree", "blob"])
def test_a_broken_repository_is_told_from_an_unknown_revision(top: Path, damage: str, of: str) -> None:
    name = {"commit": "HEAD", "tree": "HEAD:specs", "blob": "HEAD:specs/shop.yaml"}[of]
    commit(top)
    number = git(top, "rev-parse", name)
    file = top / ".git" / "objects" / number[:2] / number[2:]
    file.chmod(0o644)
    if damage == "missing":
        file.unlink()
    else:
        file.write_bytes(b"" if damage == "empty" else b"garbage")
    assert refused("HEAD").code == "repository-broken"
    assert refused("nosuch").code == "revision-unknown"


def test_no_temporary_folder(top: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("TMPDIR", "/nowhere")
    found = refused("HEAD")
    assert (found.code, found.span.file) == ("write-failed", "/nowhere")


def test_no_git(top: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PATH", "/nowhere")
    found = refused()
    assert (found.code, found.severity) == ("tool-missing", "error")
    assert "SLOSMITH_GIT" in found.hint


@pytest.mark.parametrize(
    ("version", "code"), [("git version 2.19.9", "tool-missing"), ("git version 2.20.0", "tool-crashed")]
)
def test_a_git_that_is_too_old_or_dies(
    top: Path, fake_tool: Callable[..., Path], monkeypatch: pytest.MonkeyPatch, version: str, code: str
) -> None:
    monkeypatch.setenv("SLOSMITH_GIT", str(fake_tool("kill -SEGV $$", name="git", version=version)))
    found = plan_at(Path("specs"), None)
    assert isinstance(found, Diagnostic)
    assert found.code == code
