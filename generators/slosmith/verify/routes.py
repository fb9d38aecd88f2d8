"""Holds routes.yaml against alertmanager.yaml: every alert in Python, and a sample or all of them through amtool."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import NamedTuple, assert_never

from slosmith import emit, yaml_loader
from slosmith.artifact import Artifact
from slosmith.diagnostics import Diagnostic, Span, diagnose
from slosmith.routing.config import Fault, read_config
from slosmith.routing.router import Router, Signature
from slosmith.routing.syntax import written
from slosmith.tools import amtool
from slosmith.tools.run import Crashed, Found, Passed, Tool, Unavailable
from slosmith.tools.scratch import laid_out
from slosmith.verify.amtool import CONFIG, ROUTES, amtool_for, failure, refused

# amtool takes some 20 ms for each alert. `check` asks about so many; `slosmith test` about this many more.
SAMPLE, ALL = 200, 2000
_PROCESSES = 2


class Expected(NamedTuple):
    """An alert of routes.yaml and whom it must reach, in the order of the tree."""

    labels: Mapping[str, str]
    receivers: tuple[str, ...]

    @property
    def name(self) -> str:
        return self.labels.get("alertname", "an alert")


def verify(artifacts: Sequence[Artifact]) -> tuple[Diagnostic, ...]:
    """All alerts in Python; through amtool at least one for every route, then SLO tiers, as many as time allows."""
    texts = {each.path: each.text for each in artifacts if each.path in (CONFIG, ROUTES)}
    if len(texts) < 2:
        return ()
    return replay(texts[ROUTES], texts[CONFIG], limit=SAMPLE)


def replay(routes_yaml: str, alertmanager_yaml: str, limit: int = ALL) -> tuple[Diagnostic, ...]:
    """The texts of both files. Beyond `limit` alerts amtool is asked about some of each kind only."""
    expected = [
        Expected({str(k): str(v) for k, v in each["labels"].items()}, tuple(each["receivers"]))
        for each in yaml_loader.load(routes_yaml)["alerts"]
    ]
    config = read_config(yaml_loader.load(alertmanager_yaml))
    if isinstance(config, Fault):
        return (diagnose("amtool", f"the configuration cannot be read: {config.message}", Span(CONFIG)),)
    router = Router(config.route)
    differing = tuple(_disagreements(expected, router))
    if differing:
        return differing
    files = {ROUTES: routes_yaml, CONFIG: alertmanager_yaml}
    tool = amtool_for(files)
    if isinstance(tool, Unavailable):
        return (failure(tool, "the routes were not confirmed"),)
    with laid_out(files) as folder, ThreadPoolExecutor(_PROCESSES) as pool:
        asked = list(_chosen(expected, router, limit))
        answers = pool.map(lambda each: _asked(tool, folder, each), asked)
        return tuple(answer for answer in answers if answer is not None)


def only(routes_yaml: str, slos: Collection[str]) -> str:
    """The text with no alerts but those of these SLOs."""
    data = yaml_loader.load(routes_yaml)
    kept = [each for each in data["alerts"] if each["labels"].get("slo") in slos]
    return emit.yaml({**data, "alerts": kept})


def _disagreements(expected: Iterable[Expected], router: Router) -> Iterator[Diagnostic]:
    for each in expected:
        found = router.receivers(each.labels)
        if found != each.receivers:
            said = f"{each.name} must reach {_listed(each.receivers)}, and the routes send it to {_listed(found)}"
            yield diagnose("route-mismatch", said, Span(ROUTES), "run `slosmith generate`")


def _chosen(expected: Sequence[Expected], router: Router, limit: int) -> Iterator[Expected]:
    """One for every route that is reached, then tiers of SLOs, then all else; each part spread evenly if it is too long."""
    kinds: dict[Signature, Expected] = {}
    for each in expected:
        kinds.setdefault(router.signature(each.labels), each)
    first = list(kinds.values())
    taken = {id(each) for each in first}
    others = [each for each in expected if id(each) not in taken]
    tiers = [each for each in others if "burn_rate" in each.labels]
    rest = [each for each in others if "burn_rate" not in each.labels]
    yield from first
    left = max(0, limit - len(first))
    yield from _spread(tiers, left)
    yield from _spread(rest, max(0, left - len(tiers)))


def _spread(listed: Sequence[Expected], count: int) -> Iterator[Expected]:
    if len(listed) <= count:
        yield from listed
    else:
        yield from (listed[index * len(listed) // count] for index in range(count))


def _asked(tool: Tool, folder: Path, each: Expected) -> Diagnostic | None:
    outcome = amtool.route(tool, folder, CONFIG, written(each.labels))
    match outcome:
        case Passed(stdout):
            found = stdout.strip()
            if found == ",".join(each.receivers):
                return None
            said = f"{each.name} must reach {_listed(each.receivers)}; amtool sends it to {found}"
            return diagnose("amtool", said, Span(CONFIG))
        case Found(stdout, stderr):
            return refused(each.name, stderr or stdout)
        case Unavailable() | Crashed():
            return failure(outcome, "the routes were not confirmed")
        case _:
            assert_never(outcome)


def _listed(names: Sequence[str]) -> str:
    return ", ".join(names) or "nobody"
