"""PromQL text as the tree of promql-parser: the one place where that library is asked to parse."""

from __future__ import annotations

import re
from typing import Any

import promql_parser as pp

from slosmith.promql.expr import quoted

# Strings of the other kinds and comments are skipped whole.
_RAW = re.compile(r"""("(?:\\.|[^"\\\n])*"|'(?:\\.|[^'\\\n])*'|\#[^\n]*)|`([^`]*)`""")


def syntax_tree(source: str) -> Any:
    """Raises ValueError with the library's reason."""
    return pp.parse(_RAW.sub(lambda match: match[1] or quoted(match[2]), source) if "`" in source else source)
