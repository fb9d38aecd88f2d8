"""The parts that every notification channel has: what people write, its first release, its recipient, its settings.

Facts about releases come from the source of Alertmanager 0.25 to 0.35: `config/notifiers.go` up to 0.32,
`notify/<channel>/config.go` since.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Annotated, Any, NamedTuple, TypeAlias

from pydantic import BeforeValidator, Field

from slosmith.emit import Inline, Tree
from slosmith.spec.base import Listed, Model
from slosmith.spec.oncall.channels.markup import PLAIN, Markup
from slosmith.spec.oncall.types import one_or_many, shorthand

# The value of a setting in the plan: plain data, so that a plan can be dumped.
Setting: TypeAlias = "str | int | bool | tuple[Setting, ...] | Mapping[str, Setting]"
Settings: TypeAlias = Mapping[str, Setting]
Written: TypeAlias = dict[str, Tree]
Version: TypeAlias = tuple[int, int]

# The oldest Alertmanager that is supported.
FLOOR: Version = (0, 25)


class Integration(Model):
    """One recipient of a channel."""

    send_resolved: bool | None = Field(
        default=None,
        description="Whether it is notified when an alert is over. Default: yes where it pages, no for tickets and messages.",
    )


class Since(NamedTuple):
    """The first release that can do it, and what that release brought: `the first that ...`."""

    version: Version
    why: str = ""


_FIRST = Since(FLOOR)


def _never(settings: Settings) -> bool:
    return False


def _always(settings: Settings) -> bool:
    return True


class Later(NamedTuple):
    """A setting that needs a newer release than its channel. `applies` judges the settings that hold it."""

    setting: str
    since: Since
    applies: Callable[[Settings], bool] = _always


class Urgency(NamedTuple):
    """A severity as channels translate it: `rank` counts from 1, the worst; `notify` is page, ticket or message."""

    rank: int
    notify: str
    pagerduty: str


class Choice(NamedTuple):
    """A template `slosmith.<name>` that answers by severity, and otherwise when alerts of a group do not share one."""

    name: str
    answer: Callable[[Urgency], str]
    otherwise: str


@dataclass(frozen=True, slots=True)
class Channel:
    """`key` is the key of receivers, `shorthand` the field that a plain text stands for. `required` are the fields that
    an integration has of its own or from `account`, which all of the channel share. `closes` says whether the
    integration has to hear of the end of an alert even where it takes tickets."""

    key: str
    configs: str
    title: str
    model: type[Integration]
    recipient: Callable[[Settings], str]
    write: Callable[[Settings, str], Written]
    since: Since = _FIRST
    later: tuple[Later, ...] = ()
    shorthand: str = ""
    account: type[Model] | None = None
    account_title: str = ""
    required: tuple[str, ...] = ()
    closes: Callable[[Settings], bool] = _never
    markup: Markup = PLAIN
    choices: tuple[Choice, ...] = ()

    @property
    def type(self) -> Any:
        """What a receiver may hold under the key: one integration or a list, each a text where there is a shorthand."""
        one: Any = self.model
        if self.shorthand:
            one = Annotated[
                one, BeforeValidator(shorthand(self.shorthand), json_schema_input_type=str | self.model)
            ]
        many = BeforeValidator(one_or_many, json_schema_input_type=one | list[one])
        return Annotated[tuple[one, ...], Listed, many]


def template(name: str) -> Inline:
    """A call of one of our templates."""
    return Inline(f'{{{{ template "slosmith.{name}" . }}}}')


def given(settings: Settings, *same: str, **renamed: str) -> Written:
    """The settings that are there, under Alertmanager's names: `given(settings, "url", api_url="base")`."""
    names = {**{name: name for name in same}, **renamed}
    return {theirs: _tree(settings[ours]) for theirs, ours in names.items() if ours in settings}


def _tree(value: Setting) -> Tree:
    if isinstance(value, Mapping):
        return {key: _tree(inner) for key, inner in value.items()}
    return [_tree(each) for each in value] if isinstance(value, tuple) else value


def text_of(settings: Settings, *keys: str, joint: str = ", ") -> str:
    """The first of these settings that is there, as text for people; plan.json holds lists where the plan has tuples."""
    found = next((settings[key] for key in keys if settings.get(key)), "")
    return joint.join(map(str, found)) if isinstance(found, tuple | list) else str(found)


def bearer(file: Setting) -> Written:
    """The `http_config` that sends a token from a file."""
    return {"authorization": {"type": "Bearer", "credentials_file": _tree(file)}}
