"""Receivers: integrations of any channels that are notified together, described in place or by name."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated, Any, Self

from pydantic import BeforeValidator, Field, create_model, model_validator

from slosmith.spec.base import Model
from slosmith.spec.oncall.channels import CHANNELS
from slosmith.spec.oncall.types import shorthand
from slosmith.spec.types import FreeName, refuse

_KEYS = ", ".join(each.key for each in CHANNELS)

if TYPE_CHECKING:

    class _Channels(Model):
        """A field for each channel."""

    class Accounts(Model):
        """A field for each channel that has an account."""

else:
    _fields: dict[str, Any] = {
        each.key: (each.type, Field(default=(), description=each.title)) for each in CHANNELS
    }
    _Channels = create_model("_Channels", __base__=Model, __module__=__name__, **_fields)
    _fields = {
        each.key: (each.account | None, Field(default=None, description=each.account_title))
        for each in CHANNELS
        if each.account is not None
    }
    Accounts = create_model("Accounts", __base__=Model, __module__=__name__, **_fields)


class Receiver(_Channels):
    """Everything that is told at once. Each key takes one integration or a list of them."""

    @property
    def empty(self) -> bool:
        return not any(getattr(self, each.key) for each in CHANNELS)

    @model_validator(mode="after")
    def _reaches_somebody(self) -> Self:
        if type(self) is Receiver and self.empty:
            refuse("bad-value", "the receiver reaches nobody", f"give it one of {_KEYS}")
        return self


class Destination(Receiver):
    """A receiver, or the name of one: `page: the-pager`."""

    receiver: FreeName | None = Field(
        default=None, description="The name of one of `receivers`, instead of integrations of its own."
    )

    @model_validator(mode="after")
    def _named_or_described(self) -> Self:
        if self.empty == (self.receiver is None):
            refuse(
                "bad-value",
                "a destination names a receiver or has integrations of its own",
                f"write the name of a receiver, or one or more of {_KEYS}",
            )
        return self


Reached = Annotated[
    Destination, BeforeValidator(shorthand("receiver"), json_schema_input_type=str | Destination)
]
