"""What a selector selects: parsed once, and printed as it was written."""

from __future__ import annotations

from functools import lru_cache
from typing import NamedTuple

from slosmith.matching.matcher import NAME, Matcher, Matchers
from slosmith.promql.strings import label_matcher, selector_text


class Series(NamedTuple):
    """A selector without its range: its text, and its matchers; the metric's name is one of them."""

    text: str
    matchers: Matchers

    def __str__(self) -> str:
        return self.text

    @property
    def metric(self) -> str:
        """Empty when it is chosen by labels only."""
        return next((each.value for each in self.matchers if each.label == NAME and each.operator == "="), "")


@lru_cache(maxsize=4096)
def series(metric: str, *labels: tuple[str, str]) -> Series:
    """The series of a metric with these labels."""
    listed = ",".join(label_matcher(name, value) for name, value in labels)
    matchers = tuple(Matcher(name, "=", value) for name, value in ((NAME, metric), *labels))
    return Series(selector_text(metric, listed), matchers)
