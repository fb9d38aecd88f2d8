"""Has promtool judge the generated rule files, and brings its complaints home to the spec."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import replace

from slosmith.artifact import Artifact, RuleKey
from slosmith.diagnostics import Diagnostic, Span, diagnose
from slosmith.tools.promtool import MINIMUM, Complaint, Duplicate, Verdict, check_rules
from slosmith.tools.run import Tool, Unavailable, find
from slosmith.tools.scratch import laid_out
from slosmith.verify.rulefile import FOLDER, complain, load, repetitions, rule_artifacts, series_text
from slosmith.verify.unanswered import unanswered

_UNDONE = "the rules were not checked by promtool"


def verify(artifacts: Sequence[Artifact], features: Sequence[str] = ()) -> tuple[Diagnostic, ...]:
    """`features` are those of Prometheus that the rules need, such as promql-experimental-functions."""
    return judge(rule_artifacts(artifacts), features)


def judge(
    artifacts: Sequence[Artifact], features: Sequence[str] = (), *, as_written: bool = True
) -> tuple[Diagnostic, ...]:
    """promtool's judgement of rule files, wherever they go; lines are only told of those that are `as_written`."""
    files = {each.path: each for each in artifacts}
    if not files:
        return ()
    tool = find("promtool", MINIMUM)
    if isinstance(tool, Unavailable):
        return (unanswered("promtool", tool, _UNDONE, Span(FOLDER)),)
    verdict = _judge(tool, files, features)
    return (
        *(unanswered("promtool", each, _UNDONE, Span(FOLDER)) for each in verdict.failures),
        *_refusals((each if as_written else each._replace(line=0) for each in verdict.complaints), files),
        *_unseen(verdict.duplicates, artifacts),
    )


def _judge(tool: Tool, files: Mapping[str, Artifact], features: Sequence[str]) -> Verdict:
    with laid_out({path: artifact.text for path, artifact in files.items()}) as folder:
        return check_rules(tool, folder, list(files), features=features)


def _refusals(complaints: Iterable[Complaint], files: Mapping[str, Artifact]) -> Iterator[Diagnostic]:
    """One for each place of the spec and thing that is wrong there: what is wrong with an SLO is so with all its rules."""
    alike: dict[tuple[Span, str], list[Diagnostic]] = {}
    for each in complaints:
        found = _refusal(each, files)
        nameless = each.message.replace(each.name, "") if each.name else each.message
        alike.setdefault((found.span, nameless), []).append(found)
    for first, *others in alike.values():
        more = f" (and {len(others)} more of its rules)" if others else ""
        yield replace(first, message=first.message + more)


def _refusal(complaint: Complaint, files: Mapping[str, Artifact]) -> Diagnostic:
    if complaint.file not in files:
        # What it said and we do not know; it may be long.
        first, _, more = complaint.message.partition("\n")
        return diagnose("promtool", first, Span(FOLDER), details=more)
    artifact = files[complaint.file]
    if complaint.group is None or complaint.rule is None:
        return complain("promtool", complaint.message, artifact, line=complaint.line)
    key = RuleKey(complaint.group, complaint.rule)
    who = f'rule "{complaint.name}"' if complaint.name else f'rule {key.position + 1} of group "{key.group}"'
    return complain("promtool", f"{who}: {complaint.message}", artifact, key, line=complaint.line)


def _unseen(duplicates: Sequence[Duplicate], artifacts: Sequence[Artifact]) -> Iterator[Diagnostic]:
    """What promtool takes for duplicates and `rules` does not: an alert with the name of a recording."""
    if not duplicates:
        return
    files, _ = load(artifacts)
    rules = {(rule.name, rule.labels): rule for file in files for rule in file.rules()}
    seen = {(again.name, again.labels) for _, again in repetitions(files)}
    for name, labels in duplicates:
        if (name, labels) in seen:
            continue
        message = f"several rules of one file are named {series_text(name, labels)}"
        rule = rules.get((name, labels))
        yield (
            complain("promtool", message, rule.artifact, rule)
            if rule
            else diagnose("promtool", message, Span(FOLDER))
        )
