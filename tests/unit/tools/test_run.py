"""How a tool is found, and each way in which a run of it can end."""

from __future__ import annotations

import os
import signal
import time
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path

import pytest

from slosmith.tools.run import Crashed, Found, Outcome, Passed, Tool, Unavailable, find, run

FakeTool = Callable[..., Path]


def _run(script: Path, *args: str, timeout: float = 20, stdin: str | None = None) -> Outcome:
    return run(Tool(script.name, str(script)), args, cwd=script.parent, timeout=timeout, stdin=stdin)


@pytest.mark.parametrize(
    ("body", "outcome"),
    [
        ("echo fine", Passed("fine\n")),
        ("echo fine; echo careful >&2", Passed("fine\n", "careful\n")),
        ("exit 0", Passed("")),
        ("echo out; echo wrong >&2; exit 1", Found("out\n", "wrong\n")),
        ("echo wrong; exit 3", Found("wrong\n", "")),
        ("exit 1", Crashed("promtool failed (exit 1) without saying why")),
        ("echo; exit 7", Crashed("promtool failed (exit 7) without saying why")),
        ("echo half; echo why >&2; kill -SEGV $$", Crashed("promtool was ended by SIGSEGV: why")),
        (
            "printf 'panic: nil map\\n\\ngoroutine 1 [running]:\\n' >&2; exit 2",
            Crashed("promtool panicked: nil map"),
        ),
        (
            "printf 'runtime: out of memory: no 4 MB\\nfatal error: out of memory\\n\\ngoroutine 1 [running]:\\n' >&2; exit 2",
            Crashed("promtool panicked: out of memory: no 4 MB"),
        ),
        ("echo 'bad flag' >&2; exit 2", Found("", "bad flag\n")),
        ("printf 'a\\377b'", Passed("a\ufffdb")),
    ],
)
def test_outcome(fake_tool: FakeTool, body: str, outcome: Outcome) -> None:
    assert _run(fake_tool(body)) == outcome


def test_arguments_folder_and_input_reach_the_tool(fake_tool: FakeTool) -> None:
    script = fake_tool('echo "$2"; pwd -P; cat')
    expected = f"a b\n{script.parent.resolve()}\nhello"
    assert _run(script, "x", "a b", stdin="hello") == Passed(expected)


def test_a_tool_without_input_does_not_wait_for_ours(fake_tool: FakeTool) -> None:
    reading, writing = os.pipe()
    ours = os.dup(0)
    os.dup2(reading, 0)
    try:
        assert _run(fake_tool("cat; echo done"), timeout=5) == Passed("done\n")
    finally:
        os.dup2(ours, 0)
        for descriptor in (reading, writing, ours):
            os.close(descriptor)


def test_only_a_few_variables_are_passed_on(fake_tool: FakeTool, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("API_TOKEN", "secret")
    monkeypatch.setenv("LANG", "de_DE.UTF-8")
    outcome = _run(fake_tool("/usr/bin/env"))
    assert isinstance(outcome, Passed)
    names = {line.partition("=")[0] for line in outcome.stdout.splitlines()}
    # The shell adds the last three itself.
    assert names <= {"PATH", "HOME", "TMPDIR", "GOGC", "GOMAXPROCS", "LANG", "PWD", "SHLVL", "_"}
    assert "LANG=C\n" in outcome.stdout


def test_the_whole_process_group_ends_at_the_time_limit(fake_tool: FakeTool) -> None:
    script = fake_tool("sleep 60 & echo $! > child; echo working >&2; wait")
    started = time.monotonic()
    outcome = _run(script, timeout=1)
    assert outcome == Crashed("promtool gave no answer within 1 seconds: working")
    assert time.monotonic() - started < 20
    assert _ends(int((script.parent / "child").read_text()))


def _ends(pid: int) -> bool:
    """Whether the process is gone soon; it is ended if not, so that a failing test leaves nothing behind."""
    for _ in range(50):
        status = Path(f"/proc/{pid}/stat")
        try:
            os.kill(pid, 0)
        except ProcessLookupError:
            return True
        # A zombie is dead; it only waits for a parent to ask.
        with suppress(FileNotFoundError):
            if status.read_text().rpartition(")")[2].split()[0] == "Z":
                return True
        time.sleep(0.1)
    os.kill(pid, signal.SIGKILL)
    return False


@pytest.mark.parametrize("mode", [0o755, 0o644])
def test_what_cannot_be_started_is_unavailable(tmp_path: Path, mode: int) -> None:
    broken = tmp_path / "promtool"
    broken.write_bytes(b"\x7fELF no program")
    broken.chmod(mode)
    outcome = _run(broken)
    assert isinstance(outcome, Unavailable)
    assert outcome.reason.startswith(f"promtool ({broken}) cannot be started: ")


@pytest.mark.parametrize(
    ("answer", "version"),
    [
        ("promtool, version 2.42.0+ds (branch: debian/sid)", (2, 42, 0)),
        ("promtool, version 3.5 (x)", (3, 5)),
        ("promtool, version 10.1.2-rc.1", (10, 1, 2)),
        # Built from source without the release's flags.
        ("promtool, version  (branch: , revision: unknown)", ()),
    ],
)
def test_version(
    fake_tool: FakeTool, monkeypatch: pytest.MonkeyPatch, answer: str, version: tuple[int, ...]
) -> None:
    script = fake_tool("", version=answer)
    monkeypatch.setenv("SLOSMITH_PROMTOOL", str(script))
    assert find("promtool", (2, 42)) == Tool("promtool", str(script), version)


@pytest.mark.parametrize(
    ("answer", "minimum"),
    [("promtool, version 2.41.9", (2, 42)), ("promtool, version 2.42.0", (2, 42, 1))],
)
def test_too_old_names_both_versions(
    fake_tool: FakeTool, monkeypatch: pytest.MonkeyPatch, answer: str, minimum: tuple[int, ...]
) -> None:
    script = fake_tool("", version=answer)
    monkeypatch.setenv("SLOSMITH_PROMTOOL", str(script))
    has, needs = answer.rpartition(" ")[2], ".".join(map(str, minimum))
    assert find("promtool", minimum) == Unavailable(
        f"promtool {has} ({script}) is too old: {needs} or newer is needed"
    )


def test_the_variable_wins_over_path(fake_tool: FakeTool, monkeypatch: pytest.MonkeyPatch) -> None:
    on_path = fake_tool("", name="amtool", version="amtool, version 0.25.0")
    chosen = fake_tool("", name="mine", version="amtool, version 0.28.1")
    monkeypatch.setenv("PATH", str(on_path.parent), prepend=os.pathsep)
    assert find("amtool", (0, 25)) == Tool("amtool", str(on_path), (0, 25, 0))
    monkeypatch.setenv("SLOSMITH_AMTOOL", str(chosen))
    assert find("amtool", (0, 25)) == Tool("amtool", str(chosen), (0, 28, 1))


def test_a_relative_path_is_made_absolute(fake_tool: FakeTool, monkeypatch: pytest.MonkeyPatch) -> None:
    script = fake_tool("")
    monkeypatch.chdir(script.parent.parent)
    monkeypatch.setenv("SLOSMITH_PROMTOOL", "fake/promtool")
    assert find("promtool", (2, 42)) == Tool("promtool", str(script), (2, 42, 0))


def test_absent(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PATH", str(tmp_path))
    monkeypatch.delenv("SLOSMITH_PROMTOOL", raising=False)
    assert find("promtool", (2, 42)) == Unavailable("promtool is not installed")
    monkeypatch.setenv("SLOSMITH_PROMTOOL", "/nowhere/promtool")
    assert find("promtool", (2, 42)) == Unavailable(
        "SLOSMITH_PROMTOOL is `/nowhere/promtool`, which is not an executable"
    )


@pytest.mark.parametrize(
    "body",
    ["echo promtool, version 2.42.0; exit 1", "echo hello", "exit 0"],
)
def test_something_else_of_that_name(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, body: str) -> None:
    script = tmp_path / "promtool"
    script.write_text(f"#!/bin/sh\n{body}\n")
    script.chmod(0o755)
    monkeypatch.setenv("SLOSMITH_PROMTOOL", str(script))
    assert find("promtool", (2, 42)) == Unavailable(f"{script} does not answer `--version` as promtool does")


def test_a_crash_when_asked_for_the_version(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    script = tmp_path / "promtool"
    script.write_text("#!/bin/sh\nkill -ABRT $$\n")
    script.chmod(0o755)
    monkeypatch.setenv("SLOSMITH_PROMTOOL", str(script))
    assert find("promtool", (2, 42)) == Unavailable(
        "promtool was ended by SIGABRT when asked for its version"
    )
