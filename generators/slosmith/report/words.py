"""What the formats for programs share: the words of a diagnostic, and its identity from one run to the next."""

from __future__ import annotations

import hashlib
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from functools import lru_cache

from slosmith.codes import Severity
from slosmith.diagnostics import Diagnostic

_LONG = 1_000


def with_hint(each: Diagnostic) -> str:
    return each.text + (f"\nhint: {each.hint}" if each.hint else "")


def counted(diagnostics: Iterable[Diagnostic]) -> str:
    """`2 errors and 1 warning`; empty when there is nothing to count."""
    amounts = dict.fromkeys(Severity, 0)
    for each in diagnostics:
        amounts[each.severity] += 1
    parts = [f"{n} {severity}{'' if n == 1 else 's'}" for severity, n in amounts.items() if n]
    return " and ".join(filter(None, [", ".join(parts[:-1]), *parts[-1:]]))


@lru_cache(maxsize=16)
def _line(excerpt: str) -> str:
    """What a line adds to a fingerprint. A long one may hold thousands of mistakes, and is not hashed for each anew."""
    stripped = excerpt.strip()
    if len(stripped) <= _LONG:
        return stripped
    return hashlib.sha256(stripped.encode("utf-8", "surrogatepass")).hexdigest()


def fingerprints(diagnostics: Sequence[Diagnostic]) -> Iterator[str]:
    """32 hexadecimal digits for each, no two alike. They stay when the line moves, and go when it changes."""
    seen: Counter[tuple[str, ...]] = Counter()
    for each in diagnostics:
        known_by = (each.span.file, each.code, each.text, _line(each.span.excerpt))
        seen[known_by] += 1
        said = "\0".join((*known_by, str(seen[known_by])))
        yield hashlib.sha256(said.encode("utf-8", "surrogatepass")).hexdigest()[:32]
