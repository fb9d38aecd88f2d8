"""`slosmith schema`: the JSON Schema of the spec language, for editors."""

from __future__ import annotations

import click

from slosmith.emit import canonical_json


@click.command("schema")
def command() -> None:
    """Print the JSON Schema of the spec language of this version."""
    from slosmith.spec.json_schema import spec_schema

    click.echo(canonical_json(spec_schema()), nl=False)
