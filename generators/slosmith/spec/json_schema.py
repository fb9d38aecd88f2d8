"""The JSON Schema of the spec language, for editors: made from the models, so that the two cannot disagree."""

from __future__ import annotations

from typing import Any

from pydantic.json_schema import GenerateJsonSchema, JsonSchemaValue, models_json_schema

from slosmith.spec import ALL_KINDS
from slosmith.spec.overlay_schema import with_overlays

DIALECT = "https://json-schema.org/draft/2020-12/schema"


class _Generator(GenerateJsonSchema):
    def field_title_should_be_set(self, schema: Any) -> bool:
        # A title that repeats the key in capitals explains nothing.
        return False

    def default_schema(self, schema: Any) -> JsonSchemaValue:
        """Defaults are told in the descriptions: many are models, and most are decided by the policy."""
        return self.generate_inner(schema["schema"])

    def nullable_schema(self, schema: Any) -> JsonSchemaValue:
        """None means "left out" in the models; nobody writes null."""
        return self.generate_inner(schema["schema"])


def spec_schema() -> dict[str, Any]:
    """One schema for all kinds; `kind` chooses, so that an editor offers only the keys of that kind."""
    models = [(model, "validation") for model in ALL_KINDS.values()]
    _, definitions = models_json_schema(models, schema_generator=_Generator)  # type: ignore[arg-type]
    defs = with_overlays({name: _plain(schema) for name, schema in definitions["$defs"].items()})
    return {
        "$schema": DIALECT,
        "title": "slosmith spec",
        "type": "object",
        "required": ["apiVersion", "kind"],
        "properties": {
            "apiVersion": {"const": "slosmith/v1", "description": "The version of the spec language."},
            "kind": {"enum": list(ALL_KINDS), "description": "What the document describes."},
        },
        "allOf": [
            {
                "if": {"properties": {"kind": {"const": kind}}, "required": ["kind"]},
                "then": {"$ref": f"#/$defs/{model.__name__}"},
            }
            for kind, model in ALL_KINDS.items()
        ],
        "$defs": defs,
    }


def _plain(schema: Any) -> Any:
    """Without titles that repeat class names; descriptions of models lose their line breaks."""
    if isinstance(schema, dict):
        cleaned = {
            key: _plain(value) for key, value in schema.items() if key != "title" or isinstance(value, dict)
        }
        if isinstance(cleaned.get("description"), str):
            cleaned["description"] = " ".join(cleaned["description"].split())
        return cleaned
    if isinstance(schema, list):
        return [_plain(each) for each in schema]
    return schema
