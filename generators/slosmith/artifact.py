"""One generated file: where it goes below the output folder, its text, and what each part of it came from."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import NamedTuple

from slosmith.origin import Origin


class RuleKey(NamedTuple):
    """A rule by its place: names repeat and lines shift, (group, position from 0) does neither."""

    group: str
    position: int


def moment(asked: str, at: int, test: str = "") -> str:
    """What is asked at so many seconds: an alert by its name, in the test of a name, or an expression."""
    return f"{asked} at {at}s" + (f" in {test}" if test else "")


@dataclass(frozen=True, slots=True)
class Artifact:
    """`path` is relative, with `/`, on every platform; `text` ends with a newline.

    `origins` holds for each group of a rule file where its rules came from, in order; and for each moment of a test
    that somebody wrote, where they wrote it. `untested` says of SLOs, by id, why a test file leaves their recordings out.
    """

    path: str
    text: str
    origins: Mapping[str, tuple[Origin, ...]] = field(default_factory=dict, compare=False)
    untested: Mapping[str, str] = field(default_factory=dict, compare=False)

    def origin(self, key: RuleKey) -> Origin | None:
        known = self.origins.get(key.group, ())
        return known[key.position] if key.position < len(known) else None
