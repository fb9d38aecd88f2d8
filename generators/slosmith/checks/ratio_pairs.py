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
        counted, total = _evaluated(ratio.sources(ratio.part)), _evaluated(ratio.sources("total"))
        parsed, parsed_total = parse(counted), parse(total)
        if (
            isinstance(parsed, Parsed)
            and isinstance(parsed_total, Parsed)
            and parsed.kind == parsed_total.kind == "vector"
        ):
            yield Ratio(ratio.part, place, counted, total, parsed, parsed_total, declared)


def _evaluated(sources: Mapping[tuple[str | int, ...], str]) -> str:
    """The sum of what is written, as Prometheus evaluates each of it; empty if something does not parse."""
    found = []
    for source in sources.values():
        parsed = parse(source)
        if not isinstance(parsed, Parsed) or parsed.kind != "vector":
            return ""
        found.append(evaluated(source, parsed, rated=True))
    return found[0] if len(found) == 1 else " + ".join(f"sum({each})" for each in found)


def contains_total(each: Ratio) -> bool:
    """Whether `bad` or `good` counts all that `total` does."""
    quotient = each.type_of(f"sum({each.counted}) / sum({each.total})")
    return not quotient.empty and 1 <= quotient.values.low <= quotient.values.high
