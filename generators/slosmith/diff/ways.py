"""The ways in which a receiver reaches somebody, by what distinguishes one from another."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, TypeAlias

# The kind of an integration and whom it tells: ("slack", "#alerts").
Way: TypeAlias = tuple[str, str]
# The settings that say whom, in the order in which they are looked for.
WHOM = (
    "channel",
    "to",
    "url",
    "topic_arn",
    "routing_key_file",
    "api_key_file",
    "webhook_url_file",
    "url_file",
)


def way_of(kind: str, settings: Mapping[str, Any]) -> Way:
    whom = next((settings[key] for key in WHOM if settings.get(key)), "")
    return kind, whom if isinstance(whom, str) else ", ".join(whom)


def way_text(way: Way) -> str:
    return " ".join(filter(None, way))
