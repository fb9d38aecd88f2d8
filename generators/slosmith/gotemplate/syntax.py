"""Whether Go parses a template: the grammar of text/template/parse/parse.go, without what a template prints.

A template that Prometheus does not parse is a rule that it refuses, and promtool says so only after it was generated.
"""

from __future__ import annotations

from collections.abc import Callable, Collection
from dataclasses import dataclass, field

from slosmith.gotemplate import Action, parts
from slosmith.gotemplate.tokens import Malformed, Token, tokens

_LITERALS = frozenset({"number", "string", "char", "dot"})
_OPERANDS = frozenset({"word", "field", "variable", "(", *_LITERALS})
_CONSTANTS = frozenset({"true", "false", "nil"})
KEYWORDS = frozenset(
    ["if", "range", "with", "define", "block", "else", "end", "template", "break", "continue"]
)
# Nobody writes so many, and Python's own stack ends somewhere beyond.
_DEEPEST = 50
# Named templates know none of the variables that are declared around them.
_OWN_VARIABLES = frozenset({"define", "block"})


@dataclass(frozen=True, slots=True)
class Language:
    """What a template may name; each `unknown_` says what is wrong with a name that is none of these."""

    functions: Collection[str]
    variables: Collection[str]
    unknown_function: Callable[[str], Malformed]
    unknown_variable: Callable[[str, Collection[str]], Malformed]


@dataclass(slots=True)
class _Block:
    """`known` are the variables before it, which are those after it again."""

    kind: str
    known: list[str]
    has_else: bool = False


@dataclass(slots=True)
class _State:
    language: Language
    known: list[str]
    blocks: list[_Block] = field(default_factory=list)


class _Reader:
    """The tokens of one action, from left to right; `depth` counts the parentheses that are open."""

    def __init__(self, source: str) -> None:
        self._tokens, self._at = tokens(source), 0
        self.depth = 0

    def peek(self) -> Token | None:
        return self._tokens[self._at] if self._at < len(self._tokens) else None

    def next(self) -> Token | None:
        token = self.peek()
        self._at += 1
        return token

    def takes(self, kind: str, text: str = "") -> bool:
        """Whether the next token is of the kind, which is passed then."""
        token = self.peek()
        taken = token is not None and token.kind == kind and text in ("", token.text)
        self._at += taken
        return taken

    def back(self) -> None:
        self._at -= 1


def require_parseable(template: str, language: Language) -> None:
    """Raises Malformed, and Unbalanced."""
    state = _State(language, list(language.variables))
    for part in parts(template):
        if isinstance(part, Action):
            _action(_Reader(part.source), state)
    if state.blocks:
        raise Malformed(f"`{{{{ {state.blocks[-1].kind} }}}}` has no end", "close it with `{{ end }}`")


def _action(reader: _Reader, state: _State) -> None:
    first = reader.peek()
    if first is None:
        raise Malformed("`{{ }}` holds nothing", "name a label, as in `{{ $labels.instance }}`, or remove it")
    if first.kind != "word" or first.text not in KEYWORDS:
        _pipeline(reader, state, "an action")
    else:
        reader.next()
        _control(first.text, reader, state)
    if (rest := reader.peek()) is not None:
        raise _unexpected(rest)


def _control(word: str, reader: _Reader, state: _State) -> None:
    match word:
        case "if" | "with" | "range":
            state.blocks.append(_Block(word, list(state.known)))
            _pipeline(reader, state, word)
        case "define" | "block":
            _name(reader, word)
            if word == "define" and state.blocks:
                raise Malformed("`{{ define }}` stands within another block", "put it in front of all")
            if word == "block":
                _pipeline(reader, state, word)
            state.blocks.append(_Block(word, state.known))
            state.known = ["$"]
        case "template":
            _name(reader, word)
            if reader.peek() is not None:
                _pipeline(reader, state, word)
        case "break" | "continue":
            around = [each.kind for each in state.blocks]
            own = max((at for at, kind in enumerate(around) if kind in _OWN_VARIABLES), default=-1)
            if "range" not in around[own + 1 :]:
                raise Malformed(f"`{{{{ {word} }}}}` stands outside of a range", "remove it")
        case "end":
            state.known = _innermost(word, state).known
            state.blocks.pop()
        case _:
            _else(reader, state)


def _else(reader: _Reader, state: _State) -> None:
    block = _innermost("else", state)
    if block.has_else or block.kind in _OWN_VARIABLES:
        raise Malformed(
            "`{{ else }}` belongs to nothing", f"this `{{{{ {block.kind} }}}}` cannot have one more"
        )
    if block.kind == "if" and reader.takes("word", "if"):
        _pipeline(reader, state, "if")
    else:
        block.has_else = True


def _innermost(word: str, state: _State) -> _Block:
    if not state.blocks:
        raise Malformed(f"`{{{{ {word} }}}}` belongs to nothing", "remove it, or begin with `{{ if ... }}`")
    return state.blocks[-1]


def _name(reader: _Reader, word: str) -> None:
    if not reader.takes("string"):
        raise Malformed(
            f"`{{{{ {word} }}}}` has no name", f'give it one in quotes, as in `{{{{ {word} "x" }}}}`'
        )


def _pipeline(reader: _Reader, state: _State, context: str, *, parenthesis: bool = False) -> None:
    _declarations(reader, state, context)
    count = 0
    while True:
        _command(reader, state, context, first=count == 0)
        count += 1
        if not reader.takes("|"):
            break
    if parenthesis and not reader.takes(")"):
        token = reader.peek()
        raise Malformed("`(` is not closed", "close it with `)`") if token is None else _unexpected(token)


def _declarations(reader: _Reader, state: _State, context: str) -> None:
    """`$x := `, and in a range also `$index, $element := `."""
    for number in range(2):
        variable = reader.peek()
        if variable is None or variable.kind != "variable":
            if number:
                raise Malformed(
                    "a range declares variables only", "write `{{ range $index, $element := ... }}`"
                )
            return
        reader.next()
        if reader.takes(":=") or reader.takes("="):
            state.known.append(variable.text)
            return
        comma = reader.peek()
        if comma is None or comma.kind != ",":
            if number:
                raise _unexpected(variable)
            reader.back()
            return
        if number or context != "range":
            raise _unexpected(comma)
        reader.next()
        state.known.append(variable.text)


def _command(reader: _Reader, state: _State, context: str, *, first: bool) -> None:
    token = reader.peek()
    if token is None or token.kind not in _OPERANDS:
        if token is None or token.kind in (")", "|"):
            raise Malformed(
                f"a value is missing in {_spelled(context)}", "name a label, a value or a function"
            )
        raise _unexpected(token)
    if not first and (token.kind in _LITERALS or token.text in _CONSTANTS):
        raise Malformed(f"`{token.text}` cannot take what `|` hands on", "a function stands behind `|`")
    while True:
        _operand(reader, state)
        token = reader.peek()
        if token is None or token.kind in (")", "|"):
            return
        if not token.spaced or token.kind not in _OPERANDS:
            raise _unexpected(token)


def _spelled(context: str) -> str:
    return f"`{{{{ {context} }}}}`" if context in KEYWORDS else context


def _operand(reader: _Reader, state: _State) -> None:
    token = reader.next()
    assert token is not None
    language = state.language
    literal = token.kind in _LITERALS or token.text in _CONSTANTS
    if token.kind == "(":
        reader.depth += 1
        if reader.depth > _DEEPEST:
            raise Malformed(f"parentheses are nested more than {_DEEPEST} deep", "simplify it")
        _pipeline(reader, state, "parentheses", parenthesis=True)
        reader.depth -= 1
    elif token.kind == "variable" and token.text not in state.known:
        raise language.unknown_variable(token.text, state.known)
    elif token.kind == "word" and not literal:
        if token.text in KEYWORDS:
            raise _unexpected(token)
        if token.text not in language.functions:
            raise language.unknown_function(token.text)
    while (following := reader.peek()) is not None and following.kind == "field" and not following.spaced:
        if literal:
            raise Malformed(f"`{token.text}` has no field `{following.text}`")
        reader.next()


def _unexpected(token: Token) -> Malformed:
    return Malformed(f"`{token.text}` cannot stand here within `{{{{ }}}}`")
