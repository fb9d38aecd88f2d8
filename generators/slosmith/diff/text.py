"""A difference for a terminal."""

from __future__ import annotations

from collections.abc import Iterator

from slosmith.diff.headings import FOLLOWING, SECTIONS, called, headline, of_section
from slosmith.diff.model import Against, Change, Difference, Totals, Verb
from slosmith.diff.rows import Row, noticed, rows_of, shortest_row
from slosmith.diff.words import amount, plain_list
from slosmith.printable import printable
from slosmith.units import percent

_SIGNS = {Verb.ADDED: "+", Verb.REMOVED: "-", Verb.CHANGED: "~", Verb.RENAMED: "~", Verb.REORDERED: "~"}
# Where both values are longer, they stand below each other.
_BESIDE = 44


def as_text(difference: Difference, against: Against) -> str:
    lines = _lines(difference, against)
    return "".join(f"{line}\n" for line in lines)


def _lines(difference: Difference, against: Against) -> Iterator[str]:
    yield f"{headline(difference)}, compared with {against.commit[:12]} ({printable(str(against))})"
    if difference.cautions:
        yield ""
        yield amount(len(difference.cautions), "warning")
    for caution in difference.cautions:
        yield printable(f"  {caution.id}: {caution.message} [{caution.code}]")
    for section in SECTIONS:
        for change in of_section(difference, section):
            yield from _change(change, difference)
    if difference.reach:
        yield ""
        yield "whom alerts reach"
        for each in difference.reach:
            moved = f"{plain_list(each.before) or 'nobody'} -> {plain_list(each.after) or 'nobody'}"
            yield printable(f"  {moved}: {plain_list(each.alerts)}")
    for each_slo in difference.detection:
        yield ""
        yield f"when errors of {each_slo.slo} are noticed"
        rates = [
            Row(f"{percent(old.error_rate)} errors", noticed(old), noticed(new)) for old, new in each_slo.rows
        ]
        yield from _table([*rates, *shortest_row(each_slo)])
    if not difference.empty:
        yield ""
        yield from _totals(difference.before, difference.after)


def _change(change: Change, difference: Difference) -> Iterator[str]:
    if change.kind not in FOLLOWING:
        yield ""
    shown = [_SIGNS[change.verb], *filter(None, called(change))]
    if change.within and change.verb is not Verb.REORDERED and change.kind not in FOLLOWING:
        shown.append(f"({change.within})")
    if change.title and not change.id.startswith(change.title):
        shown.append(f" {change.title}")
    yield printable(" ".join(shown))
    yield from _table(rows_of(change, difference.detection))


def _table(rows: list[Row]) -> Iterator[str]:
    width = max((len(row.what) for row in rows), default=0)
    for row in rows:
        before, after = row.before, row.after
        longest = _BESIDE if before and after else 2 * _BESIDE
        if (not row.note and max(len(before), len(after)) > longest) or "\n" in before + after:
            yield printable(f"  {row.what}")
            for sign, value in (("-", before), ("+", after)):
                yield from (f"    {sign} {printable(line)}" for line in value.splitlines())
        else:
            yield printable(f"  {row.what.ljust(width)}  {after if row.note else _beside(before, after)}")


def _beside(before: str, after: str) -> str:
    if before and after:
        return f"{before} -> {after}"
    return f"+ {after}" if after else f"- {before}"


def _totals(before: Totals, after: Totals) -> Iterator[str]:
    yield f"rules  {_numbers(before.recordings, after.recordings)} recordings, {_numbers(before.alerts, after.alerts)} alerts"
    for (series, old), (_, new) in zip(before.samples, after.samples, strict=True):
        yield f"cost   about {_numbers(old, new)} samples a minute at {series} series for each SLI"


def _numbers(before: int, after: int) -> str:
    return f"{after:,}" if before == after else f"{before:,} -> {after:,}"
