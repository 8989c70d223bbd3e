"""Reads source for the names it uses, so that a contract with a library is compared with what the code really does."""

import ast
from collections.abc import Iterable, Iterator
from pathlib import Path

HOST = Path(__file__).resolve().parents[2] / "local" / "host"


def trees(folder: Path) -> Iterator[ast.AST]:
    for file in sorted(folder.rglob("*.py")):
        yield ast.parse(file.read_text("utf-8"))


def attributes_of(name: str, sources: Iterable[ast.AST]) -> set[str]:
    """`b` of every `name.b`."""
    return {
        node.attr
        for tree in sources
        for node in ast.walk(tree)
        if isinstance(node, ast.Attribute) and isinstance(node.value, ast.Name) and node.value.id == name
    }


def imported(package: str, sources: Iterable[ast.AST]) -> set[str]:
    """`module.name` of every name imported from the package, `module` of every module imported as a whole."""
    found: set[str] = set()
    for tree in sources:
        for node in ast.walk(tree):
            match node:
                case ast.ImportFrom(module=str(module)) if module.split(".")[0] == package:
                    found |= {f"{module}.{alias.name}" for alias in node.names}
                case ast.Import():
                    found |= {alias.name for alias in node.names if alias.name.split(".")[0] == package}
                case _:
                    pass
    return found


def privates_of_others(sources: Iterable[ast.AST]) -> set[str]:
    """`_b` of every `a._b` where `a` is neither `self` nor `cls`."""
    return {
        node.attr
        for tree in sources
        for node in ast.walk(tree)
        if isinstance(node, ast.Attribute)
        and node.attr.startswith("_")
        and not node.attr.startswith("__")
        and not (isinstance(node.value, ast.Name) and node.value.id in ("self", "cls"))
    }


def keywords_by_constructor(namespace: str, sources: Iterable[ast.AST]) -> dict[str, set[str]]:
    """For every call of `namespace.Name(...)` or `self.namespace.Name(...)`: Name and the keywords it is given."""
    found: dict[str, set[str]] = {}
    for tree in sources:
        for node in ast.walk(tree):
            match node:
                case ast.Call(func=ast.Attribute(value=ast.Name(id=name), attr=constructor)) if name == namespace:
                    found.setdefault(constructor, set()).update(word.arg or "**" for word in node.keywords)
                case _:
                    pass
    return found
