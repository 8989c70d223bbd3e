"""What is declared of one method of one route, for serving it and for describing it."""

import re
from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from types import UnionType
from typing import Any, Literal, Union, get_args, get_origin, get_type_hints

from pydantic import TypeAdapter

from functions.http.bodies import Body, Query
from functions.http.problems import ProblemType
from functions.http.requests import Answer, Csv, Request
from functions.http.response_headers import ResponseHeader
from infrastructure.tokens import TokenKind

type Method = Literal["GET", "POST", "PUT", "DELETE"]
type Handler = Callable[[Request[Any, Any]], Awaitable[Answer[Any]]]

_PARAMETER = re.compile(r"\{(\w+)\}")


@dataclass(frozen=True, slots=True)
class Operation:
    """`status`: of the answer unless the handler says otherwise, then it is one of `also`.

    `gives`: headers that the handler sets. `cacheable`: public data, answered with an ETag. `honours_key`: an
    Idempotency-Key makes sending it again harmless.
    `problems`: those beside the ones that follow from the declaration itself.
    """

    name: str
    tag: str
    method: Method
    route: str
    handler: Handler
    summary: str
    description: str
    models: "Models"
    status: int
    also: tuple[int, ...]
    gives: tuple[ResponseHeader, ...]
    token: TokenKind | None
    problems: tuple[ProblemType, ...]
    cacheable: bool
    honours_key: bool

    def __post_init__(self) -> None:
        """Raises TypeError unless the handler says which body it takes: none with GET, `Nothing` if none is needed."""
        if (self.method == "GET") == (self.models.body is not None):
            raise TypeError(f"{self.name} must take Request[None, …] with GET, and Request[<body or Nothing>, …] else")

    @property
    def path_parameters(self) -> list[str]:
        return _PARAMETER.findall(self.route)

    @property
    def ids(self) -> list[str]:
        """The path parameters that are ids."""
        return [parameter for parameter in self.path_parameters if parameter == "id" or parameter.endswith("Id")]


@dataclass(frozen=True, slots=True)
class Models:
    """`gives`: what the handler answers with, None for nothing; `answer` writes it. `csv`: or, to who asks, as CSV."""

    body: type[Body] | None
    query: type[Query] | None
    gives: Any
    answer: TypeAdapter[Any]
    csv: bool

    @staticmethod
    def of(handler: Handler) -> "Models":
        """Read from `async def handler(request: Request[body, query]) -> Answer[answer]`, or `| Answer[Csv]` besides.

        Raises TypeError.
        """
        hints = get_type_hints(handler)
        taken, given = hints.get("request"), hints.get("return")
        answer, *also = get_args(given) if get_origin(given) in (Union, UnionType) else (given,)
        if (get_origin(taken) or taken) is not Request or (get_origin(answer) or answer) is not Answer:
            raise TypeError(f"{handler} must be (request: Request[…]) -> Answer[…]")
        if also not in ([], [Answer[Csv]]):
            raise TypeError(f"{handler} may answer Answer[Csv] besides, and nothing else")
        body, query = get_args(taken) or (None, None)
        (content,) = get_args(answer) or (None,)
        return Models(_model(body), _model(query), _model(content), TypeAdapter(content), csv=bool(also))


def _model(hint: Any) -> Any:
    return None if hint is type(None) else hint
