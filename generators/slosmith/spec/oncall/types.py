"""The scalar types of the OnCall document: secrets by file, addresses, matchers, times of day."""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import Annotated, Any, NamedTuple

from pydantic import AfterValidator, PlainSerializer, PlainValidator, WithJsonSchema

from slosmith.matching.matcher import Matcher
from slosmith.routing.syntax import parse_matcher
from slosmith.spec.types import Line, refuse, shown

_FILE = re.compile(r"/[A-Za-z0-9._/-]+", re.ASCII)
_URL = re.compile(r"https?://[A-Za-z0-9.-]+(?::\d{1,5})?(?:/[A-Za-z0-9._~/%-]*)?", re.ASCII)
# Of those who take webhooks, the ones that are known by their path alone.
_SECRET_PATH = re.compile(
    r"https?://(?:hooks\.slack\.com/|(?:\w+\.)?discord(?:app)?\.com/api/webhooks/|[\w.-]+\.webhook\.office\.com/)",
    re.IGNORECASE,
)
_ADDRESS = re.compile(r"[A-Za-z0-9._%+-]+@[A-Za-z0-9-]+(?:\.[A-Za-z0-9-]+)+", re.ASCII)
_CHANNEL = re.compile(r"[#@][^\s,{}]{1,80}|[CDGU][A-Z0-9]{6,}")
_CHAT_CHANNEL = re.compile(r"[#@][^\s,{}]{1,80}|[A-Za-z0-9]{6,}")
_SLUG = re.compile(r"[A-Za-z0-9@][A-Za-z0-9._=@+-]{0,199}", re.ASCII)
_HOST = re.compile(r"[A-Za-z0-9.-]+:\d{1,5}", re.ASCII)
_TOPIC = re.compile(r"arn:aws[a-z-]*:sns:[a-z0-9-]+:\d{12}:[A-Za-z0-9_-]+(?:\.fifo)?", re.ASCII)
_ZONE = re.compile(r"UTC|[A-Za-z_]+(?:/[A-Za-z0-9_+-]+)+", re.ASCII)


def matching(pattern: re.Pattern[str], code: str, what: str, hint: str) -> Any:
    def check(value: str) -> str:
        if not pattern.fullmatch(value):
            refuse(code, f"`{shown(value)}` is not {what}", hint)
        return value

    return AfterValidator(check)


def _secret_file(value: str) -> str:
    """Not printed when it is refused: it may be the secret itself."""
    if not _FILE.fullmatch(value):
        refuse(
            "bad-value",
            "this is not the path of a file",
            "name a file that Alertmanager can read, as in /etc/alertmanager/secrets/slack; the secret itself never"
            " belongs into a spec",
        )
    return value


def refuse_secret_url(value: str) -> None:
    """Not printed: it may hold a password, or be the secret itself."""
    if "@" in value:
        refuse(
            "bad-value", "the URL holds user information", "credentials never belong into a spec; name a file"
        )
    if _SECRET_PATH.match(value):
        refuse(
            "bad-value",
            "whoever knows this URL can write there: it is a secret",
            "put it into a file that Alertmanager can read, and name that",
        )


def _url(value: str) -> str:
    refuse_secret_url(value)
    if not _URL.fullmatch(value):
        refuse(
            "bad-value",
            "this is not a URL without a query",
            "write https://host/path; if the URL itself is a secret, put it into a file and name that",
        )
    return value


SecretFile = Annotated[
    str,
    AfterValidator(_secret_file),
    WithJsonSchema({"type": "string", "pattern": r"^/[A-Za-z0-9._/-]+$", "description": "A path."}),
]
Url = Annotated[
    str, AfterValidator(_url), WithJsonSchema({"type": "string", "format": "uri", "pattern": "^https?://"})
]
Address = Annotated[
    str,
    matching(_ADDRESS, "bad-value", "an address", "write it as name@example.com, without a name before it"),
]
ChannelName = Annotated[
    str, matching(_CHANNEL, "bad-value", "a channel", 'write it in quotes: "#alerts", "@person", or its id')
]
ChatChannel = Annotated[
    str,
    matching(_CHAT_CHANNEL, "bad-value", "a channel", 'write it in quotes: "#alerts", "@person", or its id'),
]
Slug = Annotated[
    str,
    matching(_SLUG, "bad-value", "an identifier", "use letters, digits and . _ = @ + -, without spaces"),
]


def _plain_line(value: str) -> str:
    if "{{" in value:
        refuse("bad-value", "the text holds `{{`, which Alertmanager takes for a template", "leave it out")
    return value


# Alertmanager reads it as a template.
PlainLine = Annotated[Line, AfterValidator(_plain_line)]
HostPort = Annotated[str, matching(_HOST, "bad-value", "host:port", "write it as smtp.example.com:587")]
TopicArn = Annotated[
    str,
    matching(
        _TOPIC, "bad-value", "the ARN of a topic", "write it as arn:aws:sns:eu-west-1:123456789012:alerts"
    ),
]
TimeZone = Annotated[
    str,
    matching(
        _ZONE, "bad-value", "a time zone", "write it as UTC or Europe/Berlin; offsets do not know summer"
    ),
]


def _matcher(value: object) -> Matcher:
    if not isinstance(value, str):
        refuse("wrong-type", "expected a matcher as text", "write it in quotes: 'service=\"chain\"'")
    try:
        return parse_matcher(value)
    except ValueError as fault:
        hint = "write it as 'service=\"chain\"' or 'region=~\"eu-.*\"'; the operators are = != =~ !~"
        refuse("bad-value", str(fault), hint)


MatcherText = Annotated[
    Matcher,
    PlainValidator(_matcher),
    PlainSerializer(str),
    WithJsonSchema({"type": "string", "minLength": 3}),
]


class DayTime(NamedTuple):
    """From `start` to `end`, both HH:MM; the end is not part of it."""

    start: str
    end: str


_RANGE = re.compile(r"((?:[01]\d|2[0-3]):[0-5]\d)\s*-\s*((?:[01]\d|2[0-3]):[0-5]\d|24:00)", re.ASCII)


def _day_time(value: object) -> DayTime:
    found = _RANGE.fullmatch(value) if isinstance(value, str) else None
    if found is None:
        refuse("bad-value", "this is not a range of times", 'write it as "09:00-17:30", in quotes')
    start, end = found.groups()
    if start >= end:
        refuse(
            "bad-value",
            f"the range {start}-{end} ends before it starts",
            f'Alertmanager wants two ranges for a night: "{start}-24:00" and "00:00-{end}"',
        )
    return DayTime(start, end)


TimesOfDay = Annotated[
    DayTime,
    PlainValidator(_day_time),
    PlainSerializer("-".join),
    WithJsonSchema({"type": "string", "pattern": r"^\d\d:\d\d\s*-\s*\d\d:\d\d$"}),
]
_DAYS = ("monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday")
_DAY = "|".join(_DAYS)
Weekdays = Annotated[
    str,
    matching(
        re.compile(rf"(?:{_DAY})(?::(?:{_DAY}))?"),
        "bad-value",
        "a day or a range of days",
        "write it as monday:friday",
    ),
]
DaysOfMonth = Annotated[
    str,
    matching(
        re.compile(r"-?\d{1,2}(?::-?\d{1,2})?"), "bad-value", "a range of days", 'write it as "1:7" or "-1"'
    ),
]
Months = Annotated[
    str,
    matching(
        re.compile(r"[a-z0-9]+(?::[a-z0-9]+)?"), "bad-value", "a range of months", "write it as may:august"
    ),
]
Years = Annotated[
    str,
    matching(re.compile(r"\d{4}(?::\d{4})?"), "bad-value", "a range of years", 'write it as "2026:2028"'),
]


def one_or_many(value: object) -> object:
    """A single value stands for a list of one."""
    return value if isinstance(value, list | tuple) else [value]


def shorthand(key: str) -> Callable[[object], object]:
    """A text in place of an object gives the object's main key."""

    def expand(value: object) -> object:
        return {key: value} if isinstance(value, str) else value

    return expand
