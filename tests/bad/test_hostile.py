"""Input that was made to do harm: it ends with a diagnostic and exit 1, and the output stays as it was."""

from __future__ import annotations

import json
import os
import shutil
from collections.abc import Callable
from pathlib import Path

import pytest

from .repository import HEAD, run, service, write
from .scenarios import OUTPUT, SPECS

pytestmark = pytest.mark.usefixtures("repository")
Tree = dict[str, bytes]


def _tree(folder: Path) -> Tree:
    return {str(path): path.read_bytes() for path in sorted(folder.rglob("*")) if path.is_file()}


def _link(name: str, target: str) -> Callable[[], object]:
    return lambda: (SPECS / name).symlink_to(target)


def _large() -> None:
    (SPECS / "hostile.yaml").touch()
    os.truncate(SPECS / "hostile.yaml", 50_000_000)


def _empty() -> None:
    (SPECS / "shop.yaml").unlink()


def _slo(keys: str, sli: str = "{ratio: {bad: errors_total, total: requests_total}}") -> Callable[[], object]:
    defaults = {"id": "SLO-PAY-001", "title": "Payment", "target": "99%", "window": "7d", "sli": sli}
    own = keys.partition(":")[0]
    lines = [*(f"{key}: {value}" for key, value in defaults.items() if key != own), *filter(None, [keys])]
    return service("slos:\n  - " + "\n    ".join(lines))


def _bad_rate(expression: str) -> Callable[[], object]:
    return _slo("", f"{{ratio: {{bad: {expression}, total: requests_total}}}}")


_BOMB = "a: &a [x, x, x, x, x, x, x, x, x, x]\n" + "".join(
    f"{name}: &{name} [{', '.join([f'*{before}'] * 10)}]\n"
    for before, name in zip("abcdefgh", "bcdefghi", strict=True)
)
# Two calls of itself in each call: endless for all purposes, without a deep stack.
_ENDLESS = "local f(n) = if n == 0 then 0 else f(n - 1) + f(n - 1); { a: f(100) }"

HOSTILE: dict[str, tuple[Callable[[], object], str]] = {
    "no spec in the folder": (_empty, "no-specs"),
    "no folder": (lambda: shutil.rmtree(SPECS), "no-specs"),
    "a binary file": (write(bytes(range(256))), "unreadable"),
    "a large file": (_large, "too-large"),
    "deep lists": (write("a: " + "[" * 100_000), "too-large"),
    "deep mappings": (write("{a: " * 100_000), "too-large"),
    "deep JSON": (write('{"a":' * 100_000, "hostile.json"), "too-large"),
    "a bomb of aliases": (write(_BOMB), "too-large"),
    "an alias of itself": (write("a: &a {b: *a}"), "too-large"),
    "a link to itself": (_link("hostile.yaml", "hostile.yaml"), "unreadable"),
    "links in a circle": (_link("hostile", "../specs"), "unreadable"),
    "a link out of the specs": (_link("hostile.yaml", "/etc/passwd"), "unreadable"),
    "a link to a folder outside": (_link("hostile", "/"), "unreadable"),
    "a pipe that nobody writes to": (lambda: os.mkfifo(SPECS / "hostile.yaml"), "unreadable"),
    "a file name that steers the terminal": (write("[", "\x1b[2J\n.yaml"), "syntax"),
    "a tag that runs code": (write('a: !!python/object/apply:os.system ["touch owned"]'), "yaml-surprise"),
    "half a character": (write(HEAD + 'name: pay\ntitle: "\\ud800"\n'), "syntax"),
    "a number without end": (_slo("window: " + "9" * 5000 + "d"), "bad-duration"),
    "a huge number": (write("{ apiVersion: 'slosmith/v1', kind: 'Service', name: 1e308 }", "x.jsonnet"), "wrong-type"),
    "a name that climbs": (write(HEAD + "name: ../../../tmp/owned\n"), "bad-name"),
    "a name that is a path": (write(HEAD + "name: /tmp/owned\n"), "bad-name"),
    "a name of dots": (write(HEAD + "name: ..\n"), "bad-name"),
    "a name with a newline": (write(HEAD + 'name: "pay\\nowner: root"\n'), "bad-name"),
    "a name with control characters": (write(HEAD + 'name: "pay\\u001b[2J"\n'), "bad-name"),
    "a name with quotes": (write(HEAD + "name: pay\"'\n"), "bad-name"),
    "a name with NUL": (write(HEAD + 'name: "pay\\0"\n'), "bad-name"),
    "an id that climbs": (_slo("id: ../SLO"), "bad-name"),
    "an id with a quote": (_slo("id: 'a\"} or vector(1) #'"), "bad-name"),
    "a label with a quote": (_slo("labels: {a: 'b\"c'}"), "bad-text"),
    "a label with a backslash": (_slo("labels: {a: 'b\\c'}"), "bad-text"),
    "a label with a newline": (_slo('labels: {a: "b\\nc"}'), "bad-text"),
    "a label with a template": (_slo("labels: {a: '{{ query \"up\" }}'}"), "bad-text"),
    "a label name with a quote": (_slo("labels: {'a=\"b\",c': d}"), "bad-name"),
    "a group with a brace": (_slo("group_by: ['a) (up) or sum by (b']"), "bad-name"),
    "a title with a newline": (_slo('title: "a\\nb"'), "bad-text"),
    "a title written backwards": (_slo('title: "safe \\u202e evil"'), "bad-text"),
    "an expression that is none": (_bad_rate("'sum('"), "promql"),
    "an expression that closes our braces": (_bad_rate("'errors_total[1m])) or vector(1) or sum(rate(up'"), "promql"),
    "a selector that is not closed": (_bad_rate("'errors_total{a=\"b'"), "promql"),
    "a selector that is closed twice": (_bad_rate("'errors_total{a=\"b\"}}'"), "promql"),
    "a quote that a backslash hides": (_bad_rate("'errors_total{a=\"b\\\"}'"), "promql"),
    "matchers that close the selector": (
        _slo("", """{latency: {histogram: h_seconds, selector: '{a="b"}) or vector(1) #', threshold: 1s}}"""),
        "promql",
    ),
    "a Jsonnet program that fails": (write("error 'on purpose'", "hostile.jsonnet"), "jsonnet"),
    "a Jsonnet program without end": (write(_ENDLESS, "hostile.jsonnet"), "jsonnet"),
    "a Jsonnet program that calls itself": (write("local f(x) = 1 + f(x); f(1)", "hostile.jsonnet"), "jsonnet"),
    "a greedy Jsonnet program": (write("std.makeArray(1e8, function(i) 'x' + i)", "hostile.jsonnet"), "jsonnet"),
    "Jsonnet that climbs": (write("import '../outside.libsonnet'", "hostile.jsonnet"), "jsonnet"),
    "Jsonnet that reads the system": (write("{ a: importstr '/etc/passwd' }", "hostile.jsonnet"), "jsonnet"),
    "Jsonnet that reads a device": (write("{ a: importbin '/dev/zero' }", "hostile.jsonnet"), "jsonnet"),
}  # fmt: skip


@pytest.mark.parametrize("name", HOSTILE)
def test_harm_is_refused(
    name: str, monkeypatch: pytest.MonkeyPatch, capfd: pytest.CaptureFixture[str]
) -> None:
    make, code = HOSTILE[name]
    before = _tree(OUTPUT)
    assert len(before) > 3
    make()
    capfd.readouterr()
    assert run(monkeypatch, "generate") == 1
    said = "".join(capfd.readouterr())
    assert f"[{code}]" in said
    assert "Traceback" not in said
    assert "\x1b" not in said, "nothing that a terminal obeys"
    assert "root:" not in said, "nothing of what a link or an import led to"
    assert max(map(len, said.splitlines())) < 500
    assert _tree(OUTPUT) == before
    assert not Path("owned").exists()


@pytest.mark.parametrize("style", ["text", "json", "github"])
def test_no_way_to_print_is_steered(
    style: str, monkeypatch: pytest.MonkeyPatch, capfd: pytest.CaptureFixture[str]
) -> None:
    """A file and a text that would end the command of a workflow, or colour the terminal."""
    text = HEAD + 'name: "x\\n::error::owned\\u001b[31m"\n'
    write(text, "::warning file=x::\n\x1b[31m.yaml")()
    capfd.readouterr()
    assert run(monkeypatch, "generate", "--format", style) == 1
    said = "".join(capfd.readouterr())
    assert "\x1b" not in said
    commands = [line for line in said.splitlines() if line.startswith("::")]
    assert all(line.startswith("::error file=specs/") for line in commands)
    assert len(commands) == (1 if style == "github" else 0)


@pytest.mark.parametrize(
    "expression", ['max({"queue.length"}) > 1', "max(limitk(5, up)) > 1", "max(info(up)) > 1"]
)
def test_newer_syntax_is_refused(
    expression: str, monkeypatch: pytest.MonkeyPatch, capfd: pytest.CaptureFixture[str]
) -> None:
    """With which code depends on how much the installed parser understands."""
    service(f"alerts:\n  - {{name: Newer, expr: {json.dumps(expression)}, severity: high}}")()
    assert run(monkeypatch, "generate") == 1
    said = "".join(capfd.readouterr())
    assert "[promql-extended]" in said or "[promql]" in said
