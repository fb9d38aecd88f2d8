"""Faults in the structure of an expression: a condition is gone, a selector is another one, groups are forgotten, ..."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import suppress
from typing import TypeAlias

from slosmith.matching.matcher import NAME, Matcher, quoted
from slosmith.plan.model import Rule, SloPlan
from slosmith.promql.convert import to_tree
from slosmith.promql.expr import Aggregate, Binary, Expr, Number, Selector, User, parts, rebuild
from slosmith.promql.matchers import series_of
from slosmith.promql.syntax import Unsupported
from slosmith.units import duration
from tests.mutants import written

Changes: TypeAlias = Iterator[tuple[str, Expr]]
# None: the rule is of no SLO.
Change: TypeAlias = Callable[[SloPlan | None, Expr], Changes]


def in_expressions(change: Change) -> Callable[[SloPlan | None, Rule], Iterator[tuple[str, Rule]]]:
    def mutate(slo: SloPlan | None, rule: Rule) -> Iterator[tuple[str, Rule]]:
        for what, expr in _everywhere(lambda node: change(slo, node), rule.expr):
            yield what, rule._replace(expr=expr)

    return mutate


def in_text(change: Callable[[str], Iterator[tuple[str, str]]]) -> Change:
    """For what somebody wrote."""

    def mutate(slo: SloPlan | None, node: Expr) -> Changes:
        if isinstance(node, User):
            for what, source in change(node.source):
                yield what, User(source)

    return mutate


def _everywhere(change: Callable[[Expr], Changes], expr: Expr) -> Changes:
    """The expression with one of its nodes changed, for each node and each change."""
    yield from change(expr)
    below = parts(expr)
    for place, part in enumerate(below):
        for what, new in _everywhere(change, part):
            yield what, rebuild(expr, (*below[:place], new, *below[place + 1 :]))


def minimums(slo: SloPlan | None, node: Expr) -> Changes:
    """Of one event more, or one less."""
    match node:
        case Binary(">", _, Number(literal)) if literal.endswith(".5"):
            whole = int(literal.partition(".")[0])
            for changed in (f"{whole - 1}.5", f"{whole + 1}.5"):
                if whole:
                    yield f"{changed}, not {literal}", node._replace(right=Number(changed))


def recorded_windows(slo: SloPlan | None, node: Expr) -> Changes:
    match node:
        case Selector(series) if slo is not None and ":rate" in series.metric:
            name, _, rest = series.text.partition("{")
            windows = sorted({each for tier in slo.tiers for each in (tier.short, tier.long)})
            at = next(
                (at for at, each in enumerate(windows) if name.endswith(f":rate{duration(each)}")), None
            )
            if at is not None:
                other = windows[at + 1] if at + 1 < len(windows) else windows[at - 1]
                stem = name.removesuffix(f"rate{duration(windows[at])}")
                yield (
                    f"{name} is over {duration(other)}",
                    Selector(series_of(f"{stem}rate{duration(other)}{{{rest}")),
                )


def conditions(slo: SloPlan | None, node: Expr) -> Changes:
    match node:
        case Binary("and" | "unless" | "or" as operator, left, right) if not is_zero(node):
            yield f"`{operator}`: only what is left of it", left
            if operator == "and":
                yield f"`{operator}`: only what is right of it", right
        case User(source):
            with suppress(Unsupported):
                yield from _everywhere(lambda each: conditions(slo, each), to_tree(source))
        case _:
            pass


def is_zero(node: Expr) -> bool:
    match node:
        case Binary("or", _, Binary("*", Number("0"), _)):
            return True
        case _:
            return False


def zeroes(slo: SloPlan | None, node: Expr) -> Changes:
    if is_zero(node) and isinstance(node, Binary):
        yield "no zero for errors that never were", node.left


def guards(slo: SloPlan | None, node: Expr) -> Changes:
    match node:
        case Binary(">" | ">=", left, Number("0")):
            yield "the guard against none is gone", left
        case _:
            pass


def selectors(slo: SloPlan | None, node: Expr) -> Changes:
    match node:
        case Selector(series):
            name, _, rest = series.text.partition("{")
            other = f"{name}_x{{{rest}" if rest else f"{name}_x"
            yield f"{name} is another metric", node._replace(series=series_of(other))
            if not rest:
                yield f"{name} with a matcher", node._replace(series=series_of(f'{name}{{extra="x"}}'))
            elif name.startswith("slo:"):
                renamed = series_of(series.text.replace('slo="', 'slo="other-'))
                yield f"{name} of another SLO", node._replace(series=renamed)
            else:
                yield f"{series} without its matchers", node._replace(series=series_of(name))
        case _:
            pass


def matchers(slo: SloPlan | None, node: Expr) -> Changes:
    """Of several matchers one is gone, and each is turned into its opposite."""
    match node:
        case Selector(series):
            found = [each for each in series.matchers if each.label != NAME]
            for place, each in enumerate(found):
                printed = f"{each.label}{each.operator}{quoted(each.value)}"
                before, after = found[:place], found[place + 1 :]
                yield f"{printed} is its opposite", _with(node, [*before, each.opposite(), *after])
                if before or after:
                    yield f"{printed} is gone", _with(node, [*before, *after])
        case _:
            pass


def _with(selector: Selector, found: list[Matcher]) -> Selector:
    name = selector.series.text.partition("{")[0]
    listed = ", ".join(f"{each.label}{each.operator}{quoted(each.value)}" for each in found)
    return selector._replace(series=series_of(f"{name}{{{listed}}}"))


def groups(slo: SloPlan | None, node: Expr) -> Changes:
    """Only labels of groups: of slo and service each says the other."""
    last = slo.group_by[-1:] if slo is not None else ()
    match node:
        case Aggregate(operation, by, inner) if last and by[-1:] == last:
            yield f"{operation} not by {last[0]}", Aggregate(operation, by[:-1], inner)
        case Binary(_, _, _, on) if last and on and on[-1:] == last:
            yield f"matching not on {last[0]}", node._replace(on=on[:-1])
        case _:
            pass


def aggregations(slo: SloPlan | None, node: Expr) -> Changes:
    """Where there can be more than one series: of what is recorded there is one for each group."""
    match node:
        case Aggregate("sum" | "max" | "min" as operation, by, inner) if (
            slo is None or ":" not in str(inner) or by != slo.identity
        ):
            other = written.OTHERS[operation]
            yield f"{operation} of {inner} is {other}", Aggregate(other, by, inner)
        case _:
            pass


def bounds(slo: SloPlan | None, node: Expr) -> Changes:
    match node:
        case Binary(">=" | "<=" as operator, _, _, _, True):
            yield f"`{operator}` without the bound itself", node._replace(operator=operator[:1])
        case Binary(">" | "<" as operator, _, _, _, True):
            yield f"`{operator}` with the bound itself", node._replace(operator=f"{operator}=")
        case _:
            pass


def comparisons(slo: SloPlan | None, node: Expr) -> Changes:
    match node:
        case Binary(operator) if operator in written.COMPARISONS:
            turned = written.COMPARISONS[operator]
            yield f"`{operator} {node.right}` is `{turned}`", node._replace(operator=turned)
        case _:
            pass
