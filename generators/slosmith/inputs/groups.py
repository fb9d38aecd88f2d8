"""Values for the labels of `group_by`, so that the generated tests have two groups where there can be two."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from slosmith.inputs.model import GroupLabels
from slosmith.matching.matcher import Matchers, values_of

NO_GROUP = "no group could be made up that its selectors match"


def groups_of(selectors: Iterable[Matchers], group_by: Sequence[str]) -> tuple[GroupLabels, ...]:
    """Two groups if their labels can have two values, else one."""
    wanted = {label: [m for each in selectors for m in each if m.label == label] for label in group_by}
    values = {label: [each for each in values_of(wanted[label], "a", "b") if each] for label in group_by}
    if not all(values.values()):
        return ()
    first = {label: found[0] for label, found in values.items()}
    second = {label: found[1] if len(found) > 1 else found[0] for label, found in values.items()}
    return (first,) if second == first else (first, second)
