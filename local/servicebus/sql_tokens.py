"""Cut a SQL expression into tokens."""

import re
from typing import NamedTuple

KEYWORDS = {"AND", "OR", "NOT", "IS", "NULL", "IN", "LIKE", "ESCAPE", "EXISTS", "TRUE", "FALSE"}
_TOKEN = re.compile(
    r"""\s*(?:
        (?P<number>(?:\d+\.?\d*|\.\d+)(?:[eE][+-]?\d+)?)
      | '(?P<text>(?:[^']|'')*)'
      | \[(?P<bracketed>(?:[^\]]|\]\])+)\]
      | "(?P<quoted>(?:[^"]|"")+)"
      | (?P<name>[^\W\d_]\w*)
      | (?P<symbol><>|!=|>=|<=|[=<>+\-*/%(),.])
    )""",
    re.VERBOSE,
)


class SqlError(ValueError):
    """The expression is none, or does what the emulator does not support; the text is for the user."""


class Token(NamedTuple):
    """`kind` is number, text, name (with the delimiters taken off), keyword, symbol or end."""

    kind: str
    text: str
    position: int

    def __str__(self) -> str:
        return f"{self.text!r} at position {self.position + 1}" if self.text else "the end"


def tokenize(expression: str) -> list[Token]:
    """All tokens and one more, the end. Raises `SqlError`."""
    tokens: list[Token] = []
    position = 0
    text = expression.rstrip()
    while position < len(text):
        match = _TOKEN.match(text, position)
        if match is None:
            rest = text[position:].lstrip()
            raise SqlError(f"{rest[:10]!r} at position {len(text) - len(rest) + 1} is nothing of SQL")
        kind = match.lastgroup
        assert kind is not None
        tokens.append(_token(kind, match[kind], match.start(kind)))
        position = match.end()
    return [*tokens, Token("end", "", len(text))]


def _token(kind: str, text: str, position: int) -> Token:
    match kind:
        case "text":
            return Token("text", text.replace("''", "'"), position)
        case "bracketed":
            return Token("name", text.replace("]]", "]"), position)
        case "quoted":
            return Token("name", text.replace('""', '"'), position)
        case "name" if text.upper() in KEYWORDS:
            return Token("keyword", text.upper(), position)
        case _:
            return Token(kind, text, position)
