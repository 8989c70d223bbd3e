"""In which of our languages somebody is written to."""

import pytest

from functions.http.language import preferred_language


@pytest.mark.parametrize(
    ("header", "language"),
    [
        ("de", "de"),
        ("de-AT,en;q=0.5", "de"),
        ("DE-ch", "de"),
        ("fr, en-GB;q=0.7, de;q=0.9", "de"),
        ("fr, en-GB;q=0.7, de;q=0.3", "en"),
        ("de;q=0, en;q=0.1", "en"),
        ("fr", None),
        ("*", None),
        ("", None),
        (";;;,=q", None),
        ("den", None),
    ],
)
def test_the_one_liked_best_that_we_write_in(header: str, language: str | None) -> None:
    assert preferred_language({"accept-language": header}) == language


def test_nobody_said() -> None:
    assert preferred_language({}) is None
