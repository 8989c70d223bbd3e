"""No test that asks a real stack, with a real clock, names a day that comes to pass: such a test fails from then on.

Days to come are of the year 2090, days that have passed of 2020.
"""

import re
from pathlib import Path

import pytest

TESTS = Path(__file__).parent
ASKING_A_STACK = ("acceptance", "browser", "conformance", "launcher", "operations")
FILES = [
    file
    for folder in ASKING_A_STACK
    for file in sorted((TESTS / folder).rglob("*"))
    if file.suffix in (".py", ".feature")
]
SOON = re.compile(r"\b20(?:2[1-9]|[3-8]\d)(?:-\d\d-\d\d|[01]\d[0-3]\d)\b|[A-Z][a-z]+ 20(?:2[1-9]|[3-8]\d)\b")


@pytest.mark.parametrize("file", FILES, ids=[str(file.relative_to(TESTS)) for file in FILES])
def test_no_day_that_a_stack_is_given_comes_to_pass(file: Path):
    assert SOON.findall(file.read_text()) == []


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ('"2027-05-01"', ["2027-05-01"]),
        ("DATE:20270501", ["20270501"]),
        ("3 May 2027", ["May 2027"]),
        ("2090-05-01 DATE:20900501 3 May 2090 2020-01-03 pycon-2030", []),
    ],
)
def test_days_are_seen_as_tests_write_them(text: str, found: list[str]):
    assert SOON.findall(text) == found
