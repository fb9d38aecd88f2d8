"""One fault in a text or in a document, chosen by hypothesis, so that a failing choice becomes smaller by itself."""

from __future__ import annotations

import copy
import json
import re
from collections.abc import Iterator
from decimal import Decimal
from typing import Any, TypeAlias

from hypothesis import strategies as st

from tests.fuzz.corpus import DONORS, EXPRESSION_KEYS, EXPRESSIONS, documents

Path: TypeAlias = tuple[str | int, ...]

_TOKEN = re.compile(r'"(?:\\.|[^"\\\n])*"|\w+|\s+|.', re.DOTALL)
_EXPONENT = re.compile(r"(?<=[:,\[] )-?\d+(?:\.\d+)?e[+-]?\d+(?=[,\]}\n])")
# What means something to YAML, Go templates, PromQL, Markdown, Jsonnet, a terminal or a CI server.
SPECIAL = [
    *"\"'{}[]()\\|#$%&*!?<>@`~^,:;=+-.",
    "\t", "\n", "\r\n", "\x00", "\x1b[2J", "\x85", "\u202e", "\ufeff", "\u2028", "😀", "é",
    "{{", "}}", "{{ end }}", "$window", "[5m]", " offset 1h", " or ", " by (x) ", "=~", "!~",
    ": ", "- ", "&a ", "*a ", "!!binary ", "<<: ", "---\n", "...\n", "%YAML 1.1\n",
    "NaN", "Inf", "1e999", "0x10", "-0", "1_000", "012", "12:30", "(a+)+b", "\\Q..\\E",
    "::error::x", "##[error]x", "</script>", "../", "a" * 300, "std.", "import ", "error ",
]  # fmt: skip
# What a word may become so that an expression, a matcher or a template still parses.
WORDS = [
    "sum", "max", "count", "group", "stddev", "topk", "quantile", "by", "without", "on", "ignoring", "group_left", "bool",
    "rate", "increase", "delta", "irate", "resets", "deriv", "absent", "vector", "scalar", "time", "clamp_min", "sqrt", "ln",
    "histogram_quantile", "label_replace", "max_over_time", "last_over_time", "count_over_time", "offset", "or", "unless",
    "NaN", "Inf", "0", "1", "5m", "30d", "1ms", "0.5", "1e9", "le", "slo", "service", "severity", "instance", "__name__",
    "alertname", "up", "a_total", "h_bucket", "humanize", "with", "range", "end", "else", "value", "labels",
]  # fmt: skip
VALUES: list[Any] = [
    None, True, False, "", " ", 0, -1, 1, 0.1, 99.9, 1e308, -1e-308, 10**30, "NaN", "Inf", "-0",
    [], {}, [None], {"": None}, [[]], {"a": {"b": []}},
    "0s", "1s", "-5m", "1h", "90d", "91d", "10000000h", "1h1h", "5", "1.5h", "5 m", "1y",
    "0%", "100%", "100.0001%", "99,9%", "-1%", "99.9999999999999%", "1e-9%", 0.999, 100,
    "a", "A", "1", "on", "null", "a-b", "a_b", "a b", "../x", "é", "x" * 64, "x" * 5000, "service", "slosmith",
    "alertname", "__name__", "le", "slo", "severity", "{{ $value }}", "$window", "*", "#", "up", "vector(1)",
    "\x1b]52;c;eA==\x07", "x\n::set-output name=errors::0", "\u202etxt.exe", "@here <!channel>", "=1+1", "`|`",
]  # fmt: skip


def tokens(text: str) -> list[str]:
    return _TOKEN.findall(text)


@st.composite
def changed_text(draw: st.DrawFn, text: str) -> str:
    """The text with a word replaced by another, or with a token gone, repeated, moved, replaced or added."""
    found = tokens(text)
    at = draw(st.integers(0, len(found)))
    kind = draw(
        st.sampled_from(["word", "word", "word", "insert", "delete", "repeat", "replace", "swap", "cut"])
    )
    if kind == "word" and (words := [index for index, each in enumerate(found) if each.isalnum()]):
        at = draw(st.sampled_from(words))
        return "".join((*found[:at], draw(st.sampled_from(WORDS)), *found[at + 1 :]))
    before, after = found[:at], found[at:]
    if kind == "insert" or not after:
        after = [draw(st.sampled_from(SPECIAL)), *after]
    elif kind == "delete":
        after = after[1:]
    elif kind in ("repeat", "word"):
        after = [after[0], *after]
    elif kind == "replace":
        after = [draw(st.sampled_from(SPECIAL) | st.sampled_from(found)), *after[1:]]
    elif kind == "swap":
        other = draw(st.integers(0, len(found) - 1))
        swapped = list(found)
        swapped[at], swapped[other] = swapped[other], swapped[at]
        return "".join(swapped)
    else:
        after = []
    return "".join((*before, *after))


@st.composite
def changed_value(draw: st.DrawFn, key: str, value: Any) -> Any:
    """Something else in the place of a value: odd, changed in its text, or from another spec's place of this name."""
    kinds: list[st.SearchStrategy[Any]] = [st.sampled_from(VALUES)]
    if donors := DONORS.get(key):
        kinds += [st.sampled_from(donors)] * 2
    if isinstance(value, str):
        kinds.append(changed_text(value))
    if key in EXPRESSION_KEYS:
        kinds.append(st.sampled_from(EXPRESSIONS).flatmap(changed_text))
    if isinstance(value, int | float) and not isinstance(value, bool):
        kinds.append(st.sampled_from([value * 2, value / 2, value + 1, -value, value * 1000, str(value)]))
    if isinstance(value, list):
        kinds.append(st.sampled_from([value * 2, value[:-1], value[::-1], [value]]))
    return copy.deepcopy(draw(st.one_of(kinds)))


def places(value: Any, path: Path = ()) -> Iterator[Path]:
    """Every place below a document."""
    if isinstance(value, dict):
        for key, inner in value.items():
            yield (*path, key)
            yield from places(inner, (*path, key))
    elif isinstance(value, list):
        for index, inner in enumerate(value):
            yield (*path, index)
            yield from places(inner, (*path, index))


@st.composite
def changed_document(draw: st.DrawFn, document: Any) -> Any:
    """The document with one of its values changed, gone or doubled, or a key renamed or added."""
    document = copy.deepcopy(document)
    found = list(places(document))
    if not found:
        return draw(changed_value("", document))
    place = draw(st.sampled_from(found))
    holder: Any = document
    for step in place[:-1]:
        holder = holder[step]
    last: Any = place[-1]
    key = next((step for step in reversed(place) if isinstance(step, str)), "")
    kind = draw(st.sampled_from(["value", "value", "value", "value", "delete", "key", "add"]))
    if kind == "value":
        holder[last] = draw(changed_value(str(key), holder[last]))
    elif kind == "delete":
        del holder[last]
    elif isinstance(holder, list):
        holder.insert(last, draw(changed_value(str(key), holder[last])))
    else:
        name = draw(st.sampled_from(sorted(DONORS)) | changed_text(str(last)))
        holder[name] = holder.pop(last) if kind == "key" else draw(changed_value(name, None))
    return document


def written(found: list[Any]) -> str:
    """As JSON, which is YAML, each document on a line of its own. No number has an exponent: readers disagree on those."""
    texts = (json.dumps(each, ensure_ascii=False) for each in found)
    return "---\n".join(
        f"{_EXPONENT.sub(lambda number: f'{Decimal(number[0]):f}', text)}\n" for text in texts
    )


@st.composite
def changed_yaml(draw: st.DrawFn, text: str) -> str:
    """A change in what the text says or, now and then, in how it says it."""
    found = documents(text)
    if found is None or draw(st.integers(0, 4)) == 0:
        return draw(changed_text(text))
    at = draw(st.integers(0, len(found) - 1))
    found[at] = draw(changed_document(found[at]))
    return written(found)
