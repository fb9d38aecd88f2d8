"""From matched subjects to what differs between them, field by field."""

from __future__ import annotations

from collections.abc import Iterator

from slosmith.diff.model import Change, FieldChange, Verb
from slosmith.diff.node import Field, Node
from slosmith.diff.renames import Matching, Order, Pair, Renames, match_parts


def changes(matching: Matching) -> tuple[Change, ...]:
    """Empty exactly when both sides say the same in the same order."""
    return tuple(_changes(matching))


def _changes(matching: Matching) -> Iterator[Change]:
    yield from (_whole(Verb.REMOVED, node) for node in matching.removed)
    for pair in matching.pairs:
        yield from _changed(pair, matching.renames)
    yield from (_whole(Verb.ADDED, node) for node in matching.added)
    yield from map(_reordered, matching.orders)


def _whole(verb: Verb, node: Node) -> Change:
    fields = (
        FieldChange(name_of(field), *((None, value) if verb is Verb.ADDED else (value, None)))
        for field, value in node.fields.items()
    )
    parts = tuple(_whole(verb, part) for part in node.parts)
    return Change(verb, node.kind, node.id, node.within, node.title, "", tuple(fields), parts)


def _changed(pair: Pair, renames: Renames) -> Iterator[Change]:
    before, after = pair
    fields = tuple(_fields(pair, renames))
    parts = changes(match_parts(pair, renames))
    if fields or parts or pair.renamed:
        verb = Verb.RENAMED if pair.renamed else Verb.CHANGED
        was = before.id if pair.renamed else ""
        yield Change(verb, after.kind, after.id, after.within, after.title, was, fields, parts)


def _fields(pair: Pair, renames: Renames) -> Iterator[FieldChange]:
    before, after = pair.before.fields, pair.after.fields
    for field in dict.fromkeys((*before, *after)):
        old, new = before.get(field), after.get(field)
        if not renames.same(old, new):
            yield FieldChange(name_of(field), old, new)


def _reordered(order: Order) -> Change:
    field = FieldChange("order", order.before, order.after)
    return Change(Verb.REORDERED, order.kind, "", order.within, "", "", (field,))


def name_of(field: Field) -> str:
    """`labels.severity`, `times[0].weekdays`."""
    parts = (f"[{part}]" if isinstance(part, int) else f".{part}" for part in field)
    return "".join(parts).removeprefix(".")
