"""The matchers of PromQL selectors, and label sets printed as series."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from functools import lru_cache
from typing import Any

import promql_parser as pp

from slosmith.matching.matcher import NAME, LabelSet, Matcher, Matchers, Operator
from slosmith.promql.expr import label_matcher
from slosmith.promql.series import Series
from slosmith.promql.strings import selector_text
from slosmith.promql.structure import walk
from slosmith.promql.syntax import known_tree, syntax_tree
from slosmith.promql.window import fill_window

_ANY_WINDOW = 600
_OPERATORS: Mapping[str, Operator] = {"Equal": "=", "NotEqual": "!=", "Re": "=~", "NotRe": "!~"}


@lru_cache(maxsize=65536)
def series_of(selector: str) -> Series:
    """A selector as somebody wrote it. One that only a newer Prometheus understands has no matchers that we know."""
    try:
        tree = syntax_tree(selector)
    except ValueError:
        return Series(selector, ())
    return Series(
        selector, matchers_in(tree.vector_selector if isinstance(tree, pp.MatrixSelector) else tree)
    )


def selected(tree: Any) -> tuple[Matchers, ...]:
    """The matchers of every selector in a parsed expression, each once."""
    found = (node for node in walk(tree) if isinstance(node, pp.VectorSelector | pp.MatrixSelector))
    return tuple(
        dict.fromkeys(
            matchers_in(each.vector_selector if isinstance(each, pp.MatrixSelector) else each)
            for each in found
        )
    )


def selectors_in(source: str) -> tuple[Matchers, ...]:
    """The same of what somebody wrote; any window shows which series it selects. Raises Unsupported."""
    return selected(known_tree(fill_window(source, _ANY_WINDOW)))


def matchers_in(selector: Any) -> Matchers:
    """Those of a parsed selector, the metric's name first."""
    listed = tuple(map(_matcher, selector.matchers.matchers))
    return (Matcher(NAME, "=", selector.name), *listed) if selector.name else listed


def _matcher(parsed: Any) -> Matcher:
    operator = _OPERATORS[str(parsed.op).rpartition(".")[2]]
    # In Prometheus 3 a dot matches the end of a line too.
    return Matcher(parsed.name, operator, parsed.value, dot_all=operator in ("=~", "!~"))


def nameless(matchers: Iterable[Matcher]) -> bool:
    """Whether no metric is named: it is chosen by a pattern, by what it is not, or by other labels alone."""
    return not any(each.label == NAME and each.operator == "=" for each in matchers)


def series_text(labels: LabelSet) -> str:
    """As Prometheus reads it: `name{label="value"}`."""
    listed = ", ".join(label_matcher(name, value) for name, value in labels.items() if name != NAME)
    return selector_text(labels.get(NAME, ""), listed)
