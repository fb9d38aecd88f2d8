"""Which labels the series of a result carry: surely, usually, perhaps, or surely not."""

from __future__ import annotations

from typing import Final, NamedTuple

_NONE: Final[frozenset[str]] = frozenset()
NAME: Final = "__name__"


class Labels(NamedTuple):
    """What is known of the labels of every series.

    `has`: each series carries them, not empty. `usual`: each series carries them if it was scraped in the usual way, or
    if somebody groups by them for a reason. `open`: labels that are not listed may be there too, except `lacks`;
    otherwise there are no others than `has`, `usual` and `may`. `fixed`: (label, value) that all series share.
    """

    has: frozenset[str] = _NONE
    usual: frozenset[str] = _NONE
    may: frozenset[str] = _NONE
    lacks: frozenset[str] = _NONE
    open: bool = False
    fixed: frozenset[tuple[str, str]] = frozenset()

    def never(self, name: str) -> bool:
        if name in self.has or name in self.usual or name in self.may:
            return False
        return name in self.lacks or not self.open

    def expected(self) -> frozenset[str]:
        """Those that are there, surely or usually."""
        return self.has | self.usual

    def value(self, name: str) -> str | None:
        return next((value for label, value in self.fixed if label == name), None)

    def only(self, names: frozenset[str]) -> Labels:
        """After `by (names)`."""
        possible = frozenset(name for name in names if not self.never(name))
        has = self.has & names
        return Labels(has, possible - has, fixed=_of(self.fixed, names))

    def without(self, names: frozenset[str]) -> Labels:
        return Labels(
            self.has - names,
            self.usual - names,
            self.may - names,
            self.lacks | names if self.open else _NONE,
            self.open,
            frozenset(pair for pair in self.fixed if pair[0] not in names),
        )

    def nameless(self) -> Labels:
        return self.without(frozenset({NAME}))

    def given(self, name: str, *, surely: bool) -> Labels:
        """After something wrote the label, or (not surely) may have written or removed it."""
        rest = self.without(frozenset({name}))
        rest = rest._replace(lacks=rest.lacks - {name})
        return rest._replace(has=rest.has | {name}) if surely else rest._replace(may=rest.may | {name})

    def agreed(self, name: str, other: Labels) -> Labels:
        """After a series with the same value of the label, in `other`, was matched."""
        if name in other.has:
            found = self._replace(
                has=self.has | {name},
                usual=self.usual - {name},
                may=self.may - {name},
                lacks=self.lacks - {name},
            )
            known = other.value(name)
            return found._replace(fixed=found.fixed | {(name, known)}) if known is not None else found
        if other.never(name):
            return self.without(frozenset({name}))
        if name in other.usual and not self.never(name) and name not in self.has:
            return self._replace(usual=self.usual | {name}, may=self.may - {name})
        return self

    def closed(self, possible: frozenset[str]) -> Labels:
        """None but those listed already and, of the others, `possible`."""
        if not self.open:
            return self
        more = possible - self.has - self.usual - self.lacks
        return self._replace(may=self.may | more, lacks=_NONE, open=False)

    def either(self, other: Labels) -> Labels:
        """Of two kinds of series, some of each."""
        has = self.has & other.has
        usual = (self.expected() & other.expected()) - has
        named = self.has | self.usual | self.may | other.has | other.usual | other.may
        is_open = self.open or other.open
        lacks = frozenset(name for name in self.lacks | other.lacks if self.never(name) and other.never(name))
        return Labels(
            has, usual, named - has - usual, lacks if is_open else _NONE, is_open, self.fixed & other.fixed
        )


UNLABELLED: Final = Labels()
ANY_LABELS: Final = Labels(open=True)


def _of(fixed: frozenset[tuple[str, str]], names: frozenset[str]) -> frozenset[tuple[str, str]]:
    return frozenset(pair for pair in fixed if pair[0] in names)
