"""The specs of a revision: found in git, compiled in a folder of their own, and gone again."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace
from pathlib import Path
from typing import TypeAlias

from slosmith.diagnostics import Diagnostic, Span, diagnose, errors
from slosmith.diff.model import Against
from slosmith.pipeline import NoSuchEnvironment, Result, plan_specs
from slosmith.plan.model import Plan
from slosmith.printable import printable
from slosmith.source.files import MAX_BYTES
from slosmith.tools import git
from slosmith.tools.git import Failure, Refused, Repository
from slosmith.tools.run import Crashed, Found, Unavailable, find
from slosmith.tools.scratch import NoScratch, laid_out
from slosmith.verify.scratch import no_scratch
from slosmith.verify.unanswered import unanswered

Compiler: TypeAlias = Callable[[Path], Result]

MAIN = ("origin/main", "origin/master", "main", "master")


@dataclass(frozen=True, slots=True)
class Past:
    """`plan` is None when there were no specs, or when `diagnostics` tell why they do not compile."""

    against: Against
    plan: Plan | None
    diagnostics: tuple[Diagnostic, ...] = ()


def plan_at(folder: Path, revision: str | None, compiled: Compiler = plan_specs) -> Past | Diagnostic:
    """The plan of the folder in a revision, or without one where the current branch left the main branch."""
    tool = find("git", git.MINIMUM)
    if isinstance(tool, Unavailable):
        return _unanswered(folder, tool)
    try:
        repository = git.repository(tool, folder)
    except Refused as refused:
        return _no_repository(folder, refused.failure)
    try:
        against = _against(folder, repository, revision)
        return against if isinstance(against, Diagnostic) else _past(repository, against, compiled)
    except Refused as refused:
        return _broken(folder, refused.failure)
    except NoScratch as fault:
        return no_scratch(fault)


def absent(result: Result) -> bool:
    """There is nothing to compile, which is no mistake of anybody who adds the first spec or removes the last."""
    return {each.code for each in errors(result.diagnostics)} == {"no-specs"}


def _against(folder: Path, repository: Repository, revision: str | None) -> Against | Diagnostic:
    if revision is not None:
        commit = repository.commit(revision)
        if commit is None:
            hint = "`git fetch` gets what others have; `git branch --all` and `git tag` list names"
            return _unknown(folder, f"git knows no commit `{printable(revision)}`", hint)
        return Against(commit, revision)
    found = ((name, repository.commit(name)) for name in MAIN)
    main = next(((name, commit) for name, commit in found if commit is not None), None)
    if main is None:
        said = f"there is no main branch to compare with: none of {', '.join(MAIN)}"
        return _unknown(folder, said, "name a revision: `slosmith diff REV`")
    if repository.commit("HEAD") is None:
        return _unknown(
            folder, "there is no commit yet on this branch", "name a revision: `slosmith diff REV`"
        )
    base = repository.merge_base("HEAD", main[1])
    if base is None:
        return _no_base(folder, repository, main[0])
    return Against(base, main[0], merge_base=True)


def _no_base(folder: Path, repository: Repository, main: str) -> Diagnostic:
    said = f"HEAD and {main} have no common ancestor"
    if not repository.is_shallow():
        return _unknown(folder, said, f"name a revision: `slosmith diff {main}`")
    hint = "`git fetch --unshallow` gets all of it; in GitHub Actions, give actions/checkout `fetch-depth: 0`"
    return _unknown(folder, f"{said} in this shallow clone, which lacks the older commits", hint)


def _past(repository: Repository, against: Against, compiled: Compiler) -> Past:
    with laid_out({}) as scratch:
        specs = scratch / "specs"
        if not repository.lay_out(against.commit, specs, MAX_BYTES):
            return Past(against, None)
        try:
            result = compiled(specs)
        except NoSuchEnvironment:
            # It is new since then, which is a change as any other.
            return Past(against, None)
        if result.plan is not None or absent(result):
            return Past(against, result.plan)
        # As git writes it: the commit, then the path in it.
        place = f"{against.commit[:12]}:{printable(str(repository.inside))}"
        found = [_moved(each, printable(specs.as_posix()), place) for each in errors(result.diagnostics)]
        summary = diagnose(
            "revision-broken",
            f"the specs of {against.commit[:12]} ({printable(str(against))}) do not compile, so nothing can be compared",
            Span(place),
            "compare with a revision whose specs compile: `slosmith diff REV`",
        )
        return Past(against, None, (*found, summary))


def _moved(each: Diagnostic, old: str, new: str) -> Diagnostic:
    return replace(
        each,
        message=each.message.replace(old, new),
        hint=each.hint.replace(old, new),
        span=each.span._replace(file=each.span.file.replace(old, new)),
        related=tuple(
            related._replace(span=related.span._replace(file=related.span.file.replace(old, new)))
            for related in each.related
        ),
    )


def _unknown(folder: Path, message: str, hint: str) -> Diagnostic:
    return diagnose("revision-unknown", message, _place(folder), hint)


def _no_repository(folder: Path, failure: Failure) -> Diagnostic:
    if not isinstance(failure, Found):
        return _unanswered(folder, failure)
    said = "git cannot read the repository of the specs folder"
    hint = "`diff` compares with what git has: run it in a repository with the specs in it"
    return diagnose("no-repository", said, _place(folder), hint, details=failure.stderr)


def _broken(folder: Path, failure: Failure) -> Diagnostic:
    if not isinstance(failure, Found):
        return _unanswered(folder, failure)
    said = "the git repository of the specs folder is broken: git cannot read what is compared with"
    hint = "`git fsck` lists what is broken; a fresh clone has all of it"
    return diagnose("repository-broken", said, _place(folder), hint, details=failure.stderr)


def _unanswered(folder: Path, failure: Unavailable | Crashed) -> Diagnostic:
    return unanswered("git", failure, "nothing was compared", _place(folder)).as_error()


def _place(folder: Path) -> Span:
    return Span(folder.as_posix())
