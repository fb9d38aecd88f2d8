"""The two expressions of each `ratio`, as Prometheus evaluates them."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import NamedTuple

from slosmith.checks.places import SloPlace, slos
from slosmith.checks.typed import declarations, evaluated
from slosmith.origin import Origin
from slosmith.promql.parsed import Parsed, parse
from slosmith.promql.types import Declared, Type, judge
from slosmith.spec import Spec
from slosmith.spec.sli.ratio import RatioSli
from slosmith.spec.whole import contract_of


class Ratio(NamedTuple):
    """The two expressions of a ratio as Prometheus evaluates them. `part` is `bad` or `good`."""

    part: str
    place: SloPlace
    written: str
    counted: str
    total: str
    parsed: Parsed
    parsed_total: Parsed
    declared: Mapping[str, Declared]

    @property
    def origin(self) -> Origin:
        return self.place.origin.at("sli", "ratio", self.part)

    def type_of(self, source: str) -> Type:
        return judge(source, self.declared).type


def ratios(spec: Spec) -> Iterator[Ratio]:
    declared = declarations(contract_of(spec))
    for place in slos(spec):
        if not isinstance(place.slo.sli, RatioSli):
            continue
        ratio = place.slo.sli.ratio
        part, written = ("bad", ratio.bad) if ratio.bad is not None else ("good", str(ratio.good))
        parsed, total = parse(written), parse(ratio.total)
        if isinstance(parsed, Parsed) and isinstance(total, Parsed) and parsed.kind == total.kind == "vector":
            yield Ratio(
                part,
                place,
                written,
                evaluated(written, parsed, rated=True),
                evaluated(ratio.total, total, rated=True),
                parsed,
                total,
                declared,
            )


def contains_total(each: Ratio) -> bool:
    """Whether `bad` or `good` counts all that `total` does."""
    quotient = each.type_of(f"sum({each.counted}) / sum({each.total})")
    return not quotient.empty and 1 <= quotient.values.low <= quotient.values.high
