"""docs/gaps.md names tests that exist, for every gap that it is about."""

import re
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[1]
ROWS = re.findall(r"^\| (G\d+) \|(.+)$", (ROOT / "docs" / "gaps.md").read_text(), re.MULTILINE)
TESTS = [(gap, file, name) for gap, row in ROWS for file, name in re.findall(r"`(tests/[\w/.]+)::([^`]+)`", row)]
DECISIONS = [(gap, page) for gap, row in ROWS for page in re.findall(r"\]\((decisions/[\w-]+\.md)\)", row)]


def test_every_gap_has_its_line():
    assert [gap for gap, _ in ROWS] == [f"G{number}" for number in range(1, 31)]
    assert {gap for gap, *_ in [*TESTS, *DECISIONS]} == {gap for gap, _ in ROWS}


@pytest.mark.parametrize(("gap", "file", "name"), TESTS, ids=[f"{gap} {name}" for gap, _, name in TESTS])
def test_a_test_that_is_named_exists(gap: str, file: str, name: str):
    assert_exists(file, name)


def assert_exists(file: str, name: str) -> None:
    text = (ROOT / file).read_text()
    line = rf"^  Scenario: {re.escape(name)}$" if file.endswith(".feature") else rf"^ *(async )?def {re.escape(name)}\("
    assert len(re.findall(line, text, re.MULTILINE)) == 1


@pytest.mark.parametrize(("gap", "page"), DECISIONS)
def test_a_decision_that_is_named_exists(gap: str, page: str):
    assert (ROOT / "docs" / page).is_file()
