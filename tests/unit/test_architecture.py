"""The rooms of the house and the direction of the doors between them, read from the source and not from running it."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from functools import cache
from graphlib import TopologicalSorter
from pathlib import Path

import pytest

PACKAGE = Path(__file__).parents[2] / "generators" / "slosmith"

# From the ground up: a room knows itself and what stands before it. `checks` stand above `targets` because whether
# a target exists is one of the things that they check.
ORDER = (
    "version",
    "codes",
    "printable",
    "units",
    "gotemplate",
    "matching",
    "yaml_loader",
    "origin",
    "diagnostics",
    "source",
    "promql",
    "naming",
    "contract",
    "artifact",
    "emit",
    "markdown",
    "inputs",
    "signal",
    "burnrate",
    "routing",
    "spec",
    "lowering",
    "plan",
    "cost",
    "explanation",
    "targets",
    "checks",
    "chosen",
    "accepted",
    "environments",
    "explanation_views",
    "diff",
    "output",
    "freshness",
    "report",
    "schemas",
    "tools",
    "verify",
    "starter",
    "pipeline",
    "revisions",
    "api",
    "slosmith",
    "cli",
    "__main__",
)

# What stands lower and is none of their business all the same.
STRANGERS = {
    "burnrate": {"source", "promql", "contract"},
    "promql": {"source", "diagnostics"},
    "targets": {"spec"},
    "output": {"source", "spec", "plan", "targets", "checks"},
    "tools": set(ORDER) - {"tools"},
    "verify": {"spec", "plan", "targets", "checks", "output"},
}

# Doors all the same. A notification channel is one module, from what people write to what Alertmanager reads: targets
# call its pure functions with the settings of a plan, and never see a document.
_CHANNELS = "slosmith.spec.oncall.channels"
DOORS = {"targets": {_CHANNELS, f"{_CHANNELS}.channel", f"{_CHANNELS}.markup"}}

# The rooms with windows: they read and write files, start programs or talk to people. `schemas` and `starter` read
# only what travels in the package.
TOUCH_THE_WORLD = {"source", "output", "tools", "schemas", "starter", "cli"}
# Exceptions: the dashboards are a Jsonnet program, which this module reads and has the worker of `source` run.
READ_THEIR_OWN = {"slosmith/targets/grafana/library.py"}
WORLDLY_MODULES = {
    "datetime", "fcntl", "glob", "io", "locale", "logging", "multiprocessing", "os", "platform", "random",
    "resource", "secrets", "select", "shutil", "signal", "socket", "subprocess", "sys", "tempfile", "threading",
    "time", "urllib.request", "uuid",
}  # fmt: skip
# Types that only say what a path may be.
HARMLESS = {"os": {"PathLike"}}
WORLDLY_CALLS = {"open", "print", "input", "exec", "eval", "__import__"}
WORLDLY_METHODS = {
    "absolute", "chmod", "cwd", "exists", "expanduser", "glob", "home", "is_dir", "is_file", "is_symlink", "iterdir",
    "lstat", "mkdir", "open", "read_bytes", "read_text", "readlink", "rename", "resolve", "rglob", "rmdir", "samefile",
    "stat", "symlink_to", "touch", "unlink", "write_bytes", "write_text",
}  # fmt: skip

LONGEST = 300
MODULES = sorted(path.relative_to(PACKAGE.parent).as_posix() for path in PACKAGE.rglob("*.py"))


@cache
def tree(module: str) -> ast.Module:
    return ast.parse((PACKAGE.parent / module).read_text("utf-8"))


def dotted(module: str) -> str:
    """`slosmith/plan/build.py` as it is imported."""
    return module.removesuffix(".py").replace("/", ".").removesuffix(".__init__")


def room(name: str) -> str:
    """The part of the package that a dotted name belongs to; the package itself is `slosmith`."""
    return name.split(".")[1] if "." in name else name


def imports(module: str) -> Iterator[tuple[int, str]]:
    """(line, dotted name of a module) of everything imported anywhere in a module, also inside functions."""
    known = {dotted(each) for each in MODULES}
    for node in ast.walk(tree(module)):
        if isinstance(node, ast.Import):
            yield from ((node.lineno, alias.name) for alias in node.names)
        elif isinstance(node, ast.ImportFrom):
            assert node.level == 0, f"{module}:{node.lineno}: a relative import"
            assert node.module
            for alias in node.names:
                inner = f"{node.module}.{alias.name}"
                yield node.lineno, inner if inner in known else node.module


def own_imports(module: str) -> Iterator[tuple[int, str]]:
    return ((line, name) for line, name in imports(module) if name.split(".")[0] == "slosmith")


def test_every_room_has_its_place() -> None:
    rooms = {room(dotted(module)) for module in MODULES}
    assert rooms == set(ORDER), "give a new room its place in ORDER"


@pytest.mark.parametrize("module", MODULES)
def test_imports_go_down(module: str) -> None:
    own = room(dotted(module))
    below = set(ORDER[: ORDER.index(own) + 1]) - STRANGERS.get(own, set())
    odd = [
        f"{module}:{line}: {own} imports {name}"
        for line, name in own_imports(module)
        if room(name) not in below and name not in DOORS.get(own, set())
    ]
    assert odd == []


def test_one_module_has_promql_parsed() -> None:
    """It knows what the library does not, strings between backticks."""
    asking = {module for module in MODULES if ".parse(" in (PACKAGE.parent / module).read_text("utf-8")}
    using = {module for module in MODULES for _, name in imports(module) if name == "promql_parser"}
    assert asking & using == {"slosmith/promql/syntax.py"}


def test_no_module_leads_back_to_itself() -> None:
    graph = {dotted(module): {name for _, name in own_imports(module)} for module in MODULES}
    assert len(list(TopologicalSorter(graph).static_order())) >= len(MODULES)


@pytest.mark.parametrize("module", MODULES)
def test_only_some_rooms_touch_the_world(module: str) -> None:
    if room(dotted(module)) in TOUCH_THE_WORLD or module in READ_THEIR_OWN:
        return
    types_only = {
        node.lineno
        for node in ast.walk(tree(module))
        if isinstance(node, ast.ImportFrom)
        and {each.name for each in node.names} <= HARMLESS.get(str(node.module), set())
    }
    found = [
        f"{module}:{line}: imports {name}"
        for line, name in imports(module)
        if (name in WORLDLY_MODULES or name.split(".")[0] in WORLDLY_MODULES) and line not in types_only
    ]
    for node in ast.walk(tree(module)):
        match node:
            case ast.Call(func=ast.Name(id=name)) if name in WORLDLY_CALLS:
                found.append(f"{module}:{node.lineno}: {name}()")
            case ast.Call(func=ast.Attribute(attr=name)) if name in WORLDLY_METHODS:
                found.append(f"{module}:{node.lineno}: .{name}()")
    assert found == []


@pytest.mark.parametrize("module", MODULES)
def test_a_module_is_small_and_says_its_job(module: str) -> None:
    assert len((PACKAGE.parent / module).read_text("utf-8").splitlines()) <= LONGEST
    assert ast.get_docstring(tree(module)), f"{module} has no docstring"


@pytest.mark.parametrize("module", MODULES)
def test_what_is_public_is_typed(module: str) -> None:
    untyped = [
        f"{module}:{function.lineno}: {function.name}"
        for function in public_functions(tree(module))
        if function.returns is None or any(each.annotation is None for each in arguments(function))
    ]
    assert untyped == []


def public_functions(node: ast.Module | ast.ClassDef) -> Iterator[ast.FunctionDef]:
    for each in node.body:
        if isinstance(each, ast.FunctionDef) and not each.name.startswith("_"):
            yield each
        elif isinstance(each, ast.ClassDef) and not each.name.startswith("_"):
            yield from public_functions(each)


def arguments(function: ast.FunctionDef) -> list[ast.arg]:
    named = [*function.args.posonlyargs, *function.args.args, *function.args.kwonlyargs]
    more = [each for each in (function.args.vararg, function.args.kwarg) if each is not None]
    return [each for each in named + more if each.arg not in ("self", "cls")]
