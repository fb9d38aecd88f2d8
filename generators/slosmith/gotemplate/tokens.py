"""The tokens of one action of a Go template, as text/template/parse/lex.go of Go reads them."""

from __future__ import annotations

import re
from typing import NamedTuple


class Malformed(ValueError):
    """What Go does not parse, and how to write it."""

    def __init__(self, what: str, hint: str = "see https://pkg.go.dev/text/template") -> None:
        super().__init__(what)
        self.what, self.hint = what, hint


class Token(NamedTuple):
    """`kind` is word, field, dot, variable, number, string, char, or the sign itself; `spaced` if space precedes it."""

    kind: str
    text: str
    spaced: bool


_SPACE = re.compile(r"[ \t\r\n]*+")
_TOKEN = re.compile(
    r"""
    (?P<string> "(?:[^"\\\n]|\\.)*+" | `[^`]*+` )
  | (?P<char> '(?:[^'\\\n]|\\.)(?:[^'\n])*+' )
  | (?P<number> [+-]?(?:0[xX][0-9_a-fA-F]*+(?:\.[0-9_a-fA-F]*+)?(?:[pP][+-]?[0-9]++)?
                      | (?:[0-9][0-9_]*+(?:\.[0-9_]*+)?|\.[0-9][0-9_]*+)(?:[eE][+-]?[0-9_]*+)?)i? )
  | (?P<variable> \$\w*+ )
  | (?P<field> \.(?![0-9])\w++ )
  | (?P<dot> \. )
  | (?P<word> [^\W\d]\w*+ )
  | (?P<sign> :=|[=|(),] )
    """,
    re.VERBOSE,
)
# What may follow a name without a space.
_TERMINATORS = frozenset(" \t\r\n.,|:)(")
_OCTAL = re.compile(r"[+-]?0[0-7_]+")
_ESCAPE = re.compile(
    r"\\(?:[abfnrtv\\]|x[0-9a-fA-F]{2}|[0-7]{3}|u[0-9a-fA-F]{4}|U[0-9a-fA-F]{8}|(.))", re.DOTALL
)
_CHAR = re.compile(
    r"'(?:[^'\\]|\\(?:[abfnrtv\\']|x[0-9a-fA-F]{2}|[0-7]{3}|u[0-9a-fA-F]{4}|U[0-9a-fA-F]{8}))'"
)


def tokens(source: str) -> tuple[Token, ...]:
    """Raises Malformed."""
    found: list[Token] = []
    at = 0
    while True:
        space = _SPACE.match(source, at)
        assert space is not None
        spaced, at = space.end() > at, space.end()
        if at == len(source):
            return tuple(found)
        match = _TOKEN.match(source, at)
        if match is None:
            raise _odd(source[at])
        kind, text, at = str(match.lastgroup), match[0], match.end()
        following = source[at : at + 1]
        if kind in ("variable", "field", "word") and following and following not in _TERMINATORS:
            raise _odd(following, text)
        if kind == "number":
            _require_number(text, following)
        elif kind == "string" and text[0] == '"':
            _require_escapes(text)
        elif kind == "char" and not _CHAR.fullmatch(text):
            raise Malformed(f"`{text}` is not one character", 'a text stands in double quotes, as in "a b"')
        found.append(Token(text if kind == "sign" else kind, text, spaced))


def _odd(char: str, after: str = "") -> Malformed:
    where = f"after `{after}` within" if after else "within"
    hint = "a comment is written `{{/* so */}}`" if char == "/" else "see https://pkg.go.dev/text/template"
    return Malformed(f"`{char}` means nothing {where} `{{{{ }}}}`", hint)


def _require_number(text: str, following: str) -> None:
    if following.isalnum() or following == "_" or not _is_number(text):
        raise Malformed(
            f"`{text}{following.strip()}` is not a number", "a duration or a text stands in double quotes"
        )


def _is_number(text: str) -> bool:
    real = text.removesuffix("i")
    try:
        value = int(real, 8 if _OCTAL.fullmatch(real) else 0)
    except ValueError:
        if not re.search(r"[.eE]", real) or "_" in real or "x" in real.lower():
            return False
        try:
            return abs(float(real)) != float("inf")
        except ValueError:
            return False
    return -(2**63) <= value < 2**64


def _require_escapes(text: str) -> None:
    for found in _ESCAPE.finditer(text[1:-1]):
        if found[1] is not None and found[1] != '"':
            hint = "write `\\\\\\\\` for a backslash, or put the text between backticks"
            raise Malformed(f"`\\{found[1]}` is no escape of Go", hint)
