"""What an alert's template prints: the part of Go's language that alerts are written in, and no guess beyond it."""

from __future__ import annotations

import math
import re
from collections.abc import Callable, Mapping, Sequence
from typing import NamedTuple, TypeAlias

from slosmith.gotemplate import Action, Unbalanced, parts
from slosmith.matching.matcher import is_classic
from slosmith.matching.regex import expression
from slosmith.targets.ruletests.oracle.goformat import humanize, humanize_duration, humanize_percentage, plain

Shown: TypeAlias = "str | float"

_STRING = re.compile(r'"((?:[^"\\]|\\.)*)"|`([^`]*)`')
_ESCAPE = re.compile(r"\\(.)", re.DOTALL)
_ESCAPES = {"\\": "\\", '"': '"', "n": "\n", "t": "\t", "r": "\r"}
_GROUP = re.compile(r"\$(?:(\d)(?!\w)|\{(\d)\})")
_OTHER_DOLLAR = re.compile(r"\$(?!\d(?!\w)|\{\d\})")
_VERB = re.compile(r"%(?:%|[^a-zA-Z%]*[a-zA-Z]?)")
# Python shapes %f alike; of %g and %e only those with a precision.
_ROUNDED = re.compile(r"%f|%\.\d{1,2}[fge]")
# The digits of a float that do not depend on the order in which releases of Prometheus add: input series have at most so many,
# and of a sum that was rounded on the way one in a hundred prints 15 by chance.
_CERTAIN = 12
# A label whose name is not a classic one.
_LABEL = re.compile(r'\(index (?:\$l|\.L)abels "([^"\\]+)"\)')
_TOKEN = re.compile(rf"{_LABEL.pattern}|{_STRING.pattern}|[^\s|]+|\|")


class Unprintable(Exception):
    """The template uses something that is not known here."""


class Sample(NamedTuple):
    """One of those that a query gives."""

    labels: Mapping[str, str]
    value: float


Query: TypeAlias = Callable[[str], Sequence[Sample]]
# What `.` is: what `with` found, or one sample of it within `range`.
Dot: TypeAlias = "Sequence[Sample] | Sample | None"


class Moment(NamedTuple):
    """What a template sees: the alert's labels and value, and the answers to its queries. No value: nobody said."""

    labels: Mapping[str, str]
    value: float | None
    query: Query


def render(template: str, moment: Moment) -> str:
    """Raises Unprintable."""
    try:
        pieces = list(parts(template))
    except Unbalanced as fault:
        raise Unprintable(template) from fault
    printed, rest = _block(pieces, 0, moment, None)
    if rest != len(pieces):
        raise Unprintable(template)
    return printed


def _block(pieces: list[str | Action], at: int, moment: Moment, dot: Dot) -> tuple[str, int]:
    """Up to `else`, `end` or the end of all."""
    printed = ""
    while at < len(pieces):
        piece = pieces[at]
        if isinstance(piece, str):
            printed += piece
        elif piece.source in ("else", "end"):
            break
        elif piece.source.startswith("with "):
            text, at = _with(pieces, at, moment)
            printed += text
        elif piece.source == "range .":
            text, at = _range(pieces, at, moment, dot)
            printed += text
        else:
            printed += _text(_pipeline(piece.source, moment, dot))
        at += 1
    return printed, at


def _with(pieces: list[str | Action], at: int, moment: Moment) -> tuple[str, int]:
    """`{{ with a query }} its samples {{ else }} or this {{ end }}`; returns the place of the `end`."""
    piece = pieces[at]
    assert isinstance(piece, Action)
    head, _, last = piece.source.removeprefix("with ").rpartition("|")
    if last.strip() != "query":
        raise Unprintable(piece.source)
    found = moment.query(_text(_pipeline(head, moment, None)))
    # What is not shown is read all the same, to find its end.
    shown, at = _block(pieces, at + 1, moment, found or [Sample({}, 0.0)])
    otherwise = ""
    if at < len(pieces) and pieces[at] == Action("else"):
        otherwise, at = _block(pieces, at + 1, moment, None)
    if at >= len(pieces) or pieces[at] != Action("end"):
        raise Unprintable(piece.source)
    return (shown if found else otherwise), at


def _range(pieces: list[str | Action], at: int, moment: Moment, dot: Dot) -> tuple[str, int]:
    """`{{ range . }} for each sample {{ end }}`; returns the place of the `end`."""
    if dot is None or isinstance(dot, Sample) or not dot:
        raise Unprintable("range .")
    printed, end = "", at
    for sample in dot:
        text, end = _block(pieces, at + 1, moment, sample)
        printed += text
    if end >= len(pieces) or pieces[end] != Action("end"):
        raise Unprintable("range .")
    return printed, end


def _pipeline(source: str, moment: Moment, dot: Dot) -> Shown:
    commands: list[list[str]] = [[]]
    for token in _TOKEN.finditer(source):
        if token[0] == "|":
            commands.append([])
        else:
            commands[-1].append(token[0])
    if commands == [["."]]:
        raise Unprintable(source)
    value: Shown | None = None
    for command in commands:
        value = _command(command, value, moment, dot)
    if value is None:
        raise Unprintable(source)
    return value


def _command(words: list[str], piped: Shown | None, moment: Moment, dot: Dot) -> Shown:
    if not words:
        raise Unprintable("an empty command")
    # `. | first` is a sample, and `. | first | value` its value: here both are the value.
    if words == ["."] and dot and not isinstance(dot, Sample):
        return dot[0].value
    name, arguments = words[0], [_operand(each, moment, dot) for each in words[1:]]
    if piped is not None:
        arguments.append(piped)
    if not arguments:
        return _operand(name, moment, dot)
    match name, arguments:
        case (("first" | "value"), [float(number)]) if dot is not None:
            return number
        case "printf", [str(form), *values]:
            return _printf(form, values)
        case "reReplaceAll", [str(pattern), str(replacement), str(text)]:
            return _replaced(pattern, replacement, text)
        # Python makes SS of a sharp s, and Go leaves it as it is.
        case _ if name in _TEXTS and len(arguments) == 1 and _text(arguments[0]).isascii():
            return _TEXTS[name](_text(arguments[0]))
        case _ if name in _NUMBERS and len(arguments) == 1:
            return _NUMBERS[name](_number(arguments[0]))
        case _:
            raise Unprintable(name)


_TEXTS: dict[str, Callable[[str], str]] = {"toUpper": str.upper, "toLower": str.lower}
_NUMBERS: dict[str, Callable[[float], str]] = {
    "humanize": humanize,
    "humanizePercentage": humanize_percentage,
    "humanizeDuration": humanize_duration,
}


def _operand(word: str, moment: Moment, dot: Dot) -> Shown:
    if string := _STRING.fullmatch(word):
        return string[2] if string[1] is None else _ESCAPE.sub(_unescaped, string[1])
    if word.startswith("(index $") and (label := _LABEL.fullmatch(word)):
        return moment.labels.get(label[1], "")
    if word.startswith("$labels.") and is_classic(name := word.removeprefix("$labels.")):
        return moment.labels.get(name, "")
    if word == "$value" and moment.value is not None:
        return moment.value
    if isinstance(dot, Sample):
        if word == ".Value":
            return dot.value
        if word.startswith(".Labels.") and is_classic(name := word.removeprefix(".Labels.")):
            return dot.labels.get(name, "")
        if label := _LABEL.fullmatch(word):
            return dot.labels.get(label[1], "")
    raise Unprintable(word)


def _unescaped(found: re.Match[str]) -> str:
    if found[1] not in _ESCAPES:
        raise Unprintable(found[0])
    return _ESCAPES[found[1]]


def _replaced(pattern: str, replacement: str, text: str) -> str:
    """A dollar that no single digit follows is a name to Go, or a longer number, or an escape."""
    compiled = expression(pattern)
    groups = [int(one or other) for one, other in _GROUP.findall(replacement)]
    # A dot does not match the end of a line there.
    if compiled is None or _OTHER_DOLLAR.search(replacement) or "\n" in text:
        raise Unprintable(replacement)
    if max(groups, default=0) > compiled.groups:
        raise Unprintable(replacement)
    return str(
        compiled.sub(
            lambda found: _GROUP.sub(lambda group: found.group(int(group[1] or group[2])) or "", replacement),
            text,
        )
    )


def _printf(form: str, values: list[Shown]) -> str:
    """%s and %q of texts, %.2f and its like of numbers, and nothing that is padded."""
    left = list(values)

    def shown(match: re.Match[str]) -> str:
        if match[0] == "%%":
            return "%"
        value = left.pop(0) if left else None
        match match[0][-1], value:
            case "s", str(text) if match[0] == "%s":
                return text
            case "q", str(text) if match[0] == "%q" and text.isascii() and text.isprintable():
                escaped = text.replace("\\", "\\\\").replace('"', '\\"')
                return f'"{escaped}"'
            case (("f" | "g" | "e"), float(number)) if _ROUNDED.fullmatch(match[0]) and math.isfinite(number):
                printed = match[0] % number
                if _figures(printed) > _CERTAIN:
                    raise Unprintable(printed)
                return printed
            case _:
                raise Unprintable(form)

    printed = _VERB.sub(shown, form)
    if left:
        raise Unprintable(form)
    return printed


def _number(value: Shown) -> float:
    if isinstance(value, float):
        return value
    try:
        return float(value)
    except ValueError:
        raise Unprintable(value) from None


def _text(value: Shown) -> str:
    if isinstance(value, str):
        return value
    printed = plain(value)
    if _figures(printed) > _CERTAIN:
        raise Unprintable(printed)
    return printed


def _figures(printed: str) -> int:
    """How many digits of a number are printed, without zeros in front."""
    return len(re.sub(r"e.*|\D", "", printed).lstrip("0"))
