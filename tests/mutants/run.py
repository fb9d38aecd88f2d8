"""`make mutants`: puts one fault at a time into the generated rules, and counts how many the generated tests notice.

With `--every N` only each N-th fault is tried. Exits with 1 when fewer than 98 of 100 are noticed, or when one survives
without a reason.
"""

from __future__ import annotations

import argparse
import sys
from collections import Counter
from collections.abc import Iterator
from pathlib import Path

from slosmith.pipeline import plan_specs
from slosmith.plan.model import Plan
from slosmith.tools.promtool import MINIMUM
from slosmith.tools.run import Tool, find
from tests.mutants.play import Specimen, specimens, survivors
from tests.mutants.reasons import Reason, reason, unexplained

ROOT = Path(__file__).parents[2]
WANTED = 0.98
MISSION = "virtengine"


def plans() -> Iterator[tuple[str, Plan]]:
    """VirtEngine's, and those of the golden cases."""
    cases = [(MISSION, ROOT / "specs")]
    cases += [(path.parent.name, path) for path in sorted((ROOT / "tests" / "golden").glob("*/specs"))]
    for name, folder in cases:
        plan = plan_specs(folder).plan
        assert plan is not None, folder
        yield name, plan


def tried_of(name: str, plan: Plan) -> list[Specimen]:
    """Of golden cases only faults of SLOs: their hand-written alerts are examples of what can be written."""
    return [each for each in specimens(plan) if each.slo is not None or name == MISSION]


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--every", type=int, default=1, help="try each N-th fault only")
    parser.add_argument("cases", nargs="*", help="virtengine, or golden cases; all of them if none is named")
    arguments = parser.parse_args()
    tool = find("promtool", MINIMUM)
    if not isinstance(tool, Tool):
        print(tool.reason, file=sys.stderr)
        return 1
    tried: Counter[str] = Counter()
    alive: list[Specimen] = []
    for name, plan in plans():
        if arguments.cases and name not in arguments.cases:
            continue
        chosen = tried_of(name, plan)[:: arguments.every]
        found = survivors(tool, chosen)
        tried.update(each.mutant.kind for each in chosen)
        alive += found
        print(f"{name}: {len(chosen) - len(found)} of {len(chosen)} noticed", flush=True)
    return _report(tried, alive)


def _report(tried: Counter[str], alive: list[Specimen]) -> int:
    survived = Counter(each.mutant.kind for each in alive)
    print()
    for kind, count in sorted(tried.items()):
        print(f"{kind:26} {count - survived[kind]:6} of {count}")
    total, share = sum(tried.values()), noticed(sum(tried.values()), alive)
    same = sum(1 for each in alive if _changes_nothing(each))
    print(f"{'all':26} {total - len(alive):6} of {total}, of which {same} change nothing: {share:.1%}")
    reasons: dict[Reason | None, list[Specimen]] = {}
    for each in alive:
        reasons.setdefault(reason(each), []).append(each)
    for why, found in reasons.items():
        print(f"\n{len(found)}: {_told(why)}")
        for each in found:
            print(f"  {each}")
    return 0 if share >= WANTED and not unexplained(alive) else 1


def _told(why: Reason | None) -> str:
    if why is None:
        return "NO REASON: the tests have a hole"
    return why.text if why.changes else f"{why.text} (changes nothing)"


def noticed(total: int, alive: list[Specimen]) -> float:
    """The share that is noticed, of all faults that change something."""
    real = total - sum(1 for each in alive if _changes_nothing(each))
    return (total - len(alive)) / real if real else 0.0


def _changes_nothing(specimen: Specimen) -> bool:
    why = reason(specimen)
    return why is not None and not why.changes


if __name__ == "__main__":
    sys.exit(main())
