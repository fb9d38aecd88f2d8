"""Communication templates: what is to be filled in is declared, and what is declared is there."""

from __future__ import annotations

import re
from collections.abc import Iterator

from slosmith.checks.playbooks import in_body
from slosmith.diagnostics import Diagnostic, diagnose
from slosmith.spec import Spec
from slosmith.spec.spelling import did_you_mean

PLACEHOLDER = re.compile(r"<([^<>\n]+)>")


def placeholders(spec: Spec) -> Iterator[Diagnostic]:
    for template, origin in spec.templates:
        used: dict[str, re.Match[str]] = {}
        for found in PLACEHOLDER.finditer(template.body):
            used.setdefault(found[1], found)
        for name, found in used.items():
            if name not in template.placeholders:
                place = in_body(spec, origin, template.body, found.start(), len(found[0]))
                hint = did_you_mean(name, template.placeholders) or f"add `{name}: ...` to `placeholders`"
                yield diagnose("placeholder", f"the placeholder `<{name}>` is not declared", place, hint)
        for name in template.placeholders:
            if name not in used:
                yield diagnose(
                    "placeholder",
                    f"the message has no `<{name}>`",
                    origin.at("placeholders", name).span(key=True),
                    did_you_mean(name, used) or "use it, or remove it from `placeholders`",
                )
