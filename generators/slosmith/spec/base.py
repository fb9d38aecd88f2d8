"""What every object of a spec is: strict, frozen, and able to explain itself."""

from __future__ import annotations

from typing import Annotated

from pydantic import BaseModel, ConfigDict, Field

from slosmith.spec.types import Text, Word

# Sequences come as lists from the readers, and a frozen model wants tuples; strict mode would refuse the step.
Listed = Field(strict=False)


class Bare(BaseModel):
    """Unknown keys are errors, nothing is coerced, nothing changes after reading."""

    model_config = ConfigDict(
        extra="forbid",
        frozen=True,
        strict=True,
        hide_input_in_errors=True,
        populate_by_name=True,
        # Only kinds that a run meets are built, and what is inside them once and not for itself as well.
        defer_build=True,
    )


class Accept(Bare):
    """A warning that somebody looked at and decided to live with."""

    code: Word = Field(description="The code of the warning, as it is printed in brackets.")
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
