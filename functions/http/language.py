"""The language that somebody wants to be written to in."""

from collections.abc import Mapping
from typing import Final

from domain.values import Language

LANGUAGES: Final[tuple[Language, ...]] = ("en", "de")


def preferred_language(headers: Mapping[str, str]) -> Language | None:
    """Of `Accept-Language` the one that we write in and the caller likes best; None where there is none.

    `de-AT` is German, though the caller would take English too.
    """
    from werkzeug.datastructures import LanguageAccept
    from werkzeug.http import parse_accept_header

    # Not `best_match`: it prefers a lesser language that is named exactly.
    for tag, quality in parse_accept_header(headers.get("accept-language"), LanguageAccept):
        for language in LANGUAGES:
            if quality > 0 and tag.partition("-")[0].lower() == language:
                return language
    return None
