"""The table of checks in README.md names tests that exist, for every check."""

import ast
import re
from pathlib import Path

HERE = Path(__file__).parent


def table() -> dict[int, list[str]]:
    """Number of the check → `file::test` of each test that is said to show it."""
    rows = re.findall(r"^\| (\d+) \|[^|]*\|(.*)\|$", (HERE / "README.md").read_text("utf-8"), re.MULTILINE)
    return {int(number): re.findall(r"`([\w.]+::\w+)`", tests) for number, tests in rows}


def all_tests() -> set[str]:
    """`file::test` of every test in this folder."""
    return {
        f"{file.name}::{node.name}"
        for file in HERE.glob("test_*.py")
        for node in ast.parse(file.read_text("utf-8")).body
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef) and node.name.startswith("test_")
    }


def test_every_check_has_a_row_with_tests() -> None:
    checks = table()
    assert list(checks) == list(range(1, 31))
    assert [number for number, shown_by in checks.items() if not shown_by] == []


def test_every_test_named_in_the_table_exists() -> None:
    named = {test for shown_by in table().values() for test in shown_by}
    assert named - all_tests() == set()
