"""What every object of a spec is: strict, frozen, and able to explain itself."""

from __future__ import annotations

from typing import Annotated, ClassVar, Self

from pydantic import AfterValidator, BaseModel, ConfigDict, Field, WithJsonSchema, model_validator

from slosmith.codes import CODES, Severity
from slosmith.spec.spelling import did_you_mean
from slosmith.spec.types import Text, refuse, shown

_WARNINGS = [code for code, each in CODES.items() if each.severity is Severity.WARNING]


def _acceptable(code: str) -> str:
    if code not in CODES:
        hint = did_you_mean(code, _WARNINGS) or "a warning prints its code in brackets"
        refuse("unknown-reference", f"there is no warning `{shown(code)}`", hint)
    if code not in _WARNINGS:
        said = f"only warnings can be accepted, and the severity of `{code}` is {CODES[code].severity}"
        refuse("bad-value", said, "mend what it is about, and remove this entry")
    return code


WarningCode = Annotated[
    str, AfterValidator(_acceptable), WithJsonSchema({"type": "string", "enum": _WARNINGS})
]

# Sequences come as lists from the readers, and a frozen model wants tuples; strict mode would refuse the step.
Listed = Field(strict=False)


class Bare(BaseModel):
    """Unknown keys are errors, nothing is coerced, nothing changes after reading."""

    model_config = ConfigDict(
        extra="forbid",
        frozen=True,
        strict=True,
        hide_input_in_errors=True,
        # Only kinds that a run meets are built, and what is inside them once and not for itself as well.
        defer_build=True,
    )


class Accept(Bare):
    """A warning that somebody looked at and decided to live with."""

    code: WarningCode = Field(description="The code of the warning, as it is printed in brackets.")
    reason: Text = Field(description="Why the warning is acceptable here; `check` lists it.")


class Correction(Bare):
    """A statement of an older document that this object corrects."""

    was: Text = Field(description="What the original said, word for word.")
    why: Text = Field(description="Why it was changed, and into what.")


class Model(Bare):
    """Any object of a spec."""

    accept: Annotated[tuple[Accept, ...], Listed] = Field(
        default=(), description="Warnings that are silenced for this object, each with its reason."
    )
    corrections: Annotated[tuple[Correction, ...], Listed] = Field(
        default=(), description="What an older document said and why it changed; the handbook prints them."
    )

    # Whether null says something: that what is inherited does not hold.
    overrides: ClassVar[bool] = False

    @model_validator(mode="after")
    def _no_empty_key(self) -> Self:
        """A key without a value would be passed over in silence, and something inherited take its place."""
        if not self.overrides:
            fields = type(self).model_fields
            for name in fields:
                if name in self.model_fields_set and getattr(self, name) is None:
                    key = fields[name].alias or name
                    refuse("bad-value", f"`{key}` is empty", "give it a value, or remove the key", at=key)
        return self
