"""Bicep files, parsed: what they declare, node by node. What cannot be parsed is an error, never skipped."""

from collections.abc import Iterator
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path

import tree_sitter
import tree_sitter_bicep
from tree_sitter import Node

BICEP = Path(__file__).parents[2] / "bicep"
_PARSER = tree_sitter.Parser(tree_sitter.Language(tree_sitter_bicep.language()))

KINDS = {
    "parameter_declaration": "parameters",
    "variable_declaration": "variables",
    "resource_declaration": "resources",
    "module_declaration": "modules",
    "output_declaration": "outputs",
}


@dataclass(frozen=True, slots=True)
class Declaration:
    """`value`: what it is set to; None for a parameter without a default. `decorators`: name → arguments."""

    name: str
    type: str
    value: Node | None
    existing: bool
    decorators: dict[str, list[Node]]


@dataclass(frozen=True, slots=True)
class Template:
    path: Path
    parameters: dict[str, Declaration] = field(default_factory=dict)
    variables: dict[str, Declaration] = field(default_factory=dict)
    resources: dict[str, Declaration] = field(default_factory=dict)
    modules: dict[str, Declaration] = field(default_factory=dict)
    outputs: dict[str, Declaration] = field(default_factory=dict)


def text_of(node: Node) -> str:
    assert node.text is not None
    return node.text.decode()


def parse(source: bytes) -> Node:
    """Raises SyntaxError, which names the line."""
    root = _PARSER.parse(source).root_node
    for node in walk(root):
        if node.type == "ERROR" or node.is_missing:
            raise SyntaxError(f"line {node.start_point[0] + 1}: {text_of(node)[:60]!r}")
    return root


def walk(node: Node) -> Iterator[Node]:
    yield node
    for child in node.children:
        yield from walk(child)


@cache
def template(path: Path) -> Template:
    found = Template(path)
    decorators: dict[str, list[Node]] = {}
    for node in parse(path.read_bytes()).named_children:
        if node.type == "decorators":
            decorators = dict(_decorator(each) for each in node.named_children)
        elif kind := KINDS.get(node.type):
            declaration = _declaration(node, decorators)
            getattr(found, kind)[declaration.name] = declaration
            decorators = {}
    return found


def parameter_file(path: Path) -> tuple[str, dict[str, Node]]:
    """The template that a `.bicepparam` is for, and the values it gives. (The grammar does not know such files.)"""
    using, values = "", {}
    for line in path.read_text().splitlines():
        word, _, rest = line.partition(" ")
        if word == "using":
            using = rest.strip("'")
        elif word == "param":
            declared = parse(f"var {rest}".encode()).named_children[0]
            values[text_of(declared.named_children[0])] = declared.named_children[1]
        elif word and not word.startswith("//"):
            raise SyntaxError(f"{path.name}: {line}")
    return using, values


def _decorator(node: Node) -> tuple[str, list[Node]]:
    name, arguments = node.named_children[0].named_children
    return text_of(name), arguments.named_children


def _declaration(node: Node, decorators: dict[str, list[Node]]) -> Declaration:
    name, *rest = node.named_children
    kind = text_of(rest[0]).strip("'") if rest and rest[0].type in ("type", "string") and len(rest) > 1 else ""
    if node.type == "parameter_declaration":
        kind = text_of(rest[0])
    value = rest[-1] if rest[-1].type != "type" else None
    existing = any(child.type == "existing" for child in node.children)
    return Declaration(text_of(name), kind, value, existing, decorators)
