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
from pydantic import AfterValidator, BeforeValidator, StringConstraints, WithJsonSchema

from domain.values import CENT

_UUID = re.compile(r"[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}", re.IGNORECASE | re.ASCII)
_DATE = re.compile(r"\d{4}-\d\d-\d\d", re.ASCII)
_AMOUNT = re.compile(r"\d{1,9}(\.\d{1,2})?", re.ASCII)
_LINE_BREAKING = {"Cc", "Zl", "Zp"}
_LONGEST_EMAIL = 254


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


def _email(text: str) -> str:
    try:
        # Deliverability is for the mail to find out; .test and .example serve everybody's trials.
        return validate_email(text, check_deliverability=False, test_environment=True, strict=True).normalized
    except EmailNotValidError as error:
        raise ValueError(str(error)) from None


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
type Text = Annotated[str, _Trimmed, AfterValidator(_one_line)]
"""One line, trimmed; lengths (`Annotated[Text, Field(max_length=100)]`) count characters after that."""
type Lines = Annotated[str, _Trimmed, AfterValidator(_lines)]
"""Text that may have line breaks, kept as \\n, and tabs, kept as blanks."""
type Email = Annotated[
    str,
    StringConstraints(strip_whitespace=True, max_length=_LONGEST_EMAIL),
    AfterValidator(_email),
    WithJsonSchema({"type": "string", "format": "email", "maxLength": _LONGEST_EMAIL}),
]
type CalendarDate = Annotated[date, BeforeValidator(_date)]
type Amount = Annotated[
    Decimal, BeforeValidator(_amount), WithJsonSchema({"type": "string", "pattern": r"^\d{1,9}(\.\d{1,2})?$"})
]
"""Not negative; a JSON string with at most two decimals."""
