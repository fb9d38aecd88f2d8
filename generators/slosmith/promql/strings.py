"""Strings of PromQL: how they look, and how they are written."""

from __future__ import annotations

import re
from collections.abc import Iterable
from functools import lru_cache
from typing import Final

from slosmith.matching.matcher import label_text, quoted

# Between quotes a backslash escapes, and a line does not end; between backticks neither is so.
QUOTED: Final = r"""\"(?:\\.|[^\"\\\n])*\"|'(?:\\.|[^'\\\n])*'"""
_CLASSIC_METRIC = re.compile(r"[a-zA-Z_:][a-zA-Z0-9_:]*", re.ASCII)


@lru_cache(maxsize=1024)
def label_matcher(name: str, value: str) -> str:
    """`name="value"` with the value escaped."""
    return f"{label_text(name)}={quoted(value)}"


def selector_text(metric: str, matchers: str) -> str:
    """`metric{matchers}`; a UTF-8 name stands within the braces, as Prometheus 3 wants it. Both may be empty."""
    if metric and not is_classic_metric(metric):
        return f"{{{quoted(metric)}, {matchers}}}" if matchers else f"{{{quoted(metric)}}}"
    return f"{metric}{{{matchers}}}" if matchers or not metric else metric


def is_classic_metric(name: str) -> bool:
    """Whether Prometheus 2 takes the metric's name, too."""
    return _CLASSIC_METRIC.fullmatch(name) is not None


def labels_text(names: Iterable[str]) -> str:
    """Labels as a grouping lists them."""
    return ", ".join(map(label_text, names))
