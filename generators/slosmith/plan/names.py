"""Alert names from titles."""

from __future__ import annotations

import re
import unicodedata


def upper_camel(title: str, otherwise: str) -> str:
    """`Order fulfillment time (P95)` is `OrderFulfillmentTimeP95`; a title without Latin letters gives way to the id."""
    plain = unicodedata.normalize("NFKD", title).encode("ascii", "ignore").decode()
    words = re.findall(r"[A-Za-z0-9]+", plain)
    if not any(word[0].isalpha() for word in words):
        words = re.findall(r"[A-Za-z0-9]+", otherwise)
    joined = "".join(word[0].upper() + word[1:] for word in words)
    return joined if joined[0].isalpha() else f"Slo{joined}"
