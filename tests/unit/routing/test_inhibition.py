"""Inhibition as Alertmanager does it, with the trap that labels missing on both sides agree."""

from __future__ import annotations

import pytest
from tests.inhibition import mutes

from slosmith.matching.matcher import equals, present
from slosmith.routing.inhibition import Inhibition

PAGE = {"severity": "page", "slo": "A", "region": "eu"}
TICKET = {"severity": "ticket", "slo": "A", "region": "eu"}
RULE = Inhibition(
    (equals("severity", "page"), present("slo")),
    (equals("severity", "ticket"), present("slo")),
    ("slo", "region"),
)


@pytest.mark.parametrize(
    ("source", "target", "muted"),
    [
        (PAGE, TICKET, True),
        (TICKET, PAGE, False),
        (PAGE, {**TICKET, "slo": "B"}, False),
        (PAGE, {**TICKET, "region": "us"}, False),
        (PAGE, {**TICKET, "region": ""}, False),
        ({**PAGE, "region": ""}, {"severity": "ticket", "slo": "A"}, True),
        ({"severity": "page"}, {"severity": "ticket"}, False),
    ],
)
def test_pairs(source: dict[str, str], target: dict[str, str], muted: bool) -> None:
    assert mutes(RULE, source, target) is muted


def test_without_presence_everything_would_be_muted() -> None:
    careless = Inhibition((equals("severity", "page"),), (equals("severity", "ticket"),), ("slo",))
    assert mutes(careless, {"severity": "page"}, {"severity": "ticket"})


def test_what_is_on_both_sides_does_not_mute_its_like() -> None:
    both = Inhibition((present("slo"),), (present("slo"),), ("slo",))
    assert not mutes(both, PAGE, TICKET)
