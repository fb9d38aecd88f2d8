"""What mutation starts from: the specs of the golden cases, and the values and expressions that stand in them."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any, TypeAlias

import yaml

from slosmith import yaml_loader

# Paths below the specs folder, and what the files hold.
Files: TypeAlias = Mapping[str, str]

GOLDEN = Path(__file__).parents[1] / "golden"
YAML_SUFFIXES = (".yaml", ".yml")
# The keys under which PromQL stands.
EXPRESSION_KEYS = frozenset(
    {"expr", "query", "bad", "good", "total", "metric", "error_ratio", "events", "selector"}
)
TEMPLATE_KEYS = frozenset({"summary", "description", "annotations"})
MATCHER_KEYS = frozenset({"match", "matchers", "source_matchers", "target_matchers"})


def _read(case: Path) -> Files:
    folder = case / "specs"
    files = sorted(path for path in folder.rglob("*") if path.is_file())
    return {path.relative_to(folder).as_posix(): path.read_text(encoding="utf-8") for path in files}


CASES: Mapping[str, Files] = {
    specs.parent.name: _read(specs.parent) for specs in sorted(GOLDEN.glob("*/specs"))
}


def documents(text: str) -> list[Any] | None:
    """The documents of YAML text, or None if it is broken or no mapping is in it."""
    try:
        found = list(yaml_loader.load_all(text))
    except (yaml.YAMLError, ValueError, RecursionError):
        return None
    return found if any(isinstance(each, dict) for each in found) else None


def nodes(value: Any, key: str = "") -> Iterator[tuple[str, Any]]:
    """Every value with the key that it stands under; items of a list stand under the key of the list."""
    yield key, value
    if isinstance(value, dict):
        for name, inner in value.items():
            yield from nodes(inner, str(name))
    elif isinstance(value, list):
        for inner in value:
            yield from nodes(inner, key)


def _all_nodes() -> Iterator[tuple[str, Any]]:
    for files in CASES.values():
        for path, text in files.items():
            if path.endswith(YAML_SUFFIXES):
                for document in documents(text) or ():
                    yield from nodes(document)


def _by_key() -> dict[str, list[Any]]:
    found: defaultdict[str, dict[str, Any]] = defaultdict(dict)
    for key, value in _all_nodes():
        found[key].setdefault(repr(value), value)
    return {key: list(values.values()) for key, values in sorted(found.items())}


# For each key what stands under it anywhere: the donors of a value for another place.
DONORS: Mapping[str, list[Any]] = _by_key()


def _texts(keys: frozenset[str]) -> list[str]:
    values = (value for key in sorted(keys) for value in DONORS.get(key, ()))
    return sorted({text for value in values for _, text in nodes(value) if isinstance(text, str) and text})


EXPRESSIONS = [
    *_texts(EXPRESSION_KEYS),
    "rate(a_total[$window])",
    'sum by (region) (rate(a_total{code=~"5.."}[$window])) / sum(rate(a_total[$window])) # by all',
    "max_over_time(up[5m]) offset 1h",
    "avg_over_time((a / b)[10m:1m])",
    "absent(up) or vector(1)",
    "histogram_quantile(0.99, sum by (le) (rate(h_bucket[5m])))",
    "label_replace(up, 'a', '$1', 'b', '(.*)')",
    "a * on (x) group_left (y) b",
    "topk(5, a) > bool 3",
    "-a ^ 2 % NaN + Inf",
]
MATCHERS = [
    *_texts(MATCHER_KEYS),
    'severity="high"',
    '{a=~"b.*|c", d!~"(e+)+"}',
    "region=~'eu-.*'",
    r'a="\"\\",b!="é"',
    'a=~"[[:alpha:]]{1,3}\\\\pL"',
]
TEMPLATES = [
    *_texts(TEMPLATE_KEYS),
    "{{ $value | humanizePercentage }} of {{ $labels.slo }}",
    '{{ with query "up" }}{{ . | first | value }}{{ else }}none{{ end }}',
    '{{ range $i, $e := query "up" }}{{ $i }}{{ end }}{{- /* comment */ -}}',
    '{{ if gt $value 1.5 }}{{ printf "%.2f" $value }}{{ end }}',
]
# (case, path) of each Jsonnet program.
PROGRAMS = [
    (case, path)
    for case, files in CASES.items()
    for path in files
    if path.endswith((".jsonnet", ".libsonnet"))
]
