"""The JSON Schema of what an environment may say of an object: any of its keys, to any depth, or null."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from typing import Any

from slosmith.spec.environment import FIXED, OVERLAID

_REF = "#/$defs/"
_NULL = {"type": "null"}


def with_overlays(defs: Mapping[str, Any]) -> dict[str, Any]:
    """The definitions, with those of overlays in place of what only names the models that are meant."""
    made = _Overlays(defs)
    own = {name: made.resolved(schema) for name, schema in defs.items()}
    return dict(sorted({**own, **made.found}.items()))


class _Overlays:
    def __init__(self, defs: Mapping[str, Any]) -> None:
        self.defs = defs
        self.found: dict[str, Any] = {}

    def resolved(self, schema: Any) -> Any:
        if isinstance(schema, list):
            return [self.resolved(each) for each in schema]
        if not isinstance(schema, dict):
            return schema
        if OVERLAID in schema:
            described = {key: schema[key] for key in ("description",) if key in schema}
            return {**self.of(schema[OVERLAID], schema[FIXED]), **described}
        return {key: self.resolved(value) for key, value in schema.items()}

    def of(self, name: str, fixed: Collection[str] = ()) -> dict[str, Any]:
        """A reference to the overlay of a definition, which is made when it is first asked for."""
        overlay = f"{name}Overlay"
        if overlay not in self.found:
            self.found[overlay] = {}
            whole = self.defs[name]
            keys = {key: each for key, each in self._keys(name).items() if key not in fixed}
            self.found[overlay] = {
                **{key: value for key, value in whole.items() if key != "required"},
                "properties": keys,
            }
        return {"$ref": _REF + overlay}

    def _keys(self, name: str) -> dict[str, Any]:
        return {key: self._or_null(each) for key, each in self.defs[name]["properties"].items()}

    def _or_null(self, schema: dict[str, Any]) -> dict[str, Any]:
        described = schema.get("description") or self._meant(schema).get("description", "")
        value = self._some({key: each for key, each in schema.items() if key != "description"})
        return {**_nullable(value), "description": described}

    def _some(self, schema: dict[str, Any]) -> dict[str, Any]:
        """Mappings are merged, so that each may be a part; everything else is as it is in the object."""
        if "$ref" in schema:
            return self.of(schema["$ref"].removeprefix(_REF))
        if "oneOf" in schema and all("$ref" in each for each in schema["oneOf"]):
            # One of several objects: a part may take the key of one away and give that of another.
            named = [each["$ref"].removeprefix(_REF) for each in schema["oneOf"]]
            keys = {key: each for name in named for key, each in self._keys(name).items()}
            return {"type": "object", "additionalProperties": False, "properties": keys}
        if "anyOf" in schema:
            return {"anyOf": [self._some(each) for each in schema["anyOf"]]}
        if "patternProperties" in schema:
            inner = {key: _nullable(self._some(each)) for key, each in schema["patternProperties"].items()}
            kept = {key: value for key, value in schema.items() if key != "minProperties"}
            return {**kept, "patternProperties": inner}
        return schema

    def _meant(self, schema: dict[str, Any]) -> dict[str, Any]:
        found: dict[str, Any] = self.defs.get(schema.get("$ref", "").removeprefix(_REF), {})
        return found


def _nullable(schema: dict[str, Any]) -> dict[str, Any]:
    choices = schema["anyOf"] if list(schema) == ["anyOf"] else [schema]
    return {"anyOf": [*choices, _NULL]}
