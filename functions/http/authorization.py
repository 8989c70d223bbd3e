"""Who may do what: the bearer of a token may do what its kind allows, to the one thing that it is for."""

from collections.abc import Mapping
from uuid import UUID

from functions.http.operation import Operation
from functions.http.problems import UNAUTHORIZED, Problem, not_found
from functions.http.services import services
from infrastructure.tokens import Grant, InvalidToken, TokenKind

BOUND_TO: dict[TokenKind, str] = {"order": "orderId", "payment": "paymentId", "conference": "id"}
"""The path parameter that must be what the token is for."""


def bearer(headers: Mapping[str, str]) -> str | None:
    """The token of `Authorization: Bearer …`, if there is one."""
    scheme, _, token = headers.get("authorization", "").strip().partition(" ")
    return token.strip() or None if scheme.lower() == "bearer" else None


async def authorize(operation: Operation, headers: Mapping[str, str], ids: Mapping[str, UUID]) -> Grant | None:
    """What the request's token is for; None where the operation demands none.

    Raises Problem: 401 without a valid token of the right kind, or with one that a new access code has ended; 404 where
    it is for another thing than the path names, so that nobody learns what exists. Raises StorageUnavailable.
    """
    if operation.token is None:
        return None
    token = bearer(headers)
    if token is None:
        raise Problem(UNAUTHORIZED, "Send the token as Authorization: Bearer …", headers={"WWW-Authenticate": "Bearer"})
    try:
        grant = services().tokens.verify(token)
    except InvalidToken:
        raise _invalid() from None
    if grant.kind != operation.token:
        raise _invalid()
    if ids[BOUND_TO[grant.kind]] != grant.id:
        raise not_found(grant.kind)
    if grant.kind == "conference" and grant.generation < await services().conferences.generation_in_force(grant.id):
        raise _invalid()
    return grant


def refuse_unless_of(grant: Grant, conference_id: UUID) -> None:
    """Of two placings under one id in two conferences one became the order: the other's token opens nothing.

    `conference_id`: the order's. Raises Problem 401.
    """
    if grant.conference_id != conference_id:
        raise _invalid()


def _invalid() -> Problem:
    challenge = 'Bearer error="invalid_token"'
    return Problem(UNAUTHORIZED, "The token is not valid here.", headers={"WWW-Authenticate": challenge})
