"""Target `communications`: the message templates, ready to be pasted, and what has to be filled in."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from slosmith.artifact import Artifact
from slosmith.markdown.write import code, document, fenced, heading, inline, paragraph, table
from slosmith.plan.model import Plan
from slosmith.plan.pages_model import TemplatePlan
from slosmith.targets.base import Target
from slosmith.targets.documents.site import COMMUNICATIONS, GENERATED


def project(plan: Plan, fragments: Sequence[object]) -> Iterator[Artifact]:
    for template in plan.templates:
        lines = (*heading(1, template.title), GENERATED, "", *template_part(template))
        yield Artifact(f"{COMMUNICATIONS}/{template.id}.md", document(lines))


def template_part(template: TemplatePlan) -> Iterator[str]:
    if template.when:
        yield from (paragraph(template.when), "")
    yield from fenced(template.body.strip("\n"), "text")
    rows = ((code(f"<{name}>"), inline(meaning)) for name, meaning in template.placeholders)
    yield from table(("Placeholder", "What to put there"), rows)


TARGET = Target[object](name="communications", summary="message templates, ready to paste", project=project)
