"""What SQL operators make of values. None is both null and unknown, and makes what it touches unknown."""

import operator
import re
from collections.abc import Callable
from functools import lru_cache
from uuid import UUID

from local.servicebus.amqp.values import Value

type Number = int | float


def compare(sign: str, left: Value, right: Value) -> bool | None:
    """Unknown if the kinds differ: a number is neither equal to a text nor different from it."""
    a, b = _plain(left), _plain(right)
    if (_is_number(a) and _is_number(b)) or (isinstance(a, str) and isinstance(b, str)):
        return bool(_COMPARISONS[sign](a, b))
    if isinstance(a, bool) and isinstance(b, bool) and sign in ("=", "<>"):
        return (a == b) is (sign == "=")
    return None


def calculate(sign: str, left: Value, right: Value) -> Value:
    """Arithmetic of numbers; whole numbers stay whole. Unknown for anything else, and for a division by zero."""
    if not (_is_number(left) and _is_number(right)):
        return None
    assert isinstance(left, int | float)
    assert isinstance(right, int | float)
    if sign in _SIMPLE:
        return _SIMPLE[sign](left, right)
    if right == 0:
        return None
    quotient = left / right
    if isinstance(left, int) and isinstance(right, int):
        quotient = abs(left) // abs(right) * (1 if (left < 0) == (right < 0) else -1)
    return quotient if sign == "/" else left - right * int(quotient)


def like(value: Value, pattern: Value, escape: Value) -> bool | None:
    """`%` stands for any text, `_` for one character; both stand for themselves behind the escape character."""
    if not (isinstance(value, str) and isinstance(pattern, str)):
        return None
    return _pattern(pattern, escape if isinstance(escape, str) else None).fullmatch(value) is not None


def negate(value: bool | None) -> bool | None:
    return None if value is None else not value


def both(left: bool | None, right: bool | None) -> bool | None:
    """False wins over unknown."""
    return False if False in (left, right) else None if None in (left, right) else True


def either(left: bool | None, right: bool | None) -> bool | None:
    """True wins over unknown."""
    return negate(both(negate(left), negate(right)))


_SIMPLE: dict[str, Callable[[Number, Number], Number]] = {"+": operator.add, "-": operator.sub, "*": operator.mul}
_COMPARISONS: dict[str, Callable[..., object]] = {
    "=": operator.eq,
    "<>": operator.ne,
    "<": operator.lt,
    "<=": operator.le,
    ">": operator.gt,
    ">=": operator.ge,
}


@lru_cache(maxsize=1000)
def _pattern(pattern: str, escape: str | None) -> re.Pattern[str]:
    parts: list[str] = []
    characters = iter(pattern)
    for character in characters:
        if character == escape:
            parts.append(re.escape(next(characters, "")))
        else:
            parts.append({"%": ".*", "_": "."}.get(character) or re.escape(character))
    return re.compile("".join(parts), re.DOTALL)


def _is_number(value: Value) -> bool:
    return isinstance(value, int | float) and not isinstance(value, bool)


def _plain(value: Value) -> Value:
    return str(value) if isinstance(value, UUID) else value
