"""Has promtool play test files, several at once, and says of each whether it passed."""

from __future__ import annotations

import os
import re
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor, as_completed
from pathlib import Path
from typing import NamedTuple, TypeAlias

from slosmith.tools.run import Crashed, Found, Outcome, Passed, Tool, Unavailable, run

# One process costs as much as some small files; with more files in one, the last process would run on alone.
_FILES_PER_CALL = 50
_TIMEOUT = 900.0
# What it says of a test file whose rule files are not there, and passes.
_NO_RULES = re.compile(r"no file match pattern", re.IGNORECASE)
_CHATTER = re.compile(r"\s*(?:Unit Testing: .*|SUCCESS|FAILED:)?\s*")


class Failed(NamedTuple):
    """A file with a test that did not come out as it should, in promtool's words."""

    file: str
    said: str


# What is told after each call: how many files are done.
Progress: TypeAlias = Callable[[int], None]


def play(
    tool: Tool,
    folder: Path,
    files: Sequence[str],
    *,
    features: Sequence[str] = (),
    progress: Progress = lambda _: None,
) -> Iterator[Failed | Unavailable | Crashed]:
    """Everything that is not as it should be in `files`, relative to `folder`."""
    chunks = _chunks(files)
    with ThreadPoolExecutor(_workers()) as pool:
        calls = {pool.submit(_play, tool, folder, chunk, features): chunk for chunk in chunks}
        try:
            for call in as_completed(calls):
                yield from call.result()
                progress(len(calls[call]))
        finally:
            pool.shutdown(cancel_futures=True)


def _workers() -> int:
    return os.cpu_count() or 1


def _chunks(files: Sequence[str]) -> list[Sequence[str]]:
    size = max(1, min(_FILES_PER_CALL, len(files) // (4 * _workers())))
    return [files[at : at + size] for at in range(0, len(files), size)]


def _play(
    tool: Tool, folder: Path, files: Sequence[str], features: Sequence[str], *, again: bool = True
) -> list[Failed | Unavailable | Crashed]:
    match _run(tool, folder, files, features):
        case Passed(stdout, stderr) if _NO_RULES.search(stdout + stderr) is None:
            return []
        case (Unavailable() | Crashed()) as failure:
            return [failure]
        case Passed(stdout, stderr) | Found(stdout, stderr):
            if len(files) > 1:
                # It does not say which file it speaks of, so each is asked alone.
                return [failure for file in files for failure in _play(tool, folder, [file], features)]
            # Before 3.4 promtool's storage loses a sample now and then, once in some thousand plays of tests that
            # span more than 36 hours (prometheus#16333). A wrong rule fails each time.
            if again:
                return _play(tool, folder, files, features, again=False)
            return [Failed(files[0], _said(stdout + stderr))]


def _run(tool: Tool, folder: Path, files: Sequence[str], features: Sequence[str]) -> Outcome:
    options = [f"--enable-feature={each}" for each in features]
    return run(tool, (*options, "test", "rules", *files), cwd=folder, timeout=_TIMEOUT)


def _said(output: str) -> str:
    return "\n".join(line.strip() for line in output.splitlines() if not _CHATTER.fullmatch(line))
