"""What must hold of any input: it is refused at a line, or compiles to what the tools accept and whose tests pass."""

from __future__ import annotations

import re
import traceback
from collections.abc import Mapping, Sequence, Set
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import NamedTuple

import pytest

from slosmith.codes import Severity
from slosmith.diagnostics import Diagnostic, errors
from slosmith.pipeline import Result, Results, compile_all
from slosmith.report import REPORTERS
from slosmith.source import jsonnet_reader
from slosmith.source.jsonnet_process import Limits
from slosmith.source.readers import READERS
from slosmith.source.reading import Reader
from slosmith.tools import amtool
from slosmith.tools.promtool import MINIMUM, Verdict, check_rules
from slosmith.tools.run import Passed, Tool, find, run
from slosmith.tools.scratch import laid_out
from slosmith.verify import verify
from slosmith.verify.amtool import CONFIG
from tests.fuzz.corpus import Files

# What is wrong with a whole file or folder is at no line of it; a Jsonnet program has no line for a value that it yields.
_WITHOUT_LINE = frozenset({"no-specs", "unreadable", "too-large"})
# What only `check` can find, at the line of the spec: a test that somebody wrote and that does not hold, a command in
# a playbook, a link of a page, a dashboard of one's own.
_FOUND_BY_CHECK = frozenset({"ruletest-failed", "shell-syntax", "link-broken", "dashboard-shape"})
_OBEYED = re.compile(r"[\x00-\x08\x0b-\x1f\x7f-\x9f\u202a-\u202e\u2066-\u2069]")
_LIMITS = Limits(seconds=2, memory=200_000_000)
_QUOTED = re.compile(r"\"(?:\\\\.|[^\"])*\"|`[^`]*`|'[^']*'|<[^>]*>|__alert_\w+:\d+")
# What a spec asks to be left to a tool: newer PromQL, and what a configuration holds that was there before.
_LEFT_TO_TOOLS = {
    "promtool": re.compile(r"promql\W+extended"),
    "amtool": re.compile(r"\bbase\b\W+[\w./-]+\.ya?ml"),
}


class Fault(NamedTuple):
    """`signature` is the same for faults that are alike."""

    signature: str
    account: str


class Compiled(NamedTuple):
    """An input without errors, and what it compiles to: in the base and in each environment."""

    files: Files
    each: Mapping[str, Result]


def judged(files: Files) -> Fault | Compiled | None:
    """None for an input that is refused as it should be."""
    impatient = Reader(lambda source: jsonnet_reader.read(source, _LIMITS), waits=True)
    with TemporaryDirectory(prefix="fuzz-") as folder, pytest.MonkeyPatch.context() as patch:
        patch.setitem(READERS, ".jsonnet", impatient)
        patch.chdir(folder)
        for path, text in files.items():
            target = Path("specs", path)
            target.parent.mkdir(parents=True, exist_ok=True)
            target.write_text(text, encoding="utf-8", newline="")
        try:
            results = compile_all(Path("specs"))
            fault = _misreported(results)
        except Exception as crash:
            return _crash(crash)
    if fault is not None or results.failed:
        return fault
    return Compiled(files, results.each)


def _crash(crash: Exception) -> Fault:
    frames = [each for each in traceback.extract_tb(crash.__traceback__) if "slosmith" in each.filename]
    last = frames[-1] if frames else None
    where = f"{Path(last.filename).name}:{last.name}" if last else "?"
    return Fault(f"{type(crash).__name__} in {where}", "".join(traceback.format_exception(crash)))


def _misreported(results: Results) -> Fault | None:
    for each in errors(results.diagnostics):
        lines = not each.span.file.endswith((".jsonnet", ".libsonnet"))
        if lines and not each.span.line and each.code not in _WITHOUT_LINE:
            return Fault(f"{each.code} at no line", f"{each.span.file}: {each.message}")
    for name, report in REPORTERS.items():
        # JUnit and the like may hold what XML and JSON escape.
        text = report(results.diagnostics)
        if found := _OBEYED.search(text):
            return Fault(f"{found[0]!r} in a report", f"{name}: {text[max(0, found.start() - 200) :][:400]}")
    return None


def refused_together(compiled: Sequence[Compiled]) -> list[tuple[Compiled, Fault]]:
    """Has promtool check all rules and amtool all configurations at once, and asks again about each where one is refused."""
    texts = {
        f"{number}/{name or 'base'}/{each.path}": each.text
        for number, one in enumerate(compiled)
        for name, result in one.each.items()
        for each in result.artifacts
    }
    rules = [path for path in texts if re.search(r"/prometheus/rules/[^/]+$", path)]
    configs = [path for path in texts if path.endswith(f"/{CONFIG}")]
    with laid_out(texts) as folder:
        promtool, config_tool = tool("promtool"), tool("amtool")
        clean = not rules or check_rules(promtool, folder, rules) == Verdict()
        if clean and configs:
            outcome = run(config_tool, ("check-config", *configs), cwd=folder, timeout=300)
            clean = isinstance(outcome, Passed)
    if clean:
        return []
    return [(one, fault) for one in compiled if (fault := refused(one, played=False)) is not None]


def refused(one: Compiled, *, played: bool) -> Fault | None:
    """Everything that `check` has to say; without `played`, only what promtool and amtool refuse."""
    texts = one.files.values()
    left = {code for code, sign in _LEFT_TO_TOOLS.items() if any(sign.search(text) for text in texts)}
    for result in one.each.values():
        kept = [each for each in result.artifacts if played or not each.path.startswith("prometheus/tests/")]
        for each in verify(kept, result.documents):
            if each.severity is Severity.ERROR and not _is_the_users(each, left):
                return Fault(_signature(each), f"{each.span}: {each.message}\n{each.details}")
    return None


def _signature(each: Diagnostic) -> str:
    """The code and the words of a message that do not come from the input."""
    words = re.findall(r"[A-Za-z]{2,}", _QUOTED.sub("", each.message.rpartition("template: ")[2]))
    return f"{each.code}: {' '.join(words[:8])}"


def _is_the_users(each: Diagnostic, left: Set[str]) -> bool:
    """Found only by `check`, and by right: at a line of the spec, or what is left to a tool."""
    if each.code == "amtool":
        # Only Alertmanager has a list of all time zones.
        return each.code in left or "time zone" in each.message or "location" in each.message
    program = each.span.file.endswith(".jsonnet")
    in_spec = each.span.file.startswith("specs/") and bool(each.span.line or program)
    return in_spec and each.code in (_FOUND_BY_CHECK | left)


def tool(name: str) -> Tool:
    found = find(name, MINIMUM if name == "promtool" else amtool.MINIMUM)
    if not isinstance(found, Tool):
        raise LookupError(f"{found.reason}; `make fuzz` installs it")
    return found
