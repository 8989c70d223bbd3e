"""docs/protections.md names tests that exist, and that need no running stack."""

import re

import pytest

from tests.test_gaps import ROOT, assert_exists

TEXT = (ROOT / "docs" / "protections.md").read_text()
ROWS = [re.split(r" *\| *", line)[1:-1] for line in TEXT.splitlines() if re.match(r"\| (?!protection|---)\S", line)]
TESTS = [(protection, re.findall(r"`(tests/[\w/.]+)::([^`]+)`", tests)) for protection, _, tests in ROWS]
REAL_TABLES = ("tests/event_store/", "tests/handling/")
"""Folders that show what only a real table or queue can."""


def test_every_protection_stands_there_once():
    assert len({protection for protection, *_ in ROWS}) == len(ROWS) >= 60


@pytest.mark.parametrize(("protection", "tests"), TESTS, ids=[protection for protection, _ in TESTS])
def test_a_protection_has_tests_that_are_run_often(protection: str, tests: list[tuple[str, str]]):
    assert tests
    for file, name in tests:
        assert_exists(file, name)
        is_fast = not re.search(r"^pytestmark = .*mark\.(stack|long|slow)", (ROOT / file).read_text(), re.MULTILINE)
        assert is_fast or file.startswith(REAL_TABLES)
