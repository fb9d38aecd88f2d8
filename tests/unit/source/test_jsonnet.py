from __future__ import annotations

import os
import signal
import subprocess
import sys
import time
from decimal import Decimal
from pathlib import Path

import pytest

from slosmith.diagnostics import Diagnostic, Span
from slosmith.source import jsonnet_process, jsonnet_reader
from slosmith.source.document import Value
from slosmith.source.jsonnet_process import Limits, Program, evaluate
from slosmith.source.reading import Source


@pytest.fixture(autouse=True)
def specs(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.chdir(tmp_path)
    Path("secret.txt").write_text("secret")
    Path("specs/lib").mkdir(parents=True)
    Path("specs/lib/x.libsonnet").write_text("{ one: 1, fails: error 'in the library' }\n")
    Path("specs/lib/broken.libsonnet").write_text("{\n  a: \n")
    return Path("specs")


def source(text: str) -> Source:
    return Source("specs/x.jsonnet", text, Path("specs/x.jsonnet"), Path("specs"))


def read(text: str) -> list[Value]:
    reading = jsonnet_reader.read(source(text))
    assert reading.diagnostics == ()
    return [document.data for document in reading.documents]


def complaint(text: str, limits: Limits = jsonnet_process.DEFAULT_LIMITS) -> Diagnostic:
    reading = jsonnet_reader.read(source(text), limits)
    (diagnostic,) = reading.diagnostics
    assert reading.documents == ()
    return diagnostic


def test_one_document_or_several() -> None:
    assert read("local f(x) = x + 1; { a: f(1), b: ['x', null, true] }") == [{"a": 2, "b": ["x", None, True]}]
    assert read("[{ a: 1 }, null, { b: 2 }]") == [{"a": 1}, {"b": 2}]
    assert read("null") == []


def test_numbers_are_those_the_user_wrote() -> None:
    (document,) = read("{ a: 0.1, b: 0.9995, c: 5.0, d: 1e20, e: 99.95, f: -2, g: 12345678901 }")
    assert document == {
        "a": Decimal("0.1"),
        "b": Decimal("0.9995"),
        "c": 5,
        "d": 10**20,
        "e": Decimal("99.95"),
        "f": -2,
        "g": 12345678901,
    }
    assert isinstance(document, dict)
    assert isinstance(document["c"], int)


def test_imports() -> None:
    assert read("(import 'lib/x.libsonnet') { fails:: null }") == [{"one": 1}]
    assert read("{ a: importstr './lib/../lib/broken.libsonnet' }") == [{"a": "{\n  a: \n"}]


def test_a_link_inside_may_be_imported() -> None:
    Path("specs/link.libsonnet").symlink_to("lib/x.libsonnet")
    assert read("{ a: (import 'link.libsonnet').one }") == [{"a": 1}]


def test_the_span_of_a_value_is_the_file() -> None:
    (document,) = jsonnet_reader.read(source("{ a: { b: 1 } }")).documents
    assert document.span(("a", "b")) == Span("specs/x.jsonnet", path="a.b")


@pytest.mark.parametrize(
    ("text", "message", "place"),
    [
        ("{\n  a: 1 b: 2 }", "expected a comma", ("specs/x.jsonnet", 2, 8)),
        ("{\n  a: b }", "Unknown variable: b", ("specs/x.jsonnet", 2, 6)),
        ("{ a: 'é' + error 'one\\ntwo' }", "one", ("specs/x.jsonnet", 1, 12)),
        ("{ a:\n error\n  'x' }", "x", ("specs/x.jsonnet", 2, 2)),
        ("{ a: std.join(1, 2) }", "join first parameter", ("specs/x.jsonnet", 1, 6)),
        ("local f(x) = f(x) + 1;\nf(1)", "max stack frames exceeded", ("specs/x.jsonnet", 1, 14)),
        ("import 'lib/broken.libsonnet'", "unexpected end of file", ("specs/lib/broken.libsonnet", 3, 1)),
        ("(import 'lib/x.libsonnet').fails", "in the library", ("specs/lib/x.libsonnet", 1, 18)),
        ("function(x) x", "function parameter x not bound in call", ("specs/x.jsonnet", 0, 0)),
        ("error ''", "the program fails", ("specs/x.jsonnet", 1, 1)),
        ("error '\\u001b[31m' + std.repeat('x', 1000)", r"\x1b[31mxx", ("specs/x.jsonnet", 1, 1)),
    ],
)
def test_error(text: str, message: str, place: tuple[str, int, int]) -> None:
    diagnostic = complaint(text)
    assert diagnostic.code == "jsonnet"
    assert diagnostic.message.startswith(message)
    assert "\n" not in diagnostic.message
    assert len(diagnostic.message) <= 301
    assert diagnostic.span[:3] == place


def test_error_has_the_line_and_what_is_meant_of_it() -> None:
    span = complaint("{\n  'é': 'é' + error 'no' }").span
    assert (span.excerpt, span.column, span.width) == ("  'é': 'é' + error 'no' }", 14, 10)


@pytest.mark.parametrize(
    ("name", "reason"),
    [
        ("../secret.txt", "it lies outside the specs folder"),
        ("/etc/passwd", "it lies outside the specs folder"),
        ("lib/../../secret.txt", "it lies outside the specs folder"),
        ("link.txt", "it lies outside the specs folder"),
        ("../nothing", "it lies outside the specs folder"),
        ("nothing.libsonnet", "there is no such file"),
        ("lib", "there is no such file"),
        ("fifo", "there is no such file"),
        ("large.txt", "it is larger than 1 MB"),
    ],
)
def test_refused_import(name: str, reason: str) -> None:
    Path("specs/link.txt").symlink_to("../secret.txt")
    os.mkfifo("specs/fifo")
    Path("specs/large.txt").write_text(" " * 1_000_001)
    diagnostic = complaint(f"{{\n  a: importstr '{name}' }}", Limits(size=1_000_000))
    assert diagnostic.message == f"cannot import `{name}`: {reason}"
    assert diagnostic.span[:3] == ("specs/x.jsonnet", 2, 6)


@pytest.mark.parametrize("name", ["", "a\\u0000b"])
def test_odd_import(name: str) -> None:
    assert complaint(f'importstr "{name}"').code == "jsonnet"


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("1.5", "a number"),
        ("'x'", "text"),
        ("[{}, 'x']", "text"),
        ("[[{}]]", "an array"),
        ("true", "a boolean"),
    ],
)
def test_what_is_no_document(text: str, message: str) -> None:
    diagnostic = complaint(text)
    assert diagnostic.code == "jsonnet"
    assert diagnostic.message == f"the program yields {message} where a document is expected"


def nested(levels: int) -> str:
    return "{ a: " + "[" * (levels - 1) + "1" + "]" * (levels - 1) + " }"


def test_limits_of_the_result() -> None:
    assert len(read(nested(64))) == 1
    assert complaint(nested(65)).code == "too-large"
    many = complaint("{ a: std.makeArray(1000001, function(i) 1) }", Limits(size=50_000_000))
    assert (many.code, many.message) == ("too-large", "the program yields more than 1000000 values")
    assert complaint("{ a: std.repeat('x', 2000000) }", Limits(size=1_000_000)).message == (
        "the program yields more than 1 MB of JSON"
    )


ENDLESS = "local f(x) = if x < 0 then 1 else f(x + 1) tailstrict; f(1)"
GREEDY = "local f(s) = f(s + s) tailstrict; f('xxxxxxxxxxxxxxxx')"


def test_endless_program() -> None:
    start = time.monotonic()
    diagnostic = complaint(ENDLESS, Limits(seconds=0.5))
    assert time.monotonic() - start < 5
    assert diagnostic.message == "the program takes longer than 0.5 s"
    assert diagnostic.span == Span("specs/x.jsonnet")


@pytest.mark.skipif(not sys.platform.startswith("linux"), reason="only Linux limits the memory")
def test_greedy_program() -> None:
    diagnostic = complaint(GREEDY, Limits(memory=100_000_000))
    assert diagnostic.message == (
        "the program needs more than 100 MB of memory, or crashes the Jsonnet interpreter"
    )


def test_a_flood_of_traces_is_thrown_away(capfd: pytest.CaptureFixture[str]) -> None:
    assert read("{ a: std.trace(std.repeat('x', 100000), 1) }") == [{"a": 1}]
    assert capfd.readouterr() == ("", "")


def test_inputs_and_further_roots(tmp_path: Path) -> None:
    library = tmp_path / "library"
    library.mkdir()
    (library / "own.libsonnet").write_text("function(x) [x, import 'beside.libsonnet']")
    (library / "beside.libsonnet").write_text("2")
    program = Program(
        "specs/x.jsonnet",
        Path("specs/x.jsonnet"),
        "function(a, b) [(import 'own.libsonnet')(a), b, std.extVar('c'), std.extVar('d')]",
        (Path("specs"), library),
        tla_codes={"a": "1 + 1"},
        tla_vars={"b": "1 + 1"},
        ext_codes={"c": "3 + 3"},
        ext_vars={"d": "3 + 3"},
    )
    result = evaluate(program)
    assert isinstance(result, str)
    assert "".join(result.split()) == '[[2,2],"1+1",6,"3+3"]'


def test_an_import_that_fails_in_the_library_names_its_file(tmp_path: Path) -> None:
    Path("specs/evil.libsonnet").write_text("\nimportstr '../secret.txt'")
    diagnostic = complaint("import 'evil.libsonnet'")
    assert diagnostic.span[:3] == ("specs/evil.libsonnet", 2, 1)


def test_the_environment_cannot_take_over_the_worker(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("json.py", "_jsonnet.py", "specs/json.py", "specs/_jsonnet.py"):
        Path(name).write_text("raise SystemExit(7)")
    monkeypatch.setenv("PYTHONPATH", str(tmp_path))
    assert read("{ a: 1 }") == [{"a": 1}]


def test_no_library(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(jsonnet_process, "find_spec", lambda name: None)
    assert complaint("{}").message == "the Jsonnet library is not installed"


def test_no_python(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sys, "executable", "/nowhere/python")
    assert complaint("{}").message.startswith("Python could not be started to evaluate it")


def test_worker_that_dies(monkeypatch: pytest.MonkeyPatch) -> None:
    def die(*_: object, **__: object) -> subprocess.CompletedProcess[bytes]:
        return subprocess.CompletedProcess([], -signal.SIGSEGV, b"ok\n{}", b"")

    monkeypatch.setattr(subprocess, "run", die)
    assert "crashes the Jsonnet interpreter" in complaint("{}").message
