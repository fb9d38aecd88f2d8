"""Evaluates dashboards of the user's own: functions in Jsonnet that get the plan and our library."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Sequence
from dataclasses import replace
from typing import Any, NamedTuple

from slosmith.diagnostics import Diagnostic, Span, diagnose
from slosmith.origin import Origin
from slosmith.source.jsonnet_process import Program, evaluate
from slosmith.source.jsonnet_reader import excess
from slosmith.targets.grafana.library import bundled

UID = re.compile(r"[A-Za-z0-9_-]{1,40}", re.ASCII)


class Custom(NamedTuple):
    dashboard: dict[str, Any]
    origin: Origin


def custom_dashboards(
    programs: Sequence[Program], plan: dict[str, Any], taken: dict[str, str]
) -> Iterator[Custom | Diagnostic]:
    """`taken` says who has a uid (casefolded) already; it grows as programs take more."""
    text = json.dumps(plan) if programs else ""
    for program in programs:
        answer = evaluate(_fed(program, text))
        if isinstance(answer, Diagnostic):
            yield answer
            continue
        origin = Origin(program.file)
        for dashboard in _dashboards(answer):
            if isinstance(dashboard, str):
                yield diagnose("jsonnet", dashboard, Span(program.file), _HINT)
            elif problem := _problem(dashboard, taken):
                yield diagnose("jsonnet", problem, Span(program.file))
            else:
                taken[dashboard["uid"].casefold()] = program.file
                yield Custom(dashboard, origin)


_HINT = (
    "such a program is `function(plan, slosmith)`, and yields a dashboard, an array of them, or an object of them;"
    " `slosmith.dashboard(...)` makes one"
)


def _fed(program: Program, plan: str) -> Program:
    given = {"plan": "std.parseJson(std.extVar('plan'))", "slosmith": bundled("slosmith.libsonnet")}
    return replace(program, tla_codes=given, ext_vars={"plan": plan})


def _dashboards(answer: str) -> Iterator[dict[str, Any] | str]:
    """Each dashboard of the answer, or what is wrong with it."""
    try:
        found = json.loads(answer)
    except RecursionError:
        found = None
    problem = "the program yields values that are nested too deep" if found is None else excess(found)
    if problem:
        yield problem
        return
    if isinstance(found, dict) and not isinstance(found.get("panels"), list):
        found = list(found.values())
    listed = found if isinstance(found, list) else [found]
    if not listed:
        yield "the program yields no dashboard"
    for each in listed:
        yield each if isinstance(each, dict) else "the program yields something that is no dashboard"


def _problem(dashboard: dict[str, Any], taken: dict[str, str]) -> str:
    uid, title = dashboard.get("uid"), dashboard.get("title")
    if not isinstance(title, str) or not title:
        return "the program yields a dashboard without a `title`"
    if not isinstance(uid, str) or UID.fullmatch(uid) is None:
        return f"the dashboard `{title}` needs a `uid` of at most 40 letters, digits, `-` and `_`"
    # Their files would be one where a file system does not tell letters by their case.
    if uid.casefold() in taken:
        return f"the uid `{uid}` of the dashboard `{title}` is taken by {taken[uid.casefold()]}"
    return ""
