"""PromQL that a user wrote: does it parse, is it of the right type, and does `$window` stand where it may?"""

from __future__ import annotations

import re
from collections.abc import Iterator

from slosmith.checks.places import Expression, expressions
from slosmith.diagnostics import Diagnostic, diagnose
from slosmith.matching.regex import problem, readable
from slosmith.promql.functions import GROWING, PROMETHEUS_2_42, WINDOW_SAFE
from slosmith.promql.newer import newer_spelling
from slosmith.promql.parsed import Parsed, Unparsable, parse
from slosmith.promql.syntax import TOO_DEEP
from slosmith.promql.window import WINDOW, count_windows, has_window
from slosmith.spec import Spec
from slosmith.spec.sli import Role
from slosmith.spec.types import shown
from slosmith.spec.whole import project_of
from slosmith.units import duration

# What the parser says when it has nothing to say.
_NO_REASON = "invalid promql query"
# How it begins where it knows less of regular expressions than RE2 does.
_ILLEGAL = "illegal regex for "
_NEWER_AGGREGATIONS = frozenset({"limitk", "limit_ratio"})
_CLASSIC_NAME = re.compile(r"[a-zA-Z_:][a-zA-Z0-9_:]*", re.ASCII)
# Variables of Sloth and other templates, of Grafana, of Jsonnet and of a shell; and those of them that are windows.
_VARIABLE = re.compile(r"\{\{.*?\}\}|\[\[\w+\]\]|%\(\w+\)s|\$\{\w+[^}]*\}|\$\w+")
_WINDOWS = re.compile(r"window|interval|range|rate", re.IGNORECASE)
# A number that these compute is wrapped in vector().
_SCALAR_ROLES = frozenset({Role.INSTANT, Role.RATIO})
# Functions that need two samples in their range.
_SLOPES = frozenset({"rate", "increase", "irate", "delta", "idelta", "deriv", "predict_linear"})


def promql(spec: Spec) -> Iterator[Diagnostic]:
    """Syntax, type, and functions that the oldest supported Prometheus does not have."""
    extended = project_of(spec).model.promql == "extended"
    for each in expressions(spec):
        parsed = parse(each.source)
        if isinstance(parsed, Unparsable):
            if not extended:
                yield _unparsable(each, parsed)
            continue
        if parsed.kind != "vector" and not (parsed.kind == "scalar" and each.role in _SCALAR_ROLES):
            yield _wrong_type(each, parsed)
        for pattern in dict.fromkeys(pattern for read in parsed.reads for pattern in read.patterns):
            if reason := problem(pattern):
                yield diagnose(
                    "promql",
                    f"the regular expression `{shown(pattern)}` is refused: {reason}",
                    each.origin.span(),
                    "it reads the syntax of RE2: https://github.com/google/re2/wiki/Syntax",
                )
        newer = _newer(parsed) or newer_spelling(each.source)
        if newer and not extended:
            yield diagnose(
                "promql-extended",
                f"Prometheus 2.42 has no {newer}",
                each.origin.span(),
                "set `promql: extended` in the Project if your server has it; promtool then judges the expression",
            )


def _newer(parsed: Parsed) -> str:
    """What the oldest supported Prometheus does not have; empty if it has all of it."""
    functions = parsed.functions - PROMETHEUS_2_42
    if functions:
        return f"function `{min(functions)}`"
    limits = {name for read in parsed.reads for name in read.inside} & _NEWER_AGGREGATIONS
    if limits:
        return f"aggregation `{min(limits)}`"
    names = {read.metric for read in parsed.reads} | {name for read in parsed.reads for name in read.labels}
    quoted = [name for name in names | parsed.labels.named if name and not _CLASSIC_NAME.fullmatch(name)]
    return f"quoted names such as `{shown(min(quoted))}`" if quoted else ""


def _unparsable(each: Expression, parsed: Unparsable) -> Diagnostic:
    if parsed.reason == TOO_DEEP:
        return diagnose("promql", TOO_DEEP, each.origin.span(), "record a part of it by a rule of its own")
    pattern = parsed.reason.removeprefix(_ILLEGAL)
    if pattern != parsed.reason and readable(pattern):
        return diagnose(
            "promql",
            f"slosmith cannot read the regular expression `{shown(pattern)}`, though Prometheus may",
            each.origin.span(),
            "write it without `\\Q`, octal numbers, and brackets in brackets",
        )
    hint = _foreign(each) or "try it in Prometheus' own expression browser"
    reason = "" if parsed.reason == _NO_REASON else f": {parsed.reason}"
    return diagnose("promql", f"Prometheus would not parse this{reason}", each.origin.span(), hint)


def _foreign(each: Expression) -> str:
    """What to write for a variable of another tool; empty without one."""
    found = _VARIABLE.search(each.source.replace(WINDOW, ""))
    if found is None:
        return ""
    if each.role is None or each.role is Role.INSTANT:
        where = "an alert" if each.role is None else "a time slice"
        return (
            f"nothing fills in `{shown(found[0])}` in {where}: write the duration or the value that you mean"
        )
    if _WINDOWS.search(found[0]):
        return f"write `{WINDOW}` for `{shown(found[0])}`, as in rate(x[{WINDOW}])"
    return f"the only variable here is {WINDOW}; write the value for `{shown(found[0])}`"


def _wrong_type(each: Expression, parsed: Parsed) -> Diagnostic:
    article = {"range": "a range vector", "scalar": "a scalar", "string": "a string"}[parsed.kind]
    hint = "a range belongs inside a function such as rate()" if parsed.kind == "range" else "name a series"
    return diagnose("promql-type", f"{article}, where an instant vector is needed", each.origin.span(), hint)


def window_placement(spec: Spec) -> Iterator[Diagnostic]:
    for each in expressions(spec):
        parsed = parse(each.source)
        if isinstance(parsed, Parsed) and (problem := _placement(each, parsed)):
            message, hint = problem
            yield diagnose("window-placement", message, each.origin.span(), hint)


def _placement(each: Expression, parsed: Parsed) -> tuple[str, str] | None:
    if not has_window(each.source):
        return _without_window(each, parsed)
    if each.role is None or each.role is Role.INSTANT:
        where = "a hand-written alert" if each.role is None else "a time slice"
        return f"{WINDOW} has no meaning in {where}", "write the duration that you mean"
    windows = [read for read in parsed.reads if read.is_window]
    # What grows with the window cancels where it is divided by what grows in the same way.
    safe = WINDOW_SAFE | GROWING if each.role is Role.RATIO and parsed.growth == 0 else WINDOW_SAFE
    for read in windows:
        function = read.inside[-1] if read.inside else ""
        if not function:
            return f"{WINDOW} stands outside any function", f"write it as rate(x[{WINDOW}])"
        if function not in safe:
            return (
                f"{WINDOW} stands in {function}(), whose result grows with the window",
                "write rate() instead",
            )
    if count_windows(each.source) > len(windows):
        return f"{WINDOW} stands outside the brackets of a range", f"write it as rate(x[{WINDOW}])"
    return None


def _without_window(each: Expression, parsed: Parsed) -> tuple[str, str] | None:
    written = next((duration(read.range) for read in parsed.reads if read.range), "")
    instead = f"write [{WINDOW}] for [{written}]" if written else f"write rate(x[{WINDOW}])"
    if each.role is Role.RATIO:
        return f"the ratio does not use {WINDOW}", f"{instead}, so that every window can be computed"
    if each.role is Role.RATE and not parsed.bare_selector:
        return (
            f"an expression that is more than a selector needs {WINDOW}",
            f"{instead} in it, or name a counter alone: it is then summed and rated",
        )
    return None


def window_and_scrape(spec: Spec) -> Iterator[Diagnostic]:
    """rate() needs two samples in its range, and four to live with a lost one."""
    project = project_of(spec).model
    for each in expressions(spec):
        parsed = parse(each.source)
        if isinstance(parsed, Unparsable):
            continue
        own = each.slo.scrape_interval if each.slo else None
        scrape = own or each.service.scrape_interval or project.scrape_interval
        ranges = [
            r.range for r in parsed.reads if r.inside[-1:] and r.inside[-1] in _SLOPES and not r.is_window
        ]
        shortest = min((seconds for seconds in ranges if seconds), default=4 * scrape)
        if shortest < 4 * scrape:
            code = "window-scrape" if shortest < 2 * scrape else "window-short"
            yield diagnose(
                code,
                f"a range of {duration(shortest)} over series that are scraped every {duration(scrape)}",
                each.origin.span(),
                f"use at least {duration(4 * scrape)}, or say the real `scrape_interval`",
            )
