"""Has amtool judge the generated configuration, and render every text of it, which check-config does not look into."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any, assert_never

from slosmith import yaml_loader
from slosmith.artifact import Artifact
from slosmith.diagnostics import Diagnostic, Span, diagnose
from slosmith.tools import amtool
from slosmith.tools.run import Crashed, Found, Passed, Tool, Unavailable, find
from slosmith.tools.scratch import laid_out
from slosmith.verify.samples import samples
from slosmith.verify.unanswered import unanswered

CONFIG = "alertmanager/alertmanager.yaml"
ROUTES = "alertmanager/routes.yaml"
TEMPLATES = "alertmanager/templates/*.tmpl"
# Every template of ours begins with this; those of a configuration that was there before are not ours to judge.
_OURS = 'template "slosmith.'
_NO_VALUE = "<no value>"


def verify(artifacts: Sequence[Artifact]) -> tuple[Diagnostic, ...]:
    files = {each.path: each.text for each in artifacts if each.path.startswith("alertmanager/")}
    if CONFIG not in files:
        return ()
    tool = amtool_for(files)
    if isinstance(tool, Unavailable):
        return (failure(tool, "the Alertmanager configuration was not checked"),)
    data = {f"{name}.json": json.dumps(sample) for name, sample in samples().items()}
    with laid_out({**files, **data}) as folder:
        return (*_config(tool, folder), *_templates(tool, folder, files[CONFIG], tuple(data)))


def amtool_for(files: Mapping[str, str]) -> Tool | Unavailable:
    """An amtool that is new enough for what the configuration uses, which routes.yaml says."""
    return find("amtool", max(amtool.MINIMUM, _needed(files.get(ROUTES, ""))))


def _needed(routes: str) -> tuple[int, ...]:
    for line in routes.splitlines():
        key, _, value = line.partition(":")
        if key == "needs_alertmanager":
            return tuple(int(part) for part in value.strip(' "').split("."))
    return amtool.MINIMUM


def _config(tool: Tool, folder: Path) -> Iterator[Diagnostic]:
    for options in amtool.modes(tool):
        verdict = amtool.check_config(tool, folder, CONFIG, options)
        mode = "in strict UTF-8 mode " if options else ""
        for complaint in verdict.complaints:
            yield refused(f"{mode}amtool refuses the configuration", complaint)
        if verdict.failure is not None:
            yield failure(verdict.failure, "the Alertmanager configuration was not checked")


def _templates(tool: Tool, folder: Path, config: str, data: Sequence[str]) -> Iterator[Diagnostic]:
    for text in dict.fromkeys(_texts(yaml_loader.load(config).get("receivers"))):
        for name in data:
            problem = _problem(tool, folder, text, name)
            if problem is not None:
                yield problem
                break


def _texts(value: Any) -> Iterator[str]:
    """Every text of the receivers that our templates write, at any depth."""
    if isinstance(value, dict):
        for inner in value.values():
            yield from _texts(inner)
    elif isinstance(value, list):
        for inner in value:
            yield from _texts(inner)
    elif isinstance(value, str) and _OURS in value:
        yield value


def _problem(tool: Tool, folder: Path, text: str, data: str) -> Diagnostic | None:
    outcome = amtool.render(tool, folder, TEMPLATES, text, data)
    match outcome:
        case Passed(stdout) if _NO_VALUE in stdout:
            said = f"the text {text} has a part without a value"
            return diagnose("amtool", said, Span(CONFIG))
        case Passed():
            return None
        case Found(stdout, stderr):
            said = (stderr or stdout).strip().removeprefix("amtool: error: ")
            return refused(f"the text {text} cannot be rendered", said)
        case Unavailable() | Crashed():
            return failure(outcome, "the texts of notifications were not checked")
        case _:
            assert_never(outcome)


def refused(what: str, said: str) -> Diagnostic:
    """What amtool refuses, and its words for it, of which only the first line is sure to be short."""
    first, _, more = said.strip().partition("\n")
    return diagnose("amtool", f"{what}: {first}", Span(CONFIG), details=more)


def failure(outcome: Unavailable | Crashed, undone: str) -> Diagnostic:
    return unanswered("amtool", outcome, f"{undone} by amtool", Span(CONFIG))
