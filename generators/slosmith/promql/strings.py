"""Strings of PromQL: how they look, and how they are written."""

from __future__ import annotations

from functools import lru_cache
from typing import Final

from slosmith.matching.matcher import quoted

# Between quotes a backslash escapes, and a line does not end; between backticks neither is so.
QUOTED: Final = r"""\"(?:\\.|[^\"\\\n])*\"|'(?:\\.|[^'\\\n])*'"""


@lru_cache(maxsize=1024)
def label_matcher(name: str, value: str) -> str:
    """`name="value"` with the value escaped."""
    return f"{name}={quoted(value)}"
