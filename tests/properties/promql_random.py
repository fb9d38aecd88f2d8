"""Random PromQL over random series, one generator for each construct that the type checker has a rule for."""

from __future__ import annotations

from collections.abc import Callable
from random import Random

# Labels that series may carry; `le` belongs to the histogram.
LABELS = ("a", "b", "c", "job", "instance")
VALUES = ("1", "2", "x")
GAUGES = ("g1", "g2", "up")
COUNTERS = ("c1_total", "c2_total")
BUCKETS = "h_bucket"
MISSING = "gone"
_LES = ("0.5", "1", "+Inf")
_RANGES = ("3m", "10m")


def series(random: Random) -> dict[str, str]:
    """Samples once a minute, by series: gauges are anything, counters only grow or begin anew."""
    found: dict[str, str] = {}
    for metric in (*GAUGES, *COUNTERS):
        for _ in range(random.randint(1, 5)):
            labels = {name: random.choice(VALUES) for name in LABELS if random.random() < 0.6}
            samples = _gauge(random, metric) if metric in GAUGES else _counter(random)
            found[f"{metric}{_braces(labels)}"] = samples
    for _ in range(random.randint(1, 2)):
        labels = {name: random.choice(VALUES) for name in LABELS if random.random() < 0.6}
        steps = [[random.randint(0, 4) for _ in range(12)] for _ in _LES]
        for place, le in enumerate(_LES):
            counts = [sum(step) for step in zip(*steps[: place + 1], strict=True)]
            found[f"{BUCKETS}{_braces({**labels, 'le': le})}"] = _summed(counts)
        found[f"h_count{_braces(labels)}"] = _summed([sum(step) for step in zip(*steps, strict=True)])
    return found


def _gauge(random: Random, metric: str) -> str:
    choices = (
        ("0", "1") if metric == "up" else ("0", "1", "-2.5", "0.25", "7", "1e6", "NaN", "Inf", "-Inf", "_")
    )
    weights = None if metric == "up" else (4, 4, 4, 4, 4, 2, 1, 1, 1, 1)
    return " ".join(random.choices(choices, weights, k=13))


def _counter(random: Random) -> str:
    value, samples = 0, []
    for _ in range(13):
        value = 0 if random.random() < 0.1 else value + random.randint(0, 9)
        samples.append(str(value) if random.random() < 0.95 else "_")
    return " ".join(samples)


def _summed(steps: list[int]) -> str:
    total, samples = 0, ["0"]
    for step in steps:
        total += step
        samples.append(str(total))
    return " ".join(samples)


def _braces(labels: dict[str, str]) -> str:
    return "{" + ",".join(f'{name}="{value}"' for name, value in labels.items()) + "}" if labels else ""


class Expressions:
    """Writes expressions; `depth` is how many more operations may stand inside."""

    def __init__(self, random: Random) -> None:
        self.random = random
        self._inner: tuple[Callable[[int], str], ...] = (
            self.aggregation,
            self.arithmetic,
            self.comparison,
            self.matching,
            self.grouping,
            self.set_operation,
            self.absent,
            self.label_replace,
            self.label_join,
            self.dropped_name,
            self.quantile,
            self.over_time,
            self.subquery,
            self.offset,
            self.scalar,
            self.part,
        )

    def any(self, depth: int) -> str:
        if depth <= 0 or self.random.random() < 0.2:
            return self.random.choice((self.selector, self.selector, self.rate, self.constant))()
        return self.random.choice(self._inner)(depth)

    def one(self, *choices: str) -> str:
        return self.random.choice(choices)

    def metric(self) -> str:
        return self.one(*GAUGES, *COUNTERS, BUCKETS, MISSING)

    def selector(self, metric: str = "") -> str:
        return (metric or self.metric()) + self.matchers()

    def matchers(self, most: int = 2) -> str:
        names = self.random.sample(LABELS, self.random.choice((0, 0, 1, most)))
        return "{" + ",".join(name + self._condition() for name in names) + "}" if names else ""

    def _condition(self) -> str:
        return self.one(
            '="1"', '="1"', '="2"', '=""', '!=""', '!="1"', '=~"1|2"', '=~".+"', '=~".*"', '!~"x|1"'
        )

    def rate(self) -> str:
        function = self.one("rate", "increase", "irate")
        return f"{function}({self.selector(self.one(*COUNTERS, BUCKETS, MISSING))}[{self.one(*_RANGES)}])"

    def constant(self) -> str:
        return f"vector({self.number()})"

    def number(self) -> str:
        return self.one("0", "1", "2", "0.5", "-1", "100", "Inf", "NaN")

    def labels(self) -> str:
        return ", ".join(self.random.sample(LABELS, self.random.randint(0, 2)))

    def aggregation(self, depth: int) -> str:
        inner = self.any(depth - 1)
        clause = self.one(
            "", f" by ({self.labels()})", f" by (le, {self.one(*LABELS)})", f" without ({self.labels()})"
        )
        parameter = {"topk": "2, ", "bottomk": "1, ", "quantile": "0.5, ", "count_values": '"a", '}
        name = self.one("sum", "sum", "avg", "min", "max", "count", "group", "stddev", "stdvar", *parameter)
        return f"{name}{clause} ({parameter.get(name, '')}{inner})"

    def arithmetic(self, depth: int) -> str:
        operator = self.one("+", "-", "*", "/", "%", "^", "atan2")
        sides = [f"({self.any(depth - 1)})", self.number()]
        self.random.shuffle(sides)
        return f" {operator} ".join(sides)

    def comparison(self, depth: int) -> str:
        operator = self.one(">", "<", ">=", "<=", "==", "!=") + self.one("", "", " bool")
        sides = [f"({self.any(depth - 1)})", self.number()]
        self.random.shuffle(sides)
        return f" {operator} ".join(sides)

    def _sides(self, depth: int, operator: str) -> str:
        one, other = f"({self.any(depth - 1)})", f"({self.any(depth - 1)})"
        return f"{one} {operator} {other}"

    def matching(self, depth: int) -> str:
        """One to one; both sides aggregated half of the time, as otherwise few match."""
        operator = self.one("+", "-", "*", "/", ">", "<=", "==", "!=", "> bool")
        clause = self.one("", "", f"on ({self.labels()})", f"ignoring ({self.labels()})")
        if self.random.random() < 0.5:
            return self._sides(depth, f"{operator} {clause}")
        by, other = self.labels(), self.labels()
        other = by if self.random.random() < 0.7 else other
        return f"sum by ({by}) ({self.any(depth - 1)}) {operator} {clause} max by ({other}) ({self.any(depth - 1)})"

    def grouping(self, depth: int) -> str:
        on, taken = self.one(*LABELS), self.one("", *LABELS)
        many, one = f"({self.any(depth - 1)})", f"sum by ({on}, {taken or on}) ({self.any(depth - 1)})"
        operator = self.one("*", "/", "+", ">", "== bool")
        if self.random.random() < 0.6:
            return f"{many} {operator} on ({on}) group_left ({taken if taken != on else ''}) {one}"
        return f"{one} {operator} on ({on}) group_right ({taken if taken != on else ''}) {many}"

    def set_operation(self, depth: int) -> str:
        clause = self.one("", "", "on ()", f"on ({self.labels()})", f"ignoring ({self.labels()})")
        return self._sides(depth, f"{self.one('and', 'or', 'unless')} {clause}")

    def absent(self, depth: int) -> str:
        if self.random.random() < 0.2:
            return f"absent({self.any(depth - 1)})"
        metric = self.one(MISSING, self.metric())
        if self.random.random() < 0.3:
            return f"absent_over_time({self.selector(metric)}[5m])"
        return f"absent({self.selector(metric)})"

    def label_replace(self, depth: int) -> str:
        replacement = self.one("new", "", "$1", "x$1")
        pattern = self.one("(.*)", ".*", "(1)", "", "(.+)")
        target, source = self.one(*LABELS), self.one(*LABELS)
        return f'label_replace({self.any(depth - 1)}, "{target}", "{replacement}", "{source}", "{pattern}")'

    def label_join(self, depth: int) -> str:
        sources = "".join(f', "{name}"' for name in self.random.sample(LABELS, self.random.randint(0, 2)))
        return f'label_join({self.any(depth - 1)}, "{self.one(*LABELS)}", "{self.one("", "-")}"{sources})'

    def dropped_name(self, depth: int) -> str:
        inner = self.any(depth - 1)
        return self.one(
            f"-({inner})",
            f"sort({inner})",
            f"timestamp({inner})",
            f"day_of_week({inner})",
            *(
                f"{name}({inner})"
                for name in ("abs", "ceil", "floor", "round", "sgn", "sqrt", "exp", "ln", "cos")
            ),
            f"clamp_min({inner}, {self.number()})",
            f"clamp_max({inner}, {self.number()})",
            f"clamp({inner}, 0, 1)",
            f"round({inner}, 0.5)",
        )

    def quantile(self, depth: int) -> str:
        buckets = self.one(
            f"rate({BUCKETS}{self.matchers()}[10m])", f"{BUCKETS}{self.matchers()}", self.any(depth - 1)
        )
        clause = self.one(
            "", " by (le)", f" by (le, {self.one(*LABELS)})", f" by ({self.labels()})", " without (a)"
        )
        return f"histogram_quantile(0.5, sum{clause} ({buckets}))"

    def over_time(self, depth: int) -> str:
        names = ("avg", "min", "max", "sum", "count", "last", "present", "stddev", "stdvar")
        functions = (
            *(f"{name}_over_time(" for name in names),
            "quantile_over_time(0.5, ",
            "delta(",
            "changes(",
        )
        return f"{self.one(*functions, 'resets(', 'deriv(')}{self.selector()}[{self.one(*_RANGES)}])"

    def subquery(self, depth: int) -> str:
        names = ("avg", "min", "max", "sum", "count", "last", "present", "stddev")
        return f"{self.one(*names)}_over_time(({self.any(depth - 1)})[4m:1m])"

    def offset(self, depth: int) -> str:
        return self.one(
            f"{self.selector()} offset {self.one('2m', '1h')}",
            f"{self.selector()} @ {self.one('300', 'end()')}",
            f"rate({self.selector(self.one(*COUNTERS))}[5m] offset 2m)",
            f"max_over_time(({self.any(depth - 1)})[3m:1m] offset 2m)",
        )

    def scalar(self, depth: int) -> str:
        inner = self.any(depth - 1)
        return self.one(
            f"vector(scalar({inner}))",
            f"({self.any(depth - 1)}) * scalar({inner})",
            f"vector(time()) > {inner}",
        )

    def part(self, depth: int) -> str:
        """Part of a whole, whole by part, and their differences."""
        metric, inside = self.one(*COUNTERS), 'a="1"'
        wrap = self.one("{}", "rate({}[5m])", "increase({}[10m])")
        outer = self.one(
            "{}", "sum({})", f"sum by ({self.labels()}) ({{}})", "count({})", "sum({}) or vector(0)"
        )
        one = outer.format(wrap.format(f"{metric}{{{inside}}}"))
        whole = outer.format(wrap.format(metric))
        more = self.one(
            f"({whole}) > 0",
            f"clamp_min({whole}, 1)",
            f"({one}) + ({outer.format(wrap.format(MISSING))})",
            whole,
        )
        if self.random.random() < 0.3:
            clause = self.one("", f" by ({self.labels()})")
            le, other = self.one("0.5", "1", "+Inf"), self.one("1", "+Inf")
            whole = self.one("h_count", f'{BUCKETS}{{le="{other}"}}')
            one = f'sum{clause} (rate({BUCKETS}{{le="{le}"}}[5m]))'
            more = f"sum{clause} (rate({whole}[5m]))"
        sides = [f"({one})", f"({more})"]
        if self.random.random() < 0.3:
            sides.reverse()
        return f" {self.one('/', '/', '-', '>')} ".join(sides)


CONSTRUCTS = (
    "aggregation", "arithmetic", "comparison", "matching", "grouping", "set_operation", "absent", "label_replace",
    "label_join", "dropped_name", "quantile", "over_time", "subquery", "offset", "scalar", "part",
)  # fmt: skip
