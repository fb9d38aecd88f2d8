"""The recipients of a receiver, by what distinguishes one from another."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, TypeAlias

from slosmith.spec.oncall.channels import CHANNELS

# The channel of an integration and its recipient there: ("slack", "#alerts").
Way: TypeAlias = tuple[str, str]


def way_of(kind: str, settings: Mapping[str, Any]) -> Way:
    """`settings` may be those of a plan or of its plan.json."""
    channel = next((each for each in CHANNELS if each.key == kind), None)
    return kind, channel.recipient(settings) if channel is not None else ""


def way_text(way: Way) -> str:
    return " ".join(filter(None, way))
