"""The texts of alerts, which are Go templates: refused here if Prometheus would refuse the rule that carries them.

Language: https://pkg.go.dev/text/template. Functions: those that Go has, and those of Prometheus 3.14
(https://prometheus.io/docs/prometheus/latest/configuration/template_reference/); whether an older Prometheus has
them too, promtool knows.
"""

from __future__ import annotations

import re
from collections.abc import Collection
from typing import Annotated, NoReturn

from pydantic import AfterValidator

from slosmith.gotemplate import Action, Unbalanced, actions, parts
from slosmith.gotemplate.syntax import Language, require_parseable
from slosmith.gotemplate.tokens import Malformed
from slosmith.spec.spelling import did_you_mean
from slosmith.spec.texts import checked_text, refuse, shown

_VALUE = re.compile(r"\$value\b|(?<![\w)])\.Value\b")
_ASKS = re.compile(r"(?:else\s+)?(?:if|with)\b")
_LABEL = re.compile(r"\$labels\.([A-Za-z_]\w*)")

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
    _parts(value)
    try:
        require_parseable(value, _LANGUAGE)
    except Malformed as fault:
        refuse("bad-text", shown(fault.what, 200), fault.hint)
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


def _unknown_function(name: str) -> Malformed:
    hint = did_you_mean(name, _FUNCTIONS) or "`$labels.<name>` is a label, `$value` the value of the alert"
    return Malformed(f"templates of Prometheus have no function `{name}`", hint)


def _unknown_variable(name: str, known: Collection[str]) -> Malformed:
    hint = did_you_mean(name, known) or "the labels of an alert are in `$labels`, its value is `$value`"
    return Malformed(f"templates of Prometheus have no variable `{name}`", hint)


_LANGUAGE = Language(_FUNCTIONS, _VARIABLES, _unknown_function, _unknown_variable)


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
