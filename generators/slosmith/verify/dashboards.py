"""What a dashboard must be for Grafana to take it and a person to read it: shape, place of panels, names of its own."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator, Sequence
from functools import cache
from typing import Any, NamedTuple, TypeAlias

from jsonschema import Draft202012Validator, ValidationError

from slosmith.artifact import Artifact
from slosmith.diagnostics import Diagnostic, Related, Span, diagnose
from slosmith.origin import path_text
from slosmith.schemas import load

FOLDER = "grafana/dashboards/"
COLUMNS = 24


class Dashboard(NamedTuple):
    """`data` is a JSON object, whatever it holds."""

    artifact: Artifact
    data: dict[str, Any]

    @property
    def own(self) -> bool:
        """Whether it is ours, and not made by a program of the user's."""
        return not self.artifact.origins

    def complain(self, message: str, related: Sequence[Related] = ()) -> Diagnostic:
        """At the user's program, or else at the artifact."""
        generated = Span(self.artifact.path)
        if self.own:
            return diagnose("dashboard-shape", message, generated, related=related)
        [origin] = self.artifact.origins[""]
        where = Related("generated as", generated)
        return diagnose("dashboard-shape", message, origin.span(), related=(*related, where))


Check: TypeAlias = Callable[[Sequence[Dashboard]], Iterator[Diagnostic]]


def dashboards(artifacts: Sequence[Artifact]) -> list[Dashboard]:
    found = (each for each in artifacts if each.path.startswith(FOLDER) and each.path.endswith(".json"))
    return [Dashboard(each, json.loads(each.text)) for each in found]


def verify(artifacts: Sequence[Artifact]) -> tuple[Diagnostic, ...]:
    found = dashboards(artifacts)
    return tuple(complaint for check in CHECKS for complaint in check(found))


@cache
def _validator() -> Draft202012Validator:
    return Draft202012Validator(load("grafana-dashboard"))


def shape(found: Sequence[Dashboard]) -> Iterator[Diagnostic]:
    for dashboard in found:
        errors = _validator().iter_errors(dashboard.data)
        for error in sorted(errors, key=lambda each: path_text(tuple(each.absolute_path))):
            yield dashboard.complain(f"{_place(dashboard.data, error)}: {_said(error)}")


def _place(data: dict[str, Any], error: ValidationError) -> str:
    """The panel by its title, since people know it by that."""
    path = tuple(error.absolute_path)
    if path[:1] != ("panels",) or len(path) < 2:
        return f"`{path_text(path)}`" if path else f"the dashboard `{data.get('title')}`"
    panel = data["panels"][path[1]]
    title = panel.get("title") if isinstance(panel, dict) else None
    inside = path_text(path[2:])
    return f"panel `{title or path_text(path[:2])}`" + (f", `{inside}`" if inside else "")


def _said(error: ValidationError) -> str:
    schema: dict[str, Any] = error.schema  # type: ignore[assignment]
    if error.validator in ("pattern", "const") and "description" in schema:
        return f"{_shown(error.instance)} is not {schema['description']}"
    if error.validator in ("minLength", "minItems"):
        return "is empty"
    return _shortened(error.message)


def _shown(value: Any) -> str:
    return _shortened(json.dumps(value, ensure_ascii=False))


def _shortened(text: str) -> str:
    return text if len(text) <= 160 else f"{text[:80]} ... {text[-70:]}"


def layout(found: Sequence[Dashboard]) -> Iterator[Diagnostic]:
    for dashboard in found:
        panels = dashboard.data.get("panels", [])
        for problem in layout_problems(panels, gaps=dashboard.own):
            yield dashboard.complain(problem)
        for row in panels if isinstance(panels, list) else []:
            inner = row.get("panels") if isinstance(row, dict) else None
            for problem in layout_problems(inner or [], gaps=False):
                yield dashboard.complain(problem)


def layout_problems(panels: Any, *, gaps: bool) -> Iterator[str]:
    """Panels that overlap or stand out, and with `gaps` lines of the grid that are not filled."""
    lines: dict[int, int] = {}
    for panel in panels if isinstance(panels, list) else []:
        try:
            x, y, width, height = (int(panel["gridPos"][key]) for key in "xywh")
        except (KeyError, TypeError, ValueError):
            continue  # the schema says so
        taken = ((1 << width) - 1) << x
        if x + width > COLUMNS:
            yield f"panel `{panel.get('title')}` stands out of the {COLUMNS} columns"
        if any(lines.get(line, 0) & taken for line in range(y, y + height)):
            yield f"panel `{panel.get('title')}` overlaps another"
        for line in range(y, y + height):
            lines[line] = lines.get(line, 0) | taken
    if gaps:
        full = (1 << COLUMNS) - 1
        empty = [line for line in range(max(lines, default=-1) + 1) if lines.get(line) != full]
        if empty:
            yield f"line {empty[0]} of the grid has a gap"


def unique_names(found: Sequence[Dashboard]) -> Iterator[Diagnostic]:
    for key in ("uid", "title"):
        first: dict[str, Dashboard] = {}
        for dashboard in found:
            name = str(dashboard.data.get(key))
            other = first.setdefault(name, dashboard)
            if other is not dashboard:
                related = [Related("the other is here", Span(other.artifact.path))]
                yield dashboard.complain(f"two dashboards have the {key} `{name}`", related)
    for dashboard in found:
        ids = [each.get("id") for each in panels_of(dashboard.data)]
        for again in sorted({str(each) for each in ids if ids.count(each) > 1}):
            yield dashboard.complain(f"two panels have the id {again}")


def panels_of(data: dict[str, Any]) -> Iterator[dict[str, Any]]:
    """All panels, rows too, and those inside of rows."""
    panels = data.get("panels")
    for panel in panels if isinstance(panels, list) else []:
        if isinstance(panel, dict):
            yield panel
            yield from panels_of(panel)


CHECKS: tuple[Check, ...] = (shape, layout, unique_names)
