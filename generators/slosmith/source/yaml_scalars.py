"""Says what a plain YAML scalar is, and which ones YAML 1.1 and 1.2 readers understand differently."""

from __future__ import annotations

import re
from decimal import Decimal
from functools import lru_cache
from typing import NamedTuple

# Beyond that, other readers round a number or refuse it, and Python refuses to convert very long ones.
_MAX_DIGITS = 40


class Surprise(NamedTuple):
    """Why readers disagree about a scalar, and how to write what was meant without quotes (if one can)."""

    why: str
    advice: str = ""
    key_advice: str = ""


_CONSTANTS: dict[str, bool | None] = {"": None, "~": None, "null": None, "true": True, "false": False}


def _spellings(*words: str) -> list[str]:
    """`on`, `On` and `ON`: what YAML 1.1 knows."""
    return [spelling for word in words for spelling in (word, word.capitalize(), word.upper())]


def _words() -> dict[str, Surprise]:
    truths = (
        ("true", ("yes", "on", "y", "true")),
        ("false", ("no", "off", "n", "false")),
        ("null", ("null",)),
    )
    words = {
        spelling: Surprise(f"{meaning} to some YAML readers and text to others", f"write {meaning}")
        for meaning, group in truths
        for spelling in _spellings(*group)
        if spelling not in _CONSTANTS
    }
    words["="] = Surprise("a special value to some YAML readers and text to others")
    merge = "a merge key to some YAML readers and text to others"
    words["<<"] = Surprise(merge, key_advice="write the keys out")
    return words


_WORDS = _words()
_INTEGER = re.compile(r"-?(0|[1-9][0-9]*)")
_DECIMAL = re.compile(r"-?(0|[1-9][0-9]*)\.[0-9]+")
_NUMBER_OR_TEXT = "a number to some YAML readers and text to others"
_DATE = (
    r"[0-9]{4}-[0-9]{1,2}-[0-9]{1,2}"
    r"(([Tt]|[ \t]+)[0-9]{1,2}:[0-9]{1,2}:[0-9]{1,2}(\.[0-9]*)?([ \t]*(Z|[-+][0-9]{1,2}(:?[0-9]{2})?))?)?"
)
_SURPRISES = (
    (r"[-+]?[0-9][0-9_]*(:[0-5]?[0-9])+(\.[0-9_]*)?", Surprise("a number in base 60 to some YAML readers and text to others")),
    (_DATE, Surprise("a date to some YAML readers and text to others")),
    (r"[-+]?0[xX][0-9a-fA-F_]+", Surprise(_NUMBER_OR_TEXT, "write it as a decimal number")),
    (r"[-+]?0[bB][01_]+", Surprise(_NUMBER_OR_TEXT, "write it as a decimal number")),
    (r"[-+]?0[oO][0-7_]+", Surprise(_NUMBER_OR_TEXT, "write it as a decimal number")),
    (r"[-+]?0[0-9_]+", Surprise("an octal number to some YAML readers and a decimal one to others", "drop the leading zero")),
    (r"[-+]?0[0-9_]+\.[0-9_]*", Surprise(_NUMBER_OR_TEXT, "drop the leading zero")),
    (r"[-+]?([0-9][0-9_]*(\.[0-9_]*)?|\.[0-9][0-9_]*)[eE][-+]?[0-9]+", Surprise(_NUMBER_OR_TEXT, "write it without an exponent")),
    (r"[-+]?[0-9]+_[0-9_]*(\.[0-9_]*)?|[-+]?[0-9]+\.[0-9]*_[0-9_]*", Surprise(_NUMBER_OR_TEXT, "write it without `_`")),
    (r"[-+]?(\.[0-9][0-9_]*|[0-9]+\.)", Surprise(_NUMBER_OR_TEXT, "write digits on both sides of the point")),
    (r"\+[0-9]+(\.[0-9]+)?", Surprise(_NUMBER_OR_TEXT, "write it without the sign")),
    (r"[-+]?\.(inf|Inf|INF)|\.(nan|NaN|NAN)", Surprise("not a finite number to some YAML readers and text to others")),
)  # fmt: skip
_SURPRISING = tuple((re.compile(pattern, re.ASCII), surprise) for pattern, surprise in _SURPRISES)
_LONG = Surprise(f"a number of more than {_MAX_DIGITS} digits, which other YAML readers round")


# A spec says the same words again and again: every key, every severity, every window.
@lru_cache(maxsize=16384)
def resolve(text: str) -> tuple[bool | int | Decimal | str | None, Surprise | None]:
    """The value of a plain scalar; one that readers disagree about is taken as text."""
    if text in _CONSTANTS:
        return _CONSTANTS[text], None
    if text in _WORDS:
        return text, _WORDS[text]
    if text[0] not in "0123456789+-.":
        return text, None
    if _INTEGER.fullmatch(text):
        return (int(text), None) if len(text) <= _MAX_DIGITS else (text, _LONG)
    if _DECIMAL.fullmatch(text):
        return (Decimal(text), None) if len(text) <= _MAX_DIGITS else (text, _LONG)
    return text, next((surprise for pattern, surprise in _SURPRISING if pattern.fullmatch(text)), None)
