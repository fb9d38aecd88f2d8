"""docs/diagnostics.md: every code with its meaning, made from the catalogue so that the two cannot disagree."""

from __future__ import annotations

from collections.abc import Iterator

from slosmith.codes import CODES, Severity
from slosmith.markdown.write import document, table

_INTRO = """\
# Diagnostics

Everything that slosmith has to say about a spec looks like this:

```
specs/services/shop.yaml:7:13: error: the target is 0.999, which reads as 0.999% [target-range]
  7 |     target: 0.999
    |             ^^^^^
  hint: did you mean 99.9%?
```

That is the place, how severe it is, what is wrong and the code; then the line, and a hint of the way out. All
mistakes of a stage (files, their shape, what holds between them) are told at once. `--format` prints the
same for programs and for CI servers: as JSON, SARIF, JUnit XML, GitHub annotations, GitLab Code Quality or Markdown;
[ci.md](ci.md) says what reads which.

A code is a word and stays what it is, so it can be searched for and relied on. `tests/bad/` holds at least one
example of each.
"""

_TEXTS = {
    Severity.ERROR: """\
## Errors

An error stops the command with exit 1; nothing is written. Errors cannot be accepted.
""",
    Severity.WARNING: """\
## Warnings

A warning does not stop `generate`. `check --strict` makes an error of every warning that is not accepted.

Some warnings are right in general and wrong in one place. There, say so, on the object that the warning is about
or on one that holds it, with the reason:

```yaml
alerts:
  - name: QueueBacklog
    expr: queue_length > 1000
    severity: high
    accept:
      - {code: label-unknown, reason: The exporter sets no labels but queue.}
```

The warning is silent then, and `check` lists it with its reason. An `accept` that silences nothing is reported as
`accept-unused`. `tool-missing` is about the machine and not about the spec, so no spec can accept it.
""",
    Severity.NOTE: """\
## Notes

A note is for information: it never fails a command, not even with `--strict`.
""",
}


def diagnostics_page() -> str:
    sections = ("\n".join((text, *_table(severity))) for severity, text in _TEXTS.items())
    return document("\n".join((_INTRO, *sections)).split("\n"))


def _table(severity: Severity) -> Iterator[str]:
    named = sorted((name, code) for name, code in CODES.items() if code.severity is severity)
    return table(("code", "meaning"), ((f"`{name}`", code.meaning) for name, code in named))
