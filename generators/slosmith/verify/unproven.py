"""What promtool says of a test file that fails. Tests that somebody wrote are told where they wrote them."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Sequence
from contextlib import suppress

from slosmith.artifact import Artifact, moment
from slosmith.diagnostics import Diagnostic, Related, Span, diagnose
from slosmith.units import duration, parse_duration

# How the account of one moment begins. Of an alert it gives the name, of an expression the text as Go quotes it.
_MOMENT = re.compile(r'(?:alertname: (?P<alert>\S+)|expr: (?P<expr>".*")), time: (?P<at>\w+),')
_NAME = "name: "
# A rule that could not be evaluated.
_RULE = "rule: "


def unproven(file: Artifact, said: str) -> Iterator[Diagnostic]:
    """One diagnostic for each moment that is from a spec, and one for all else."""
    others: list[str] = []
    told: set[Span] = set()
    for account in _accounts(said.splitlines()):
        asked = _asked(account)
        written = [each.span() for each in file.origins.get(moment(*asked), ())] if asked else []
        if not asked or not written:
            others += account
        # An alert that is not there has no value either, and is told first.
        elif not told.issuperset(written):
            yield _broken(file, account, asked[1], written)
            told.update(written)
    if others or not told:
        yield diagnose(
            "ruletest-failed",
            "a test does not come out as it should:\n" + "\n".join(others),
            Span(file.path),
            "the rules do not do what their spec promises; if an expression of yours is in it, begin there",
        )


def _accounts(lines: Sequence[str]) -> Iterator[list[str]]:
    """The lines, cut before each moment, the name of its test included, and each rule that has something to say."""
    account: list[str] = []
    for line in lines:
        begins = _MOMENT.match(line) and not (len(account) == 1 and account[0].startswith(_NAME))
        if account and (begins or line.startswith((_NAME, _RULE))):
            yield account
            account = []
        account.append(line)
    if account:
        yield account


def _asked(account: Sequence[str]) -> tuple[str, int] | None:
    """What was asked in an account, and when."""
    for line in account:
        if found := _MOMENT.match(line):
            # What Go quotes in a way of its own was not written by us, nor was a fraction of a second.
            with suppress(ValueError):
                return found["alert"] or json.loads(found["expr"]), parse_duration(found["at"])
    return None


def _broken(file: Artifact, account: Sequence[str], at: int, written: Sequence[Span]) -> Diagnostic:
    start = next(place for place, line in enumerate(account) if _MOMENT.match(line))
    asked, outcome = account[start], account[start + 1 :]
    if asked.startswith("expr: "):
        message = "the alert's expression gives another value"
    else:
        message = f"this test of `{asked.removeprefix('alertname: ').split(',')[0]}` does not hold"
    return diagnose(
        "ruletest-failed",
        f"{message} at {duration(at)}:\n" + "\n".join(outcome),
        written[0],
        "correct the expression, or what the test says of it",
        [
            *(Related("or this one, of the same moment", each) for each in written[1:]),
            Related("generated as", Span(file.path)),
        ],
    )
