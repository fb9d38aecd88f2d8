"""Texts that people write for a notification: fixed words, and values of the group in Alertmanager's own notation.

`{{ .CommonLabels.region }}` is a value. More of Go's templates is refused, since a value would reach the chat unescaped.
"""

from __future__ import annotations

import re
from typing import Annotated

from pydantic import AfterValidator

from slosmith.emit import Inline
from slosmith.spec.oncall.channels.markup import Markup
from slosmith.spec.oncall.types import refuse_secret_url
from slosmith.spec.types import Line, Text, refuse

_VALUE = re.compile(
    r"\{\{\s*(\.(?:CommonLabels|CommonAnnotations|GroupLabels)\.[a-zA-Z_][a-zA-Z0-9_]*|\.Status|\.Receiver)\s*\}\}"
)
_HOST = re.compile(r"https?://[A-Za-z0-9.-]+(?::\d{1,5})?(?=[/?#]|$)", re.ASCII)
_URL = re.compile(r"[A-Za-z0-9._~/%?&=#:+,;!$()*@|-]+", re.ASCII)


def _checked(text: str) -> str:
    rest = _VALUE.sub("", text)
    if "{{" in rest or "}}" in rest:
        refuse(
            "bad-text",
            "the text holds a template other than the value of a label",
            "write {{ .CommonLabels.name }}, {{ .GroupLabels.name }}, {{ .CommonAnnotations.name }} or {{ .Status }}",
        )
    return text


def _checked_url(url: str) -> str:
    refuse_secret_url(url)
    plain = _VALUE.sub("x", _checked(url))
    if not _HOST.match(url) or not _URL.fullmatch(plain):
        refuse(
            "bad-value",
            "this is not a URL that a button can open",
            "write https://host/path?query; values of labels may stand after the host",
        )
    return url


OwnText = Annotated[Text, AfterValidator(_checked)]
OwnLine = Annotated[Line, AfterValidator(_checked)]
OwnUrl = Annotated[Line, AfterValidator(_checked_url)]


def written_text(text: str, markup: Markup) -> Inline:
    """The text as a template of Alertmanager: fixed words are escaped here, values when they are known."""
    pieces = _VALUE.split(text)
    pieces[::2] = [markup.escaped(each) for each in pieces[::2]]
    pieces[1::2] = [f'{{{{ template "{markup.prefix}.escape" {each} }}}}' for each in pieces[1::2]]
    return Inline("".join(pieces))


def written_url(url: str) -> Inline:
    """A value in a URL is percent-encoded."""
    return Inline(_VALUE.sub(lambda found: f"{{{{ {found[1]} | urlquery }}}}", url))
