"""SQL filters: which messages of a topic fulfil an expression."""

from local.servicebus.messages import Content
from local.servicebus.sql_parser import Parser
from local.servicebus.sql_tokens import SqlError

MAX_LENGTH = 1024


class SqlFilter:
    """Whether a message fulfils an expression. Names of properties are compared without case, texts with it."""

    def __init__(self, expression: str) -> None:
        """Raises `SqlError`."""
        if len(expression) > MAX_LENGTH:
            raise SqlError(f"{len(expression)} characters; {MAX_LENGTH} are allowed")
        self.expression = expression
        self._evaluate = Parser(expression).whole()

    def __eq__(self, other: object) -> bool:
        return isinstance(other, SqlFilter) and other.expression == self.expression

    def __hash__(self) -> int:
        return hash(self.expression)

    def matches(self, content: Content) -> bool:
        """Whether the expression is true; unknown is not."""
        return self._evaluate(content) is True
