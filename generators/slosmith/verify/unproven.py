"""What promtool says of a test file that fails. Tests that somebody wrote are told where they wrote them."""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Iterator, Sequence
from contextlib import suppress
from typing import NamedTuple

from slosmith.artifact import Artifact, moment
from slosmith.diagnostics import Diagnostic, Related, Span, diagnose
from slosmith.units import duration, parse_duration

# How the account of one moment begins. Of an alert it gives the name, of an expression the text as Go quotes it.
_MOMENT = re.compile(r'(?:alertname: (?P<alert>\S+)|expr: (?P<expr>".*")), time: (?P<at>\w+),')
_RULE = re.compile(r"rule: (?P<alert>\S+), time: \S+, err: ")
_COUNTED = re.compile(r'expr: "count\(ALERTS\{alertname=\\"(\w+)\\"')
_NAME = "name: "
_LONGEST = 400


class _Account(NamedTuple):
    """Of one thing that went wrong: the test's name if promtool says it, what was asked, and what came of it."""

    test: str
    head: str
    outcome: tuple[str, ...]

    def lines(self) -> Iterator[str]:
        yield from (f"{_NAME}{self.test},",) if self.test else ()
        yield from (self.head, *self.outcome)


def unproven(file: Artifact, said: str) -> Iterator[Diagnostic]:
    """One diagnostic for each moment that is from a spec, and one for all else."""
    others: list[str] = []
    told: set[Span] = set()
    silent = True
    for account in _accounts(said.splitlines()):
        written = [each.span() for each in file.origins.get(_asked(account), ())]
        # An alert that is not there has no value either, and is told first.
        news = [each for each in written if each not in told]
        if news:
            yield _broken(file, account, news)
            silent = False
        elif not written:
            others += account.lines()
        if _counted(account) or not account.head.startswith("expr: "):
            told.update(written)
    if others or silent:
        yield diagnose(
            "ruletest-failed",
            "a test does not come out as it should:",
            Span(file.path),
            "the rules do not do what their spec promises; if an expression of yours is in it, begin there",
            details=_shortened(others),
        )


def _accounts(lines: Sequence[str]) -> Iterator[_Account]:
    """The lines, cut before each moment and each rule that has something to say."""
    test, head, outcome = "", "", list[str]()
    for line in lines:
        if line.startswith(_NAME) or _MOMENT.match(line) or _RULE.match(line):
            if head:
                yield _Account(test, head, tuple(outcome))
                test, head, outcome = "", "", []
            if line.startswith(_NAME):
                test = line.removeprefix(_NAME).removesuffix(",")
            else:
                head = line
        elif head:
            outcome.append(line)
        else:
            head = line
    if head or test:
        yield _Account(test, head, tuple(outcome))


def _asked(account: _Account) -> str:
    """As the origins of the file call it."""
    if rule := _RULE.match(account.head):
        return rule["alert"]
    if found := _MOMENT.match(account.head):
        # What Go quotes in a way of its own was not written by us, nor was a fraction of a second.
        with suppress(ValueError):
            at = parse_duration(found["at"])
            return (
                moment(found["alert"], at, account.test)
                if found["alert"]
                else moment(json.loads(found["expr"]), at)
            )
    return ""


def _broken(file: Artifact, account: _Account, written: Sequence[Span]) -> Diagnostic:
    found = _MOMENT.match(account.head)
    if found is None:
        message = f"a rule cannot be evaluated in this test: {account.head}"
    elif alert := found["alert"] or _counted(account):
        message = f"this test of `{alert}` does not hold at {_at(found)}:"
    else:
        message = f"the alert's expression gives another value at {_at(found)}:"
    return diagnose(
        "ruletest-failed",
        _shortened([message]),
        written[0],
        "correct the expression, or what the test says of it",
        [
            *(Related("or this one", each) for each in written[1:]),
            Related("generated as", Span(file.path)),
        ],
        _shortened(account.outcome),
    )


def _counted(account: _Account) -> str:
    """The alert of which only is asked how often it fires, since nobody can foretell what it says."""
    found = _COUNTED.match(account.head)
    return found[1] if found else ""


def _at(found: re.Match[str]) -> str:
    return duration(parse_duration(found["at"]))


def _shortened(lines: Iterable[str]) -> str:
    return "\n".join(line if len(line) <= _LONGEST else f"{line[: _LONGEST - 3]}..." for line in lines)
