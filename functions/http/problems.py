"""Everything that can go wrong on a route, as problem documents (RFC 9457).

A problem's `type` is a stable URI that ends in its slug: what callers branch on. Refusals of the domain become
problems under the very slug that the decision gave (`reservation-expired`).
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from domain.messages import Value
from functions.http.response_headers import RETRY_AFTER, WWW_AUTHENTICATE, ResponseHeader

TYPE_BASE = "https://contoso.example/problems/"
MEDIA_TYPE = "application/problem+json"


@dataclass(frozen=True, slots=True)
class ProblemType:
    slug: str
    status: int
    title: str
    headers: tuple[ResponseHeader, ...] = ()

    @property
    def uri(self) -> str:
        return TYPE_BASE + self.slug


MALFORMED_JSON = ProblemType("malformed-json", 400, "The body is not JSON")
UNKNOWN_MEMBER = ProblemType("unknown-member", 400, "The body has members that this route does not know")
BAD_IDEMPOTENCY_KEY = ProblemType("bad-idempotency-key", 400, "The Idempotency-Key is malformed")
UNAUTHORIZED = ProblemType("unauthorized", 401, "A valid token is needed", (WWW_AUTHENTICATE,))
NOT_FOUND = ProblemType("not-found", 404, "There is no such thing")
BODY_TOO_LARGE = ProblemType("body-too-large", 413, "The body is larger than 64 KiB")
VALIDATION_FAILED = ProblemType("validation-failed", 422, "What was sent breaks the rules of this route")
IDEMPOTENCY_KEY_REUSED = ProblemType("idempotency-key-reused", 422, "The Idempotency-Key was used for another body")
TOO_MANY_TRIES = ProblemType("too-many-tries", 429, "Too many tries", (RETRY_AFTER,))
INTERNAL_ERROR = ProblemType("internal-error", 500, "Something went wrong on our side")
UNAVAILABLE = ProblemType("unavailable", 503, "A part that this needs does not answer", (RETRY_AFTER,))


def conflict(reason: str) -> ProblemType:
    """The 409 for a refusal of the domain: its reason is the slug, its words are the title."""
    return ProblemType(reason, 409, reason.replace("-", " ").capitalize())


class Fault(Value):
    """One thing wrong with what was sent. `pointer`: JSON pointer (RFC 6901) into the body, or into the query taken
    as an object."""

    pointer: str
    detail: str


class ProblemDocument(Value):
    """`type` ends in the slug to branch on. `redirect_url`: where the owner of a conference sends its visitors."""

    type: str
    title: str
    status: int
    detail: str
    trace_id: str
    errors: list[Fault] | None = None
    redirect_url: str | None = None


@dataclass(eq=False)
class Problem(Exception):
    """Raised to answer with a problem document instead."""

    type: ProblemType
    detail: str
    errors: Sequence[Fault] = ()
    headers: Mapping[str, str] = field(default_factory=dict)
    redirect_url: str | None = None

    def document(self, trace_id: str) -> ProblemDocument:
        return ProblemDocument(
            type=self.type.uri,
            title=self.type.title,
            status=self.type.status,
            detail=self.detail,
            trace_id=trace_id,
            errors=list(self.errors) or None,
            redirect_url=self.redirect_url,
        )


def not_found(what: str) -> Problem:
    return Problem(NOT_FOUND, f"There is no such {what}, or your token is not for it.")
