"""Parse the subset of SQL-92 that Service Bus documents for filters, but for its functions."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import partial

from local.servicebus.amqp.values import Value
from local.servicebus.filters import SYSTEM_PROPERTIES
from local.servicebus.messages import Content
from local.servicebus.sql_tokens import SqlError, Token, tokenize
from local.servicebus.sql_values import both, calculate, compare, either, like, negate

MAX_DEPTH = 32

type Evaluate = Callable[[Content], Value]
"""A part of an expression. Predicates give true, false or None, which is unknown."""


@dataclass(frozen=True, slots=True)
class _Part:
    evaluate: Evaluate
    is_predicate: bool


class Parser:
    """Recursive descent; each method reads what binds tighter than its name."""

    def __init__(self, expression: str) -> None:
        self._tokens = tokenize(expression)
        self._next = 0
        self._depth = 0

    def whole(self) -> Evaluate:
        """The expression, which must be a predicate. Raises `SqlError`."""
        part = self._predicate(self._or())
        if self._token.kind != "end":
            raise SqlError(f"unexpected {self._token}")
        return part

    def _or(self) -> _Part:
        part = self._and()
        while self._accept("OR"):
            part = _joined(either, self._predicate(part), self._predicate(self._and()))
        return part

    def _and(self) -> _Part:
        part = self._not()
        while self._accept("AND"):
            part = _joined(both, self._predicate(part), self._predicate(self._not()))
        return part

    def _not(self) -> _Part:
        if not self._accept("NOT"):
            return self._comparison()
        return _negated(self._nested(lambda: self._predicate(self._not())))

    def _comparison(self) -> _Part:
        part = self._sum()
        if sign := self._accept("=", "<>", "!=", "<=", ">=", "<", ">"):
            left, right = part.evaluate, self._sum().evaluate
            comparison = partial(compare, "<>" if sign == "!=" else sign)
            return _Part(lambda content: comparison(left(content), right(content)), is_predicate=True)
        if self._accept("IS"):
            return self._is_null(part.evaluate)
        if self._accept("NOT"):
            return _negated(self._membership(part).evaluate)
        if self._token.text in ("IN", "LIKE") and self._token.kind == "keyword":
            return self._membership(part)
        return part

    def _is_null(self, value: Evaluate) -> _Part:
        negated = self._accept("NOT") is not None
        self._expect("NULL")
        return _Part(lambda content: (value(content) is None) is not negated, is_predicate=True)

    def _membership(self, part: _Part) -> _Part:
        value = part.evaluate
        if self._accept("IN"):
            self._expect("(")
            choices = [self._sum().evaluate]
            while self._accept(","):
                choices.append(self._sum().evaluate)
            self._expect(")")
            return _Part(partial(_any_equal, value, choices), is_predicate=True)
        self._expect("LIKE")
        pattern = self._sum().evaluate
        escape = self._sum().evaluate if self._accept("ESCAPE") else _constant(None)
        return _Part(lambda content: like(value(content), pattern(content), escape(content)), is_predicate=True)

    def _sum(self) -> _Part:
        part = self._product()
        while sign := self._accept("+", "-"):
            part = self._calculated(sign, part, self._product())
        return part

    def _product(self) -> _Part:
        part = self._operand()
        while sign := self._accept("*", "/", "%"):
            part = self._calculated(sign, part, self._operand())
        return part

    def _calculated(self, sign: str, first: _Part, second: _Part) -> _Part:
        left, right = first.evaluate, second.evaluate
        return _Part(lambda content: calculate(sign, left(content), right(content)), is_predicate=False)

    def _operand(self) -> _Part:
        if sign := self._accept("+", "-"):
            zero = _Part(_constant(0), is_predicate=False)
            return self._calculated(sign, zero, self._nested(self._operand))
        if self._accept("("):
            part = self._nested(self._or)
            self._expect(")")
            return part
        if self._accept("EXISTS"):
            self._expect("(")
            lookup = self._property(self._take("name"), _exists)
            self._expect(")")
            return _Part(lookup, is_predicate=True)
        for word, truth in (("TRUE", True), ("FALSE", False)):
            if self._accept(word):
                return _Part(_constant(truth), is_predicate=True)
        if self._accept("NULL"):
            return _Part(_constant(None), is_predicate=False)
        if self._token.kind == "number":
            text = self._take("number").text
            return _Part(_constant(int(text) if text.isdigit() else float(text)), is_predicate=False)
        if self._token.kind == "text":
            return _Part(_constant(self._take("text").text), is_predicate=False)
        return _Part(self._property(self._take("name"), _look_up), is_predicate=False)

    def _property(self, name: Token, look_up: Callable[[Mapping[str, Value], str], Value]) -> Evaluate:
        scope = "user"
        if self._accept("."):
            scope, name = name.text.lower(), self._take("name")
        key = name.text.lower()
        if scope == "user":
            return lambda content: look_up(_application_properties(content), key)
        if scope != "sys":
            raise SqlError(f"the scope of {name} is sys or user, not {scope!r}")
        places = {known.lower(): place for known, place in SYSTEM_PROPERTIES.items()}
        if key not in places:
            raise SqlError(f"there is no system property {name}; there are {', '.join(SYSTEM_PROPERTIES)}")
        place = places[key]
        return lambda content: look_up({key: content.properties[place]} if place < len(content.properties) else {}, key)

    def _nested[T](self, parse: Callable[[], T]) -> T:
        self._depth += 1
        if self._depth > MAX_DEPTH:
            raise SqlError(f"more than {MAX_DEPTH} parts inside each other")
        part = parse()
        self._depth -= 1
        return part

    @property
    def _token(self) -> Token:
        return self._tokens[self._next]

    def _accept(self, *texts: str) -> str | None:
        token = self._token
        if token.kind not in ("keyword", "symbol") or token.text not in texts:
            return None
        self._next += 1
        return token.text

    def _expect(self, text: str) -> None:
        if self._accept(text) is None:
            raise SqlError(f"{text} is missing before {self._token}")

    def _take(self, kind: str) -> Token:
        token = self._token
        if token.kind != kind:
            raise SqlError(f"a {kind} is missing before {token}")
        self._next += 1
        return token

    def _predicate(self, part: _Part) -> Evaluate:
        if not part.is_predicate:
            raise SqlError(f"a comparison is missing before {self._token}")
        return part.evaluate


def _joined(join: Callable[[bool | None, bool | None], bool | None], left: Evaluate, right: Evaluate) -> _Part:
    return _Part(lambda content: join(_truth(left(content)), _truth(right(content))), is_predicate=True)


def _negated(value: Evaluate) -> _Part:
    return _Part(lambda content: negate(_truth(value(content))), is_predicate=True)


def _truth(value: Value) -> bool | None:
    return value if isinstance(value, bool) else None


def _constant(value: Value) -> Evaluate:
    return lambda _content: value


def _any_equal(value: Evaluate, choices: list[Evaluate], content: Content) -> Value:
    found: bool | None = False
    for choice in choices:
        found = either(found, compare("=", value(content), choice(content)))
    return found


def _application_properties(content: Content) -> dict[str, Value]:
    return {name.lower(): value for name, value in content.application_properties.items() if isinstance(name, str)}


def _look_up(properties: Mapping[str, Value], key: str) -> Value:
    return properties.get(key)


def _exists(properties: Mapping[str, Value], key: str) -> Value:
    return key in properties
