"""The kinds of values that bodies are made of. Each refuses what it is not.

Only the form of a value changes: blanks around are dropped, line breaks and tabs and e-mail addresses normalised.
"""

import re
import unicodedata
from datetime import date
from decimal import Decimal
from typing import Annotated, Any
from uuid import UUID

from email_validator import EmailNotValidError, validate_email
from pydantic import (
    AfterValidator,
    BeforeValidator,
    HttpUrl,
    StringConstraints,
    TypeAdapter,
    ValidationError,
    WithJsonSchema,
)

from domain.values import CENT
from functions.http.describing import LINES, NOT_BLANK_LINE, ONE_LINE, described

_UUID = re.compile(r"[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}", re.IGNORECASE | re.ASCII)
_DATE = re.compile(r"\d{4}-\d\d-\d\d", re.ASCII)
_AMOUNT = re.compile(r"\d{1,9}(\.\d{1,2})?", re.ASCII)
_LINE_BREAKING = {"Cc", "Zl", "Zp"}
_VISIBLE = frozenset("LNPS")
"""Major categories of Unicode: letters, numbers, punctuation, symbols. A mark alone has nothing to stand on."""
_BLANK = frozenset("\u115f\u1160\u2800\u3164\uffa0\ufffc\U00013441\U00013442\U0001d159")
"""Letters and symbols that are shown as nothing: fillers of Hangul, blanks of Braille, hieroglyphs and notes."""
_LONGEST_EMAIL = 254
_LONGEST_ADDRESS = 2_000
_ADDRESS = re.compile(r"https?://[^/?#@]+([/?#].*)?", re.IGNORECASE)
_ESCAPED_IN_ADDRESSES = frozenset('\\<>"{}|^`')
_web_address = TypeAdapter(HttpUrl)


def parse_id(text: str) -> UUID:
    """The UUID written as `text` in the one form of RFC 9562, in either case. Raises ValueError."""
    if not _UUID.fullmatch(text):
        raise ValueError("Input should be a UUID such as 6c0a0a5e-9f0e-4a5e-8a3e-0c1d2e3f4a5b")
    return UUID(text)


def _id(value: Any) -> Any:
    return parse_id(value) if isinstance(value, str) else value


def _one_line(text: str) -> str:
    if any(unicodedata.category(character) in _LINE_BREAKING for character in text):
        raise ValueError("Text must not contain control characters or line breaks")
    return text


def _lines(text: str) -> str:
    text = text.replace("\r\n", "\n").replace("\t", " ")
    _one_line(text.replace("\n", ""))
    return text


def is_visible(character: str) -> bool:
    """Whether `character` can be seen when it stands alone."""
    return unicodedata.category(character)[0] in _VISIBLE and character not in _BLANK


def _not_blank(text: str) -> str:
    if not any(map(is_visible, text)):
        raise ValueError("Text must have a visible character")
    return text


def _email(text: str) -> str:
    try:
        # Deliverability is for the mail to find out; .test and .example serve everybody's trials.
        return validate_email(text, check_deliverability=False, test_environment=True, strict=True).normalized
    except EmailNotValidError as error:
        raise ValueError(str(error)) from None


def _url(text: str) -> str:
    if any(character in _ESCAPED_IN_ADDRESSES or not _may_stand_in_addresses(character) for character in text):
        raise ValueError("Backslashes, blanks and other characters that an address cannot have must be percent-encoded")
    # Browsers find a host in `https:x.example` too, and another one than people in `https://x.example@y.example`.
    if not _ADDRESS.fullmatch(text):
        raise ValueError("Input should be an http or https address with a host, and without a user name")
    try:
        _web_address.validate_python(text)
    except ValidationError:
        raise ValueError("Input should be an http or https address") from None
    return text


def _may_stand_in_addresses(character: str) -> bool:
    return is_visible(character) or unicodedata.category(character)[0] == "M"


def _date(value: Any) -> Any:
    if isinstance(value, str):
        if not _DATE.fullmatch(value):
            raise ValueError("Input should be a calendar date YYYY-MM-DD")
        return date.fromisoformat(value)
    return value


def _amount(value: Any) -> Any:
    if not isinstance(value, str) or not _AMOUNT.fullmatch(value):
        raise ValueError('Input should be an amount of money as a string with at most two decimals, such as "199.00"')
    return Decimal(value).quantize(CENT)


_Trimmed = StringConstraints(strip_whitespace=True)

type Id = Annotated[UUID, BeforeValidator(_id)]
type Text = Annotated[str, _Trimmed, AfterValidator(_one_line), described(pattern=ONE_LINE)]
"""One line, trimmed; lengths (`Annotated[Text, Field(max_length=100)]`) count characters after that."""
type VisibleText = Annotated[
    str,
    _Trimmed,
    AfterValidator(_one_line),
    AfterValidator(_not_blank),
    described(pattern=NOT_BLANK_LINE, format="visible-text"),
]
"""Text with at least one visible character. Others are kept beside it: languages and emoji need zero-width joiners."""
type Lines = Annotated[str, _Trimmed, AfterValidator(_lines), described(pattern=LINES)]
"""Text that may have line breaks, kept as \\n, and tabs, kept as blanks."""
type Email = Annotated[
    str,
    StringConstraints(strip_whitespace=True, max_length=_LONGEST_EMAIL),
    AfterValidator(_email),
    WithJsonSchema({"type": "string", "format": "email", "maxLength": _LONGEST_EMAIL}),
]
type WebAddress = Annotated[
    str,
    StringConstraints(strip_whitespace=True, max_length=_LONGEST_ADDRESS),
    AfterValidator(_url),
    described(pattern=r"^https?://[^/?#@]+([/?#].*)?$", format="uri"),
]
"""An http or https address, kept as it was written, whose host is the one that a reader takes for it."""
type CalendarDate = Annotated[date, BeforeValidator(_date)]
type Amount = Annotated[
    Decimal, BeforeValidator(_amount), WithJsonSchema({"type": "string", "pattern": r"^\d{1,9}(\.\d{1,2})?$"})
]
"""Not negative; a JSON string with at most two decimals."""
