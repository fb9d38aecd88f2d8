"""The readers, by the suffix of the files that they read; any other file is left alone."""

from __future__ import annotations

from slosmith.source import jsonnet_reader, markdown_reader, yaml_reader
from slosmith.source.reading import Reader

READERS: dict[str, Reader] = {
    ".yaml": Reader(yaml_reader.read),
    ".yml": Reader(yaml_reader.read),
    ".json": Reader(yaml_reader.read),
    ".jsonnet": Reader(jsonnet_reader.read, waits=True),
    ".md": Reader(markdown_reader.read),
}
