"""What a test expects of alerts and recordings, as assertions of promtool."""

from __future__ import annotations

import math
from collections.abc import Iterable, Mapping, Sequence

from slosmith.matching.matcher import NAME
from slosmith.plan.model import SloPlan
from slosmith.promql.expr import label_matcher
from slosmith.targets.ruletests.oracle.history import Recorded
from slosmith.targets.ruletests.oracle.messages import AlertText, Message
from slosmith.targets.ruletests.series import rounded, to_a_millionth
from slosmith.targets.ruletests.suite import AlertCheck, Case, Probe, Sample


def expect_alerts(case: Case, at: int, name: str, firing: Sequence[Message]) -> None:
    """Exactly these alerts of that name fire. None: it is quiet."""
    known = [each.says for each in firing if each.says is not None]
    if len(known) == len(firing):
        case.alerts.append(AlertCheck(at, name, tuple(known)))
        return
    # Where a template is not understood only the plain labels are asserted.
    for each in firing:
        case.probes.append(Probe(at, firing_count(each.alert, each.result), (Sample({}, 1),)))
    case.probes.append(Probe(at, f"count({_named(name)})", (Sample({}, len(firing)),)))


def firing_count(alert: AlertText, result: Mapping[str, str]) -> str:
    """A query for how many alerts fire with its plain labels."""
    plain = {name: text for name, text in {**result, **alert.labels}.items() if "{{" not in text}
    return f"count({_named(alert.name, *(label_matcher(name, text) for name, text in plain.items()))})"


def _named(alert: str, *more: str) -> str:
    matchers = [label_matcher("alertname", alert), label_matcher("alertstate", "firing"), *more]
    return f"ALERTS{{{', '.join(matchers)}}}"


def expect_recordings(
    case: Case, at: int, slo: SloPlan, found: Iterable[Recorded], names: str = "slo:.+"
) -> None:
    """Exactly these recordings of an SLO are there, of those whose names match, with all labels, to a millionth.

    NaN is equal to nothing: promtool can only expect how many recordings there are, and the others by value.
    """
    # No label may begin with `__`, except here: a group of the SLO may be called `series`.
    named = "__series__" if "series" in slo.group_by else "series"
    selector = f'{{{NAME}=~"{names}", {label_matcher("slo", slo.id)}}}'
    listed = tuple(found)
    samples = (
        Sample({named: labels[NAME], **{k: v for k, v in labels.items() if k != NAME}}, rounded(value))
        for labels, value in listed
        if not math.isnan(value)
    )
    if any(math.isnan(value) for _, value in listed):
        case.probes.append(Probe(at, f"count({selector})", (Sample({}, len(listed)),)))
        selector = f"{selector} >= -Inf"
    query = f'label_replace({selector}, "{named}", "$1", "{NAME}", "(.+)")'
    case.probes.append(Probe(at, to_a_millionth(query), tuple(samples)))
