"""Whether time grows no faster than the input: each kind of it doubled twice. README.md explains."""

from __future__ import annotations

import argparse
import sys
from collections.abc import Sequence
from pathlib import Path
from tempfile import TemporaryDirectory

from growth_inputs import KINDS, Files
from run import SLOSMITH, run

# Twice the input may take this much more time: 2 is linear, 4 is quadratic.
_LIMIT = 3.0
# Of a run, what does not grow: Python starts and loads slosmith.
_NOTHING: Files = {}


def seconds(files: Files) -> float:
    """CPU time of `slosmith generate` on these specs, whether it finds mistakes or not."""
    with TemporaryDirectory(prefix="slosmith-linear-") as name:
        folder = Path(name)
        for path, text in files.items():
            (folder / "specs" / path).parent.mkdir(parents=True, exist_ok=True)
            (folder / "specs" / path).write_text(text, encoding="utf-8")
        (folder / "specs").mkdir(exist_ok=True)
        return run((*SLOSMITH, "generate"), folder, allowed=(0, 1)).cpu


def measure(names: Sequence[str], scale: float) -> list[str]:
    """The kinds whose time grew faster than the limit allows."""
    idle = min(seconds(_NOTHING) for _ in range(3))
    steep = []
    print(f"{'':<42}{'n':>9}{'n':>9}{'2n':>9}{'4n':>9}{'growth':>9}")
    for name in names:
        kind = KINDS[name]
        start = max(1, round(kind.start * scale))
        took = [max(0.01, seconds(kind.files(start * times)) - idle) for times in (1, 2, 4)]
        growth = took[2] / took[1]
        print(f"{name:<42}{start:>9,}{took[0]:>9.2f}{took[1]:>9.2f}{took[2]:>9.2f}{growth:>9.2f}", flush=True)
        if growth > _LIMIT:
            steep.append(name)
    return steep


def main() -> None:
    parser = argparse.ArgumentParser(description="Whether time grows no faster than the input.")
    parser.add_argument("kinds", nargs="*", metavar="KIND", help="Default: all of them.")
    parser.add_argument("--scale", type=float, default=1.0, help="More of everything, or less.")
    chosen = parser.parse_args()
    unknown = [each for each in chosen.kinds if each not in KINDS]
    if unknown:
        sys.exit(f"linear: there is no kind `{unknown[0]}`; known: {', '.join(KINDS)}")
    steep = measure(chosen.kinds or tuple(KINDS), chosen.scale)
    print()
    print(f"steeper than linear: {', '.join(steep)}" if steep else "no kind is steeper than linear")
    sys.exit(bool(steep))


if __name__ == "__main__":
    main()
