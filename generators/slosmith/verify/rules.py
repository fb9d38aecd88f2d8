"""What promtool lets through: documents, keys and types, kinds of expressions, repeated rules."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from typing import TypeAlias

from slosmith.artifact import Artifact
from slosmith.diagnostics import Diagnostic, Related
from slosmith.promql.parsed import Parsed, parse
from slosmith.verify.rulefile import RuleFile, complain, load, place, repetitions, series_text
from slosmith.verify.shape import shape

Check: TypeAlias = Callable[[Sequence[RuleFile]], Iterator[Diagnostic]]

_KINDS = {"range": "a range vector", "scalar": "a scalar", "string": "a string"}


def verify(artifacts: Sequence[Artifact]) -> tuple[Diagnostic, ...]:
    files, faults = load(artifacts)
    return (*faults, *(each for check in CHECKS for each in check(files)))


def one_document(files: Sequence[RuleFile]) -> Iterator[Diagnostic]:
    for file in files:
        if all(document is None for document in file.documents):
            yield complain("rule-shape", "the rule file is empty", file.artifact)
        elif len(file.documents) > 1:
            yield complain(
                "rule-shape",
                f"the rule file holds {len(file.documents)} YAML documents, and Prometheus reads only the first",
                file.artifact,
                hint="put all groups under one `groups`",
            )


def expression_kinds(files: Sequence[RuleFile]) -> Iterator[Diagnostic]:
    """Says nothing of what promql-parser cannot parse: that may be new syntax, and promtool is the judge."""
    for file in files:
        for rule in file.rules():
            expr = rule.data.get("expr")
            parsed = parse(expr) if isinstance(expr, str) else None
            if isinstance(parsed, Parsed) and parsed.kind in _KINDS:
                yield complain(
                    "rule-shape",
                    f"{rule.title} has {_KINDS[parsed.kind]} as expression; a rule needs an instant vector",
                    file.artifact,
                    rule,
                    hint="wrap the number in vector()" if parsed.kind == "scalar" else "",
                )


def repeated_rules(files: Sequence[RuleFile]) -> Iterator[Diagnostic]:
    for first, again in repetitions(files):
        yield complain(
            "rule-shape",
            f"{again.kind} {series_text(again.name, again.labels)} is defined twice",
            again.artifact,
            again,
            hint="give one of them another name, or a label of its own",
            related=(Related("first defined here", place(first)),),
        )


CHECKS: tuple[Check, ...] = (one_document, shape, expression_kinds, repeated_rules)
