"""SLIs that can only ever be good, or only ever bad."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from slosmith.checks.places import SloPlace, slos
from slosmith.checks.ratio_pairs import Ratio, contains_total, ratios
from slosmith.checks.typed import declarations, evaluated
from slosmith.checks.typed_words import bounds
from slosmith.diagnostics import Diagnostic, diagnose
from slosmith.promql.parsed import Parsed, parse
from slosmith.promql.types import Declared, judge
from slosmith.spec import Spec
from slosmith.spec.sli.raw import RawSli
from slosmith.spec.sli.time_slice import TimeSliceSli
from slosmith.spec.whole import contract_of
from slosmith.units import decimal_text


def found(spec: Spec) -> Iterator[Diagnostic]:
    for each in ratios(spec):
        yield from never_bad(each)
        yield from always_bad(each)
    declared = declarations(contract_of(spec))
    for place in slos(spec):
        match place.slo.sli:
            case RawSli() as sli:
                yield from never_bad_ratio(place, sli, declared)
            case TimeSliceSli() as sli:
                yield from bound_for_ever(place, sli, declared)
            case _:
                pass


def never_bad(each: Ratio) -> Iterator[Diagnostic]:
    values = each.type_of(f"sum({each.counted})").values
    if each.part == "bad" and values.low <= values.high <= 0:
        hint = "count the events that are bad, or name the others as `good`"
        message = f"`bad` {bounds(values)}, so that no event is ever bad"
        yield diagnose("never-bad", message, each.origin.span(), hint)
    if each.part == "good" and contains_total(each):
        message = "`good` selects all that `total` does, so that no event is ever bad"
        yield diagnose("never-bad", message, each.origin.span(), "`good` should select fewer of the events")


def always_bad(each: Ratio) -> Iterator[Diagnostic]:
    if each.part == "bad" and contains_total(each):
        message = "`bad` selects all that `total` does, so that every event is bad"
        yield diagnose("always-bad", message, each.origin.span(), "`bad` should select fewer of the events")


def never_bad_ratio(place: SloPlace, sli: RawSli, declared: Mapping[str, Declared]) -> Iterator[Diagnostic]:
    source = _evaluated(sli.raw.error_ratio)
    found = judge(source, declared).type if source else None
    if found is not None and found.values.low <= found.values.high <= 0:
        yield diagnose(
            "never-bad",
            f"the error ratio {bounds(found.values)}, so that nothing is ever bad",
            place.origin.at("sli", "raw", "error_ratio").span(),
            "an error ratio goes from 0, all is good, to 1, all is bad",
        )


def bound_for_ever(
    place: SloPlace, sli: TimeSliceSli, declared: Mapping[str, Declared]
) -> Iterator[Diagnostic]:
    """A bound that all values of the query meet, or none. Where missing data is bad, the first still has bad slices."""
    source = _evaluated(sli.time_slice.query)
    query = judge(source, declared).type if source else None
    if query is None or query.empty or query.values.low > query.values.high:
        return
    met = [
        judge(f"({source}) {sign} bool {decimal_text(value)}", declared).type.values
        for sign, value in sli.time_slice.bounds()
    ]
    span = place.origin.at("sli", "time_slice").span()
    if all(each.low == 1 for each in met) and sli.time_slice.missing != "bad":
        message = f"every value meets the bound, as the query {bounds(query.values)}: no slice is ever bad"
        yield diagnose("never-bad", message, span, "choose a bound that the query can miss")
    elif any(each.high == 0 for each in met):
        message = f"no value meets the bound, as the query {bounds(query.values)}: every slice is bad"
        yield diagnose("always-bad", message, span, "choose a bound that the query can meet")


def _evaluated(source: str) -> str:
    parsed = parse(source)
    wanted = isinstance(parsed, Parsed) and parsed.kind == "vector"
    return evaluated(source, parsed, rated=False) if wanted and isinstance(parsed, Parsed) else ""
