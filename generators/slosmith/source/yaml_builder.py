"""Turns YAML into data: exact numbers, no key twice, and nothing that two readers understand differently."""

from __future__ import annotations

from functools import cached_property
from typing import Any, NamedTuple

from yaml import events
from yaml.scanner import ScannerError

from slosmith.diagnostics import Diagnostic, Related, Span, diagnose
from slosmith.origin import Path, path_text
from slosmith.source.document import Value
from slosmith.source.yaml_scalars import Surprise, resolve
from slosmith.yaml_loader import LOADER

MAX_DEPTH = 64
MAX_VALUES = 1_000_000
_TOO_DEEP = f"values are nested deeper than {MAX_DEPTH} levels"
_TEXT_TAG = "tag:yaml.org,2002:str"


class TooLarge(Exception):
    """Stops the building: what comes after it in the file could only make things worse."""

    def __init__(self, diagnostic: Diagnostic) -> None:
        self.diagnostic = diagnostic


class _Frame:
    """A mapping or list that is still open. `start` is its event, `key` the one that waits for its value."""

    __slots__ = ("container", "height", "key", "marks", "start", "values_before")

    def __init__(self, container: Any, start: Any = None, values_before: int = 0) -> None:
        self.container = container
        self.start = start
        self.values_before = values_before
        self.key: str | None = None
        self.marks: dict[str, Any] = {}
        self.height = 0


class _Anchored(NamedTuple):
    value: Value
    values: int
    height: int


class Builder:
    """Turns the events of the parser into data.

    The stack is explicit and every limit is checked on the way, so that neither depth nor aliases of
    aliases can exhaust anything, here or in whoever walks the data later.
    """

    def __init__(self, file: str, text: str) -> None:
        self.file = file
        self.text = text
        self.documents: list[tuple[int, Value]] = []
        self.diagnostics: list[Diagnostic] = []
        self.number = 0
        self.values = 0
        self.stack: list[_Frame] = []
        # None while the anchored value is still open.
        self.anchors: dict[str, _Anchored | None] = {}

    def build(self) -> None:
        handlers = {
            events.ScalarEvent: self._scalar,
            events.MappingStartEvent: self._open,
            events.SequenceStartEvent: self._open,
            events.MappingEndEvent: self._close,
            events.SequenceEndEvent: self._close,
            events.AliasEvent: self._alias,
            events.DocumentStartEvent: self._begin,
            events.DocumentEndEvent: self._end,
            events.StreamStartEvent: _ignore,
            events.StreamEndEvent: _ignore,
        }
        try:
            for event in iter(LOADER(self.text).get_event, None):
                handlers[type(event)](event)
        except ScannerError as error:
            # libyaml has a limit of its own from 0.2.6 on, and looks far ahead of the events.
            if error.problem is None or "maximum nesting depth" not in error.problem:
                raise
            raise self._too_large(_TOO_DEEP, error.problem_mark) from None

    @cached_property
    def _lines(self) -> list[str]:
        return self.text.splitlines()

    def _begin(self, event: Any) -> None:
        self.anchors = {}
        self.stack = [_Frame([])]

    def _end(self, event: Any) -> None:
        root = self.stack.pop().container[0]
        if root is not None:
            self.documents.append((self.number, root))
        self.number += 1

    def _scalar(self, event: Any) -> None:
        value: Value = event.value
        if event.tag is not None:
            self._check_tag(event)
        elif not event.style:
            value, surprise = resolve(event.value)
            if surprise is not None:
                self._surprising(event, surprise)
        if event.anchor is not None:
            self._declare(event)
            self.anchors[event.anchor] = _Anchored(value, 0, 0)
        self._add(value, event)

    def _open(self, event: Any) -> None:
        self._check_tag(event)
        if event.anchor is not None:
            self._declare(event)
        self._check_depth(1, event)
        container: Value = {} if type(event) is events.MappingStartEvent else []
        self.stack.append(_Frame(container, event, self.values))

    def _close(self, event: Any) -> None:
        frame = self.stack.pop()
        self._count(len(frame.container), event)
        height = frame.height + 1
        if frame.start.anchor is not None:
            self.anchors[frame.start.anchor] = _Anchored(
                frame.container, self.values - frame.values_before, height
            )
        parent = self.stack[-1]
        if parent.height < height:
            parent.height = height
        self._add(frame.container, frame.start)

    def _alias(self, event: Any) -> None:
        name = event.anchor
        if name not in self.anchors:
            hint = f"write `&{name}` before the value that it should repeat"
            self._report("syntax", f"`*{name}` refers to no anchor", event, hint)
            return self._add("", event)
        anchored = self.anchors[name]
        if anchored is None:
            raise self._too_large(
                f"`*{name}` repeats the value that it is part of, without end", event.start_mark
            )
        self._check_depth(anchored.height, event)
        self._count(anchored.values, event)
        self.stack[-1].height = max(self.stack[-1].height, anchored.height)
        self._add(anchored.value, event)

    def _add(self, value: Value, event: Any) -> None:
        frame = self.stack[-1]
        container = frame.container
        if type(container) is list:
            container.append(value)
        elif frame.key is not None:
            container[frame.key] = value
            frame.key = None
        elif type(value) is str and value not in frame.marks:
            frame.marks[value] = event.start_mark
            frame.key = value
        else:
            self._odd_key(value, event, frame)

    def _odd_key(self, value: Value, event: Any, frame: _Frame) -> None:
        key = value if isinstance(value, str) else self._key_text(value, event)
        if key in frame.marks:
            self._duplicate(key, event, frame)
        frame.marks.setdefault(key, event.start_mark)
        frame.key = key

    def _key_text(self, value: Value, event: Any) -> str:
        if isinstance(value, dict | list):
            hint = "a key is text; text that starts with `{` or `[` must be quoted"
            self._report("syntax", "a mapping or list cannot be a key", event, hint)
            return ""
        text: str = getattr(event, "value", str(value))
        message = f"the key `{text}` is not text" if text else "the key is empty"
        self._report("yaml-surprise", message, event, f'quote it: "{text}"')
        return text

    def _duplicate(self, key: str, event: Any, frame: _Frame) -> None:
        first = Related("first here", self._span(frame.marks[key], (*self._path(), key), len(key)))
        span = self._span(event.start_mark, (*self._path(), key), len(key))
        message = f"the key `{key}` occurs twice"
        self.diagnostics.append(diagnose("duplicate-key", message, span, "remove one of them", [first]))

    def _surprising(self, event: Any, surprise: Surprise) -> None:
        quoted = f'quote it: "{event.value}"'
        frame = self.stack[-1]
        is_key = frame.key is None and isinstance(frame.container, dict)
        advice = surprise.key_advice if is_key else surprise.advice
        hint = f"{advice}, or {quoted}" if advice else quoted
        self._report("yaml-surprise", f"`{event.value}` is {surprise.why}", event, hint)

    def _check_tag(self, event: Any) -> None:
        if event.tag is None or (event.tag == _TEXT_TAG and type(event) is events.ScalarEvent):
            return
        tag = event.tag.replace("tag:yaml.org,2002:", "!!")
        hint = "remove the tag; the value alone says what it is, and quotes make it text"
        self._report(
            "yaml-surprise", f"the tag `{tag}` means something only to some YAML readers", event, hint
        )

    def _declare(self, event: Any) -> None:
        if event.anchor in self.anchors:
            self._report(
                "syntax", f"the anchor `&{event.anchor}` is defined twice", event, "give it another name"
            )
        self.anchors[event.anchor] = None

    def _check_depth(self, more: int, event: Any) -> None:
        if len(self.stack) - 1 + more > MAX_DEPTH:
            raise self._too_large(_TOO_DEEP, event.start_mark)

    def _count(self, values: int, event: Any) -> None:
        self.values += values
        if self.values > MAX_VALUES:
            message = f"the file holds more than {MAX_VALUES} values, each alias counted as what it repeats"
            raise self._too_large(message, event.start_mark, "split it into several files")

    def _too_large(self, message: str, mark: Any, hint: str = "") -> TooLarge:
        return TooLarge(diagnose("too-large", message, self._span(mark, self._path()), hint))

    def _report(self, code: str, message: str, event: Any, hint: str) -> None:
        start, end = event.start_mark, event.end_mark
        width = end.column - start.column if end.line == start.line else 1
        self.diagnostics.append(diagnose(code, message, self._span(start, self._path(), width), hint))

    def _path(self) -> Path:
        """Where in the data the value stands that comes next."""
        path: list[str | int] = []
        for frame in self.stack[1:]:
            if isinstance(frame.container, list):
                path.append(len(frame.container))
            elif frame.key is not None:
                path.append(frame.key)
        return tuple(path)

    def _span(self, mark: Any, path: Path = (), width: int = 1) -> Span:
        return self.span(mark.line, mark.column, path, width)

    def span(self, line: int, column: int, path: Path = (), width: int = 1) -> Span:
        """As the parser counts: lines and columns from 0."""
        excerpt = self._lines[line] if line < len(self._lines) else ""
        return Span(self.file, line + 1, column + 1, path_text(path), excerpt, max(width, 1), self.number)


def _ignore(event: Any) -> None:
    """The stream as a whole is of no interest."""
