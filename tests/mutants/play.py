"""Plays the tests of an SLO, or those beside hand-written alerts, on rules with one fault in them."""

from __future__ import annotations

import os
from collections.abc import Iterable, Iterator, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, replace
from functools import partial
from itertools import groupby
from pathlib import Path
from tempfile import TemporaryDirectory

from slosmith.artifact import Artifact
from slosmith.plan.health import HEALTH_STEM
from slosmith.plan.model import Group, Plan, Rule, RuleFile, SloPlan
from slosmith.plan.rule_files import rule_files
from slosmith.targets import ruletests
from slosmith.targets.prometheus import rule_file_text
from slosmith.tools.promtool_tests import Failed, play
from slosmith.tools.run import Found, Passed, Tool, run
from tests.mutants.mutations import Mutant, mutants
from tests.plans import written

# How many faults are tried by one process of promtool.
_BATCH = 40


@dataclass(frozen=True)
class Subject:
    """Rules that are tested together: those of an SLO, the hand-written ones of a service, or those on the alerting itself.

    `plan` holds nothing else: no other rule could notice a fault. `tests` are texts by file name.
    """

    name: str
    plan: Plan
    slo: SloPlan | None
    tests: Mapping[str, str]

    def files(self) -> Iterator[RuleFile]:
        return rule_files(self.plan)

    def own(self, group: Group) -> bool:
        if self.slo is not None:
            return group.name.startswith(f"{self.slo.id}-")
        return group in self.plan.health if self.name == HEALTH_STEM else group not in self.plan.health


@dataclass(frozen=True)
class Specimen:
    """A mutant, where its rule stands, and the tests that should notice it."""

    subject: Subject
    file: RuleFile
    group: Group
    position: int
    mutant: Mutant

    @property
    def slo(self) -> SloPlan | None:
        return self.subject.slo

    @property
    def original(self) -> Rule:
        return self.group.rules[self.position]

    def __str__(self) -> str:
        rule, fault = self.mutant.rule.name, f"{self.mutant.kind}: {self.mutant.what}"
        return f"{self.subject.name} {rule} ({self.group.name}): {fault}"

    def text(self) -> str:
        rules = list(self.group.rules)
        rules[self.position] = self.mutant.rule
        changed = self.group._replace(rules=tuple(rules))
        groups = tuple(changed if each is self.group else each for each in self.file.groups)
        return rule_file_text(self.file._replace(groups=groups))


def subjects(plan: Plan) -> Iterator[Subject]:
    for service in plan.services:
        for slo in service.slos:
            alone = replace(plan, services=(replace(service, slos=(slo,), alert_groups=(), alert_tests=()),))
            yield Subject(slo.id, alone, slo, _slo_tests(alone, slo.id))
        if service.alert_tests:
            alone = replace(plan, services=(replace(service, slos=()),))
            yield Subject(
                f"{service.name}.alerts", alone, None, _texts(written(alone, ruletests.TARGET), ".alerts")
            )
    alone = replace(plan, services=())
    yield Subject(HEALTH_STEM, alone, None, _texts(written(alone, ruletests.TARGET), HEALTH_STEM))


def _slo_tests(plan: Plan, slo: str) -> dict[str, str]:
    """Those that every SLO has and that load rules: no fault may be left to the incident that one SLO of its kind lives through."""
    found = _texts(ruletests.slo_tests(plan, [slo]), "")
    return {name: text for name, text in found.items() if "rule_files:" in text and ".incident" not in name}


def _texts(artifacts: Iterable[Artifact], part: str) -> dict[str, str]:
    return {Path(each.path).name: each.text for each in artifacts if part in Path(each.path).name}


def specimens(plan: Plan) -> Iterator[Specimen]:
    """Every fault of every rule that has tests. Hand-written alerts may have none."""
    for subject in subjects(plan):
        untested = _untested(subject)
        for file in subject.files():
            for group in filter(subject.own, file.groups):
                for position, rule in enumerate(group.rules):
                    if rule.name not in untested:
                        for mutant in mutants(subject.slo, rule):
                            yield Specimen(subject, file, group, position, mutant)


def _untested(subject: Subject) -> set[str]:
    if subject.slo is not None:
        return set()
    tested = {test.alert for service in subject.plan.services for test in service.alert_tests}
    groups = [group for service in subject.plan.services for group in service.alert_groups]
    return {rule.name for group in groups for rule in group.rules} - tested


def survivors(tool: Tool, chosen: Sequence[Specimen]) -> list[Specimen]:
    """Those that no test notices. Raises AssertionError when the tests do not hold on rules without fault."""
    with ThreadPoolExecutor(os.cpu_count()) as pool:
        subjects = {each.subject.name: each.subject for each in chosen}
        for name, noticed in zip(subjects, pool.map(partial(_unsound, tool), subjects.values()), strict=True):
            assert not noticed, f"the tests of {name} do not hold"
        alive = pool.map(partial(_survivors, tool), _batches(chosen))
        return [each for batch in alive for each in batch]


def _unsound(tool: Tool, subject: Subject) -> bool:
    return notices(tool, _rules(subject), subject.tests)


def _rules(subject: Subject) -> dict[str, str]:
    return {file.stem: rule_file_text(file) for file in subject.files()}


def _batches(chosen: Sequence[Specimen]) -> Iterator[tuple[Specimen, ...]]:
    for _, each in groupby(chosen, key=lambda each: each.subject.name):
        rest = tuple(each)
        yield from (rest[at : at + _BATCH] for at in range(0, len(rest), _BATCH))


def _survivors(tool: Tool, batch: Sequence[Specimen]) -> list[Specimen]:
    """Of one subject. One process plays a test on the rules of all of them."""
    subject, alive = batch[0].subject, dict(enumerate(batch))
    rules = _rules(subject)
    with TemporaryDirectory() as folder:
        for number, each in alive.items():
            _write(Path(folder, str(number), "rules"), rules | {each.file.stem: each.text()}, ".yaml")
            _write(Path(folder, str(number), "tests"), subject.tests)
        for name in _quickest_first(subject.tests):
            loaded = [
                at for at, each in alive.items() if f"../rules/{each.file.stem}.yaml" in subject.tests[name]
            ]
            for failed in _failed(tool, Path(folder), [f"{at}/tests/{name}" for at in loaded]):
                del alive[int(failed.partition("/")[0])]
    return list(alive.values())


def _failed(tool: Tool, folder: Path, files: Sequence[str]) -> Iterator[str]:
    """promtool says of each file in turn that it plays it, and then whether that was a success."""
    if not files:
        return
    outcome = run(tool, ("test", "rules", *files), cwd=folder, timeout=900)
    assert isinstance(outcome, Passed | Found), outcome
    played = [each.split() for each in outcome.stdout.split("Unit Testing: ")[1:]]
    assert [words[0] for words in played] == list(files), outcome
    yield from (words[0] for words in played if words[1:] != ["SUCCESS"])


def _quickest_first(tests: Mapping[str, str]) -> list[str]:
    """Most faults are seen by these already."""
    return sorted(tests, key=lambda each: (len(tests[each]), each))


def _write(folder: Path, texts: Mapping[str, str], suffix: str = "") -> None:
    folder.mkdir(parents=True)
    for name, text in texts.items():
        (folder / f"{name}{suffix}").write_text(text, encoding="utf-8")


def notices(tool: Tool, rules: Mapping[str, str], tests: Mapping[str, str]) -> bool:
    """Whether any of the tests fails on these rules; texts by file name, of the rules without `.yaml`."""
    with TemporaryDirectory() as folder:
        _write(Path(folder, "rules"), rules, ".yaml")
        _write(Path(folder, "tests"), tests)
        for name in _quickest_first(tests):
            match list(play(tool, Path(folder, "tests"), [name])):
                case []:
                    continue
                case [Failed()]:
                    return True
                case failure:
                    raise AssertionError(failure)
    return False
