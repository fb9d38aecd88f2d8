"""What can be fed side by side in one case, and so opens and closes promtool's storage but once."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Protocol, TypeVar


class Reader(Protocol):
    """Reads these metrics, with a sample each `step` seconds."""

    @property
    def metrics(self) -> frozenset[str]: ...

    @property
    def step(self) -> int: ...


R = TypeVar("R", bound=Reader)


def apart(readers: Iterable[R]) -> list[list[R]]:
    """Those that read the same metrics would read each other's series, so each of them has a case of its own."""
    cases: list[tuple[list[R], set[str]]] = []
    for reader in readers:
        metrics = reader.metrics
        for together, known in cases:
            if together[0].step == reader.step and not known & metrics:
                together.append(reader)
                known |= metrics
                break
        else:
            cases.append(([reader], set(metrics)))
    return [together for together, _ in cases]
