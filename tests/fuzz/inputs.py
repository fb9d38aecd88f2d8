"""The kinds of inputs, each a strategy for the files of a specs folder. A new kind is a strategy and a line of INPUTS."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from hypothesis import strategies as st

from tests.fuzz.corpus import (
    CASES,
    DONORS,
    EXPRESSIONS,
    MATCHERS,
    PROGRAMS,
    TEMPLATES,
    YAML_SUFFIXES,
    Files,
    documents,
)
from tests.fuzz.mutations import changed_document, changed_text, changed_value, changed_yaml, written

_HEAD: Mapping[str, Any] = {"apiVersion": "slosmith/v1"}
_SLI = {"ratio": {"bad": "errors_total", "total": "requests_total"}}
_SLO = {"id": "SLO-1", "title": "One", "target": "99.9%", "sli": _SLI}
_FILE = "specs.yaml"


def _few_times(change: Callable[[str], st.SearchStrategy[str]], text: str) -> st.SearchStrategy[str]:
    """Changed once to three times."""
    once = change(text)
    return st.one_of(once, once.flatmap(change), once.flatmap(change).flatmap(change))


@st.composite
def specs(draw: st.DrawFn) -> Files:
    """The specs of a golden case with a few changes in any file."""
    files = dict(CASES[draw(st.sampled_from(sorted(CASES)))])
    for _ in range(draw(st.integers(1, 3))):
        path = draw(st.sampled_from(sorted(files)))
        change = changed_yaml if path.endswith(YAML_SUFFIXES) else changed_text
        files[path] = draw(change(files[path]))
    return files


@st.composite
def overlays(draw: st.DrawFn) -> Files:
    """A golden case with an environment that says something about what is in it, changed or not."""
    files = dict(CASES[draw(st.sampled_from(sorted(CASES)))])
    found = [each for text in files.values() for each in documents(text) or () if isinstance(each, dict)]
    overlay: dict[str, Any] = {**_HEAD, "kind": "Environment", "name": "dev"}
    for document in found:
        part, name = document.get("kind"), document.get("name")
        if part == "Project":
            overlay["project"] = draw(_said_of(document, ("kind", "apiVersion", "name")))
        elif part == "OnCall":
            overlay["oncall"] = draw(_said_of(document, ("kind", "apiVersion")))
        elif part == "Service":
            own = ("kind", "apiVersion", "name", "slos", "alerts")
            overlay.setdefault("services", {})[name] = draw(_said_of(document, own))
            for key, id_ in (("slos", "id"), ("alerts", "name")):
                for each in document.get(key) or ():
                    overlay.setdefault(key, {})[each[id_]] = draw(_said_of(each, (id_,)))
    changed = draw(changed_document(overlay)) if draw(st.booleans()) else overlay
    text = written([changed])
    files["environments/dev.yaml"] = draw(changed_yaml(text)) if draw(st.booleans()) else text
    return files


@st.composite
def _said_of(draw: st.DrawFn, document: Mapping[Any, Any], without: tuple[str, ...]) -> dict[str, Any]:
    """Some keys of an object with other values, and perhaps one that it lacks."""
    keys = sorted(key for key in document if isinstance(key, str) and key not in without)
    chosen = draw(st.sets(st.sampled_from(keys), max_size=2)) if keys else set()
    said = {key: draw(changed_value(key, document[key])) for key in sorted(chosen)}
    if draw(st.integers(0, 3)) == 0:
        key = draw(st.sampled_from(sorted(DONORS)))
        said[key] = draw(changed_value(key, None))
    return said


def _service(**keys: Any) -> Files:
    project = {**_HEAD, "kind": "Project", "name": "fuzz", "targets": ["prometheus", "ruletests", "plan"]}
    return {_FILE: written([project, {**_HEAD, "kind": "Service", "name": "shop", **keys}])}


# Where PromQL stands, as the keys of a Service.
_PLACES: dict[str, Callable[[str], dict[str, Any]]] = {
    "alert": lambda expr: {"alerts": [{"name": "One", "expr": expr, "severity": "high"}]},
    "levels": lambda expr: {
        "alerts": [{"name": "One", "expr": expr, "levels": [{"severity": "high", "above": 5}]}]
    },
    "bad": lambda expr: _slo(ratio={"bad": expr, "total": "requests_total"}),
    "total": lambda expr: _slo(ratio={"good": "good_total", "total": expr}),
    "slice": lambda expr: _slo(time_slice={"query": expr, "at_least": 1}),
    "probe": lambda expr: _slo(probe={"metric": expr}),
    "raw": lambda expr: _slo(raw={"error_ratio": expr}),
    "events": lambda expr: _slo(raw={"error_ratio": "1 - avg_over_time(up[$window])", "events": expr}),
    "groups": lambda expr: _slo({"group_by": ["region"]}, ratio={"bad": expr, "total": "requests_total"}),
    "selector": lambda expr: _slo(latency={"histogram": "h_seconds", "selector": expr, "threshold": "1s"}),
}


def _slo(more: Mapping[str, Any] | None = None, **sli: Any) -> dict[str, Any]:
    return {"slos": [{**_SLO, "sli": sli, **(more or {})}]}


@st.composite
def promql(draw: st.DrawFn) -> Files:
    expression = draw(st.sampled_from(EXPRESSIONS).flatmap(lambda text: _few_times(changed_text, text)))
    return _service(**_PLACES[draw(st.sampled_from(sorted(_PLACES)))](expression))


@st.composite
def matchers(draw: st.DrawFn) -> Files:
    """In routes, inhibitions, selectors, and in a configuration that was there before."""
    drawn = st.sampled_from(MATCHERS).flatmap(lambda text: _few_times(changed_text, text))
    one, two = draw(drawn), draw(drawn)
    place = draw(st.sampled_from(["route", "inhibition", "selector", "base"]))
    if place == "selector":
        return _service(**_PLACES["selector"](one))
    project: dict[str, Any] = {**_HEAD, "kind": "Project", "name": "fuzz", "targets": ["alertmanager"]}
    oncall: dict[str, Any] = {
        **_HEAD,
        "kind": "OnCall",
        "slack": {"api_url_file": "/etc/slack"},
        "receivers": {"other": {"slack": "#other"}},
        "teams": {"shop": {"page": {"slack": "#page"}, "ticket": {"slack": "#ticket"}}},
    }
    files = {}
    if place == "route":
        oncall["routes"] = [{"match": [one], "receiver": "other"}, {"match": [two], "receiver": "other"}]
    elif place == "inhibition":
        oncall["inhibitions"] = [{"source": [one], "target": [two], "equal": ["slo"]}]
    else:
        project["alertmanager"] = {"base": "base.yml"}
        base = {"receiver": "theirs", "routes": [{"matchers": [one], "receiver": "theirs"}]}
        rules = [{"source_matchers": [two], "target_matchers": [one]}]
        files["base.yml"] = written(
            [{"route": base, "receivers": [{"name": "theirs"}], "inhibit_rules": rules}]
        )
    service = {**_HEAD, "kind": "Service", "name": "shop", "owner": "shop", "slos": [_SLO]}
    return {**files, _FILE: written([project, oncall, service])}


@st.composite
def templates(draw: st.DrawFn) -> Files:
    """In the texts of an alert, and in a template of communication."""
    drawn = st.sampled_from(TEMPLATES).flatmap(lambda text: _few_times(changed_text, text))
    text = draw(drawn)
    keys: dict[str, Any] = {draw(st.sampled_from(["summary", "description"])): text}
    alert = {"name": "One", "expr": "max by (region) (queue_length) > 100", "severity": "high", **keys}
    slo = {**_SLO, "alerting": {"annotations": {"chat": draw(drawn)}}}
    notice = f"---\napiVersion: slosmith/v1\nkind: Template\nid: notice\ntitle: Notice\n---\n{text}\n"
    return {**_service(alerts=[alert], slos=[slo]), "notice.md": notice}


@st.composite
def jsonnet(draw: st.DrawFn) -> Files:
    """A golden case in which a program is changed: one that makes specs, a dashboard, a library."""
    case, path = draw(st.sampled_from(PROGRAMS))
    return {**CASES[case], path: draw(_few_times(changed_text, CASES[case][path]))}


# The formats that `slosmith import` reads belong here.
INPUTS: Mapping[str, st.SearchStrategy[Files]] = {
    "specs": specs(),
    "overlays": overlays(),
    "promql": promql(),
    "matchers": matchers(),
    "templates": templates(),
    "jsonnet": jsonnet(),
}
