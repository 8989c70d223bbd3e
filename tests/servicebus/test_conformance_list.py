"""The list of cases in README.md is whole, and every test that it names is there."""

import ast
import re
from pathlib import Path

FOLDER = Path(__file__).parent
ROW = re.compile(r"^\| (\d+) \| (.+) \| (.+) \|$", re.MULTILINE)
LAST = 69


def rows() -> list[tuple[int, str, list[str]]]:
    """Number, description and named tests (`module::function`) of each case."""
    text = (FOLDER / "README.md").read_text(encoding="utf-8")
    return [(int(number), what, re.findall(r"`([a-z_]+::\w+)`", tests)) for number, what, tests in ROW.findall(text)]


def functions(module: str) -> set[str]:
    """The names of the tests or waiting cases of a module."""
    tree = ast.parse((FOLDER / f"{module}.py").read_text(encoding="utf-8"))
    defined = [node for node in tree.body if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef)]
    if module.startswith("waiting_"):
        return {each.name for each in defined if any(ast.unparse(mark) == "waiting" for mark in each.decorator_list)}
    return {each.name for each in defined if each.name.startswith("test_")}


def test_the_list_has_every_number_once_and_each_is_shown_by_a_test() -> None:
    assert [number for number, _, _ in rows()] == list(range(1, LAST + 1))
    assert [number for number, _, tests in rows() if not tests] == []


def test_every_test_in_the_list_exists() -> None:
    named = {name for _, _, tests in rows() for name in tests}
    missing = sorted(name for name in named if name.partition("::")[2] not in functions(name.partition("::")[0]))
    assert missing == []


def test_every_module_of_waiting_cases_is_run() -> None:
    runner = (FOLDER / "test_waiting.py").read_text(encoding="utf-8")
    for file in FOLDER.glob("waiting_*.py"):
        assert re.search(rf"\b{file.stem}\b", runner), file.stem
