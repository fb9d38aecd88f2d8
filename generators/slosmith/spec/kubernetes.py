"""Names, labels and annotations as Kubernetes and rulers take them."""

from __future__ import annotations

import re
from typing import Annotated

from pydantic import AfterValidator, WithJsonSchema

from slosmith.spec.texts import refuse, shown

_DNS_LABEL = r"[a-z0-9]([-a-z0-9]{0,61}[a-z0-9])?"
_PREFIX = r"[a-z0-9][-a-z0-9]{0,39}"
_RULER_PREFIX = r"[A-Za-z0-9][A-Za-z0-9_.-]{0,39}"
_PART = r"[A-Za-z0-9]([-A-Za-z0-9_.]{0,61}[A-Za-z0-9])?"
_KEY = rf"([a-z0-9]([-a-z0-9.]{{0,251}}[a-z0-9])?/)?{_PART}"


def _matching(regex: str, wanted: str) -> object:
    def check(value: str) -> str:
        if not re.fullmatch(regex, value, re.ASCII):
            refuse("bad-name", f"`{shown(value)}` is not a name that can be used here", f"use {wanted}")
        return value

    return AfterValidator(check)


Namespace = Annotated[
    str,
    _matching(_DNS_LABEL, "lower-case letters, digits and `-` between them, at most 63"),
    WithJsonSchema({"type": "string", "pattern": f"^{_DNS_LABEL}$"}),
]
NamePrefix = Annotated[
    str,
    _matching(_PREFIX, "lower-case letters, digits and `-`, at most 40, such as `slo-`"),
    WithJsonSchema({"type": "string", "pattern": f"^{_PREFIX}$"}),
]
RulerPrefix = Annotated[
    str,
    _matching(_RULER_PREFIX, "letters, digits, `-`, `_` and `.`, at most 40, such as `slo-`"),
    WithJsonSchema({"type": "string", "pattern": f"^{_RULER_PREFIX}$"}),
]
MetaKey = Annotated[
    str,
    _matching(
        _KEY, "letters, digits, `-`, `_` and `.` between them, with a domain and `/` before if need be"
    ),
    WithJsonSchema({"type": "string", "pattern": f"^{_KEY}$"}),
]
MetaValue = Annotated[
    str,
    _matching(f"({_PART})?", "at most 63 letters, digits, and `-`, `_` or `.` between them"),
    WithJsonSchema({"type": "string", "pattern": f"^({_PART})?$"}),
]
