"""Every key and every value of the golden specs, replaced by what terminals and CI servers obey: nothing comes through."""

from __future__ import annotations

import json
import re
import shutil
from collections.abc import Iterator
from decimal import Decimal
from functools import cache
from pathlib import Path
from typing import Any, NamedTuple

import pytest
from click.testing import CliRunner

from slosmith.cli import slosmith
from slosmith.diagnostics import Diagnostic
from slosmith.pipeline import compile_all
from slosmith.printable import printable, printable_json, printable_lines
from slosmith.report import REPORTERS
from slosmith.source import Document, read_specs
from slosmith.source.files import ENVIRONMENTS

GOLDEN = Path(__file__).parents[1] / "golden"
# What no file name, key or title is refused for, and what a title is: control sequences, ends of lines, overrides of
# the writing direction.
VISIBLE = "::set-output name=errors::0 ##[add-mask]x ##vso[task.setvariable variable=a]b ##teamcity[c]"
HIDDEN = "x\n::set-output name=errors::0\r\n##[error]y\x1b]52;c;b3duZWQ=\x07\x9b2J\u202e\u2028"
CASES = sorted(folder.parent.name for folder in GOLDEN.glob("*/specs"))
# Programs are evaluated in processes of their own, which takes long and shows nothing new.
PROGRAMS = "*.jsonnet"
PathIn = tuple[str | int, ...]


class Place(NamedTuple):
    """A key (`of_key`) or a value in one document of a case."""

    document: int
    path: PathIn
    of_key: bool


def places(value: Any, path: PathIn = ()) -> Iterator[tuple[PathIn, bool]]:
    if isinstance(value, dict):
        for key, inner in value.items():
            yield (*path, key), True
            yield from places(inner, (*path, key))
    elif isinstance(value, list):
        for index, inner in enumerate(value):
            yield from places(inner, (*path, index))
    else:
        yield path, False


@cache
def documents(case: str) -> tuple[Document, ...]:
    """Those of the base and of the environments."""
    folder = GOLDEN / case / "specs"
    overlays = folder / ENVIRONMENTS
    found = (*read_specs(folder)[0], *(read_specs(overlays)[0] if overlays.is_dir() else ()))
    return tuple(each for each in found if not Path(each.file).match(PROGRAMS))


@cache
def all_places() -> dict[str, tuple[Place, ...]]:
    """By case. What several have in common is tried once; bodies of Markdown are no part of any diagnostic."""
    seen: set[tuple[object, ...]] = set()
    found: dict[str, tuple[Place, ...]] = {}
    for case in CASES:
        chosen = []
        for number, document in enumerate(documents(case)):
            kind = document.data.get("kind") if isinstance(document.data, dict) else None
            for path, of_key in places(document.data):
                alike = (kind, of_key, *(part if isinstance(part, str) else "*" for part in path))
                if alike not in seen and path != ("body",):
                    seen.add(alike)
                    chosen.append(Place(number, path, of_key))
        found[case] = tuple(chosen)
    return found


def replaced(value: Any, path: PathIn, of_key: bool, hostile: str) -> Any:
    if not path:
        return hostile
    part, *rest = path
    if isinstance(value, dict):
        if of_key and not rest:
            return {hostile if key == part else key: inner for key, inner in value.items()}
        return {
            key: replaced(inner, tuple(rest), of_key, hostile) if key == part else inner
            for key, inner in value.items()
        }
    return [
        replaced(inner, tuple(rest), of_key, hostile) if index == part else inner
        for index, inner in enumerate(value)
    ]


def as_written(document: Document, data: Any) -> str:
    def plain(value: object) -> float:
        assert isinstance(value, Decimal)
        return float(value)

    if document.file.endswith(".md") and isinstance(data, dict):
        front = {key: value for key, value in data.items() if key != "body"}
        return f"---\n{json.dumps(front, default=plain)}\n---\n{data.get('body', '')}"
    return f"---\n{json.dumps(data, default=plain)}\n"


def rewrite(folder: Path, case: str, place: Place, hostile: str) -> None:
    """The file that holds the place, all its documents written as JSON."""
    everything = documents(case)
    changed = everything[place.document]
    texts = [
        as_written(
            each, replaced(each.data, place.path, place.of_key, hostile) if each is changed else each.data
        )
        for each in everything
        if each.file == changed.file
    ]
    inside = Path(changed.file).relative_to(GOLDEN / case / "specs")
    (folder / inside).write_text("".join(texts), encoding="utf-8")


def obeyed(text: str, commands: int = 0) -> list[str]:
    """The lines in which something is obeyed, beyond as many workflow commands as are meant."""
    lines = re.split(r"[\r\n\x0b\x0c\x1c-\x1e\x85\u2028\u2029]", text)
    starting = [line for line in lines if line.lstrip().startswith("::")]
    hidden = [line for line in lines if not line.isprintable() or re.search(r"##\w*\[", line)]
    return hidden + (starting if len(starting) != commands else [])


def reported(found: tuple[Diagnostic, ...]) -> Iterator[tuple[str, str]]:
    for style, report in REPORTERS.items():
        if bad := obeyed(report(found), len(found) if style == "github" else 0):
            yield style, bad[0]


@pytest.mark.parametrize("hostile", [VISIBLE, HIDDEN], ids=["visible", "hidden"])
@pytest.mark.parametrize("case", CASES)
def test_no_key_and_no_value_is_obeyed(case: str, hostile: str, tmp_path: Path) -> None:
    specs = tmp_path / "specs"
    faults = []
    for place in all_places()[case]:
        shutil.rmtree(specs, ignore_errors=True)
        shutil.copytree(GOLDEN / case / "specs", specs, ignore=shutil.ignore_patterns(PROGRAMS))
        rewrite(specs, case, place, hostile)
        results = compile_all(specs)
        faults += [(place, *fault) for fault in reported(results.diagnostics)]
        if not results.failed:
            faults += [(place, *fault) for fault in shown(specs)]
    assert faults == []


def shown(specs: Path) -> Iterator[tuple[str, str]]:
    for command in ("list", "explain"):
        for style in ("text", "json"):
            said = CliRunner().invoke(slosmith, [command, "--specs", str(specs), "--format", style])
            assert said.exit_code == 0
            if bad := obeyed(said.output):
                yield f"{command} as {style}", bad[0]


def test_every_kind_of_place_is_tried() -> None:
    """Else the test above could not fail."""
    tried = [place for each in all_places().values() for place in each]
    assert sum(place.of_key for place in tried) > 400
    assert sum(not place.of_key for place in tried) > 300
    names = {place.path[-1] for place in tried if place.of_key}
    assert {"labels", "matchers", "routes", "services", "accept", "title", "expr", "group_by"} <= names


@pytest.mark.parametrize(
    "text", [VISIBLE, HIDDEN, "", "a: b", "  ::error::x", "###[a]", "#[x] # [y]", ":: a"]
)
def test_printable_text(text: str) -> None:
    once = printable(text)
    assert obeyed(once) == []
    assert printable(once) == once
    assert obeyed(printable_lines(text)) == []
    assert len(printable_lines(text).split("\n")) == text.count("\n") + 1
    quoted = json.dumps([text], ensure_ascii=False)
    assert obeyed(printable_json(quoted)) == []
    assert json.loads(printable_json(quoted)) == [text]


def test_what_is_harmless_stays() -> None:
    for text in ("a::b", "# Heading", "## [link]", "größe 東京 ✓", 'up{job=~"a|b"}', ": a", "`x`: `y`"):
        assert printable(text) == text


def test_the_judge_sees_what_is_obeyed() -> None:
    for text in (VISIBLE, HIDDEN, " ::error::x", "a ##[b]", "\x1b[31m", "a\u202eb", "a\x9bb"):
        assert obeyed(text)
    assert not obeyed("::error::x", 1)
