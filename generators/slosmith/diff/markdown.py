"""A difference as a comment on a pull request: what matters first and short, then all of it, folded.

Whatever comes from a spec stands in code spans and code blocks: there it is neither markup, nor a mention, nor a link.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence

from slosmith.diff.headings import SECTIONS, Section, called, headline, of_section
from slosmith.diff.model import Against, Change, DetectionChange, Difference, Verb
from slosmith.diff.rows import Row, noticed, rows_of, shortest_row
from slosmith.diff.words import amount
from slosmith.markdown.write import code, document, fenced, inline, table
from slosmith.printable import printable
from slosmith.units import percent

# GitHub takes 65,536 characters; room is left for what a workflow adds.
_LIMIT = 60_000
# Longer values are cut in tables, and stand in full below.
_LONGEST = 60
# More rows than this are folded, and more than that are left out.
_OPEN_ROWS, _MOST_ROWS = 30, 200
_MOST_WARNINGS = 50
_FOLDED = ("Routes and inhibitions", "Metrics")
# Without a colon, a slash or a dot within a word, there is no link either.
_PLAIN = re.compile(r"(?:[A-Za-z0-9 %_(),-]|(?<=\d)\.(?=\d))+")
_NOBODY = "nobody"


def as_markdown(difference: Difference, against: Against) -> str:
    text, left_out = "", False
    for block in _blocks(difference, against):
        more = document(block)
        if not more.strip():
            continue
        left_out = left_out or len(text) + len(more) > _LIMIT
        text += "" if left_out else ("\n" if text else "") + more
    rest = "\nThe rest does not fit into a comment. `slosmith diff` shows it.\n"
    return text + (rest if left_out else "")


def refusal(diagnostics: str) -> str:
    """Where there is nothing to compare."""
    head = ("### slosmith: the specs cannot be compared", "")
    return document((*head, *fenced(diagnostics[:_LIMIT])))


def _blocks(difference: Difference, against: Against) -> Iterator[Iterable[str]]:
    yield _head(difference, against)
    for section in SECTIONS:
        yield _section(section, difference)
    yield _reach(difference)
    yield _in_full(difference)
    yield _detection(difference)
    yield _totals(difference)


def _head(difference: Difference, against: Against) -> Iterator[str]:
    yield f"### slosmith: {headline(difference)}"
    yield ""
    base = "the merge base of `HEAD` and " if against.merge_base else ""
    yield f"Compared with {code(against.commit[:12])} ({base}{_code(against.name)})."
    cautions = difference.cautions
    if cautions:
        yield ""
        yield "> [!WARNING]"
    for caution in cautions[:_MOST_WARNINGS]:
        yield f"> - {_code(caution.id)}: {inline(printable(caution.message))} ({code(caution.code)})"
    if len(cautions) > _MOST_WARNINGS:
        yield f"> - and {amount(len(cautions) - _MOST_WARNINGS, 'more warning')}"


def _section(section: Section, difference: Difference) -> Iterator[str]:
    rows = [row for change in of_section(difference, section) for row in _table_rows(change, difference)]
    if not rows:
        return
    head = ("", "what", "before", "after")
    if section.title in _FOLDED or len(rows) > _OPEN_ROWS:
        yield from _details(f"{section.title}: {amount(len(rows), 'row')}", _table(head, rows))
    else:
        yield f"#### {section.title}"
        yield from _table(head, rows)


def _table_rows(change: Change, difference: Difference) -> Iterator[tuple[str, ...]]:
    """The first row of a change names it."""
    subject = _subject(change)
    for row in rows_of(change, difference.detection) or [Row("", "", "")]:
        after = row.after if row.note else _value(row.after)
        yield subject, _words(row.what), _value(row.before), after
        subject = ""


def _subject(change: Change) -> str:
    kind, name = called(change)
    verb = "" if change.verb in (Verb.CHANGED, Verb.REORDERED) else f"({change.verb})"
    shown = printable(change.title)
    title = "" if change.id.startswith(shown) else _words(shown)
    return " ".join(filter(None, (kind, _code(name), title, verb)))


def _words(text: str) -> str:
    """As it is if nothing in it could be taken for markup, a link or a mention."""
    return inline(text) if _PLAIN.fullmatch(text) else _code(text)


def _code(text: str) -> str:
    return code(printable(text))


def _value(text: str) -> str:
    shown = " ".join(text.split())
    return _code(shown if len(shown) <= _LONGEST else f"{shown[:_LONGEST]}…")


def _reach(difference: Difference) -> Iterator[str]:
    rows = [
        (_codes(each.before) or _NOBODY, _codes(each.after) or _NOBODY, _codes(each.alerts))
        for each in difference.reach
    ]
    if rows:
        yield "#### Whom alerts reach"
        yield from _table(("before", "after", "alerts"), rows)


def _codes(names: Sequence[str]) -> str:
    shown = ", ".join(map(_code, names[:_OPEN_ROWS]))
    return shown if len(names) <= _OPEN_ROWS else f"{shown} and {len(names) - _OPEN_ROWS} more"


def _in_full(difference: Difference) -> Iterator[str]:
    """What was cut in the tables, as a diff of its own."""
    found = [
        (change, row)
        for section in SECTIONS
        for change in of_section(difference, section)
        for row in rows_of(change, difference.detection)
        if max(len(" ".join(row.before.split())), len(" ".join(row.after.split()))) > _LONGEST
    ]
    if found:
        yield from _details("Expressions and texts in full", _fenced(found))


def _fenced(found: Iterable[tuple[Change, Row]]) -> Iterator[str]:
    for change, row in found:
        yield ""
        yield f"{_subject(change)}: {_words(row.what)}"
        yield ""
        lines = [f"- {line}" for line in row.before.splitlines()]
        lines += [f"+ {line}" for line in row.after.splitlines()]
        yield from fenced("\n".join(map(printable, lines)), "diff")


def _detection(difference: Difference) -> Iterator[str]:
    told = [row for each in difference.detection for row in _detected(each)]
    if told:
        yield from _details("When errors are noticed", _table(("", "error rate", "before", "after"), told))


def _detected(change: DetectionChange) -> Iterator[tuple[str, str, str, str]]:
    subject = _code(change.slo)
    for old, new in change.rows:
        yield subject, percent(old.error_rate), _words(noticed(old)), _words(noticed(new))
        subject = ""
    for row in shortest_row(change):
        yield subject, row.what, row.before, row.after


def _totals(difference: Difference) -> Iterator[str]:
    if difference.empty:
        return
    before, after = difference.before, difference.after
    rows = [
        ("recordings", f"{before.recordings:,}", f"{after.recordings:,}"),
        ("alerts", f"{before.alerts:,}", f"{after.alerts:,}"),
    ]
    for (series, old), (_, new) in zip(before.samples, after.samples, strict=True):
        rows.append((f"samples a minute, about, at {series} series for each SLI", f"{old:,}", f"{new:,}"))
    told = "as before" if before == after else "before and after"
    yield from _details(
        f"Rules, and what they cost Prometheus: {told}", _table(("", "before", "after"), rows)
    )


def _table(head: Sequence[str], rows: Sequence[Sequence[str]]) -> Iterator[str]:
    yield from table(head, rows[:_MOST_ROWS])
    if len(rows) > _MOST_ROWS:
        yield f"{amount(len(rows) - _MOST_ROWS, 'more row')} left out; `slosmith diff` shows all."


def _details(summary: str, inside: Iterable[str]) -> Iterator[str]:
    """The summary is HTML, and so may hold words of ours only."""
    yield "<details>"
    yield f"<summary>{summary}</summary>"
    yield ""
    yield from inside
    yield ""
    yield "</details>"
