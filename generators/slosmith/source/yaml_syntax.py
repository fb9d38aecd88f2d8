"""Says in plain words what is wrong with YAML that does not parse, and how to mend it."""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import NamedTuple, TypeAlias

import yaml


class Fault(NamedTuple):
    """`line` and `column` count from 0, as the parser does."""

    message: str
    line: int
    column: int
    hint: str = ""


class _Scene(NamedTuple):
    """Where the parser gave up, and where what it was parsing had begun (if it says so)."""

    lines: list[str]
    line: int
    column: int
    opened: yaml.Mark | None

    @property
    def text(self) -> str:
        return self.lines[self.line] if self.line < len(self.lines) else ""

    def fault(self, message: str, hint: str = "") -> Fault:
        return Fault(message, self.line, self.column, hint)

    def at_opening(self) -> _Scene:
        return self._replace(line=self.opened.line, column=self.opened.column) if self.opened else self


_Rule: TypeAlias = Callable[[_Scene], Fault]


def explain(error: yaml.YAMLError, text: str) -> Fault:
    problem = getattr(error, "problem", None) or str(error).partition("\n")[0]
    mark = getattr(error, "problem_mark", None)
    line, column = (mark.line, mark.column) if mark else (0, 0)
    scene = _Scene(text.splitlines(), line, column, getattr(error, "context_mark", None))
    said = f"{getattr(error, 'context', None) or ''}: {problem}"
    rule = next((rule for pattern, rule in _RULES if re.search(pattern, said)), None)
    return rule(scene) if rule else scene.fault(f"not valid YAML: {problem}")


def _say(message: str, hint: str) -> _Rule:
    return lambda scene: scene.fault(message, hint)


_tab = _say("a tab is used for indentation", "YAML is indented with spaces only")


def _bad_start(scene: _Scene) -> Fault:
    character = scene.text[scene.column : scene.column + 1]
    if character == "\t":
        return _tab(scene)
    name = "a backtick" if character == "`" else f"`{character}`"
    return scene.fault(f"text cannot start with {name}", "put the text in quotes")


def _unclosed_quote(scene: _Scene) -> Fault:
    return scene.at_opening().fault("a quote is opened here and never closed", "close it")


def _unclosed_bracket(scene: _Scene) -> Fault:
    opening = scene.at_opening()
    message = "a `[` or `{` is not closed, or a comma is missing"
    hint = "close it; text that starts with `[` or `{` must be quoted"
    return (scene if opening.line == scene.line else opening).fault(message, hint)


# A line that holds nothing but a key, and perhaps a value that is glued to its colon.
_BARE_KEY = re.compile(r"\s*(?:- +)*([\w.-]+)(?:(:)[^\s:/].*)?\s*")


def _unexpected_colon(scene: _Scene) -> Fault:
    message = "a `:` is not expected here"
    if ": " in scene.text[: scene.column]:
        return scene.fault(message, "text that holds `: ` must be quoted")
    bare = _BARE_KEY.fullmatch(scene.lines[scene.line - 1]) if scene.line else None
    if bare:
        missing = f"a space after `{bare[1]}:`" if bare[2] else f"a `:` after `{bare[1]}`"
        return scene.fault(message, f"line {scene.line} needs {missing}")
    hint = "indent the line as its neighbours are, or quote the text that it is part of"
    return scene.fault(message, hint)


def _no_colon(scene: _Scene) -> Fault:
    hint = (
        "write `key: value`, with a space after each `-` and `:`; indent text that continues the line above"
    )
    return scene.at_opening().fault("this line has no `:`", hint)


def _bad_line(scene: _Scene) -> Fault:
    if scene.text[: scene.column].strip(" -"):
        return scene.fault("there is text after the end of the value", "put the whole value in quotes")
    message = "this line does not fit the mapping that it is in"
    return scene.fault(message, "start all keys of a mapping in the same column")


_bad_item = _say(
    "this line does not fit the list that it is in", "start each item with `- `, all in the same column"
)
_no_list = _say("a list cannot start here", "start it on a line of its own, or quote the text")
_no_value = _say("there is no value here", "text that starts with a punctuation mark must be quoted")
_bad_escape = _say(
    "a backslash sequence that YAML does not know",
    r"in double quotes write `\\` for a backslash, or use single quotes",
)
_half_escape = _say("an escape that stands for half a character", "write the character itself")
_second_document = _say(
    "there is text after the end of the document", "put `---` on a line of its own between documents"
)

# What the parsers say (libyaml, and the one in Python) as "context: problem", and the rule that explains it.
_RULES: tuple[tuple[str, _Rule], ...] = (
    (r"tab character|character '\\t'", _tab),
    (r"cannot start any token", _bad_start),
    (r"quoted.scalar: .*(end of stream|document)", _unclosed_quote),
    (r"unknown escape character", _bad_escape),
    (r"invalid Unicode character escape", _half_escape),
    (r"mapping values are not allowed", _unexpected_colon),
    (r"sequence entries are not allowed", _no_list),
    (r"could not find expected ':'", _no_colon),
    (r"expected ',' or", _unclosed_bracket),
    (r"node content", _no_value),
    (r"<document start>", _second_document),
    (r"block collection", _bad_item),
    (r"block mapping", _bad_line),
)
