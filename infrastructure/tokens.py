"""Capability tokens: whoever holds one may do what it is for, until it expires. Signed JWTs (HS256).

They expire at midnight (UTC): the same grant gives the same token all day, as long as the signing key stays, so that a
repeated request is answered the same. They end earlier when the thing they are for ends, or when their key is taken out
of the settings; those of a conference when a new access code is first used. Whoever comes later locates the order or
conference again, by e-mail address and access code.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime, time, timedelta
from typing import TYPE_CHECKING, Any, Literal, get_args
from uuid import UUID

from infrastructure.clock import Clock

if TYPE_CHECKING:
    from types import ModuleType

type TokenKind = Literal["order", "payment", "conference"]

LIFETIMES: Mapping[TokenKind, timedelta] = {
    "order": timedelta(days=90),
    "payment": timedelta(days=7),
    "conference": timedelta(days=30),
}
"""At least so long, until the midnight that follows: from the sale of a seat until it is assigned, months may pass."""

_ALGORITHM = "HS256"
_CHECKS = {"require": ["sub", "exp"], "verify_exp": False}
"""Whether it has expired is told by our clock."""


class InvalidToken(Exception):
    """The text is no token that is good now: garbage, forged, expired, of an unknown key, without a claim it needs."""


@dataclass(frozen=True, slots=True)
class Grant:
    """What a token is for: the order, payment or conference `id`.

    An order's names its conference, a payment's its order: both may have to be used before order or payment are known.
    A conference's has a `generation`: the number of the access code that it was given for
    (`domain.conference_management.access_codes`). Whether it is still in force, the token does not say.
    """

    kind: TokenKind
    id: UUID
    conference_id: UUID | None = None
    order_id: UUID | None = None
    generation: int = 0


class Tokens:
    """`keys`: key id → key (at least 32 bytes). The first signs, all verify, so that keys can be replaced."""

    def __init__(self, keys: Mapping[str, bytes], clock: Clock) -> None:
        if not keys:
            raise ValueError("at least one signing key is needed")
        self._keys = dict(keys)
        self._clock = clock
        self._signing_key_id = next(iter(self._keys))

    def issue(self, grant: Grant) -> str:
        claims: dict[str, str | int] = {"kind": grant.kind, "sub": str(grant.id), "exp": self._expiry(grant.kind)}
        if grant.conference_id:
            claims["conference"] = str(grant.conference_id)
        if grant.order_id:
            claims["order"] = str(grant.order_id)
        if grant.generation:
            claims["generation"] = grant.generation
        key_id = self._signing_key_id
        token: str = _jwt().encode(claims, self._keys[key_id], algorithm=_ALGORITHM, headers={"kid": key_id})
        return token

    def verify(self, token: str) -> Grant:
        """Raises InvalidToken."""
        jwt = _jwt()
        try:
            key_id = jwt.get_unverified_header(token).get("kid")
            claims = jwt.decode(token, self._keys[key_id], algorithms=[_ALGORITHM], options=_CHECKS)
            if self._clock.now().timestamp() >= claims["exp"]:
                raise InvalidToken("expired")
            return _grant(claims)
        except (jwt.PyJWTError, KeyError, TypeError, ValueError) as error:
            raise InvalidToken(type(error).__name__) from error

    def _expiry(self, kind: TokenKind) -> int:
        """Seconds since 1970."""
        last_day = (self._clock.now() + LIFETIMES[kind]).astimezone(UTC).date()
        return int(datetime.combine(last_day + timedelta(days=1), time(), UTC).timestamp())


def _grant(claims: Mapping[str, Any]) -> Grant:
    kind: TokenKind = claims["kind"]
    if kind not in get_args(TokenKind.__value__):
        raise ValueError("unknown kind")
    conference, order = claims.get("conference"), claims.get("order")
    return Grant(
        kind,
        UUID(claims["sub"]),
        conference_id=UUID(conference) if conference else None,
        order_id=UUID(order) if order else None,
        generation=int(claims.get("generation", 0)),
    )


def _jwt() -> "ModuleType":
    # PyJWT brings the cryptography package along, which a cold start need not wait for.
    import jwt

    return jwt
