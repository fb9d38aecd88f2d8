"""How much CPU promtool takes for the generated tests: `python benchmarks/ruletests.py`, with promtool on the PATH."""

from __future__ import annotations

import argparse
import os
from pathlib import Path

from run import ROOT, fastest

from slosmith.tools.run import TUNED

_KINDS = ("recordings", "firing", "timing", "detection", "period", "incident", "alerts")
# Kept together so that figures of different versions can be compared.
_COMPARED = ("truth tables", "detection", "recordings")


def files(tests: Path) -> dict[str, list[str]]:
    """By what they try; a truth table has the name of its service alone."""
    found: dict[str, list[str]] = {}
    for path in sorted(tests.glob("*.yaml")):
        what = path.stem.partition(".")[2].partition("-")[0]
        assert not what or what in _KINDS, path
        found.setdefault(what or "truth tables", []).append(path.name)
    return found


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--output", type=Path, default=ROOT / "output", help="VirtEngine's by default")
    prometheus = parser.parse_args().output / "prometheus"
    slos = sum(path.read_text(encoding="utf-8").count("-fast\n") for path in prometheus.glob("rules/*.yaml"))
    # As slosmith itself runs promtool.
    os.environ |= TUNED
    found = files(prometheus / "tests")
    found["the first three together"] = [name for what in _COMPARED for name in found[what]]
    rules = [f"rules/{path.name}" for path in sorted(prometheus.glob("rules/*.yaml"))]
    # Not a test: it tells how fast this machine is just now.
    unit = fastest(("promtool", "check", "rules", *rules), prometheus).cpu
    print(f"{slos} SLOs, load {os.getloadavg()[0]:.2f}, promtool check rules {unit:.3f} s\n")
    print(f"{'':<26}{'CPU s':>8}{'per SLO':>10}{'checks':>8}")
    for what in (*_COMPARED, "the first three together", "timing", "period", "firing", "incident", "alerts"):
        if what not in found:
            continue
        used = fastest(("promtool", "test", "rules", *found[what]), prometheus / "tests").cpu
        print(f"{what:<26}{used:>8.2f}{used / slos:>10.3f}{used / unit:>8.1f}")


if __name__ == "__main__":
    main()
