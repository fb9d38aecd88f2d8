"""Every number of a rule made smaller and larger: thresholds, minimums, quantities, ranges, offsets, steps, `for`, `keep_firing_for`."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from decimal import Decimal
from typing import TypeAlias

from slosmith.plan.model import Alert, Rule
from slosmith.promql.expr import Aggregate, Binary, Call, Expr, Number, Selector, Subquery, User
from slosmith.units import decimal_text, duration, parse_duration
from tests.mutants.written import COMPARISONS, words

FACTORS = tuple(map(Decimal, ("0.5", "0.85", "1.15", "2", "3")))

# The kind of the number, what is changed, and the expression with that change.
Scaled: TypeAlias = Iterator[tuple[str, str, Expr]]
Mutated: TypeAlias = Iterator[tuple[str, Rule]]


def numbers(kind: str) -> Callable[[object, Rule], Mutated]:
    """Changes one kind of the numbers in an expression."""

    def mutate(_: object, rule: Rule) -> Mutated:
        for found, what, expr in _scaled(rule.expr):
            if found == kind:
                yield what, rule._replace(expr=expr)

    return mutate


def waiting(_: object, rule: Rule) -> Mutated:
    if isinstance(rule, Alert):
        for what, seconds in _times(rule.for_):
            yield f"it waits {what}", rule._replace(for_=seconds)


def holding(_: object, rule: Rule) -> Mutated:
    if isinstance(rule, Alert):
        for what, seconds in _times(rule.keep_firing_for):
            yield f"it is kept firing {what}", rule._replace(keep_firing_for=seconds)


def _times(seconds: int) -> Iterator[tuple[str, int]]:
    for factor in FACTORS:
        changed = max(1, round(seconds * factor))
        if seconds and changed != seconds:
            yield f"{duration(changed)}, not {duration(seconds)}", changed


def _quantities(literal: str) -> Iterator[tuple[str, str]]:
    number = Decimal(literal)
    for factor in FACTORS:
        if number:
            changed = decimal_text(number * factor)
            yield f"{changed}, not {literal}", changed


def _scaled(expr: Expr) -> Scaled:
    match expr:
        case Number(literal):
            for what, changed in _quantities(literal):
                yield "quantity", what, Number(changed)
        case Selector(series, within, offset):
            for what, seconds in _times(within):
                yield "range", f"{series} over {what}", expr._replace(range=seconds)
            for what, seconds in _times(offset):
                yield "offset", f"{series} {what} ago", expr._replace(offset=seconds)
        case Subquery(inner, within, step, offset):
            for what, seconds in _times(within):
                yield "range", f"({inner}) over {what}", expr._replace(range=seconds)
            for what, seconds in _times(step):
                yield "step", f"({inner}) every {what}", expr._replace(step=seconds)
            for what, seconds in _times(offset):
                yield "offset", f"({inner}) {what} ago", expr._replace(offset=seconds)
            for kind, what, new in _scaled(inner):
                yield kind, what, expr._replace(inner=new)
        case Call(_, arguments):
            for place, argument in enumerate(arguments):
                for kind, what, new in _scaled(argument):
                    yield (
                        kind,
                        what,
                        expr._replace(arguments=(*arguments[:place], new, *arguments[place + 1 :])),
                    )
        case Aggregate(_, _, inner):
            for kind, what, new in _scaled(inner):
                yield kind, what, expr._replace(inner=new)
        case Binary(operator, left, right):
            for kind, what, new in _scaled(left):
                yield kind, what, expr._replace(left=new)
            for kind, what, new in _scaled(right):
                yield _kind(operator, right) or kind, what, expr._replace(right=new)
        case User(source):
            for kind, what, changed in _scaled_text(source):
                yield kind, what, User(changed)
        case _:
            pass


def _kind(operator: str, right: Expr) -> str:
    """What a number is that something is compared with: half an event is what minimums are counted by."""
    if operator not in COMPARISONS or not isinstance(right, Number):
        return ""
    return "min_events" if right.literal.endswith(".5") and right.literal != "0.5" else "threshold"


def _scaled_text(source: str) -> Iterator[tuple[str, str, str]]:
    before = ""
    for word in words(source):
        if word.kind == "number":
            for what, changed in _quantities(word.text):
                yield (
                    "threshold" if before in COMPARISONS else "quantity",
                    what,
                    word.replaced(source, changed),
                )
        elif word.kind == "duration":
            for what, seconds in _times(int(parse_duration(word.text))):
                kind = {"[": "range", ":": "step"}.get(before, "offset")
                yield kind, f"{before} {what}", word.replaced(source, duration(seconds))
        before = word.text
