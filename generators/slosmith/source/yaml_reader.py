"""Reads YAML and JSON files into documents."""

from __future__ import annotations

import yaml

from slosmith.diagnostics import diagnose
from slosmith.source.document import Document
from slosmith.source.reading import Reading, Source
from slosmith.source.yaml_builder import Builder, TooLarge
from slosmith.source.yaml_positions import Positions
from slosmith.source.yaml_syntax import explain


def read(source: Source) -> Reading:
    return read_yaml(source.file, source.text)


def read_yaml(file: str, text: str) -> Reading:
    """The documents of a YAML text, and everything that is wrong with it; nothing if it is not YAML at all."""
    builder = Builder(file, text)
    try:
        builder.build()
    except yaml.YAMLError as error:
        fault = explain(error, text)
        span = builder.span(fault.line, fault.column)
        return Reading((), (*builder.diagnostics, diagnose("syntax", fault.message, span, fault.hint)))
    except TooLarge as error:
        return Reading((), (*builder.diagnostics, error.diagnostic))
    if any(diagnostic.code == "syntax" for diagnostic in builder.diagnostics):
        return Reading((), tuple(builder.diagnostics))
    positions = Positions(text)
    documents = (
        Document(file, text, data, positions.locator(number), number) for number, data in builder.documents
    )
    return Reading(tuple(documents), tuple(builder.diagnostics))
