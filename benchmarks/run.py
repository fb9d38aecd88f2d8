"""How long slosmith takes, and how much memory, for specs of several sizes. `make bench` runs it; README.md explains."""

from __future__ import annotations

import argparse
import os
import platform
import subprocess
import sys
import time
from collections.abc import Iterator, Sequence
from itertools import pairwise
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import NamedTuple

import expressions
from specs import write_specs

ROOT = Path(__file__).parents[1]
SLOSMITH = (sys.executable, "-m", "slosmith")
# Short runs are repeated and the fastest counts: it is the one that others disturbed least.
_REPEATS, _LONG = 5, 5.0
# Below this many SLOs, most of the time is that of starting Python.
_LARGE = 1000
_MAXRSS_UNIT = 1 if sys.platform == "darwin" else 1024


class Usage(NamedTuple):
    """What one run of a command took: seconds and bytes."""

    user: float
    system: float
    wall: float
    memory: int

    @property
    def cpu(self) -> float:
        return self.user + self.system


class Row(NamedTuple):
    what: str
    usage: Usage
    slos: int = 0
    output: int = 0


def run(command: Sequence[str], folder: Path, allowed: Sequence[int] = (0,)) -> Usage:
    """One run in a process of its own, whose usage the kernel measures. Any other exit code than the allowed ends
    the benchmark."""
    environment = {**os.environ, "PYTHONPATH": str(ROOT / "generators")}
    # Users have the bytecode of slosmith; without it each run would compile all of it.
    environment.pop("PYTHONDONTWRITEBYTECODE", None)
    start = time.perf_counter()
    # What is expected to fail is not heard.
    heard = None if allowed == (0,) else subprocess.DEVNULL
    process = subprocess.Popen(command, cwd=folder, env=environment, stdout=subprocess.DEVNULL, stderr=heard)
    _, status, usage = os.wait4(process.pid, 0)
    wall = time.perf_counter() - start
    process.returncode = os.waitstatus_to_exitcode(status)
    if process.returncode not in allowed:
        sys.exit(f"bench: `{' '.join(command)}` ended with {process.returncode}")
    return Usage(usage.ru_utime, usage.ru_stime, wall, usage.ru_maxrss * _MAXRSS_UNIT)


def fastest(command: Sequence[str], folder: Path) -> Usage:
    runs = [run(command, folder)]
    while len(runs) < _REPEATS and runs[0].cpu < _LONG:
        runs.append(run(command, folder))
    return min(runs, key=lambda usage: usage.cpu)


def generate(what: str, specs: Path, slos: int = 0) -> Iterator[Row]:
    """A first run into an empty folder, and a second one that finds all of it up to date."""
    with TemporaryDirectory(prefix="slosmith-bench-") as name:
        folder = Path(name)
        command = (*SLOSMITH, "generate", "--specs", str(specs), "--output")
        first = run((*command, "first"), folder)
        size = _size(folder / "first")
        again = fastest((*command, "first"), folder)
        # The first of the first runs compiled the bytecode; of a long run that is a trifle.
        if first.cpu < _LONG:
            first = min(
                (run((*command, f"new-{number}"), folder) for number in range(_REPEATS)),
                key=lambda usage: usage.cpu,
            )
        yield Row(what, first, slos, size)
        yield Row(f"{what}, unchanged", again, slos, size)


def _size(folder: Path) -> int:
    return sum(path.stat().st_size for path in folder.rglob("*") if path.is_file())


def rows(sizes: Sequence[int], targets: Sequence[str]) -> Iterator[Row]:
    yield Row("python -c pass", fastest((sys.executable, "-c", "pass"), ROOT))
    yield Row("import pydantic", fastest((sys.executable, "-c", "from pydantic import BaseModel"), ROOT))
    yield Row("slosmith --help", fastest((*SLOSMITH, "--help"), ROOT))
    yield from generate("VirtEngine", ROOT / "specs")
    for slos in sizes:
        with TemporaryDirectory(prefix="slosmith-bench-") as name:
            write_specs(Path(name) / "specs", slos, targets)
            yield from generate(f"{slos:,} SLOs", Path(name) / "specs", slos)


def line(row: Row) -> str:
    user, system, wall, memory = row.usage
    rate = f"{row.slos / row.usage.cpu:,.0f}" if row.slos else ""
    output = f"{row.output / 1e6:.1f} MB" if row.output else ""
    return (
        f"{row.what:<24}{user:>8.3f}{system:>8.3f}{wall:>8.3f}{memory / 1e6:>8.0f} MB{rate:>10}{output:>11}"
    )


def growth(found: Sequence[Row]) -> Iterator[str]:
    """Whether a large spec costs more per SLO than a small one: 1.00 is perfectly linear."""
    sized = [row for row in found if row.slos >= _LARGE and "unchanged" not in row.what]
    for small, large in pairwise(sized):
        ratio = (large.usage.cpu / large.slos) / (small.usage.cpu / small.slos)
        yield f"CPU per SLO, {large.what} against {small.what}: {ratio:.2f}"


def main() -> None:
    parser = argparse.ArgumentParser(description="How long slosmith takes, and how much memory.")
    parser.add_argument("--sizes", type=int, nargs="+", default=[10, 1000, 10000], metavar="SLOS")
    parser.add_argument("--targets", nargs="+", default=[], metavar="TARGET", help="Default: the usual ones.")
    chosen = parser.parse_args()
    print(f"{platform.python_implementation()} {platform.python_version()}, {os.cpu_count()} cores", end=", ")
    print(f"{platform.system()} {platform.machine()}, load {os.getloadavg()[0]:.2f}\n")
    print(f"{'':<24}{'user s':>8}{'sys s':>8}{'wall s':>8}{'memory':>11}{'SLOs/s':>10}{'output':>11}")
    found = []
    for row in rows(chosen.sizes, chosen.targets):
        found.append(row)
        print(line(row), flush=True)
    print("", *growth(found), expressions.line(expressions.measure()), sep="\n")


if __name__ == "__main__":
    main()
