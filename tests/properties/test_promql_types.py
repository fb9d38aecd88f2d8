"""Every claim of the PromQL type checker, held against what promtool makes of random expressions over random series."""

from __future__ import annotations

import json
import math
import re
import subprocess
from collections.abc import Iterator
from pathlib import Path
from random import Random
from typing import NamedTuple, TypeAlias

import pytest

from slosmith.promql.types import Absence, Cardinality, Declared, Judged, Kind, Type, judge
from slosmith.promql.types.judge import Checker
from slosmith.promql.types.tree import tree
from slosmith.tools.run import Tool
from tests.properties.promql_random import CONSTRUCTS, COUNTERS, Expressions, series

_WORLDS = 20
# For each construct and world.
_EXPRESSIONS = 25
_DECLARED = {name: Declared(Kind.COUNTER) for name in COUNTERS}
# Sums and means are rounded.
_ROUNDING = 1e-9
_GOT = re.compile(
    r'    expr: (?P<expr>"(?:\\.|[^"\\])*"), time: (?P<time>\w+),(?: err: (?P<fault>.*)|\n.*\n        got: (?P<got>.*))'
)
_SAMPLE = re.compile(r'\{(?P<labels>(?:"(?:\\.|[^"\\])*"|[^{}"])*)\} (?P<value>[-+\w.]+)')
_LABEL = re.compile(r'(\w+)="((?:\\.|[^"\\])*)"')


class Sample(NamedTuple):
    labels: dict[str, str]
    value: float


class Case(NamedTuple):
    """One expression in one world: what it gave there, and what it gives where nothing exists."""

    source: str
    samples: list[Sample]
    without_series: list[Sample] | None


Cases: TypeAlias = dict[str, list[Case]]


@pytest.fixture(scope="module")
def cases(promtool: Tool, tmp_path_factory: pytest.TempPathFactory) -> Cases:
    """All expressions in one run of promtool. Each world has an evaluation time of its own, which tells them apart."""
    groups, written = [], {}
    for world in range(_WORLDS):
        random = Random(world)
        write = Expressions(random)
        sources = {
            name: [getattr(write, name)(random.randint(1, 3)) for _ in range(_EXPRESSIONS)]
            for name in CONSTRUCTS
        }
        written[world] = sources
        everything = list(dict.fromkeys(source for each in sources.values() for source in each))
        groups.append(_group(everything, series(random), 2 * world))
        groups.append(_group(everything, {}, 2 * world + 1))
    folder = tmp_path_factory.mktemp("types")
    Path(folder, "test.yaml").write_text(json.dumps({"evaluation_interval": "1m", "tests": groups}))
    command = [promtool.path, "test", "rules", "test.yaml"]
    done = subprocess.run(command, cwd=folder, capture_output=True, text=True, check=False)
    results = dict(_results(done.stdout + done.stderr))
    return {
        name: [
            Case(source, samples, results.get((source, 2 * world + 1), []))
            for world, sources in written.items()
            for source in sources[name]
            if (samples := results.get((source, 2 * world), [])) is not None
        ]
        for name in CONSTRUCTS
    }


def _group(sources: list[str], fed: dict[str, str], number: int) -> object:
    return {
        "interval": "1m",
        "input_series": [{"series": name, "values": values} for name, values in fed.items()],
        "promql_expr_test": [
            {"expr": source, "eval_time": f"{720 + number}s", "exp_samples": []} for source in sources
        ],
    }


def _results(output: str) -> Iterator[tuple[tuple[str, int], list[Sample] | None]]:
    """What promtool says of each expression that is not empty; None if it could not be evaluated."""
    for found in _GOT.finditer(output):
        minutes, seconds = re.fullmatch(r"(\d+)m(?:(\d+)s)?", found["time"]).groups()  # type: ignore[union-attr]
        key = (json.loads(found["expr"]), int(minutes) * 60 + int(seconds or 0) - 720)
        samples = (
            None if found["fault"] is not None else [_sample(each) for each in _SAMPLE.finditer(found["got"])]
        )
        yield key, samples


def _sample(found: re.Match[str]) -> Sample:
    return Sample(dict(_LABEL.findall(found["labels"])), float(found["value"].replace("Inf", "inf")))


@pytest.mark.parametrize("construct", CONSTRUCTS)
def test_no_claim_is_wrong(construct: str, cases: Cases) -> None:
    wrong = [
        f"{case.source}: {problem}"
        for case in cases[construct]
        for problem in _problems(_judged(case.source).type, case)
    ]
    assert wrong == []


def _judged(source: str) -> Judged:
    """With the values of matchers, which are not there where types are remembered."""
    return Checker(_DECLARED).judged(tree(source))


def _problems(type_: Type, case: Case) -> Iterator[str]:
    if type_.cardinality is Cardinality.EMPTY and case.samples:
        yield f"is called empty and gives {case.samples}"
    if type_.cardinality is Cardinality.ONE and len(case.samples) > 1:
        yield f"gives more than one series: {case.samples}"
    if type_.absence is Absence.PROPAGATES and case.without_series:
        yield f"gives {case.without_series} where no series exist"
    if type_.absence is Absence.SURVIVES and case.without_series == []:
        yield "gives nothing where no series exist"
    for sample in case.samples:
        yield from _labels(type_, sample)
        if not _within(type_, sample.value):
            yield f"{sample.value} is none of {type_.values}"


def _labels(type_: Type, sample: Sample) -> Iterator[str]:
    for name in sorted(type_.labels.has - sample.labels.keys()):
        yield f"{name} is called surely there, but not of {sample.labels}"
    for name, value in sorted(type_.labels.fixed):
        if name in type_.labels.has and sample.labels[name] != value:
            yield f"{name} is called {value} of {sample.labels}"
    for name in sorted(name for name in sample.labels if type_.labels.never(name)):
        yield f"{name} is called surely absent, but not of {sample.labels}"


def _within(type_: Type, value: float) -> bool:
    low, high, *_ = type_.values
    if type_.values.holds(value):
        return True
    near = _ROUNDING * max(1.0, abs(value)) if math.isfinite(value) else 0.0
    return math.isfinite(value) and low - near <= value <= high + near


@pytest.mark.parametrize("construct", CONSTRUCTS)
def test_the_claims_say_something(construct: str, cases: Cases) -> None:
    """Enough of the expressions give a result, and enough of their types are more than `anything`."""
    found = cases[construct]
    answered = [case for case in found if case.samples]
    types = [_judged(case.source).type for case in answered]
    assert len(answered) > len(found) / 10
    assert (
        sum(1 for each in types if each.labels.has or each.labels.lacks or not each.labels.open)
        > len(types) / 2
    )


@pytest.mark.parametrize("construct", CONSTRUCTS)
def test_what_is_remembered_without_values_is_the_same(construct: str, cases: Cases) -> None:
    for case in cases[construct]:
        exact, remembered = _judged(case.source), judge(case.source, _DECLARED)
        assert _without_values(remembered.type) == _without_values(exact.type)


def _without_values(type_: Type) -> Type:
    return type_._replace(labels=type_.labels._replace(fixed=frozenset()))
