"""Declares routes: an `Api` is a blueprint whose functions say what they take and give, for callers to read.

orders = Api("Orders")

@orders.operation("GET", "orders/{orderId}", summary="Read an order", token="order", problems=(NOT_FOUND,))
async def get_order(request: Request[None, Waiting]) -> Answer[OrderView]: ...
"""

from collections.abc import Callable, Sequence

import azure.functions as func

from functions.http.operation import Handler, Method, Models, Operation
from functions.http.problems import ProblemType
from functions.http.response_headers import ResponseHeader
from functions.http.serving import serve
from infrastructure.tokens import TokenKind


class Api(func.Blueprint):
    """The routes of one subject; `tag` is its name in the API's description."""

    def __init__(self, tag: str) -> None:
        super().__init__()  # type: ignore[no-untyped-call]
        self.tag = tag
        self.operations: list[Operation] = []

    def operation[H: Handler](
        self,
        method: Method,
        route: str,
        *,
        summary: str,
        status: int = 200,
        also: Sequence[int] = (),
        gives: Sequence[ResponseHeader] = (),
        token: TokenKind | None = None,
        problems: Sequence[ProblemType] = (),
        cacheable: bool = False,
        honours_key: bool = False,
    ) -> Callable[[H], H]:
        """Makes the handler an HTTP function of its own name, and gives it back as it was.

        `also`: other statuses that come with the same content. `gives`: headers that the handler sets.
        `problems`: those beside the ones that follow from the declaration itself (bad bodies, tokens, ids).
        Raises TypeError for a handler that is not `(request: Request[…]) -> Answer[…]`, or hides which body it takes.
        """

        def register(handler: H) -> H:
            operation = Operation(
                name=handler.__name__,
                tag=self.tag,
                method=method,
                route=route,
                handler=handler,
                summary=summary,
                description=(handler.__doc__ or "").strip(),
                models=Models.of(handler),
                status=status,
                also=tuple(also),
                gives=tuple(gives),
                token=token,
                problems=tuple(problems),
                cacheable=cacheable,
                honours_key=honours_key,
            )
            self.operations.append(operation)
            self.route(route=route, methods=[method], auth_level=func.AuthLevel.ANONYMOUS)(serve(operation))
            return handler

        return register
