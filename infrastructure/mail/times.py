"""Moments as mails show them."""

from datetime import datetime
from typing import Final
from zoneinfo import ZoneInfo

from domain.values import Language

_MONTHS: Final[dict[Language, tuple[str, ...]]] = {
    "en": (
        *("January", "February", "March", "April", "May", "June"),
        *("July", "August", "September", "October", "November", "December"),
    ),
    "de": (
        *("Januar", "Februar", "März", "April", "Mai", "Juni"),
        *("Juli", "August", "September", "Oktober", "November", "Dezember"),
    ),
}


def formatted_time(moment: datetime, time_zone: str, language: Language) -> str:
    """`7 December 2026, 13:05 (Europe/Vienna)`; in German `7. Dezember 2026, 13:05 Uhr (Europe/Vienna)`.

    `moment`: aware. `time_zone`: an IANA name; it is named, since readers may be elsewhere.
    """
    local = moment.astimezone(ZoneInfo(time_zone))
    month = _MONTHS[language][local.month - 1]
    if language == "de":
        return f"{local.day}. {month} {local.year}, {local:%H:%M} Uhr ({time_zone})"
    return f"{local.day} {month} {local.year}, {local:%H:%M} ({time_zone})"
