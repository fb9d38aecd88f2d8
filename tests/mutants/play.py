"""Plays the tests of an SLO on rules with one fault in them."""

from __future__ import annotations

import os
from collections.abc import Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, replace
from pathlib import Path
from tempfile import TemporaryDirectory

from slosmith.plan.model import Plan, Rule, RuleFile, SloPlan
from slosmith.plan.rule_files import rule_files
from slosmith.targets.prometheus import rule_file_text
from slosmith.targets.ruletests import slo_tests
from slosmith.tools.promtool_tests import Failed, play
from slosmith.tools.run import Tool
from tests.mutants.mutations import Mutant, mutants


@dataclass(frozen=True)
class Specimen:
    """A mutant, where its rule stands, and the tests that should notice it."""

    slo: SloPlan
    file: RuleFile
    group: str
    position: int
    mutant: Mutant

    @property
    def original(self) -> Rule:
        (group,) = (each for each in self.file.groups if each.name == self.group)
        return group.rules[self.position]

    def __str__(self) -> str:
        return f"{self.slo.id} {self.mutant.rule.name} ({self.group}): {self.mutant.kind}: {self.mutant.what}"

    def text(self) -> str:
        groups = tuple(
            group._replace(
                rules=tuple(
                    self.mutant.rule if at == self.position else rule for at, rule in enumerate(group.rules)
                )
            )
            if group.name == self.group
            else group
            for group in self.file.groups
        )
        return rule_file_text(self.file._replace(groups=groups))


def specimens(plan: Plan) -> Iterator[Specimen]:
    """Every fault of every rule of every SLO. Only its own rules stand beside it: no other's could notice the fault."""
    for alone, slo in _one_by_one(plan):
        for file in rule_files(alone):
            for group in file.groups:
                for position, rule in enumerate(group.rules):
                    if rule.labels.get("slo") == slo.id and group.name.startswith(f"{slo.id}-"):
                        for mutant in mutants(slo, rule):
                            yield Specimen(slo, file, group.name, position, mutant)


def _one_by_one(plan: Plan) -> Iterator[tuple[Plan, SloPlan]]:
    for service in plan.services:
        for slo in service.slos:
            alone = replace(service, slos=(slo,), alert_groups=())
            yield replace(plan, services=(alone,)), slo


def survivors(tool: Tool, plan: Plan, chosen: Sequence[Specimen]) -> list[Specimen]:
    """Those that no test notices. Raises AssertionError when the tests do not hold on rules without fault."""
    wanted = {each.slo.id for each in chosen}
    alone = {slo.id: one for one, slo in _one_by_one(plan) if slo.id in wanted}
    rules = {slo: {file.stem: rule_file_text(file) for file in rule_files(one)} for slo, one in alone.items()}
    tests = {slo: _tests(one, slo) for slo, one in alone.items()}
    with ThreadPoolExecutor(os.cpu_count()) as pool:
        sound = pool.map(lambda slo: notices(tool, rules[slo], tests[slo]), tests)
        for slo, noticed in zip(tests, sound, strict=True):
            assert not noticed, f"the tests of {slo} do not hold"

        def survives(each: Specimen) -> bool:
            return not notices(tool, rules[each.slo.id] | {each.file.stem: each.text()}, tests[each.slo.id])

        return [each for each, alive in zip(chosen, pool.map(survives, chosen), strict=True) if alive]


def _tests(plan: Plan, slo: str) -> dict[str, str]:
    """Those that every SLO has and that load rules: no fault may be left to the incident that one SLO of its kind lives through."""
    found = {Path(each.path).name: each.text for each in slo_tests(plan, [slo])}
    return {name: text for name, text in found.items() if "rule_files:" in text and ".incident" not in name}


def notices(tool: Tool, rules: dict[str, str], tests: dict[str, str]) -> bool:
    """Whether any of the tests fails on these rules; texts by file name, of the rules without `.yaml`."""
    with TemporaryDirectory() as folder:
        for kind, texts in (
            ("rules", {f"{stem}.yaml": text for stem, text in rules.items()}),
            ("tests", tests),
        ):
            Path(folder, kind).mkdir()
            for name, text in texts.items():
                Path(folder, kind, name).write_text(text, encoding="utf-8")
        # The quickest first: most faults are seen by it already.
        for name in sorted(tests, key=lambda each: (len(tests[each]), each)):
            match list(play(tool, Path(folder, "tests"), [name])):
                case []:
                    continue
                case [Failed()]:
                    return True
                case failure:
                    raise AssertionError(failure)
    return False
