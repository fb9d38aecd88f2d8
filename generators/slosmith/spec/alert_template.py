"""The texts of alerts, which are Go templates: refused here if Prometheus would refuse the rule that carries them.

Language: https://pkg.go.dev/text/template. Functions: those that Go has, and those of Prometheus 3.14
(https://prometheus.io/docs/prometheus/latest/configuration/template_reference/); whether an older Prometheus has
them too, promtool knows.
"""

from __future__ import annotations

import re
from typing import Annotated, NoReturn

from pydantic import AfterValidator

from slosmith.gotemplate import Action, Unbalanced, actions, parts
from slosmith.spec.spelling import did_you_mean
from slosmith.spec.texts import checked_text, refuse, shown

# A name that is no part of another, no field and no variable.
_WORD = re.compile(r"(?<![\w.$])[A-Za-z_]\w*")
_VARIABLE = re.compile(r"\$\w*")
_VALUE = re.compile(r"\$value\b|(?<![\w)])\.Value\b")
# Go knows these characters outside of strings, and no others; a single quote is what is left of a broken one.
_ODD = re.compile(r"[^\w\s$.()|:=,+\-`]")
_ASKS = re.compile(r"(?:else\s+)?(?:if|with)\b")
_LABEL = re.compile(r"\$labels\.([A-Za-z_]\w*)")
_DECLARED = re.compile(r"(?:(\$\w+)\s*,\s*)?(\$\w+)\s*:=")

_OPENING = frozenset({"if", "range", "with", "define", "block"})
_KEYWORDS = _OPENING | {"else", "end", "template", "break", "continue", "true", "false", "nil"}
_FUNCTIONS = frozenset(
    [
        "and",
        "call",
        "eq",
        "ge",
        "gt",
        "html",
        "index",
        "js",
        "le",
        "len",
        "lt",
        "ne",
        "not",
        "or",
        "print",
        "printf",
        "println",
        "slice",
        "urlquery",
        "args",
        "externalURL",
        "first",
        "graphLink",
        "humanize",
        "humanize1024",
        "humanizeDuration",
        "humanizePercentage",
        "humanizeTimestamp",
        "label",
        "match",
        "now",
        "parseDuration",
        "pathPrefix",
        "query",
        "reReplaceAll",
        "safeHtml",
        "sortByLabel",
        "stripDomain",
        "stripPort",
        "strvalue",
        "tableLink",
        "title",
        "tmpl",
        "toDuration",
        "toLower",
        "toTime",
        "toUpper",
        "urlQueryEscape",
        "value",
    ]
)
# Prometheus declares these in front of every template.
_VARIABLES = frozenset({"$", "$labels", "$externalLabels", "$externalURL", "$value"})


def _template(value: str) -> str:
    value = checked_text(value)
    known, opened = set(_VARIABLES), list[str]()
    for part in _parts(value):
        if isinstance(part, Action):
            known.update(name for pair in _DECLARED.findall(part.code) for name in pair if name)
            _known_signs(part.code)
            _known_names(part.code, known)
            _nested(part.code, opened)
    if opened:
        refuse("bad-text", f"`{{{{ {opened[-1]} }}}}` has no end", "close it with `{{ end }}`")
    return value


def labels_read(value: str) -> tuple[str, ...]:
    """The labels that a valid template takes for granted, as `$labels.x`; what `.Labels.x` is depends on where it stands."""
    read = [(each.code, _LABEL.findall(each.code)) for each in actions(value)]
    # Who asks whether a label is there knows that it may not be.
    asked = {name for code, names in read if _ASKS.match(code) for name in names}
    return tuple(dict.fromkeys(name for _, names in read for name in names if name not in asked))


def _parts(value: str) -> tuple[str | Action, ...]:
    try:
        found = tuple(parts(value))
    except Unbalanced:
        _refuse_braces()
    # Go would print these, and nobody has ever meant that.
    if any("}}" in each for each in found if isinstance(each, str)):
        _refuse_braces()
    return found


def _refuse_braces() -> NoReturn:
    refuse("bad-text", "`{{` and `}}` do not match", "each `{{` of a template needs its `}}`")


def _known_names(body: str, known: set[str]) -> None:
    for word in _WORD.findall(body):
        if word not in _FUNCTIONS and word not in _KEYWORDS:
            hint = (
                did_you_mean(word, _FUNCTIONS)
                or "`$labels.<name>` is a label, `$value` the value of the alert"
            )
            refuse("bad-text", f"templates of Prometheus have no function `{shown(word)}`", hint)
    for name in _VARIABLE.findall(body):
        if name not in known:
            hint = (
                did_you_mean(name, known) or "the labels of an alert are in `$labels`, its value is `$value`"
            )
            refuse("bad-text", f"templates of Prometheus have no variable `{shown(name)}`", hint)


def _known_signs(body: str) -> None:
    if odd := _ODD.search(body):
        hint = (
            "a comment is written `{{/* so */}}`" if odd[0] == "/" else "see https://pkg.go.dev/text/template"
        )
        refuse("bad-text", f"`{shown(odd[0])}` means nothing within `{{{{ }}}}`", hint)


def _nested(body: str, opened: list[str]) -> None:
    first = _WORD.match(body)
    word = first[0] if first else ""
    if not body:
        refuse(
            "bad-text", "`{{ }}` holds nothing", "name a label, as in `{{ $labels.instance }}`, or remove it"
        )
    if word in _OPENING:
        opened.append(word)
    elif word in ("end", "else") and not opened:
        refuse(
            "bad-text", f"`{{{{ {word} }}}}` belongs to nothing", "remove it, or begin with `{{ if ... }}`"
        )
    elif word == "end":
        opened.pop()


def _label_template(value: str) -> str:
    outside = ""
    for part in _parts(_template(value)):
        if isinstance(part, str):
            outside += part
        elif _VALUE.search(part.code):
            refuse(
                "bad-text",
                "a label holds the value of the alert",
                "each new value would be a new alert; put it into an annotation",
            )
    if "\n" in value or '"' in outside or "\\" in outside:
        refuse(
            "bad-text", "a label may not hold quotes, backslashes or newlines outside `{{ }}`", "simplify it"
        )
    return value


AlertText = Annotated[str, AfterValidator(_template)]
AlertLabel = Annotated[str, AfterValidator(_label_template)]
