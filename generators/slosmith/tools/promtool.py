"""Asks promtool about rule files, and reads its complaints in the words of Prometheus 2 and 3."""

from __future__ import annotations

import ast
import re
from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import NamedTuple

from slosmith.tools.run import Crashed, Found, Passed, Tool, Unavailable, Version, run

# The first release with keep_firing_for, and what Debian 12 installs.
MINIMUM: Version = (2, 42)
# One process costs as much as some hundred rules, and a command line has a limit.
FILES_PER_CALL = 500

_QUOTED = r'"(?:[^"\\]|\\.)*"'
_SAID = re.compile(
    r"(?:(?P<yaml>yaml: )(?:line (?P<yaml_line>\d+): )?)?(?:(?P<line>\d+):\d+: )?(?:\d+:\d+: )*"
    rf"(?:group (?P<group>{_QUOTED}), rule (?P<rule>\d+), (?P<name>{_QUOTED}): )?(?P<message>.*)"
)
_YAML_FIELD = re.compile(r"  line (\d+): (.*)")
_YAML_HEADING = "yaml: unmarshal errors:"
_LINT = re.compile(
    r"^lint error \d+ duplicate rule\(s\) found\.\n(?P<rules>(?:.*\n)*?)Might cause inconsistency.*\n?",
    re.MULTILINE,
)
# Prometheus 3 logs in between; the time and the line of its source would make each run differ.
_LOG_HEAD = re.compile(r"(?:time|ts|level|caller|source)=\S+ ")
# It also warns of a second document in every file that is not YAML; `verify` looks for those itself.
_CHATTER = re.compile(
    r"\s*(?:Checking .*|FAILED:|SUCCESS: \d+ rules found|.*Multiple document yaml rules files .*)?"
)


class Complaint(NamedTuple):
    """One refusal. Without a `file` it is what promtool said and we could not read.

    `rule` is the place of the rule in its group, from 0; `line` is one of the rule file, 0 if not said.
    """

    file: str
    group: str | None
    rule: int | None
    name: str | None
    message: str
    line: int = 0


class Duplicate(NamedTuple):
    """A name and labels that several rules of one file share; promtool does not say of which file."""

    name: str
    labels: frozenset[tuple[str, str]]


@dataclass(frozen=True, slots=True)
class Verdict:
    """All empty: promtool accepts the files. `failures` are calls that gave no answer."""

    complaints: tuple[Complaint, ...] = ()
    duplicates: tuple[Duplicate, ...] = ()
    failures: tuple[Unavailable | Crashed, ...] = ()


def check_rules(
    tool: Tool,
    folder: Path,
    files: Sequence[str],
    *,
    features: Sequence[str] = (),
    timeout: float = 120.0,
) -> Verdict:
    """promtool's judgement of `files` (relative to `folder`); `features` are those of --enable-feature."""
    complaints: list[Complaint] = []
    duplicates: list[Duplicate] = []
    failures: list[Unavailable | Crashed] = []
    options = ["--lint=all", "--lint-fatal", *(f"--enable-feature={each}" for each in features)]
    for start in range(0, len(files), FILES_PER_CALL):
        chunk = files[start : start + FILES_PER_CALL]
        match run(tool, ("check", "rules", *options, *chunk), cwd=folder, timeout=timeout):
            case Passed():
                pass
            case Found(stdout, stderr):
                duplicates += _duplicates(stderr)
                complaints += _complaints(stdout + _LINT.sub("", stderr), frozenset(chunk))
            case Unavailable() | Crashed() as failure:
                failures.append(failure)
    # promtool says some things twice (YAML errors), and 3.x more of them than 2.x.
    return Verdict(tuple(dict.fromkeys(complaints)), tuple(dict.fromkeys(duplicates)), tuple(failures))


def _complaints(output: str, files: Collection[str]) -> Iterator[Complaint]:
    file = ""
    unread: list[str] = []
    for line in output.split("\n"):
        named, _, rest = line.partition(": ")
        if named in files:
            file = named
            if rest != _YAML_HEADING:
                yield _complaint(file, rest)
        elif file and (field := _YAML_FIELD.fullmatch(line)):
            yield Complaint(file, None, None, None, field[2], int(field[1]))
        elif not _CHATTER.fullmatch(line):
            unread.append(_LOG_HEAD.sub("", line))
    if unread:
        yield Complaint("", None, None, None, "\n".join(unread))


def _complaint(file: str, text: str) -> Complaint:
    said = _SAID.fullmatch(text)
    assert said is not None, "every part of the pattern is optional"
    line = int(said["yaml_line"] or said["line"] or 0)
    if said["rule"] is None:
        return Complaint(file, None, None, None, (said["yaml"] or "") + said["message"], line)
    group, name = _unquoted(said["group"]), _unquoted(said["name"])
    return Complaint(file, group, int(said["rule"]) - 1, name, said["message"], line)


def _unquoted(text: str) -> str:
    """Go quotes as Python does: every escape that strconv.Quote writes means the same here."""
    return str(ast.literal_eval(text))


def _duplicates(stderr: str) -> Iterator[Duplicate]:
    for block in _LINT.finditer(stderr):
        for rule in re.split(r"^Metric: ", block["rules"], flags=re.MULTILINE)[1:]:
            name, _, labels = rule.partition("\nLabel(s):\n")
            pairs = re.findall(r"^\t(\w+): ((?:.|\n(?!\t|\Z))*)", labels, re.MULTILINE)
            yield Duplicate(name, frozenset(pairs))
