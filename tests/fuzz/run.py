"""`make fuzz`: mutates inputs of every kind for a time or a number, and keeps those that show a fault as fixtures."""

from __future__ import annotations

import argparse
import os
import sys
import time
from collections import Counter
from collections.abc import Sequence
from pathlib import Path

from hypothesis import HealthCheck, Phase, given, seed, settings
from hypothesis.errors import Flaky

from tests.fuzz.corpus import Files
from tests.fuzz.inputs import INPUTS
from tests.fuzz.judge import Compiled, Fault, judged, refused, refused_together
from tests.fuzz.kept import FOUND, Watched, keep

# Inputs of one kind in a row, and compiled ones that the tools get at once.
ROUND, BATCH = 50, 50


class FaultFound(AssertionError):
    """Ends a round with an input that hypothesis then makes smaller."""

    def __init__(self, kind: str, files: Files, fault: Fault) -> None:
        super().__init__(fault.signature)
        self.kind, self.files, self.fault = kind, files, fault


class Fuzz:
    """Rounds over the kinds of inputs until the time or the number is reached."""

    def __init__(self, kinds: Sequence[str], until: float, mutants: int, every: int, folder: Path) -> None:
        self.kinds, self.until, self.mutants, self.every, self.folder = kinds, until, mutants, every, folder
        self.counted: Counter[str] = Counter()
        self.faults: dict[str, Path] = {}
        self._waiting: list[tuple[str, Compiled]] = []
        # The signature of the fault whose input becomes smaller.
        self._shrinking = ""

    @property
    def over(self) -> bool:
        return time.monotonic() >= self.until or 0 < self.mutants <= self.counted["mutants"]

    def run(self, first: int) -> None:
        number = first
        while not self.over:
            self._round(self.kinds[number % len(self.kinds)], number)
            number += 1
        self._play()

    def _round(self, kind: str, number: int) -> None:
        @seed(number)
        @settings(
            max_examples=ROUND,
            deadline=None,
            database=None,
            derandomize=False,
            phases=[Phase.generate, Phase.shrink],
            report_multiple_bugs=False,
            suppress_health_check=list(HealthCheck),
        )
        @given(INPUTS[kind])
        def probe(files: Files) -> None:
            self._probe(kind, files)

        try:
            probe()
        except FaultFound as found:
            self._keep(found.kind, found.files, found.fault)
        except Flaky as flaky:
            # A Jsonnet program at its time limit, for one.
            print(f"{kind}: this did not show again: {self._shrinking} ({flaky})", flush=True)
        finally:
            self._shrinking = ""

    def _probe(self, kind: str, files: Files) -> None:
        if not self._shrinking and self.over:
            return
        with Watched(self.folder, kind, files):
            verdict = judged(files)
        if not self._shrinking:
            self.counted["mutants"] += 1
            self.counted[f"{kind}: {'compiled' if isinstance(verdict, Compiled) else 'refused'}"] += 1
            if isinstance(verdict, Compiled):
                self._wait(kind, verdict)
        if not isinstance(verdict, Fault) or verdict.signature in self.faults:
            return
        if not self._shrinking or self._shrinking == verdict.signature:
            self._shrinking = verdict.signature
            raise FaultFound(kind, files, verdict)

    def _wait(self, kind: str, one: Compiled) -> None:
        self._waiting.append((kind, one))
        self.counted["compiled"] += 1
        if len(self._waiting) >= BATCH:
            self._check()
        if self.every and self.counted["compiled"] % self.every == 0:
            with Watched(self.folder, kind, one.files):
                fault = refused(one, played=True)
            self.counted["played"] += 1
            if fault is not None and fault.signature not in self.faults:
                self._keep(kind, one.files, fault)

    def _check(self) -> None:
        kinds = {id(one): kind for kind, one in self._waiting}
        for one, fault in refused_together([one for _, one in self._waiting]):
            if fault.signature not in self.faults:
                self._keep(kinds[id(one)], one.files, fault)
        self.counted["checked"] += len(self._waiting)
        self._waiting.clear()

    def _play(self) -> None:
        if self._waiting:
            self._check()

    def _keep(self, kind: str, files: Files, fault: Fault) -> None:
        self.faults[fault.signature] = keep(self.folder, kind, files, fault)
        print(f"{kind}: {fault.signature}\n{fault.account}", flush=True)


def main(arguments: Sequence[str] | None = None) -> int:
    parser = argparse.ArgumentParser(prog="make fuzz", description=__doc__)
    parser.add_argument(
        "--seconds", type=float, default=0, help="how long (default: 60, or as long as --mutants takes)"
    )
    parser.add_argument("--mutants", type=int, default=0, help="how many inputs at most")
    parser.add_argument(
        "--kind", action="append", choices=sorted(INPUTS), help="of these kinds (default: all)"
    )
    parser.add_argument(
        "--every", type=int, default=50, help="play the tests of each such one that compiles; 0: none"
    )
    parser.add_argument(
        "--seed", type=int, default=-1, help="the first round (default: another one each time)"
    )
    parser.add_argument("--found", type=Path, default=FOUND, help="where inputs that show a fault are kept")
    options = parser.parse_args(arguments)
    first = options.seed if options.seed >= 0 else int.from_bytes(os.urandom(4), "big")
    seconds = options.seconds or (float("inf") if options.mutants else 60)
    fuzz = Fuzz(
        options.kind or sorted(INPUTS),
        time.monotonic() + seconds,
        options.mutants,
        options.every,
        options.found,
    )
    print(f"fuzz: --seed {first}", flush=True)
    stopped = False
    try:
        fuzz.run(first)
    except KeyboardInterrupt:
        stopped = True
    print(summary(fuzz))
    if stopped:
        print("stopped before its end; what was compiled last is not checked")
        return 130
    return 1 if fuzz.faults else 0


def summary(fuzz: Fuzz) -> str:
    counted = fuzz.counted
    lines = [f"{counted['mutants']} mutants"]
    for kind in fuzz.kinds:
        lines.append(
            f"  {kind}: {counted[f'{kind}: refused']} refused, {counted[f'{kind}: compiled']} compiled"
        )
    lines += [
        f"  promtool and amtool checked the output of {counted['checked']} of {counted['compiled']} that compile",
        f"  promtool played the tests of {counted['played']} of them, and every other check ran on them",
        *(f"  {signature}: {path}" for signature, path in fuzz.faults.items()),
        f"{len(fuzz.faults)} faults found",
    ]
    return "\n".join(lines)


if __name__ == "__main__":
    sys.exit(main())
