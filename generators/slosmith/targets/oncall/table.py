"""A table that people and programs read: the same rows as Markdown, CSV and JSON."""

from __future__ import annotations

import csv
from collections.abc import Iterator, Mapping, Sequence
from typing import NamedTuple, TypeAlias

from slosmith.artifact import Artifact
from slosmith.emit import canonical_json
from slosmith.markdown import write
from slosmith.plan.oncall.clock import allowed
from slosmith.units import duration


class Seconds(NamedTuple):
    """A time that people read in words and programs as a duration; 0 is nothing."""

    value: int


Cell: TypeAlias = "str | int | Seconds | Sequence[str]"


class Column(NamedTuple):
    """`key` is the name for programs. Without a title the column is not in the Markdown."""

    key: str
    title: str = ""


class Table(NamedTuple):
    name: str
    columns: tuple[Column, ...]
    rows: tuple[Mapping[str, Cell], ...]


def artifacts(folder: str, table: Table, page: str) -> Iterator[Artifact]:
    """`page` is the Markdown with the table already in it."""
    yield Artifact(f"{folder}/{table.name}.md", page)
    yield Artifact(f"{folder}/{table.name}.csv", _csv(table))
    yield Artifact(f"{folder}/{table.name}.json", _json(table))


def markdown(table: Table) -> str:
    """Empty without rows."""
    shown = [column for column in table.columns if column.title]
    rows = ([_markdown_cell(row[column.key]) for column in shown] for row in table.rows)
    lines = [line for line in write.table([column.title for column in shown], rows) if line]
    return "".join(f"{line}\n" for line in lines)


def _markdown_cell(cell: Cell) -> str:
    text = allowed(cell.value) if isinstance(cell, Seconds) and cell.value else _text(cell)
    return write.inline(text)


def _text(cell: Cell) -> str:
    match cell:
        case Seconds(seconds):
            return duration(seconds) if seconds else ""
        case str() | int():
            return str(cell)
        case _:
            return ", ".join(cell)


class _Lines:
    """What csv writes to: it knows files, and here is none."""

    def __init__(self) -> None:
        self.written: list[str] = []

    def write(self, line: str) -> int:
        self.written.append(line)
        return len(line)


def _csv(table: Table) -> str:
    lines = _Lines()
    writer = csv.writer(lines, lineterminator="\n")
    writer.writerow(column.key for column in table.columns)
    writer.writerows([_no_formula(_text(row[column.key])) for column in table.columns] for row in table.rows)
    return "".join(lines.written)


def _no_formula(text: str) -> str:
    """A spreadsheet takes what begins with one of these signs for a formula, and shows what follows an apostrophe."""
    return f"'{text}" if text.startswith(("=", "+", "-", "@", "\t", "\r")) else text


def _json(table: Table) -> str:
    return canonical_json(
        [{column.key: _value(row[column.key]) for column in table.columns} for row in table.rows]
    )


def _value(cell: Cell) -> object:
    match cell:
        case Seconds(seconds):
            return duration(seconds) if seconds else None
        case str():
            return cell or None
        case int():
            return cell
        case _:
            return list(cell)
