"""How a result grows with the window that an expression is over: not at all, if it is a share."""

from __future__ import annotations

from typing import Any

import promql_parser as pp

from slosmith.promql.functions import GROWING
from slosmith.promql.structure import kind


def growth(node: Any, window: int) -> int | None:
    """The power of the window, which is `window` seconds in this tree; None where parts of it grow in different ways."""
    match node:
        case pp.ParenExpr() | pp.UnaryExpr() | pp.SubqueryExpr() | pp.AggregateExpr():
            return growth(node.expr, window)
        case pp.Call():
            return _call(node, window)
        case pp.BinaryExpr():
            return _binary(str(node.op), growth(node.lhs, window), growth(node.rhs, window))
        case _:
            return 0


def _call(node: Any, window: int) -> int | None:
    read = next((each for each in node.args if kind(each) in ("vector", "range")), None)
    inner = 0 if read is None else growth(read, window)
    over = getattr(read, "range", None)
    grows = node.func.name in GROWING and over is not None and int(over.total_seconds()) == window
    return inner + 1 if grows and inner is not None else inner


def _binary(operator: str, left: int | None, right: int | None) -> int | None:
    if left is None or right is None:
        return None
    match operator:
        case "*":
            return left + right
        case "/":
            return left - right
        case "+" | "-" | "or":
            return left if left == right else None
        case _:
            # What filters gives what stands to its left.
            return left
