"""Plays the generated tests with promtool, and sees to it that they prove what they seem to.

promtool lets a test pass that loads no rules, asks of an alert that nobody defines, or expects nothing at all.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator, Sequence
from typing import NamedTuple

from slosmith.artifact import Artifact
from slosmith.diagnostics import Diagnostic, Span, diagnose
from slosmith.tools.promtool import MINIMUM
from slosmith.tools.promtool_tests import Failed, Progress, play
from slosmith.tools.run import Unavailable, find
from slosmith.tools.scratch import laid_out
from slosmith.verify.rulefile import load, place, rule_artifacts
from slosmith.verify.testfile import FOLDER, SuiteFile, read, test_artifacts
from slosmith.verify.unanswered import unanswered
from slosmith.verify.unproven import unproven

# Groups of hand-written alerts. Whether those have tests is for their author to say, and for `alert-untested`.
_UNDONE = "the tests were not run"
_BY_HAND = re.compile(r".*-alerts(?:-\d+s)?")


class Played(NamedTuple):
    """What ran, and what was found."""

    files: int
    tests: int
    assertions: int
    diagnostics: tuple[Diagnostic, ...]


def verify(
    artifacts: Sequence[Artifact], features: Sequence[str] = (), proven: Sequence[Artifact] = ()
) -> tuple[Diagnostic, ...]:
    """Tests that are among the `proven` artifacts, with the same rules, are not played again."""
    return prove(artifacts, features=features, proven=proven).diagnostics


def prove(
    artifacts: Sequence[Artifact],
    *,
    features: Sequence[str] = (),
    slos: Collection[str] | None = None,
    proven: Sequence[Artifact] = (),
    progress: Progress = lambda _: None,
) -> Played:
    """Plays all tests among the artifacts. Each generated alert must have one in which it fires; with `slos`, each of theirs."""
    tests = test_artifacts(artifacts)
    if not tests:
        return Played(0, 0, 0, ())
    files = [read(each) for each in tests]
    found = [
        *_hollow(files, artifacts, slos),
        *_played(artifacts, _not_played(files, artifacts, proven), features, progress),
    ]
    return Played(
        len(files), sum(each.tests for each in files), sum(each.assertions for each in files), tuple(found)
    )


def _not_played(
    files: Sequence[SuiteFile], artifacts: Sequence[Artifact], proven: Sequence[Artifact]
) -> list[SuiteFile]:
    now, then = ({each.path: each.text for each in some} for some in (artifacts, proven))
    return [
        file
        for file in files
        if any(now.get(path) != then.get(path) for path in (file.path, *file.rule_files))
    ]


def _played(
    artifacts: Sequence[Artifact], files: Sequence[SuiteFile], features: Sequence[str], progress: Progress
) -> Iterator[Diagnostic]:
    tool = find("promtool", MINIMUM)
    if isinstance(tool, Unavailable):
        yield unanswered("promtool", tool, _UNDONE, Span(FOLDER))
        return
    tests = {each.path: each for each in test_artifacts(artifacts)}
    texts = {each.path: each.text for each in (*rule_artifacts(artifacts), *tests.values())}
    with laid_out(texts) as folder:
        for each in play(tool, folder, [file.path for file in files], features=features, progress=progress):
            if isinstance(each, Failed):
                yield from unproven(tests[each.file], each.said)
            else:
                yield unanswered("promtool", each, _UNDONE, Span(FOLDER))


def _hollow(
    files: Sequence[SuiteFile], artifacts: Sequence[Artifact], slos: Collection[str] | None
) -> Iterator[Diagnostic]:
    """What promtool would let pass without having looked at anything."""
    rule_files, _ = load(artifacts)
    known = {each.artifact.path for each in rule_files}
    alerts = {rule.name: rule for each in rule_files for rule in each.rules() if rule.kind == "alert"}
    for file in files:
        for path in file.rule_files:
            if path not in known:
                yield _shallow(file.path, f"it loads {path}, which is not among the generated rules")
        if not file.assertions:
            yield _shallow(file.path, "it asserts nothing")
        for name in sorted({each.alert for each in file.asked} - alerts.keys()):
            yield _shallow(file.path, f"it asks of `{name}`, and there is no such alert")
    untested = {slo: reason for file in files for slo, reason in file.untested.items()}
    noted: set[str] = set()
    shown = {each.alert for file in files for each in file.asked if each.fires}
    for name, rule in alerts.items():
        slo = str((rule.data.get("labels") or {}).get("slo", ""))
        if slos is not None and slo not in slos:
            continue
        if slo in untested:
            if slo in noted:
                continue
            noted.add(slo)
            yield diagnose(
                "ruletest-untested",
                f"what {slo} records is not tested: {untested[slo]}",
                place(rule),
                "its alerts are tested all the same, with made-up recordings"
                if name in shown
                else "nor are its alerts, except for what is computed over its whole window",
            )
        elif name not in shown and not _BY_HAND.fullmatch(rule.key.group):
            yield diagnose("ruletest-hollow", f"no test shows `{name}` firing", place(rule))


def _shallow(path: str, message: str) -> Diagnostic:
    return diagnose("ruletest-hollow", f"the test file proves nothing: {message}", Span(path))
