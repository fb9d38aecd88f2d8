"""What a subject is recognised by when somebody gave it another name."""

from __future__ import annotations

import re
from collections.abc import Iterator

from slosmith.diff.node import Fields

# Names and words in quotes: what an expression is about, and not how much of it there may be.
_WORD = re.compile(r"[A-Za-z_:][\w:.-]*")


def words(expr: str) -> Iterator[str]:
    return (found[0] for found in _WORD.finditer(expr))


def traits_of(name: str, fields: Fields) -> frozenset[str]:
    """Its fields, as far as they say anything; its own name may stand in them and is not one of its traits."""
    own = re.compile(rf"(?<!\w){re.escape(name)}(?!\w)")
    said = ((field, value) for field, value in fields.items() if value not in (None, "", (), False))
    return frozenset(own.sub("", f"{field} {value}") for field, value in said)
