"""What the rules of an SLO record at a moment, asked for by one query: each series carries its name as a label."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from slosmith.matching.matcher import NAME
from slosmith.plan.model import SloPlan
from slosmith.promql.expr import label_matcher
from slosmith.targets.ruletests.series import rounded, to_a_millionth
from slosmith.targets.ruletests.suite import Probe, Sample


def recorded(
    slo: SloPlan, at: int, series: Iterable[tuple[Mapping[str, str], float]], names: str = "slo:.+"
) -> Probe:
    """Of the recordings whose names match, exactly these `series` must be there, by their labels with `__name__`, and
    with these values to a millionth."""
    # No label may begin so, and a group of the SLO may be called `series`.
    named = "__series__" if "series" in slo.group_by else "series"
    selector = f'{{{NAME}=~"{names}", {label_matcher("slo", slo.id)}}}'
    samples = (
        Sample({named: labels[NAME], **{k: v for k, v in labels.items() if k != NAME}}, rounded(value))
        for labels, value in series
    )
    query = f'label_replace({selector}, "{named}", "$1", "{NAME}", "(.+)")'
    return Probe(at, to_a_millionth(query), tuple(samples))
