"""The starter repository: what `slosmith init` writes, as files that travel with slosmith."""

from __future__ import annotations

from collections.abc import Iterator
from importlib.resources import files
from importlib.resources.abc import Traversable

from slosmith.emit import canonical_json, scalar
from slosmith.plan.names import upper_camel
from slosmith.spec.json_schema import spec_schema

# Where each goes. A .gitignore or a Makefile under its own name would act on this repository.
_PLACES = {
    "README.md": "README.md",
    "makefile.txt": "Makefile",
    "gitignore.txt": ".gitignore",
    "workflow.yaml": ".github/workflows/slosmith.yml",
    "project.yaml": "specs/project.yaml",
    "oncall.yaml": "specs/oncall.yaml",
    "service.yaml": "specs/services/{name}.yaml",
    "metrics.yaml": "specs/metrics/{name}.yaml",
    "playbook.md": "specs/playbooks/INC-001.md",
}
SCHEMA = "schemas/slosmith.schema.json"
# An id may be no longer than a name, and has a prefix and a number as well.
_DOMAIN_LIMIT = 20


def starter(name: str) -> dict[str, str]:
    """Every file of a repository for a service of that name, by path."""
    return dict(sorted(_files(name)))


def _files(name: str) -> Iterator[tuple[str, str]]:
    folder = files(__package__) / "files"
    for file, place in _PLACES.items():
        yield place.format(name=name), _filled(folder / file, name)
    yield SCHEMA, canonical_json(spec_schema())


def _filled(file: Traversable, name: str) -> str:
    """`$` and braces are taken, by make and by PromQL, so that places have marks of their own."""
    title = " ".join(word.capitalize() for word in name.split("-"))
    marks = {
        "@name@": name,
        "@title@": title,
        # As YAML values, for there are names such as `on`.
        "@service@": scalar(name),
        "@Service@": scalar(title),
        "@Camel@": upper_camel(title, name),
        "@DOMAIN@": name.upper()[:_DOMAIN_LIMIT].rstrip("-"),
    }
    text = file.read_text(encoding="utf-8")
    for mark, value in marks.items():
        text = text.replace(mark, value)
    return text
