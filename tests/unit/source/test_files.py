from __future__ import annotations

import errno
import os
from collections.abc import Callable
from pathlib import Path

import pytest

from slosmith.diagnostics import Diagnostic
from slosmith.printable import printable
from slosmith.source.files import MAX_BYTES, SpecFile, find, load

SUFFIXES = (".yaml", ".md")


@pytest.fixture
def specs(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """An empty folder `specs`, named as a user would name it."""
    monkeypatch.chdir(tmp_path)
    Path("specs").mkdir()
    return Path("specs")


def write(path: Path, content: str | bytes = "a: 1\n") -> Path:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(content.encode() if isinstance(content, str) else content)
    return path


def names(folder: Path) -> list[str]:
    files, diagnostics = find(folder, SUFFIXES)
    assert diagnostics == []
    return [file.file for file in files]


def complaints(folder: Path) -> list[tuple[str, str, str]]:
    _, diagnostics = find(folder, SUFFIXES)
    return [(d.code, d.span.file, d.message) for d in diagnostics]


def test_sorted_with_only_the_known_suffixes(specs: Path) -> None:
    for name in (
        "z.yaml",
        "b/x.md",
        "b-b/x.yaml",
        "a.YAML",
        "b/a.libsonnet",
        "b/.x.yaml",
        ".git/x.yaml",
        "x.txt",
    ):
        write(specs / name)
    assert names(specs) == ["specs/a.YAML", "specs/b/x.md", "specs/b-b/x.yaml", "specs/z.yaml"]


def test_a_folder_may_have_a_suffix(specs: Path) -> None:
    write(specs / "x.yaml" / "y.yaml")
    assert names(specs) == ["specs/x.yaml/y.yaml"]


def test_names_are_those_the_user_gave(specs: Path) -> None:
    write(specs / "a.yaml")
    assert names(Path("./specs")) == ["specs/a.yaml"]
    assert names(specs.absolute()) == [(specs.absolute() / "a.yaml").as_posix()]


def test_control_characters_in_a_name_are_escaped(specs: Path) -> None:
    path = write(specs / "a\x1b[31m\n\u202e.yaml")
    ((file, found),), _ = find(specs, SUFFIXES)
    assert file == r"specs/a\x1b[31m\n\u202e.yaml"
    assert found == path


def test_a_name_that_is_not_text_is_escaped() -> None:
    assert printable(os.fsdecode(b"a\xff.yaml")) == r"a\udcff.yaml"


def test_a_link_inside_gives_each_file_once_under_its_own_name(specs: Path) -> None:
    write(specs / "real" / "x.yaml")
    (specs / "a-link").symlink_to("real")
    (specs / "b.yaml").symlink_to("real/x.yaml")
    assert names(specs) == ["specs/real/x.yaml"]


def test_a_link_to_a_hidden_file_is_followed(specs: Path) -> None:
    """As Kubernetes mounts a ConfigMap."""
    write(specs / "..2026" / "x.yaml")
    (specs / "..data").symlink_to("..2026")
    (specs / "x.yaml").symlink_to("..data/x.yaml")
    assert names(specs) == ["specs/x.yaml"]


def test_a_link_to_a_hidden_folder_is_followed(specs: Path) -> None:
    write(specs / ".shared" / "x.yaml")
    (specs / "shared").symlink_to(".shared")
    (specs / ".shared" / "again").symlink_to("../shared")
    assert [file.file for file in find(specs, SUFFIXES)[0]] == ["specs/shared/x.yaml"]


def test_of_two_links_the_first_by_name_gives_the_name(specs: Path) -> None:
    write(specs / ".hidden" / "x.yaml")
    links = [specs / f"{letter}.yaml" for letter in "dfbeca"]
    for link in links:
        link.symlink_to(".hidden/x.yaml")
    assert names(specs) == ["specs/a.yaml"]


def test_the_folder_itself_may_be_a_link(specs: Path) -> None:
    write(specs / "x.yaml")
    Path("link").symlink_to("specs")
    assert names(Path("link")) == ["link/x.yaml"]


@pytest.mark.parametrize(
    ("name", "target"),
    [
        ("x.yaml", "../secret.txt"),
        ("x.yaml", "/etc/passwd"),
        ("x", "..//outside"),
        ("x.yaml", "../specs-2/x.yaml"),
    ],
)
def test_a_link_out_of_the_folder(specs: Path, name: str, target: str) -> None:
    write(Path("secret.txt"))
    write(Path("outside/x.yaml"))
    write(Path("specs-2/x.yaml"))
    (specs / name).symlink_to(target)
    files, _ = find(specs, SUFFIXES)
    assert files == []
    assert complaints(specs) == [
        ("unreadable", f"specs/{name}", f"`specs/{name}` is a link out of the specs folder")
    ]


@pytest.mark.parametrize("target", [".", "..", "x"])
def test_a_link_in_a_loop(specs: Path, target: str) -> None:
    (specs / "deep").mkdir()
    (specs / "deep" / "x").symlink_to(target)
    assert complaints(specs) == [("unreadable", "specs/deep/x", "`specs/deep/x` is a link in a loop")]


def test_links_to_each_other_are_no_loop_in_what_is_read(specs: Path) -> None:
    write(specs / "a" / "x.yaml")
    write(specs / "b" / "y.yaml")
    (specs / "a" / "to-b").symlink_to("../b")
    (specs / "b" / "to-a").symlink_to("../a")
    assert names(specs) == ["specs/a/x.yaml", "specs/b/y.yaml"]


def test_a_link_that_leads_nowhere(specs: Path) -> None:
    (specs / "x.yaml").symlink_to("nowhere.yaml")
    (specs / "notes").symlink_to("nowhere")
    ((code, file, message),) = complaints(specs)
    assert (code, file) == ("unreadable", "specs/x.yaml")
    assert message == "`specs/x.yaml` is a link that leads nowhere: no such file or directory"


def test_a_link_that_is_no_spec_is_ignored(specs: Path) -> None:
    (specs / "notes.txt").symlink_to("/etc/passwd")
    assert names(specs) == []


def test_a_folder_that_may_not_be_listed(specs: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    write(specs / "a" / "x.yaml")
    write(specs / "b" / "x.yaml")
    scandir = os.scandir

    def guarded(path: Path) -> object:
        if path.name == "a":
            raise PermissionError(errno.EACCES, "Permission denied")
        return scandir(path)

    monkeypatch.setattr(os, "scandir", guarded)
    files, _ = find(specs, SUFFIXES)
    assert [file.file for file in files] == ["specs/b/x.yaml"]
    assert complaints(specs) == [("unreadable", "specs/a", "`specs/a` cannot be read: permission denied")]


def loaded(path: Path) -> str | Diagnostic:
    return load(SpecFile(path.as_posix(), path))


@pytest.mark.parametrize(
    ("content", "text"),
    [
        (b"", ""),
        (b"a: 1\r\nb: 2\rc\n", "a: 1\nb: 2\nc\n"),
        (b"\xef\xbb\xbfa: 1\n", "a: 1\n"),
        ("a: \u00e9\U0001f600\t\n".encode(), "a: \u00e9\U0001f600\t\n"),
    ],
)
def test_text(specs: Path, content: bytes, text: str) -> None:
    assert loaded(write(specs / "x.yaml", content)) == text


def _sparse(path: Path) -> None:
    with path.open("wb") as stream:
        stream.truncate(50_000_000)


@pytest.mark.parametrize(
    ("make", "code", "message", "line"),
    [
        (lambda path: path.write_bytes(b"a\nb: \xff\n"), "unreadable", "is not UTF-8 text", 2),
        (lambda path: path.write_bytes("a".encode("utf-16")), "unreadable", "is not UTF-8 text", 1),
        (lambda path: path.write_bytes(b"a\n\n\0"), "unreadable", "holds the control character U+0000", 3),
        (lambda path: path.write_bytes(b"\x1b[31m"), "unreadable", "holds the control character U+001B", 1),
        (
            lambda path: path.write_bytes("a\x9b".encode()),
            "unreadable",
            "holds the control character U+009B",
            1,
        ),
        (os.mkfifo, "unreadable", "is not a regular file", 0),
        (Path.mkdir, "unreadable", "is not a regular file", 0),
        (lambda path: path.symlink_to("/dev/zero"), "unreadable", "is not a regular file", 0),
        (lambda path: path, "unreadable", "cannot be read: no such file or directory", 0),
        (_sparse, "too-large", "is larger than 10 MB", 0),
        (lambda path: path.write_bytes(b" " * (MAX_BYTES + 1)), "too-large", "is larger than 10 MB", 0),
    ],
)
def test_what_is_not_text(
    specs: Path, make: Callable[[Path], object], code: str, message: str, line: int
) -> None:
    make(specs / "x.yaml")
    diagnostic = loaded(specs / "x.yaml")
    assert isinstance(diagnostic, Diagnostic)
    assert (diagnostic.code, diagnostic.message) == (code, f"`specs/x.yaml` {message}")
    assert (diagnostic.span.file, diagnostic.span.line) == ("specs/x.yaml", line)


def test_as_large_as_allowed(specs: Path) -> None:
    assert loaded(write(specs / "x.yaml", b" " * MAX_BYTES)) == " " * MAX_BYTES


def test_a_large_file_is_not_even_read(specs: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    _sparse(specs / "x.yaml")
    monkeypatch.delattr(Path, "read_bytes")
    assert isinstance(loaded(specs / "x.yaml"), Diagnostic)


def test_a_file_that_may_not_be_read(specs: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def refuse(*_: object) -> None:
        raise PermissionError(errno.EACCES, "Permission denied")

    path = write(specs / "x.yaml")
    monkeypatch.setattr(Path, "read_bytes", refuse)
    diagnostic = loaded(path)
    assert isinstance(diagnostic, Diagnostic)
    assert diagnostic.message == "`specs/x.yaml` cannot be read: permission denied"
