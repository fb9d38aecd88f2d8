"""Evaluates Jsonnet once for all pieces of the same shape: what differs between them is only text, filled in afterwards.

A row of an SLO takes Jsonnet ten milliseconds, and filling one in a fifth of one. The programs may do with text
whatever they like as long as they do not look at it: what decides how a row looks is no `Text`.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any, NamedTuple

from slosmith.diagnostics import Diagnostic
from slosmith.source.jsonnet_process import Limits, Program, evaluate
from slosmith.targets.grafana.library import bundled

_PROGRAM = "dashboards.jsonnet"
_LIMITS = Limits(seconds=120, memory=2_000_000_000, size=100_000_000)
# A process costs as much as some pieces do.
_PROCESSES, _FEWEST = 2, 64
# Private characters of Unicode, which nothing of ours contains, around the number of a text.
_OPEN, _CLOSE = "\ue000", "\ue001"
_TOKEN = re.compile(f"{_OPEN}([0-9]+){_CLOSE}")


class Text(str):
    """Text that a piece shows and that decides nothing."""


class Piece(NamedTuple):
    """`kind` is one of those in dashboards.jsonnet."""

    kind: str
    data: dict[str, Any]


class _Shape(NamedTuple):
    """A piece with numbers for its texts, as JSON."""

    source: str
    texts: tuple[str, ...]


def evaluated(plan: dict[str, Any], pieces: Sequence[Piece]) -> Iterator[Any] | Diagnostic:
    """What each piece gives, in order, and made when it is asked for: all of them at once would need much memory."""
    known: dict[str, str] = {}
    shapes = [_shape(piece, known) for piece in pieces]
    sources = list(known)
    answers = _evaluate(json.dumps(plan), sources)
    if isinstance(answers, Diagnostic):
        return answers
    return (_filled(answers[shape.source], shape.texts) for shape in shapes)


def _shape(piece: Piece, known: dict[str, str]) -> _Shape:
    """With a source that is the same object for all pieces of the shape."""
    texts: list[str] = []

    def numbered(value: Any) -> Any:
        if isinstance(value, Text):
            texts.append(value)
            return f"{_OPEN}{len(texts) - 1}{_CLOSE}"
        if isinstance(value, dict):
            return {key: numbered(inner) for key, inner in value.items()}
        return [numbered(inner) for inner in value] if isinstance(value, list) else value

    source = json.dumps({"kind": piece.kind, "data": numbered(piece.data)})
    return _Shape(known.setdefault(source, source), tuple(texts))


def _evaluate(plan: str, sources: Sequence[str]) -> dict[str, str] | Diagnostic:
    """The JSON of each source."""
    text = bundled(_PROGRAM)

    def run(batch: Sequence[str]) -> dict[str, str] | Diagnostic:
        inputs = {"plan": plan, "pieces": f"[{','.join(batch)}]"}
        answer = evaluate(Program(_PROGRAM, Path(_PROGRAM), text, (), ext_vars=inputs), _LIMITS)
        if isinstance(answer, Diagnostic):
            return answer
        found = (json.dumps(each, ensure_ascii=False) for each in json.loads(answer))
        return dict(zip(batch, found, strict=True))

    batches = [sources[start::_PROCESSES] for start in range(_PROCESSES)]
    if len(sources) < _FEWEST:
        batches = [sources]
    answers: dict[str, str] = {}
    with ThreadPoolExecutor(_PROCESSES) as pool:
        for answer in pool.map(run, batches):
            if isinstance(answer, Diagnostic):
                return answer
            answers |= answer
    return answers


def _filled(answer: str, texts: Sequence[str]) -> Any:
    """Every text is inside of a JSON string, so it is written as one, without its quotes."""
    quoted = [json.dumps(text, ensure_ascii=False)[1:-1] for text in texts]
    return json.loads(_TOKEN.sub(lambda match: quoted[int(match[1])], answer))
