"""Reads Markdown with a front matter: the front matter is YAML, the text below it becomes `body`."""

from __future__ import annotations

import re
from dataclasses import replace

from slosmith.diagnostics import Span, diagnose
from slosmith.origin import Path
from slosmith.source.document import Document, Locator
from slosmith.source.reading import Reading, Source
from slosmith.source.yaml_reader import read_yaml

_FENCE = re.compile(r"^---[ \t]*$\n?", re.MULTILINE)
_BODY = "body"


def read(source: Source) -> Reading:
    """A file without a front matter is a note for people, such as a README, and no document."""
    # What is above it are empty lines at most.
    above = len(source.text) - len(source.text.lstrip("\n"))
    start = _FENCE.match(source.text, above)
    if start is None:
        return Reading()
    end = _FENCE.search(source.text, start.end())
    if end is None:
        span = Span(source.file, above + 1, 1, excerpt="---", width=3)
        hint = "end it with another line `---`"
        return Reading((), (diagnose("syntax", "the front matter has no end", span, hint),))
    # An empty line instead of the first fence keeps every line of the YAML at its own number.
    reading = read_yaml(source.file, "\n" * (above + 1) + source.text[start.end() : end.start()])
    if reading.diagnostics:
        return Reading((), reading.diagnostics)
    return _with_body(source, reading, end.end())


def _with_body(source: Source, reading: Reading, start: int) -> Reading:
    front = reading.documents[0] if reading.documents else Document(source.file, source.text, {}, _nowhere)
    front = replace(front, text=source.text)
    if not isinstance(front.data, dict) or len(reading.documents) > 1:
        message = "the front matter is not one mapping"
        return Reading((), (diagnose("syntax", message, front.span(), "write `key: value` lines"),))
    if _BODY in front.data:
        message = f"the front matter has a key `{_BODY}`, which is the name of the text below it"
        hint = "move the text below the front matter, or rename the key"
        return Reading((), (diagnose("duplicate-key", message, front.span((_BODY,), key=True), hint),))
    line = len(source.text[:start].splitlines()) + 1
    data = {**front.data, _BODY: source.text[start:]}
    return Reading((replace(front, data=data, locate=_locator(front.locate, line)),))


def _locator(front: Locator, line: int) -> Locator:
    def locate(path: Path, key: bool) -> tuple[int, int, int]:
        return (line, 1, 1) if path[:1] == (_BODY,) else front(path, key)

    return locate


def _nowhere(path: Path, key: bool) -> tuple[int, int, int]:
    """An empty front matter has nothing to point at but itself."""
    return 1, 1, 3
