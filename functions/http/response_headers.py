"""The headers of answers that callers act upon, each with what it says. Operations and problems declare theirs."""

from dataclasses import dataclass
from typing import Literal


@dataclass(frozen=True, slots=True)
class ResponseHeader:
    name: str
    says: str
    type: Literal["string", "integer"] = "string"


CORRELATION_ID = ResponseHeader(
    "X-Correlation-Id", "The request's own, or a new one: it goes with everything that the request causes."
)
LOCATION = ResponseHeader("Location", "The path of what was made or asked for.")
ETAG = ResponseHeader("ETag", "Names this very version, for `If-None-Match` or `If-Match`.")
LINK = ResponseHeader("Link", 'With CSV, `rel="next"`: the rest of what is too long for one file.')
COMMAND_OUTCOME = ResponseHeader(
    "Command-Outcome",
    "With `command`: `applied`, `unchanged`, `refused; reason=SLUG`, or `pending` until it is decided and shows.",
)
PREFERENCE_APPLIED = ResponseHeader("Preference-Applied", "`wait=N`: for how many seconds at most it was waited.")
RETRY_AFTER = ResponseHeader("Retry-After", "In how many seconds to try again.", "integer")
WWW_AUTHENTICATE = ResponseHeader("WWW-Authenticate", "`Bearer`, with the error where a token was sent.")

RESPONSE_HEADERS = (
    CORRELATION_ID,
    LOCATION,
    ETAG,
    LINK,
    COMMAND_OUTCOME,
    PREFERENCE_APPLIED,
    RETRY_AFTER,
    WWW_AUTHENTICATE,
)
