"""Faults that a rule might have: each yields the rule once more, with one thing wrong."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from decimal import Decimal
from typing import NamedTuple, TypeAlias

from slosmith.burnrate.windows import NICE
from slosmith.plan.model import Alert, Rule, SloPlan
from slosmith.promql.expr import Aggregate, Binary, Call, Expr, Number, Selector, Subquery, User
from slosmith.units import decimal_text, duration

_COMPARISONS = (">", ">=", "<", "<=", "==")


class Mutant(NamedTuple):
    """`kind` names the fault, `what` says where it is."""

    kind: str
    what: str
    rule: Rule


Changes: TypeAlias = Iterator[tuple[str, Expr]]
Mutation: TypeAlias = Callable[[SloPlan, Rule], Iterator[tuple[str, Rule]]]


def mutants(slo: SloPlan, rule: Rule) -> Iterator[Mutant]:
    for kind, mutation in MUTATIONS.items():
        for what, changed in mutation(slo, rule):
            assert changed != rule, kind
            yield Mutant(kind, what, changed)


def _everywhere(change: Callable[[Expr], Changes], expr: Expr) -> Changes:
    """The expression with one of its nodes changed, for each node and each change."""
    yield from change(expr)
    match expr:
        case Call(_, arguments):
            for place, argument in enumerate(arguments):
                for what, new in _everywhere(change, argument):
                    yield what, expr._replace(arguments=(*arguments[:place], new, *arguments[place + 1 :]))
        case Aggregate(_, _, inner) | Subquery(inner):
            for what, new in _everywhere(change, inner):
                yield what, expr._replace(inner=new)
        case Binary(_, left, right):
            for what, new in _everywhere(change, left):
                yield what, expr._replace(left=new)
            for what, new in _everywhere(change, right):
                yield what, expr._replace(right=new)
        case _:
            pass


def _in_expressions(change: Callable[[SloPlan, Expr], Changes]) -> Mutation:
    def mutate(slo: SloPlan, rule: Rule) -> Iterator[tuple[str, Rule]]:
        for what, expr in _everywhere(lambda node: change(slo, node), rule.expr):
            yield what, rule._replace(expr=expr)

    return mutate


def _thresholds(slo: SloPlan, node: Expr) -> Changes:
    match node:
        case Binary(operator, _, Number(literal)) if operator in _COMPARISONS and _scales(literal):
            for factor in ("0.8", "1.2"):
                changed = decimal_text(Decimal(literal) * Decimal(factor))
                yield f"{literal} is {changed}", node._replace(right=Number(changed))


def _scales(literal: str) -> bool:
    # Half an error is what min_events are counted by, and has a mutation of its own.
    return Decimal(literal) != 0 and not literal.endswith(".5")


def _minimums(slo: SloPlan, node: Expr) -> Changes:
    match node:
        case Binary(">", _, Number(literal)) if literal.endswith(".5"):
            for more in (-1, 1):
                changed = decimal_text(Decimal(literal) + more)
                yield f"{literal} is {changed}", node._replace(right=Number(changed))


def _windows(slo: SloPlan, node: Expr) -> Changes:
    match node:
        case Selector(series, seconds, offset) if seconds or offset:
            seen = max(seconds, offset)
            longer = next((each for each in NICE if each > seen), 2 * seen)
            yield (
                f"{node} looks back {duration(longer)}",
                Selector(series, longer if seconds else 0, longer if offset else 0),
            )
        case Selector(series) if ":rate" in series:
            name, _, rest = series.partition("{")
            windows = sorted({each for tier in slo.tiers for each in (tier.short, tier.long)})
            at = next(
                (at for at, each in enumerate(windows) if name.endswith(f":rate{duration(each)}")), None
            )
            if at is not None:
                other = windows[at + 1] if at + 1 < len(windows) else windows[at - 1]
                stem = name.removesuffix(f"rate{duration(windows[at])}")
                yield f"{name} is over {duration(other)}", Selector(f"{stem}rate{duration(other)}{{{rest}")


def _conditions(slo: SloPlan, node: Expr) -> Changes:
    match node:
        case Binary("and" | "unless" | "or" as operator, left, right) if not _is_zero(node):
            yield f"`{operator}`: only what is left of it", left
            if operator == "and":
                yield f"`{operator}`: only what is right of it", right


def _is_zero(node: Expr) -> bool:
    match node:
        case Binary("or", _, Binary("*", Number("0"), _)):
            return True
        case _:
            return False


def _zeroes(slo: SloPlan, node: Expr) -> Changes:
    if _is_zero(node) and isinstance(node, Binary):
        yield "no zero for errors that never were", node.left


def _guards(slo: SloPlan, node: Expr) -> Changes:
    match node:
        case Binary(">" | ">=", left, Number("0")):
            yield "the guard against none is gone", left
        case _:
            pass


def _selectors(slo: SloPlan, node: Expr) -> Changes:
    match node:
        case Selector(series):
            name, _, rest = series.partition("{")
            yield (
                f"{name} is another metric",
                node._replace(series=f"{name}_x{{{rest}" if rest else f"{name}_x"),
            )
            if not rest:
                yield f"{name} with a matcher", node._replace(series=f'{name}{{extra="x"}}')
            elif name.startswith("slo:"):
                yield f"{name} of another SLO", node._replace(series=series.replace('slo="', 'slo="other-'))
            else:
                yield f"{series} without its matchers", node._replace(series=name)
        case User(source) if "_total" in source or "_count" in source:
            changed = source.replace("_total", "_sum").replace("_count", "_sum")
            yield f"another metric in {source}", User(changed)
        case _:
            pass


def _groups(slo: SloPlan, node: Expr) -> Changes:
    """Only labels of groups: of slo and service each says the other."""
    last = slo.group_by[-1:]
    match node:
        case Aggregate(operation, by, inner) if last and by[-1:] == last:
            yield f"{operation} not by {last[0]}", Aggregate(operation, by[:-1], inner)
        case Binary(_, _, _, on) if last and on and on[-1:] == last:
            yield f"matching not on {last[0]}", node._replace(on=on[:-1])
        case _:
            pass


def _sums(slo: SloPlan, node: Expr) -> Changes:
    """Where more than one series can be added up: of what is recorded there is one for each group."""
    match node:
        case Aggregate("sum", by, inner) if ":" not in str(inner) or by != slo.identity:
            yield f"the largest of {inner}", Aggregate("max", by, inner)
        case _:
            pass


def _bounds(slo: SloPlan, node: Expr) -> Changes:
    match node:
        case Binary(">=" | "<=" as operator, _, _, _, True):
            yield f"`{operator}` without the bound itself", node._replace(operator=operator[:1])
        case Binary(">" | "<" as operator, _, _, _, True):
            yield f"`{operator}` with the bound itself", node._replace(operator=f"{operator}=")
        case _:
            pass


def _severity(slo: SloPlan, rule: Rule) -> Iterator[tuple[str, Rule]]:
    if isinstance(rule, Alert):
        other = "low" if rule.labels["severity"] != "low" else "high"
        yield f"it is {other}", rule._replace(labels={**rule.labels, "severity": other})


def _labels(slo: SloPlan, rule: Rule) -> Iterator[tuple[str, Rule]]:
    for name in rule.labels:
        yield f"{name} is called {name}x", rule._replace(labels=_renamed(rule.labels, name))


def _renamed(labels: Mapping[str, str], name: str) -> dict[str, str]:
    return {f"{key}x" if key == name else key: value for key, value in labels.items()}


def _holding(slo: SloPlan, rule: Rule) -> Iterator[tuple[str, Rule]]:
    if isinstance(rule, Alert) and rule.keep_firing_for:
        yield "it does not go on firing", rule._replace(keep_firing_for=0)


def _waiting(slo: SloPlan, rule: Rule) -> Iterator[tuple[str, Rule]]:
    if isinstance(rule, Alert) and rule.for_:
        yield "it does not wait", rule._replace(for_=0)


MUTATIONS: dict[str, Mutation] = {
    "threshold": _in_expressions(_thresholds),
    "min_events": _in_expressions(_minimums),
    "window": _in_expressions(_windows),
    "condition dropped": _in_expressions(_conditions),
    "`or 0 *` removed": _in_expressions(_zeroes),
    "`> 0` removed": _in_expressions(_guards),
    "selector": _in_expressions(_selectors),
    "group forgotten": _in_expressions(_groups),
    "sum": _in_expressions(_sums),
    "bound": _in_expressions(_bounds),
    "severity": _severity,
    "label renamed": _labels,
    "keep_firing_for dropped": _holding,
    "for dropped": _waiting,
}
